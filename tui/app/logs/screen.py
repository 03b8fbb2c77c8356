"""The logs of a server: followed, of one function or of all, looked through and filtered."""

from __future__ import annotations

from datetime import datetime
from functools import partial

from textual import on
from textual.app import ComposeResult
from textual.containers import Vertical
from textual.widgets import Input

from tui.app.logs.ask_box import AskBox
from tui.app.logs.box_commands import GROUP, BoxCommands
from tui.app.logs.driver import LogDriver
from tui.app.logs.leaving_commands import LeavingCommands
from tui.app.logs.lines import LogLines
from tui.app.logs.looking_commands import LookingCommands
from tui.app.logs.moves import LogMoves
from tui.app.logs.opening_commands import OpeningCommands
from tui.app.logs.showing import ShownLog
from tui.app.logs.taking_commands import TakingCommands
from tui.app.logs.words import (
    CALLS,
    NO_OUTPUT,
    OUTPUT,
    Channel,
    headline,
    may_keep_no_output,
    told_instead,
)
from tui.app.shell.connection import Change, Connection
from tui.app.shell.header import StatusHeader
from tui.app.shell.key_bar import KeyBar
from tui.app.shell.list_filter import ListFilter
from tui.app.shell.logged_code import LoggedCode
from tui.app.shell.moving import move_commands
from tui.app.shell.navigation import Navigator
from tui.app.shell.notice import Report
from tui.app.shell.outcome import OutcomePanel
from tui.app.shell.prompts import Prompts
from tui.app.shell.routes import OpenLogs
from tui.app.shell.screen import ConsoleScreen
from tui.app.shell.status_line import StatusLine
from tui.app.shell.view_commands import VIEW_COMMANDS, VIEW_SWITCHES, ViewCommands
from tui.app.shell.views import LOGS, view_tabs
from tui.app.widgets.clock import Clock
from tui.app.widgets.command import CommandDefaults, CommandPart, Scope
from tui.app.widgets.line import Line
from tui.errors import NotFound
from tui.sessions.log_filter import read_filter
from tui.sessions.log_follow import (
    Came,
    FollowAsked,
    FollowEvent,
    FollowState,
    Hidden,
    LookNow,
    Shown,
    TimeAsked,
)

_LOOK_AGAIN_SECONDS = 1.0


