"""The view of schedules: what the server calls by itself, when next, and how it went last."""

from __future__ import annotations

from functools import partial

from textual import on
from textual.app import ComposeResult
from textual.containers import Vertical
from textual.content import Content
from textual.widgets import Input

from tui.app.schedules.commands import SchedulesCommands
from tui.app.schedules.driver import SchedulesDriver
from tui.app.schedules.rows import FIRST_ORDER, headline, schedules_list
from tui.app.schedules.running_commands import SchedulesRunning
from tui.app.schedules.showing_commands import SchedulesShowing
from tui.app.schedules.surroundings import Surroundings
from tui.app.schedules.words import NOT_OFFERED, asking, failed, nothing
from tui.app.shell.connection import Change, Connection
from tui.app.shell.header import StatusHeader
from tui.app.shell.key_bar import KeyBar
from tui.app.shell.list_filter import ListFilter
from tui.app.shell.moving import filtered_moves
from tui.app.shell.navigation import Navigator
from tui.app.shell.notice import Report
from tui.app.shell.outcome import OutcomePanel
from tui.app.shell.prompts import Prompts
from tui.app.shell.routes import OpenSchedules
from tui.app.shell.screen import ConsoleScreen
from tui.app.shell.status_line import StatusLine
from tui.app.shell.view_commands import VIEW_COMMANDS, VIEW_SWITCHES, ViewCommands
from tui.app.shell.views import SCHEDULES, view_tabs
from tui.app.widgets.clock import Clock
from tui.app.widgets.command import CommandDefaults, CommandPart, Scope
from tui.app.widgets.line import Line
from tui.app.widgets.row_table import RowTable
from tui.errors import NotFound
from tui.sessions.listing import ListState, find, received
from tui.sessions.schedules import ScheduleRow


