"""The logs of a server: followed, of one function or of all, looked through and filtered."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import replace
from datetime import datetime
from functools import partial

from textual import on
from textual.app import ComposeResult
from textual.containers import Vertical
from textual.content import Content
from textual.widgets import Input

from tui.app.logs.ask_box import AskBox
from tui.app.logs.box_commands import GROUP, BoxCommands
from tui.app.logs.driver import LogDriver
from tui.app.logs.lines import LogLines
from tui.app.logs.looking_commands import LookingCommands
from tui.app.logs.opening_commands import OpeningCommands
from tui.app.logs.painting import Times
from tui.app.logs.showing import ShownLog
from tui.app.logs.taking_commands import TakingCommands
from tui.app.logs.words import (
    CALLS,
    NO_OUTPUT,
    OUTPUT,
    Channel,
    asking,
    empty,
    entry_facts,
    failed,
    headline,
    may_keep_no_output,
    told_time,
)
from tui.app.shell.connection import Change, Connection
from tui.app.shell.header import StatusHeader
from tui.app.shell.key_bar import KeyBar
from tui.app.shell.list_filter import ListFilter
from tui.app.shell.moving import move_commands
from tui.app.shell.navigation import Navigator
from tui.app.shell.notice import Report
from tui.app.shell.outcome import OutcomePanel
from tui.app.shell.prompts import Prompts
from tui.app.shell.routes import Back, OpenFunctions, OpenLogs
from tui.app.shell.screen import ConsoleScreen, StatusLine
from tui.app.shell.status import server_facts
from tui.app.shell.view_commands import VIEW_COMMANDS, VIEW_SWITCHES, ViewCommands
from tui.app.shell.views import LOGS, view_tabs
from tui.app.widgets.clock import Clock
from tui.app.widgets.command import CommandDefaults, CommandPart, Footer, Scope, command
from tui.app.widgets.line import Line
from tui.errors import NotFound
from tui.model.log import LogEntry
from tui.sessions.log_filter import read_filter
from tui.sessions.log_follow import (
    Came,
    FollowAsked,
    FollowEvent,
    FollowState,
    Hidden,
    LookNow,
    OlderAsked,
    Shown,
    TimeAsked,
)
from tui.sessions.log_rows import Missing
from tui.terminal.sanitise import printable

_LOOK_AGAIN_SECONDS = 1.0
_PAGES_BY_THEMSELVES = 5
_MOST_KEPT_ROWS = 20_000


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
        lambda screen: screen.moves, prefix="logs", noun="line", where="what is shown", group="Moving in the logs",
        scope=Scope.MAIN, also={"page_down": ("space", "ctrl+f"), "page_up": ("b", "ctrl+b")},
    )  # fmt: skip
    IN_FILTER = move_commands(
        lambda screen: screen.moves, prefix="logs", noun="line", group=GROUP, scope=Scope.BOX,
        typed=False, footers=True,
    )  # fmt: skip
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
        is_view: bool,
    ) -> None:
        super().__init__()
        self.view = LOGS if is_view else ""
        self.connection = connection
        self._clock = clock
        self._navigator = navigator
        self._prompts = prompts
        self.channel: Channel = OUTPUT
        self.slug = route.slug or ""
        self._at = route.at
        self.lines = LogLines(clock)
        self._driver = LogDriver(self, connection, clock, OUTPUT.source, self._changed)
        self._kept: dict[str, FollowState] = {}
        self._showing = ShownLog(self, self.lines, clock, self.show_rest)
        self._pages_left = _PAGES_BY_THEMSELVES
        self._told_no_output = False
        self._standing: Report | None = None
        self.views = ViewCommands(self, connection, navigator)
        box = ListFilter(self, "#log", self.lines, "filter: words, /expression/, -not", selects=False)
        asked = AskBox(self, "#log", self.lines)
        self.boxes = BoxCommands(self, box, asked)
        self.looking = LookingCommands(self, asked)
        self.opening = OpeningCommands(self, navigator, prompts)
        self.taking = TakingCommands(self, asked)

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
            yield OutcomePanel("log-report")
        yield StatusLine()
        yield KeyBar()

    def on_mount(self) -> None:
        self.when_left.call(self.connection.subscribe(self._connection_changed), self._driver.stop)
        self._choose_lines()
        self._show_state()

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
        source = self.state.source
        self.channel, self.slug = channel, slug
        self._pages_left = _PAGES_BY_THEMSELVES
        self.lines.mark = None
        self._standing = None
        if channel.source != source:
            if len(self.state.log.rows) <= _MOST_KEPT_ROWS:
                self._kept[source] = self.state
            found = self._kept.pop(channel.source, FollowState(channel.source))
            self._driver.follow(replace(found, is_following=True, is_shown=False))
        self._choose_lines()
        if self.is_current:
            self._driver.tell(Shown())
        self._show_state()

    def _connection_changed(self, change: Change) -> None:
        if change is Change.SERVER:
            self._kept.clear()
            self._told_no_output = False
            self._driver.follow(FollowState(self.channel.source))
            self._choose_lines()
            self._show_state()
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
        self._show_state()

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
                self._standing = NO_OUTPUT
                self._show_state()
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

    def _show_state(self) -> None:
        """Say where this is, how it goes, and why nothing is shown."""
        state = self.state
        has_lines = bool(state.log.runs)
        if not self.connection.is_connected:
            report = None
        elif state.failure is not None:
            report = failed(state.failure, self.connection.display_name, self.channel, is_shown=has_lines)
            if isinstance(state.failure, NotFound) and not has_lines:
                self.connection.note_lacking(LOGS, "This server has no such log.")
        elif self._standing is not None:
            report = self._standing
        elif not state.was_read:
            report = asking(self.connection.display_name)
        elif not has_lines:
            report = empty(self.channel, deploys_to_cloud=self.connection.deploys_to_cloud)
        else:
            report = None
        self.query_one("#log-report", OutcomePanel).show(report)
        # What is said where there is nothing stands at the top.
        self.lines.styles.height = "1fr" if has_lines else 0
        told = headline(self.channel, self.slug, state, self.boxes.filter_text)
        self.query_one("#headline", Line).show(told)
        self.show_rest()
        self.update_keys()

    def show_rest(self) -> None:
        """What the status line shows at rest: the selected line's time and place, or why there is none."""
        row, log = self.lines.row, self.state.log
        said = [Content.styled(printable(self._showing.looked_for.problem, limit=200), "$warning")]
        if isinstance(row, LogEntry):
            is_utc = self.lines.manner.times is Times.UTC
            said.append(Content(f"{told_time(row.at, is_utc=is_utc)} {row.level}".rstrip()))
        said.append(Content.styled(*self._showing.count_words(log)))
        if log.runs and log.runs[0].front.missing is Missing.DROPPED:
            said.append(Content.styled("older ones dropped", "$muted"))
        self.query_one(StatusLine).rest(Content("  ").join([each for each in said if each.plain]))

    # Moving

    @property
    def moves(self) -> dict[str, Callable[[], None]]:
        """What the commands do that move the selection; away from the end they pause following."""
        moves = self.lines.moves
        return {name: partial(self._moved_by, name, move) for name, move in moves.items()}

    def _moved_by(self, name: str, move: Callable[[], None]) -> None:
        move()
        if name == "last":
            self.looking.follow_on()
        else:
            self._pause_if_left()

    @on(LogLines.Chosen)
    def _chosen(self) -> None:
        self._pause_if_left()
        self.show_rest()
        self.update_keys()

    def _pause_if_left(self) -> None:
        if self.state.is_following and not self.lines.is_at_end:
            self._driver.tell(FollowAsked(False))

    @on(LogLines.AtTop)
    def _at_top(self, event: LogLines.AtTop) -> None:
        if self.state.failure is not None:
            return
        if event.is_asked:
            self._pages_left = _PAGES_BY_THEMSELVES
        elif self._showing.is_filtered or self.state.is_following:
            # Where few lines match, some pages more are read by themselves, not the whole log.
            if self._pages_left <= 0 or self.lines.shown.untested:
                return
            self._pages_left -= 1
        self._driver.tell(OlderAsked())

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
            self._pages_left = _PAGES_BY_THEMSELVES
            self._choose_lines()
            self._show_state()

    @command(
        keys=("escape",), title="Back", help="Clear the mark, then the filter, then go back.", footer=Footer("back", 6)
    )
    def close(self) -> None:
        """Clear what is set, or leave."""
        if self.lines.mark is not None:
            self.lines.mark = None
            self.lines.refresh()
        elif self.boxes.filter_text:
            self.boxes.clear_filter()
        elif self._standing is not None:
            self._standing = None
            self._show_state()
        elif self.view:
            self._navigator.go(OpenFunctions())
        else:
            self._navigator.go(Back())

    @command(
        keys=("f4",),
        title="In full",
        help="Show in full: the selected line and what was logged with it, the last message.",
    )
    def details(self) -> None:
        """Show in full what rows may cut."""
        from tui.app.shell.questions import DetailsScreen

        row = self.lines.row
        line = self.query_one(StatusLine)
        facts = [
            ("said", line.last_said),
            *(entry_facts(row) if isinstance(row, LogEntry) else [("log", line.resting)]),
            *(("server", text) for _, text in server_facts(self.connection)[:1]),
        ]
        self._prompts.ask(DetailsScreen(self.query_one("#log-report", OutcomePanel).report, facts))
