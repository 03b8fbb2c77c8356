"""The editor's commands that change the text, or how it is shown."""

from __future__ import annotations

from tui.app.editor.page import PageCommands
from tui.app.widgets import code_lines
from tui.app.widgets.command import CommandDefaults, Scope, command


class EditingCommands(PageCommands):
    """Edits the code. Where the focus is in a field, most of these keys are the field's own."""

    COMMAND_DEFAULTS = CommandDefaults("editor", "Editing", Scope.MAIN, disabled=PageCommands.not_loaded)

    @command(keys=("ctrl+z", "super+z"), title="Undo", help="Undo the last edit.")
    def undo(self) -> None:
        """Undo the last edit."""
        self.page.driver.undo()

    @command(keys=("ctrl+y", "super+y"), title="Redo", help="Redo what was undone.")
    def redo(self) -> None:
        """Redo what was undone."""
        self.page.driver.redo()

    @command(keys=("ctrl+c", "super+c"), title="Copy", help="Copy the selection.")
    def copy(self) -> None:
        """Copy the selection."""
        self.page.code.action_copy()

    @command(keys=("ctrl+x", "super+x"), title="Cut", help="Cut the selection, or the line.")
    def cut(self) -> None:
        """Cut the selection, or the line."""
        self.page.code.action_cut()

    @command(keys=("ctrl+v",), title="Paste", help="Paste what was copied here (the terminal's own paste works too).")
    def paste(self) -> None:
        """Paste what was copied here."""
        self.page.code.action_paste()

    @command(keys=("f7",), title="Select all", help="Select all the code.")
    def select_all(self) -> None:
        """Select all the code."""
        self.page.code.select_all()

    @command(
        keys=("tab",),
        title="Indent",
        help="Indent the selected lines, or to the next stop; take the key of a secret that is offered.",
        scope=Scope.ANYWHERE,
    )
    def indent(self) -> None:
        """Indent the selected lines; in a field, go to the next one."""
        if self.page.focused is self.page.code:
            if not self.page.take_offer("tab"):
                code_lines.indent(self.page.code)
        else:
            self.page.focus_next()

    @command(
        keys=("shift+tab",),
        title="Dedent",
        help="Take one indent off the selected lines.",
        scope=Scope.ANYWHERE,
    )
    def dedent(self) -> None:
        """Take one indent off the selected lines; in a field, go to the one before."""
        if self.page.focused is self.page.code:
            code_lines.dedent(self.page.code)
        else:
            self.page.focus_previous()

    @command(keys=("ctrl+underscore", "ctrl+slash"), title="Comment", help="Comment or uncomment the selected lines.")
    def comment(self) -> None:
        """Comment or uncomment the selected lines."""
        code_lines.toggle_comment(self.page.code)

    @command(keys=("f9",), title="Soft wrap", help="Wrap long lines, or stop doing so.", scope=Scope.ANYWHERE)
    def wrap(self) -> None:
        """Wrap long lines, or stop doing so."""
        code = self.page.code
        code.soft_wrap = not code.soft_wrap
        self.page.say(f"Soft wrap {'on' if code.soft_wrap else 'off'}.", "$muted")