class SchedulesScreen(ConsoleScreen):
    """The schedules."""

    COMMAND_DEFAULTS = CommandDefaults("schedules", "In the schedules", Scope.MAIN)
    ACTING = CommandPart(SchedulesCommands, lambda screen: screen.acting)
    RUNNING = CommandPart(SchedulesRunning, lambda screen: screen.running)
    SHOWING = CommandPart(SchedulesShowing, lambda screen: screen.showing)
    SWITCHING = VIEW_SWITCHES
    LEAVING = VIEW_COMMANDS
    MOVING, IN_FILTER = filtered_moves(
        lambda screen: screen.table.moves, prefix="schedules", noun="schedule", where="the schedules"
    )
    AUTO_FOCUS = "#scheduled"
    CSS_PATH = "style.tcss"
    view = SCHEDULES

    def __init__(
        self,
        connection: Connection,
        clock: Clock,
        navigator: Navigator,
        prompts: Prompts,
        around: Surroundings,
    ) -> None:
        super().__init__()
        self.connection = connection
        self._clock = clock
        self._told: Report | None = None
        self._wanted = ""
        self._made: tuple[frozenset[str], str] | None = None
        self._proof = connection.liveness
        self.driver = SchedulesDriver(self, connection, clock, self._changed, around)
        self.table = RowTable(schedules_list(), clock, ListState(order=FIRST_ORDER), id="scheduled")
        self.report = OutcomePanel("schedules-report")
        self._box = ListFilter(self, "#schedules", self.table, "filter by name or URL")
        self.views = ViewCommands(self, connection, navigator)
        self.acting = SchedulesCommands(self, prompts, clock, around)
        self.running = SchedulesRunning(self, navigator, prompts, around.listed)
        self.showing = SchedulesShowing(self, prompts, self._box, clock)

    def compose(self) -> ComposeResult:
        yield StatusHeader(self.connection, self._clock, partial(view_tabs, SCHEDULES))
        yield Line(id="headline")
        with Vertical(id="schedules"):
            yield self.table
            yield self.report
        yield StatusLine()
        yield KeyBar()

    def on_mount(self) -> None:
        self.when_left.call(self.connection.subscribe(self._connection_changed), self.driver.hide)
        self._show_state()

    def on_screen_resume(self) -> None:
        super().on_screen_resume()
        if self.connection.is_connected:
            self.driver.show()

    def on_screen_suspend(self) -> None:
        self.driver.hide()

    def _connection_changed(self, change: Change) -> None:
        if change is Change.SERVER:
            self._told = None
            self.driver.forget()
            self._changed()
        elif change is Change.STATUS and self.connection.liveness is not self._proof:
            # What is known of the runtime marks schedules.
            self._proof = self.connection.liveness
            self._changed()
        if change in (Change.SERVER, Change.CLIENT) and self.is_current:
            self.driver.show()

    def go_to(self, route: OpenSchedules) -> None:
        """Select the schedule of the route, as soon as it is listed."""
        self._wanted = route.id or self._wanted
        if self.is_mounted:
            self._changed()

    def select_new(self, before: frozenset[str], name: str) -> None:
        """Select the schedule of this name that was not there `before`, as soon as it is listed."""
        self._made = before, name

    # What is shown

    def show(self, state: ListState[ScheduleRow]) -> None:
        """Show the schedules as they are listed now."""
        self.table.show(state)
        self.table.display = bool(state.items)
        self._show_rest()
        self.update_keys()

    def tell(self, report: Report | None) -> None:
        """Say what became of a write, until the list is asked for by a key."""
        self._told = report
        self._show_state()

    def _changed(self) -> None:
        if not self.is_mounted:
            return
        rows = self.driver.rows
        if rows != self.table.state.items:
            self.table.show(received(self.table.state, self.table.spec, rows))
        if self._made is not None:
            before, name = self._made
            new = next((row for row in rows if row.schedule.id not in before and row.schedule.name == name), None)
            if new is not None:
                self._wanted, self._made = self.table.spec.key(new), None
        if self._wanted and any(self.table.spec.key(row) == self._wanted for row in rows):
            if self.table.state.needle:
                self._box.clear_and_close()
            self.table.show(find(self.table.state, self.table.spec, self._wanted))
            self._wanted = ""
        self._show_state()

    def _show_state(self) -> None:
        """Say how it goes, and why nothing is shown."""
        driver, items = self.driver, self.table.state.items
        server = self.connection.display_name
        report: Report | None = self._told
        if report is None and self.connection.is_connected:
            if driver.failure is not None:
                report = failed(driver.failure, server, is_shown=bool(items))
            elif not driver.was_read:
                report = asking(server)
            elif not items:
                report = nothing()
        if isinstance(driver.failure, NotFound):
            self.connection.note_lacking(SCHEDULES, NOT_OFFERED)
        elif driver.was_read and driver.failure is None:
            self.connection.note_lacking(SCHEDULES, "")
        self.report.show(report)
        self.query_one("#headline", Line).show(headline(self.table.state.items))
        self.show(self.table.state)

    @on(RowTable.ColumnsChanged)
    @on(RowTable.Moved)
    def _show_rest(self) -> None:
        """What the status line shows at rest."""
        state = self.table.state
        said: list[Content] = []
        if state.needle:
            said.append(Content(f"{len(state.shown)} of {len(state.items)} match; esc clears"))
        if state.items:
            said.append(Content.styled("+ ok  ! failed  ~ longer than its pause", "$muted"))
            if self.table.hidden_columns:
                said.append(Content.styled(f"no room: {', '.join(self.table.hidden_columns)} (f4)", "$muted"))
        self.query_one(StatusLine).rest(Content("  ").join(said))
        self.update_keys()

    # Commands

    @property
    def key_scope(self) -> Scope:
        return Scope.BOX if self._box.has_focus else Scope.MAIN

    @on(Input.Changed, "#filter")
    def catch_up(self) -> None:
        self.showing.listing.take_over()

    @on(RowTable.Opened)
    async def _clicked(self) -> None:
        await self.run_named("edit")
