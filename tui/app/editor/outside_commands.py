"""The editor's command that leads to the user's own editor."""

from __future__ import annotations

from textual.worker import Worker

from tui.app.editor.outside_edit import OutsideEdit
from tui.app.editor.page import EditorPage, PageCommands
from tui.app.widgets.command import CommandDefaults, Scope, command


class OutsideCommands(PageCommands):
    """Edits the code elsewhere."""

    COMMAND_DEFAULTS = CommandDefaults("editor", "Editing", Scope.MAIN, disabled=PageCommands.not_loaded)

    def __init__(self, page: EditorPage, edit: OutsideEdit) -> None:
        super().__init__(page)
        self._edit = edit

    @command(
        keys=("ctrl+e",),
        title="Your editor",
        help="Open the code in your own editor ($VISUAL, $EDITOR); what you save there is one edit here.",
    )
    def open_outside(self) -> None:
        """Open the code in the user's own editor."""
        # Not in the key itself: the console goes on meanwhile.
        _worker: Worker[None] = self.page.screen.run_worker(self._edit.run(), group="outside")
