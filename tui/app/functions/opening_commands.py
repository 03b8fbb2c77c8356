"""The list's commands that lead elsewhere."""

from __future__ import annotations

from collections.abc import Callable
from functools import partial
from typing import TYPE_CHECKING

from textual.worker import Worker

from tui.app.functions.page import ListPage, PageCommands
from tui.app.shell.navigation import Navigator
from tui.app.shell.prompts import Prompts
from tui.app.shell.routes import CompareElsewhere, OpenDeployment, OpenFunction, OpenLogs, OpenRunner
from tui.app.widgets.command import CommandDefaults, Footer, Scope, command
from tui.model.address import function_url
from tui.sessions.listing import stay

if TYPE_CHECKING:
    from tui.app.functions.pickers import Pickers

_DELETED = "deleted"
"""The group of the worker that looks for deleted functions."""


class OpeningCommands(PageCommands):
    """Opens functions and what belongs to them. `pickers` makes the lists to choose one from."""

    COMMAND_DEFAULTS = CommandDefaults("list", "Functions", Scope.MAIN)

    def __init__(self, page: ListPage, navigator: Navigator, prompts: Prompts, pickers: Callable[[], Pickers]) -> None:
        super().__init__(page)
        self._navigator = navigator
        self._prompts = prompts
        self._pickers = pickers

    @command(
        keys=("enter",),
        title="Open",
        help="Open the selected function in the editor.",
        footer=Footer("open", 1),
        disabled=PageCommands.no_function,
    )
    def open(self) -> None:
        """Open the selected function in the editor."""
        if self.page.table.item is not None:
            self.page.table.show(stay(self.state))
            self._navigator.go(OpenFunction(self.page.table.item))

    @command(
        keys=("e",),
        title="Your editor",
        help="Open the selected function's code in your own editor ($VISUAL, $EDITOR).",
        disabled=PageCommands.nothing_to_ask,
    )
    def open_outside(self) -> None:
        """Open the selected function in the user's own editor."""
        if self.page.table.item is not None:
            self.page.table.show(stay(self.state))
            self._navigator.go(OpenFunction(self.page.table.item, outside=True))

    @command(
        keys=("x",),
        title="Run",
        help="Send the selected function a request and show what it answers.",
        footer=Footer("run", 2),
        disabled=PageCommands.nothing_to_ask,
    )
    def run_function(self) -> None:
        """Run the selected function."""
        if self.page.table.item is not None:
            self._navigator.go(OpenRunner(self.page.table.item))

    @command(
        keys=("l",),
        title="Logs",
        help="Show what the selected function logged.",
        disabled=PageCommands.nothing_to_ask,
    )
    def logs(self) -> None:
        """Show the logs of the selected function."""
        if self.page.table.item is not None:
            self._navigator.go(OpenLogs(self.page.table.item.slug))

    @command(
        keys=("C",),
        title="Other server",
        help="Compare the selected function with that of another profile's server, and copy it there.",
        disabled=PageCommands.nothing_to_ask,
    )
    def compare_elsewhere(self) -> None:
        """Compare the selected function with that of another server."""
        if self.page.table.item is not None:
            self._navigator.go(CompareElsewhere(self.page.table.item))

    @command(
        keys=("B", "shift+b"),
        title="Deployment",
        help="Show the last deployment of a cloud project: its build log, and what it holds back.",
        disabled=PageCommands.no_server,
    )
    def deployment(self) -> None:
        """Show the last deployment."""

        def answered(place: OpenFunction | None) -> None:
            if place is not None:
                self._navigator.go(place)

        self._prompts.ask(OpenDeployment(self.state.items), answered)

    @command(
        keys=("h",),
        title="History",
        help="Show the versions of the selected function: compare, restore.",
        disabled=PageCommands.nothing_to_ask,
    )
    def history(self) -> None:
        """Show the versions of the selected function."""
        if self.page.table.item is not None:
            self._pickers().show_history(self.page.table.item)

    @command(
        keys=("y",),
        title="Copy the slug",
        help="Copy the slug of the selected function.",
        disabled=PageCommands.no_function,
    )
    def copy_slug(self) -> None:
        """Copy the slug of the selected function."""
        if self.page.table.item is not None:
            self.page.console_screen().app.copy_to_clipboard(self.page.table.item.slug)

    @command(
        keys=("Y", "shift+y"),
        title="Copy the URL",
        help="Copy the URL at which the selected function is called.",
        disabled=PageCommands.nothing_to_ask,
    )
    def copy_url(self) -> None:
        """Copy the URL at which the selected function is called."""
        target = self.page.connection.target
        if self.page.table.item is not None and target is not None:
            self.page.console_screen().app.copy_to_clipboard(function_url(target.url, self.page.table.item.slug))

    @command(keys=("d",), title="Drafts", help="Show the unsaved drafts on this machine, discarded changes too.")
    def drafts(self) -> None:
        """Show the unsaved drafts on this machine."""
        self._pickers().pick_draft(self.page.console_screen(), self.state.items)

    @command(
        keys=("H", "shift+h"),
        title="Deleted functions",
        help="Create a deleted function again.",
        disabled=PageCommands.no_list,
    )
    def deleted(self) -> None:
        """Show the functions that the server no longer has."""
        screen = self.page.console_screen()
        pick = partial(self._pickers().pick_deleted, screen, self.state.items)
        _worker: Worker[None] = screen.run_worker(pick, group=_DELETED, exclusive=True)

    def stop_looking(self) -> None:
        """The user went elsewhere: what is looked for here is shown to nobody."""
        screen = self.page.console_screen()
        screen.workers.cancel_group(screen, _DELETED)
