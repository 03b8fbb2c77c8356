"""The view of calls: who calls which function, how long it takes and how it fails, within the last hour."""

from __future__ import annotations

from collections.abc import Callable
from functools import partial

from textual import on
from textual.app import ComposeResult
from textual.containers import Vertical
from textual.content import Content
from textual.widgets import Input

from tui.app.calls.commands import CallsCommands
from tui.app.calls.driver import CallsDriver
from tui.app.calls.rows import FIRST_ORDER, calls_list
from tui.app.calls.words import NOT_OFFERED, asking, coverage, failed, headline, nothing
from tui.app.shell.connection import Change, Connection
from tui.app.shell.header import StatusHeader
from tui.app.shell.key_bar import KeyBar
from tui.app.shell.list_filter import ListFilter
from tui.app.shell.moving import filtered_moves
from tui.app.shell.navigation import Navigator
from tui.app.shell.outcome import OutcomePanel
from tui.app.shell.prompts import Prompts
from tui.app.shell.screen import ConsoleScreen
from tui.app.shell.status_line import StatusLine
from tui.app.shell.view_commands import VIEW_COMMANDS, VIEW_SWITCHES, ViewCommands
from tui.app.shell.views import CALLS, view_tabs
from tui.app.widgets.clock import Clock
from tui.app.widgets.command import CommandDefaults, CommandPart, Scope
from tui.app.widgets.line import Line
from tui.app.widgets.relative_time import exact
from tui.app.widgets.row_table import RowTable
from tui.errors import NotFound
from tui.model.function import FunctionSummary
from tui.sessions.calls import Counted
from tui.sessions.listing import ListState, received
from tui.sessions.log_follow import Hidden, Shown


class CallsScreen(ConsoleScreen):
    """The calls of the last hour. `listed` finds a function of the list by its slug."""

    COMMAND_DEFAULTS = CommandDefaults("calls", "In the calls", Scope.MAIN)
    ACTING = CommandPart(CallsCommands, lambda screen: screen.acting)
    SWITCHING = VIEW_SWITCHES
    LEAVING = VIEW_COMMANDS
    MOVING, IN_FILTER = filtered_moves(
        lambda screen: screen.table.moves, prefix="calls", noun="function", where="the calls"
    )
    AUTO_FOCUS = "#counted"
    CSS_PATH = "style.tcss"
    view = CALLS

    def __init__(
        self,
        connection: Connection,
        clock: Clock,
        navigator: Navigator,
        prompts: Prompts,
        listed: Callable[[str], FunctionSummary | None],
    ) -> None:
        super().__init__()
        self.connection = connection
        self._clock = clock
        self._listed = listed
        self.driver = CallsDriver(self, connection, clock, self._changed)
        self.table = RowTable(calls_list(), clock, ListState(order=FIRST_ORDER), id="counted")
        self.report = OutcomePanel("calls-report")
        self._box = ListFilter(self, "#calls", self.table, "filter by slug")
        self.views = ViewCommands(self, connection, navigator)
        self.acting = CallsCommands(self, navigator, prompts, self._box, listed)

    def compose(self) -> ComposeResult:
        yield StatusHeader(self.connection, self._clock, partial(view_tabs, CALLS))
        yield Line(id="headline")
        with Vertical(id="calls"):
            yield self.table
            yield self.report
        yield StatusLine()
        yield KeyBar()

    def on_mount(self) -> None:
        self.when_left.call(self.connection.subscribe(self._connection_changed), self.driver.stop)
        self._show_state()

    def on_screen_resume(self) -> None:
        super().on_screen_resume()
        self.driver.look_again()
        if self.connection.is_connected:
            self.driver.tell(Shown())

    def on_screen_suspend(self) -> None:
        self.driver.tell(Hidden())

    def _connection_changed(self, change: Change) -> None:
        if change is Change.SERVER:
            self.driver.forget()
            self._changed()
        if change in (Change.SERVER, Change.CLIENT) and self.is_current:
            self.driver.tell(Shown())

    # What is shown

    def show(self, state: ListState[Counted]) -> None:
        """Show the functions as they are counted and listed now."""
        self.table.show(state)
        self.table.display = bool(state.items)
        self._show_rest()
        self.update_keys()

    def _changed(self) -> None:
        """Something else is known than before."""
        if not self.is_mounted:
            return
        found = self.driver.counter.found
        if found != self.table.state.items:
            gone = frozenset(each.slug for each in found if self._listed(each.slug) is None)
            self.table.show(received(self.table.state, self.table.spec, found), calls_list(gone))
        self._show_state()

    def _show_state(self) -> None:
        """Say how many calls there are, how it goes, and why nothing is shown."""
        state, items = self.driver.state, self.table.state.items
        server = self.connection.display_name
        if not self.connection.is_connected:
            report = None
        elif state.failure is not None:
            report = failed(state.failure, server, is_shown=bool(items))
            if isinstance(state.failure, NotFound):
                self.connection.note_lacking(CALLS, NOT_OFFERED)
        elif not state.was_read:
            report = asking(server)
        elif items or self.driver.is_counting:
            report = None
        else:
            report = nothing(is_empty=not state.log.runs, deployment_url=self.connection.deployment_url)
        if state.was_read and state.failure is None:
            self.connection.note_lacking(CALLS, "")
        self.report.show(report)
        self.query_one("#headline", Line).show(self._headline())
        self.show(self.table.state)

    def _headline(self) -> Content:
        state = self.driver.state
        if state.failure is not None:
            is_lacking = isinstance(state.failure, NotFound)
            how, style = ("not offered", "$muted") if is_lacking else ("not read", "$error")
        elif state.is_following:
            how, style = "following", "$accent"
        else:
            how, style = "paused: f follows", "$warning"
        told = headline(self.driver.counter.everything, len(self.table.state.items))
        parts = [Content.styled(" Calls, 1 hour", "bold"), Content.styled(how, style), Content(told)]
        return Content("  ").join(parts)

    @on(RowTable.ColumnsChanged)
    @on(RowTable.Moved)
    def _show_rest(self) -> None:
        """What the status line shows at rest: how much is shown, and of which time."""
        state = self.table.state
        said: list[Content] = []
        if state.needle:
            said.append(Content(f"{len(state.shown)} of {len(state.items)} match; esc clears"))
        since = self.driver.known.since(self._clock.now())
        known = coverage(since, is_counting=self.driver.is_counting, short_time=lambda at: exact(at)[11:16])
        if known and self.driver.state.was_read:
            said.append(Content.styled(known, "$muted"))
        if state.items and self.table.hidden_columns:
            said.append(Content.styled(f"no room: {', '.join(self.table.hidden_columns)} (f4)", "$muted"))
        self.query_one(StatusLine).rest(Content("  ").join(said))
        self.update_keys()

    # Commands

    @property
    def key_scope(self) -> Scope:
        return Scope.BOX if self._box.has_focus else Scope.MAIN

    @on(Input.Changed, "#filter")
    def catch_up(self) -> None:
        self.acting.listing.take_over()

    @on(RowTable.Opened)
    async def _clicked(self) -> None:
        await self.run_named("open_logs")
