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
from tui.app.logs.driver import LogDriver
from tui.app.logs.lines import LogLines
from tui.app.logs.looking_commands import LookingCommands
from tui.app.logs.opening_commands import OpeningCommands
from tui.app.logs.painting import Times
from tui.app.logs.taking_commands import TakingCommands
from tui.app.logs.words import CALLS, NO_OUTPUT, OUTPUT, Channel, asking, empty, entry_facts, failed, told_time
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
from tui.app.widgets.clock import Cancel, Clock, call_widget_later
from tui.app.widgets.command import CommandDefaults, CommandPart, Footer, Scope, command
from tui.app.widgets.line import Line
from tui.errors import NotFound
from tui.model.log import LogEntry
from tui.sessions.log_filter import ALL, LogFilter, read_filter
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
from tui.sessions.log_rows import Gap, Missing
from tui.sessions.log_shown import Moved, Test, shown_rows, tried, updated
from tui.terminal.sanitise import printable

_TRIED_AT_ONCE = 4_000
"""So many lines are tried with a filter between two keys."""
_LOOK_AGAIN_SECONDS = 1.0
_PAGES_BY_THEMSELVES = 5
_MOST_KEPT_ROWS = 20_000


class LogsScreen(ConsoleScreen):
    """What the server logged. `is_view`: it is the view of the logs, else it was opened over another screen."""

    COMMAND_DEFAULTS = CommandDefaults("logs", "In the logs", Scope.MAIN)
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
        lambda screen: screen.moves, prefix="logs", noun="line", group="In the boxes of the logs", scope=Scope.BOX,
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
        self._looked_for: LogFilter = ALL
        self._box = ListFilter(self, "#log", self.lines, "filter: words, /expression/, -not", selects=False)
        self._asked = AskBox(self, "#log", self.lines)
        self._trying: Cancel | None = None
        self._pages_left = _PAGES_BY_THEMSELVES
        self._told_no_output = False
        self._standing: Report | None = None
        self._unsubscribe: Callable[[], None] | None = None
        self.views = ViewCommands(self, connection, navigator)
        self.looking = LookingCommands(self, self._asked)
        self.opening = OpeningCommands(self, navigator, prompts)
        self.taking = TakingCommands(self, self._asked)

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
        self._unsubscribe = self.connection.subscribe(self._connection_changed)
        self.lines.show_as(self.lines.manner._replace(slug=self.slug))
        self._show_state()

    def on_unmount(self) -> None:
        self._driver.stop()
        if self._unsubscribe is not None:
            self._unsubscribe()

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
        self._show_anew()
        if self.is_current:
            self._driver.tell(Shown())
        self._show_state()

    def _connection_changed(self, change: Change) -> None:
        if change is Change.SERVER:
            self._kept.clear()
            self._told_no_output = False
            self._driver.follow(FollowState(self.channel.source))
            self._show_anew()
            self._show_state()
        if change in (Change.SERVER, Change.CLIENT) and self.is_current:
            self._driver.tell(Shown())

    # What the server answered

    def _changed(self, before: FollowState, event: FollowEvent) -> None:
        state = self._driver.state
        if not self.is_mounted:
            return
        if state.log is not before.log:
            moved = updated(self.lines.shown, state.log, self._test)
            self.lines.show(moved.after, moved, to_end=state.is_following and self._at is None)
            self._try_on()
        self.lines.show_filling(state.filling)
        if isinstance(event, Came):
            self._answered(before)
        self._show_state()

    def _answered(self, before: FollowState) -> None:
        """The server has answered: say so where a log is empty, and go to the time that was asked for."""
        state = self._driver.state
        self.connection.note_lacking(LOGS, "")
        is_first = not before.was_read
        if is_first and not state.log.runs and self.channel is OUTPUT and not self.connection.deploys_to_cloud:
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
            self.lines.select(self.lines.place_of(at))
            self._driver.tell(FollowAsked(False))
        elif is_first:
            self._driver.tell(TimeAsked(self._at))

    @property
    def _test(self) -> Test | None:
        """Which entries are shown; None for all."""
        slug, calls_only, looked_for = self.slug, self.channel.calls_only, self._looked_for
        if not slug and not calls_only and looked_for.is_empty:
            return None

        def test(entry: LogEntry) -> bool:
            if slug and entry.slug != slug:
                return False
            if calls_only and not entry.slug:
                return False
            return looked_for.is_empty or looked_for.matches(entry.message)

        return test

    def _show_anew(self) -> None:
        """Another filter holds: try it on the newest lines at once, on the others between keys."""
        row = self.lines.row
        test = self._test
        shown = tried(shown_rows(self.state.log, test), test, _TRIED_AT_ONCE)
        self.lines.show_as(self.lines.manner._replace(looked_for=self._looked_for, slug=self.slug))
        self.lines.show(shown, to_end=True)
        if not self.state.is_following and isinstance(row, LogEntry):
            # The line that was looked at, or the next one, if it is shown.
            self.lines.select(self.lines.place_of(row.at))
        self._try_on()

    def _try_on(self) -> None:
        if self._trying is not None:
            self._trying()
            self._trying = None
        if self.lines.shown.untested:
            self._trying = call_widget_later(self, self._clock, 0.01, self._try_some)
        elif self._test is not None:
            self._show_rest()

    def _try_some(self) -> None:
        test, shown = self._test, self.lines.shown
        more = tried(shown, test, _TRIED_AT_ONCE)
        self.lines.show(more, Moved(shown, more, 0, len(shown.rows), 0))
        self._try_on()

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
        self._show_headline()
        self._show_rest()
        self.update_keys()

    def _show_headline(self) -> None:
        state = self.state
        of = f" of {printable(self.slug, limit=60)}" if self.slug else ""
        if state.failure is not None:
            how, style = "not reached", "$error"
        elif state.is_following:
            how, style = "following", "$accent"
        else:
            how, style = "paused: f follows", "$warning"
        told = [Content.styled(f" Logs: {self.channel.title}{of}", "bold"), Content.styled(how, style)]
        if not self._looked_for.is_empty:
            told.append(Content.styled(f"filter: {printable(self._looked_for.text, limit=60)}", "$muted"))
        self.query_one("#headline", Line).show(Content("  ").join(told))

    def _show_rest(self) -> None:
        """What the status line shows at rest: the selected line's time and place, or why there is none."""
        lines, log = self.lines, self.state.log
        said: list[Content] = []
        row = lines.row
        if self._looked_for.problem:
            said.append(Content.styled(printable(self._looked_for.problem, limit=200), "$warning"))
        if isinstance(row, LogEntry):
            is_utc = lines.manner.times is Times.UTC
            said.append(Content(f"{told_time(row.at, is_utc=is_utc)} {row.level}".rstrip()))
        if self._test is not None:
            tried_all = not lines.shown.untested
            # Gaps are shown with every filter.
            matching = len(lines.shown) - (len(log.runs) if tried_all else 0)
            counted = f"{matching:,} of {log.count:,} lines" if tried_all else f"{matching:,} lines so far"
            said.append(
                Content.styled(counted, "$muted")
                if matching
                else Content.styled(f"no line of {log.count:,} matches", "$warning")
            )
        elif log.runs:
            said.append(Content.styled(f"{log.count:,} lines", "$muted"))
        if log.runs and log.runs[0].front.missing is Missing.DROPPED:
            said.append(Content.styled("older ones dropped", "$muted"))
        self.query_one(StatusLine).rest(Content("  ").join(said))

    def show_as(self) -> None:
        """The manner of showing has changed."""
        self._show_rest()

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
        self._show_rest()
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
        elif self._test is not None or self.state.is_following:
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
        return Scope.BOX if self._box.has_focus or self._asked.has_focus else Scope.MAIN

    @on(Input.Changed, "#filter")
    def catch_up(self) -> None:
        if self._box.text != self._looked_for.text:
            self._looked_for = read_filter(self._box.text)
            self._pages_left = _PAGES_BY_THEMSELVES
            self._show_anew()
            self._show_headline()

    @command(
        keys=("slash",),
        title="Filter",
        help="Filter as you type: words, /expression/, -not; again to edit.",
        footer=Footer("filter", 2),
    )
    def filter(self) -> None:
        """Type to filter the lines."""
        self._asked.close()
        self._box.open()

    @command(
        keys=("enter",),
        title="Done",
        help="Keep the filter, go to the time, write the file.",
        footer=Footer("done", 1),
        group="In the boxes of the logs",
        scope=Scope.BOX,
    )
    def submit(self) -> None:
        """Act on what was typed into the box."""
        if self._box.has_focus:
            self._box.close()
        else:
            problem = self._asked.submit()
            if problem is not None:
                self.say(problem)
        self.update_keys()

    @command(
        keys=("escape",),
        title="Close the box",
        help="Clear the filter, or leave the box.",
        footer=Footer("close", 2),
        group="In the boxes of the logs",
        scope=Scope.BOX,
    )
    def close_box(self) -> None:
        """Clear the filter, or leave the other box."""
        if self._asked.has_focus:
            self._asked.close()
        else:
            self._box.clear_and_close()
            self.catch_up()
        self.update_keys()

    @command(
        keys=("escape",), title="Back", help="Clear the mark, then the filter, then go back.", footer=Footer("back", 6)
    )
    def close(self) -> None:
        """Clear what is set, or leave."""
        if self.lines.mark is not None:
            self.lines.mark = None
            self.lines.refresh()
        elif self._box.text:
            self._box.clear_and_close()
            self.catch_up()
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

    def selected_gap(self) -> Gap | None:
        """The gap that is selected."""
        row = self.lines.row
        return row if isinstance(row, Gap) else None
