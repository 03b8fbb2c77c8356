"""What a user can do in the view of calls: look at the logs, run a function, filter, sort, follow."""

from __future__ import annotations

from collections.abc import Callable
from datetime import datetime
from typing import Protocol

from tui.app.calls.driver import CallsDriver
from tui.app.calls.rows import FIRST_ORDER
from tui.app.calls.words import counted_facts
from tui.app.shell.connection import Connection
from tui.app.shell.facts import as_text
from tui.app.shell.list_commands import ListShowing, filter_commands, sort_commands
from tui.app.shell.list_filter import ListFilter
from tui.app.shell.navigation import Navigator
from tui.app.shell.outcome import OutcomePanel
from tui.app.shell.prompts import Prompts
from tui.app.shell.routes import OpenFunction, OpenLogs, OpenRunner
from tui.app.widgets.command import CommandDefaults, Footer, Scope, command
from tui.app.widgets.row_table import RowTable
from tui.model.function import FunctionSummary
from tui.sessions.calls import Counted
from tui.sessions.listing import ListState, stay
from tui.sessions.log_follow import FollowAsked, LookNow
from tui.terminal.sanitise import printable

_IN_FILTER = "In the filter of the calls"


class CallsPage(Protocol):
    """The screen as its commands see it; `CallsScreen` is one."""

    connection: Connection
    driver: CallsDriver
    table: RowTable[Counted]
    report: OutcomePanel

    def show(self, state: ListState[Counted]) -> None: ...

    def update_keys(self) -> None: ...

    def say(self, text: str, style: str = ...) -> None: ...


class CallsCommands:
    """The commands of the view. `listed` finds a function of the list by its slug."""

    COMMAND_DEFAULTS = CommandDefaults("calls", "In the calls", Scope.MAIN)

    def __init__(
        self,
        page: CallsPage,
        navigator: Navigator,
        prompts: Prompts,
        box: ListFilter,
        listed: Callable[[str], FunctionSummary | None],
    ) -> None:
        self._page = page
        self._navigator = navigator
        self._prompts = prompts
        self.listing = ListShowing(page, box, FIRST_ORDER)
        self._listed = listed

    @property
    def _selected(self) -> Counted | None:
        return self._page.table.item

    def _no_row(self) -> str | None:
        return None if self._selected is not None else "There is no called function to select."

    # What leads elsewhere

    @command(
        keys=("enter",),
        title="Logs",
        help="Open the logs at the function's last call.",
        footer=Footer("logs", 1),
        disabled=_no_row,
    )
    def open_logs(self) -> None:
        """Open the logs at the last call of the selected function."""
        if self._selected is not None:
            self._open(self._selected.slug, self._selected.last.at)

    def _no_error(self) -> str | None:
        selected = self._selected
        if selected is None:
            return self._no_row()
        return None if selected.last_error is not None else "It had no error within the last hour."

    @command(
        keys=("e",),
        title="Last error",
        help="Open the logs at the function's last error.",
        footer=Footer("error", 3),
        disabled=_no_error,
    )
    def open_error(self) -> None:
        """Open the logs at the last error of the selected function."""
        selected = self._selected
        if selected is not None and selected.last_error is not None:
            self._open(selected.slug, selected.last_error.at)

    def _open(self, slug: str, at: datetime) -> None:
        self._page.table.show(stay(self._page.table.state))
        self._navigator.go(OpenLogs(slug, at))

    def _not_there(self) -> str | None:
        selected = self._selected
        if selected is None:
            return self._no_row()
        if self._listed(selected.slug) is None:
            return f"The server has no function {printable(selected.slug, limit=60)}: calls to it fail."
        return None

    @command(
        keys=("x",),
        title="Run",
        help="Send the selected function a request and show what it answers.",
        footer=Footer("run", 2),
        disabled=_not_there,
    )
    def run_function(self) -> None:
        """Run the selected function."""
        function = self._listed(self._selected.slug) if self._selected is not None else None
        if function is not None:
            self._navigator.go(OpenRunner(function))

    @command(keys=("o",), title="Open the code", help="Open the selected function in the editor.", disabled=_not_there)
    def open_function(self) -> None:
        """Open the selected function in the editor."""
        function = self._listed(self._selected.slug) if self._selected is not None else None
        if function is not None:
            self._navigator.go(OpenFunction(function))

    # What is shown

    FILTERING = filter_commands("calls", lambda acts: acts.listing, "slug", group=_IN_FILTER, place=4)

    def _no_filter(self) -> str | None:
        return self.listing.why_not_clear()

    @command(keys=("escape",), title="Clear the filter", help="Show all called functions.", disabled=_no_filter)
    @command(
        keys=("escape",),
        title="Clear the filter",
        help="Show all called functions.",
        footer=Footer("clear", 2),
        group=_IN_FILTER,
        scope=Scope.BOX,
    )
    def clear_filter(self) -> None:
        """Show all called functions."""
        self.listing.clear_filter()

    SORTING = sort_commands("calls", lambda acts: acts.listing, "calls, errors, times, last error, name", place=5)

    @command(
        keys=("f4",), title="In full", help="Show in full: all that is counted of the selected function, and of all."
    )
    def details(self) -> None:
        """Show in full what rows have no room for."""
        from tui.app.shell.questions import DetailsScreen

        selected, everything = self._selected, self._page.driver.counter.everything
        facts = [
            *(counted_facts(selected) if selected is not None else ()),
            ("", " "),
            *(counted_facts(everything._replace(slug="all functions")) if everything is not None else ()),
        ]
        self._prompts.ask(DetailsScreen(self._page.report.report, facts))

    @command(keys=("y",), title="Copy", help="Copy all that is counted of the selected function.", disabled=_no_row)
    def copy_row(self) -> None:
        """Copy what is counted of the selected function."""
        if self._selected is not None:
            self._page.table.app.copy_to_clipboard(as_text(counted_facts(self._selected)))

    # Following

    @command(
        keys=("f",),
        title="Follow",
        help="Follow the calls as they come, or stop following.",
        footer=Footer("follow", 6, lambda acts: acts._page.driver.state.failure is None),
    )
    def follow(self) -> None:
        """Follow, or stop."""
        driver = self._page.driver
        driver.look_again()
        driver.tell(FollowAsked(not driver.state.is_following))

    def _no_server(self) -> str | None:
        return None if self._page.connection.is_connected else "No server is connected: c connects."

    @command(
        keys=("r",),
        title="Ask now",
        help="Read the log of calls now.",
        disabled=_no_server,
        footer=Footer("refresh", 3, lambda acts: acts._page.report.is_failure),
    )
    def refresh(self) -> None:
        """Read the log now."""
        self._page.driver.look_again()
        self._page.driver.tell(LookNow())
