"""The folder the console works in, as the list shows it: a column of how it stands to the server, and the way there."""

from __future__ import annotations

import asyncio
from collections.abc import Callable, Coroutine, Sequence
from typing import TYPE_CHECKING

from textual.worker import Worker

from tui.app.functions.page import ListPage, PageCommands
from tui.app.shell.navigation import Navigator
from tui.app.shell.routes import OpenLinked
from tui.app.widgets.clock import Alarm, Clock
from tui.app.widgets.command import CommandDefaults, Scope, command
from tui.errors import StorageError
from tui.model.function import FunctionSummary
from tui.sessions.link_states import State

if TYPE_CHECKING:
    from tui.flows.working_folder import WorkingFolder

Folder = Callable[[], "WorkingFolder | None"]


AGAIN_SECONDS = 3.0
"""While the list is seen, the files of a linked folder are looked at so often: another program may change them."""


class FolderMarks:
    """Asks the disk, in a thread, and fills the column. Nothing is asked of the server."""

    def __init__(self, page: ListPage, folder: Folder, clock: Clock) -> None:
        self._page = page
        self._folder = folder
        self._alarm = Alarm(page.console_screen(), clock, self._look_again)
        self._files: object = None

    def look(self) -> None:
        """Say how the linked folder stands to what is listed."""
        if self._page.table.state.items:
            self._run(self._look)

    def _look_again(self) -> None:
        # Whoever comes back to the list is told anew.
        if self._page.is_on_top:
            self._run(self._look_where_changed)

    def _run(self, work: Callable[[], Coroutine[None, None, None]]) -> None:
        self._alarm.set(None)
        _worker: Worker[None] = self._page.console_screen().run_worker(work, group="folder", exclusive=True)

    async def _look_where_changed(self) -> None:
        try:
            files = await asyncio.to_thread(self._files_of, self._page.connection.server_id)
        except StorageError:
            files = None
        if files != self._files:
            await self._look()
        else:
            self._alarm.set(AGAIN_SECONDS)

    def _files_of(self, server_id: str) -> object:
        folder = self._folder()
        return None if folder is None else folder.files(server_id)

    def _states_of(
        self, server_id: str, functions: Sequence[FunctionSummary]
    ) -> tuple[object, dict[str, State] | None]:
        # It is made here too: its modules are loaded for it.
        folder = self._folder()
        return (None, None) if folder is None else (folder.files(server_id), folder.states(server_id, functions))

    async def _look(self) -> None:
        functions, server_id = self._page.table.state.items, self._page.connection.server_id
        try:
            self._files, found = await asyncio.to_thread(self._states_of, server_id, functions)
        except StorageError:
            # `f` says why.
            self._files = found = None
        if found is not None:
            self._alarm.set(AGAIN_SECONDS)
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