class LogsScreen(ConsoleScreen):
    """What the server logged. `is_view`: it is the view of the logs, else it was opened over another screen."""

    COMMAND_DEFAULTS = CommandDefaults("logs", "In the logs", Scope.MAIN)
    FILTERING = CommandPart(BoxCommands, lambda screen: screen.boxes)
    LOOKING = CommandPart(LookingCommands, lambda screen: screen.looking)
    OPENING = CommandPart(OpeningCommands, lambda screen: screen.opening)
    TAKING = CommandPart(TakingCommands, lambda screen: screen.taking)
    SWITCHING = VIEW_SWITCHES
    LEAVING = VIEW_COMMANDS
    MOVING = move_commands(
        lambda screen: screen.moves.by_name, prefix="logs", noun="line", where="what is shown",
        group="Moving in the logs", scope=Scope.MAIN,
        also={"page_down": ("space", "ctrl+f"), "page_up": ("b", "ctrl+b")},
    )  # fmt: skip
    IN_FILTER = move_commands(
        lambda screen: screen.moves.by_name, prefix="logs", noun="line", group=GROUP, scope=Scope.BOX,
        typed=False, footers=True,
    )  # fmt: skip
    ENDING = CommandPart(LeavingCommands, lambda screen: screen.leaving)
    AUTO_FOCUS = "#lines"
    CSS_PATH = "style.tcss"

    def __init__(
        self,
        route: OpenLogs,
        connection: Connection,
        clock: Clock,
        navigator: Navigator,
        prompts: Prompts,
        *,
        code: LoggedCode,
        is_view: bool,
    ) -> None:
        super().__init__()
        self.view = LOGS if is_view else ""
        self.connection = connection
        self._clock = clock
        self.channel: Channel = CALLS if route.calls else OUTPUT
        self.slug = route.slug or ""
        self._at = route.at
        self.lines = LogLines(clock)
        self._driver = LogDriver(self, connection, clock, self.channel.source, self._changed)
        self._showing = ShownLog(self, self.lines, clock, self.show_rest)
        self._told_no_output = False
        self.standing: Report | None = None
        self.report = OutcomePanel("log-report")
        self.status = StatusLine()
        self.views = ViewCommands(self, connection, navigator)
        box = ListFilter(self, "#log", self.lines, "filter: words, /expression/, -not", selects=False)
        asked = AskBox(self, "#log", self.lines)
        self.boxes = BoxCommands(self, box, asked)
        self.looking = LookingCommands(self, asked)
        self.opening = OpeningCommands(self, navigator, code)
        self.taking = TakingCommands(self, asked)
        self.leaving = LeavingCommands(self, navigator, prompts)
        self.moves = LogMoves(self, self._showing, self.looking)

    @property
    def driver(self) -> LogDriver:
        """What asks the server."""
        return self._driver

    @property
    def state(self) -> FollowState:
        """What is known of the log."""
        return self._driver.state

    def console_screen(self) -> ConsoleScreen:
        """This screen, as workers and dialogs need it."""
        return self

    def compose(self) -> ComposeResult:
        yield StatusHeader(self.connection, self._clock, partial(view_tabs, LOGS) if self.view else None)
        yield Line(id="headline")
        with Vertical(id="log"):
            yield self.lines
            yield self.report
        yield self.status
        yield KeyBar()

    def on_mount(self) -> None:
        self.when_left.call(self.connection.subscribe(self._connection_changed), self._driver.stop)
        self._choose_lines()
        self.show_state()

    def on_screen_resume(self) -> None:
        super().on_screen_resume()
        if self.connection.is_connected:
            self._driver.tell(Shown())

    def on_screen_suspend(self) -> None:
        self._driver.tell(Hidden())

    def key_came(self) -> bool:
        since = self._clock.monotonic() - self._driver.looked_at
        if self.is_current and self.state.is_polling and since > _LOOK_AGAIN_SECONDS:
            self._driver.tell(LookNow())
        return True

    # What is looked at

    def now(self) -> datetime:
        """The time of day."""
        return self._clock.now()

    def jump(self, at: datetime) -> None:
        """Select the lines of a time, once they are here."""
        self._at = at

    def go_to(self, route: OpenLogs) -> None:
        """Show what a route asks for; one that asks for nothing leaves all as it was left."""
        if route.slug is not None and route.slug != self.slug:
            self.choose(self.channel, route.slug)
        if route.at is not None:
            self._at = route.at
            self._driver.tell(TimeAsked(route.at))

    def choose(self, channel: Channel, slug: str) -> None:
        """Look at another log, or at another function's lines in it."""
        self.channel, self.slug = channel, slug
        self.moves.begin_anew()
        self.lines.mark = None
        self.standing = None
        if channel.source != self.state.source:
            self._driver.turn_to(channel.source)
        self._choose_lines()
        if self.is_current:
            self._driver.tell(Shown())
        self.show_state()

    def _connection_changed(self, change: Change) -> None:
        if change is Change.SERVER:
            self._told_no_output = False
            self._driver.forget(self.channel.source)
            self._choose_lines()
            self.show_state()
        if change in (Change.SERVER, Change.CLIENT) and self.is_current:
            self._driver.tell(Shown())

    # What the server answered

    def _changed(self, before: FollowState, event: FollowEvent) -> None:
        state = self._driver.state
        if not self.is_mounted:
            return
        if state.log is not before.log:
            self._showing.show(state.log, to_end=state.is_following and self._at is None)
        self.lines.show_filling(state.filling)
        if isinstance(event, Came):
            self._answered(before)
        self.show_state()

    def _answered(self, before: FollowState) -> None:
        """The server has answered: say so where a log is empty, and go to the time that was asked for."""
        state = self._driver.state
        self.connection.note_lacking(LOGS, "")
        is_first = not before.was_read
        is_empty = is_first and not state.log.runs and self.channel is OUTPUT
        if is_empty and not self.connection.deploys_to_cloud and may_keep_no_output(self.connection.version):
            self.choose(CALLS, self.slug)
            if not self._told_no_output:
                self._told_no_output = True
                self.standing = NO_OUTPUT
                self.show_state()
            return
        if self._at is None:
            return
        if before.asked is not None and before.asked.is_jump:
            at, self._at = self._at, None
            self.lines.select(self.lines.shown.place_at(at))
            self._driver.tell(FollowAsked(False))
        elif is_first:
            self._driver.tell(TimeAsked(self._at))

    def _choose_lines(self) -> None:
        """Show the lines that are wanted now."""
        self._showing.choose(self.channel, self.slug, read_filter(self.boxes.filter_text))
        self._showing.show_anew(self.state.log, to_end=self.state.is_following)

    # What is shown

    def show_state(self) -> None:
        """Say where this is, how it goes, and why nothing is shown."""
        state = self.state
        has_lines = bool(state.log.runs)
        here, report = self.connection, None
        if here.is_connected:
            server = (here.display_name, here.deploys_to_cloud)
            report = told_instead(state, self.channel, *server, standing=self.standing)
            if isinstance(state.failure, NotFound) and not has_lines:
                here.note_lacking(LOGS, "This server has no such log.")
        self.report.show(report)
        # What is said where there is nothing stands at the top.
        self.lines.styles.height = "1fr" if has_lines else 0
        told = headline(self.channel, self.slug, state, self.boxes.filter_text)
        self.query_one("#headline", Line).show(told)
        self.show_rest()
        self.update_keys()

    def show_rest(self) -> None:
        """What the status line shows at rest: the selected line's time and place, or why there is none."""
        self.status.rest(self._showing.resting(self.state.log))

    # Moving

    @on(LogLines.Chosen)
    def _chosen(self) -> None:
        self.moves.pause_if_left()
        self.show_rest()
        self.update_keys()

    @on(LogLines.AtTop)
    def _at_top(self, event: LogLines.AtTop) -> None:
        self.moves.at_top(is_asked=event.is_asked)

    @on(LogLines.Opened)
    async def _opened(self) -> None:
        await self.run_named("open")

    # Boxes

    @property
    def key_scope(self) -> Scope:
        return Scope.BOX if self.boxes.has_focus else Scope.MAIN

    @on(Input.Changed, "#filter")
    def catch_up(self) -> None:
        if self.boxes.filter_text != self._showing.looked_for.text:
            self.moves.begin_anew()
            self._choose_lines()
            self.show_state()
