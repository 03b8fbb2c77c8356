"""The code of the selected function beside the list: whether it is wanted, and the commands that scroll it."""

from __future__ import annotations

from tui.app.functions.page import ListPage, PageCommands
from tui.app.shell.connection import Connection
from tui.app.shell.notice import describe_error
from tui.app.shell.recorder import VersionRecorder
from tui.app.widgets.code_preview import CodePreview
from tui.app.widgets.command import CommandDefaults, Footer, Scope, command
from tui.errors import ApiError
from tui.model.function import Function
from tui.model.history import How
from tui.sessions.listing import Failed

PREVIEW_FROM_COLUMNS = 110
"""From this width on the code is shown beside the list."""
PREVIEW_AT_LEAST_COLUMNS = 40


class Previewing(PageCommands):
    """Shows the code of the selected function. What it fetches is recorded as a version."""

    COMMAND_DEFAULTS = CommandDefaults("list", "What the list shows", Scope.MAIN)

    def __init__(self, page: ListPage, connection: Connection, recorder: VersionRecorder, rest_seconds: float) -> None:
        super().__init__(page)
        self._connection = connection
        self._recorder = recorder
        self._is_wanted = True
        self.pane = CodePreview(self._fetch, rest_seconds)

    async def _fetch(self, slug: str) -> Function | str:
        """The function, or why it can't be shown."""
        server_id = self._connection.server_id
        try:
            found = await self._connection.api.functions.get(slug)
        except ApiError as error:
            return describe_error(error, self._connection.display_name, asked="function").headline
        self._recorder.record(found, How.SEEN, server_id)
        return found

    @property
    def is_shown(self) -> bool:
        """Whether there is room for it and the user wants it."""
        return self._is_wanted and self._too_narrow() is None

    def show_soon(self) -> None:
        """Show the selected function once the selection rests; under another screen when the list is on top again."""
        screen = self.page.console_screen()
        if screen.is_active and not isinstance(self.state.load, Failed) and self._connection.is_connected:
            self.pane.show_soon(self.page.table.item)

    def _too_narrow(self) -> str | None:
        if self.page.console_screen().size.width < PREVIEW_FROM_COLUMNS:
            return f"The preview needs a terminal of {PREVIEW_FROM_COLUMNS} columns."
        return None

    def _no_code(self) -> str | None:
        return None if self.pane.can_scroll else "No code is shown beside the list."

    @command(
        keys=("v",),
        title="Preview",
        help="Show or hide the code beside the list (wide terminals).",
        footer=Footer("preview", 6),
        disabled=_too_narrow,
    )
    def preview(self) -> None:
        """Show or hide the code beside the list."""
        self._is_wanted = not self._is_wanted
        self.page.lay_out()
        self.show_soon()

    @command(
        keys=("J", "shift+j"),
        title="Preview: page down",
        help="Move a page down in the code beside the list.",
        footer=Footer("page", 6),
        disabled=_no_code,
    )
    def preview_down(self) -> None:
        """Move a page down in the code beside the list."""
        self.pane.scroll_page(1)

    @command(
        keys=("K", "shift+k"),
        title="Preview: page up",
        help="Move a page up in the code beside the list.",
        disabled=_no_code,
    )
    def preview_up(self) -> None:
        """Move a page up in the code beside the list."""
        self.pane.scroll_page(-1)
