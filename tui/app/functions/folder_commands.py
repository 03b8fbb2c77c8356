"""The folder the console works in, as the list shows it: a column of how it stands to the server, and the way there."""

from __future__ import annotations

import asyncio
from collections.abc import Callable
from typing import TYPE_CHECKING

from textual.worker import Worker

from tui.app.functions.page import ListPage, PageCommands
from tui.app.shell.navigation import Navigator
from tui.app.shell.routes import OpenLinked
from tui.app.widgets.command import CommandDefaults, Scope, command
from tui.errors import StorageError

if TYPE_CHECKING:
    from tui.flows.working_folder import WorkingFolder

Folder = Callable[[], "WorkingFolder | None"]


class FolderMarks:
    """Asks the disk, in a thread, and fills the column. Nothing is asked of the server."""

    def __init__(self, page: ListPage, folder: Folder) -> None:
        self._page = page
        self._folder = folder

    def look(self) -> None:
        """Say how the linked folder stands to what is listed."""
        if self._page.table.state.items:
            _worker: Worker[None] = self._page.console_screen().run_worker(self._look, group="folder", exclusive=True)

    async def _look(self) -> None:
        functions, server_id = self._page.table.state.items, self._page.connection.server_id
        try:
            # It is made there too: its modules are loaded for it.
            found = await asyncio.to_thread(
                lambda: None if (folder := self._folder()) is None else folder.states(server_id, functions)
            )
        except StorageError:
            # `f` says why.
            found = None
        if self._page.connection.server_id == server_id and found != self._page.facts.linked:
            self._page.tell(self._page.facts._replace(linked=found))
            self._page.lay_out()


class FolderCommands(PageCommands):
    """Leads to the linked folder."""

    COMMAND_DEFAULTS = CommandDefaults("list", "Functions", Scope.MAIN)

    def __init__(self, page: ListPage, folder: Folder, navigator: Navigator) -> None:
        super().__init__(page)
        self._folder = folder
        self._navigator = navigator

    def _no_folder(self) -> str | None:
        return self.no_server()

    @command(
        keys=("f",),
        title="Linked folder",
        help="Link the folder the console works in with the server; push, pull, compare and merge its functions.",
        disabled=_no_folder,
    )
    def linked_folder(self) -> None:
        """Show how the working folder and the server stand to each other."""
        if self._folder() is None:
            self.page.say("The folder this console was started in is not there any more.")
        else:
            self._navigator.go(OpenLinked())
