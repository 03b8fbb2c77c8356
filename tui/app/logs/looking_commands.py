"""The commands for what the logs show, and how."""

from __future__ import annotations

from datetime import UTC

from tui.app.logs.ask_box import AskBox
from tui.app.logs.page import LogPage, PageCommands
from tui.app.logs.painting import Times
from tui.app.logs.words import CHANNELS
from tui.app.widgets.command import CommandDefaults, Footer, Scope, command
from tui.model.log import LogEntry
from tui.sessions.log_follow import FollowAsked, LookNow, TimeAsked
from tui.sessions.log_times import FORMS, read_time


class LookingCommands(PageCommands):
    """Follows, chooses what is looked at, and how it is shown."""

    COMMAND_DEFAULTS = CommandDefaults("logs", "What the logs show", Scope.MAIN)

    def __init__(self, page: LogPage, box: AskBox) -> None:
        super().__init__(page)
        self._box = box

    def no_server(self) -> str | None:
        """Why the server can't be asked."""
        return None if self.page.connection.is_connected else "No server is connected: c connects."

    def follow_on(self) -> None:
        """Show what comes from now on."""
        lines = self.page.lines
        lines.mark = None
        lines.select(len(lines.shown) - 1)
        if not self.page.driver.state.is_following:
            self.page.driver.tell(FollowAsked())

    @command(
        keys=("f",),
        title="Follow or pause",
        help="Show what comes from now on, or stop that; end follows too.",
        footer=Footer("follow", 1, lambda acts: not acts.has_failed()),
        disabled=no_server,
    )
    def follow(self) -> None:
        """Follow, or pause."""
        if self.page.driver.state.is_following:
            self.page.driver.tell(FollowAsked(False))
        else:
            self.follow_on()

    @command(
        keys=("s",),
        title="Next log",
        help="Show another log: function output, calls, backend, postgres, in turn.",
        footer=Footer("log", 3),
        disabled=no_server,
    )
    def next_log(self) -> None:
        """Show the next log."""
        self._turn(1)

    @command(keys=("S", "shift+s"), title="Previous log", help="Show the log before.", disabled=no_server)
    def previous_log(self) -> None:
        """Show the log before."""
        self._turn(-1)

    def _turn(self, step: int) -> None:
        page = self.page
        page.choose(CHANNELS[(CHANNELS.index(page.channel) + step) % len(CHANNELS)], page.slug)

    def _no_function(self) -> str | None:
        row = self.page.lines.row
        if self.page.slug or (isinstance(row, LogEntry) and row.slug):
            return None
        return "This line is about no function."

    @command(
        keys=("l",),
        title="One function, or all",
        help="Show only the selected line's function, or those of all functions again.",
        footer=Footer("one/all", 5),
        disabled=_no_function,
    )
    def only_function(self) -> None:
        """Show only the function that the selected line is about, or all again."""
        row = self.page.lines.row
        slug = "" if self.page.slug or not isinstance(row, LogEntry) else row.slug
        self.page.choose(self.page.channel, slug)

    @command(keys=("w",), title="Wrap lines", help="Wrap long lines, or cut them.")
    def wrap(self) -> None:
        """Wrap long lines, or cut them."""
        lines = self.page.lines
        lines.show_as(lines.manner._replace(wrap=not lines.manner.wrap))
        self.page.say("Lines are wrapped." if lines.manner.wrap else "Lines are cut.", "$muted")

    @command(
        keys=("t",),
        title="Times",
        help="Show times local, in UTC, as how long ago, or not at all.",
        footer=Footer("times", 4, PageCommands.has_lines),
    )
    def times(self) -> None:
        """Show times in the next way."""
        lines = self.page.lines
        ways = list(Times)
        way = ways[(ways.index(lines.manner.times) + 1) % len(ways)]
        lines.show_as(lines.manner._replace(times=way))
        self.page.show_rest()
        self.page.say(f"Times: {way.value}.", "$muted")

    @command(
        keys=("ctrl+g",),
        title="Go to a time",
        help="Go to a time: 14:32, 2026-11-26 14:32, 15m ago.",
        disabled=no_server,
    )
    def go_to_time(self) -> None:
        """Type a time to go to."""
        self._box.ask(f"go to a time: {FORMS}", "", self._went)

    def _went(self, text: str) -> str | None:
        if not text.strip():
            return None
        lines = self.page.lines
        found = read_time(text, self.page.now(), UTC if lines.manner.times is Times.UTC else None)
        if isinstance(found, str):
            return found
        self.page.driver.tell(FollowAsked(False))
        self.page.jump(found)
        self.page.driver.tell(TimeAsked(found))
        return None

    @command(
        id="refresh",
        keys=("r",),
        title="Look now",
        help="Ask the server now.",
        footer=Footer("refresh", 3, PageCommands.has_failed),
        disabled=no_server,
    )
    def look_now(self) -> None:
        """Ask the server now."""
        self.page.driver.tell(LookNow())
