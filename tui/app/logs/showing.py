"""Which lines of a followed log are shown: filtered while it grows, some thousand of them between two keys."""

from __future__ import annotations

from collections.abc import Callable

from textual.content import Content
from textual.screen import Screen

from tui.app.logs.lines import LogLines
from tui.app.logs.painting import Times
from tui.app.logs.words import Channel, counted_lines, told_time
from tui.app.widgets.clock import Cancel, Clock, call_widget_later
from tui.model.log import LogEntry
from tui.sessions.log_filter import ALL, LogFilter
from tui.sessions.log_rows import LogRows, Missing
from tui.sessions.log_shown import Moved, Test, shown_rows, tried, updated
from tui.terminal.sanitise import printable

_TRIED_AT_ONCE = 4_000
"""So many lines are tried with a filter between two keys."""
_PAUSE_SECONDS = 0.002


class ShownLog:
    """Keeps the lines on a screen true to a log and to what is looked for. `settled` is called once all were tried."""

    def __init__(self, screen: Screen[None], lines: LogLines, clock: Clock, settled: Callable[[], None]) -> None:
        self._screen = screen
        self._lines = lines
        self._clock = clock
        self._settled = settled
        self._trying: Cancel | None = None
        self._test: Test | None = None
        self.looked_for: LogFilter = ALL
        self.slug = ""

    @property
    def is_filtered(self) -> bool:
        """Whether some lines may not be shown."""
        return self._test is not None

    def choose(self, channel: Channel, slug: str, looked_for: LogFilter) -> None:
        """From now on show these lines: of a function, or (empty) of all; only what is looked for."""
        self.slug, self.looked_for = slug, looked_for
        calls_only, hides_reading = channel.calls_only, channel.hides_reading
        if not slug and not calls_only and not hides_reading and looked_for.is_empty:
            self._test = None
            return

        def test(entry: LogEntry) -> bool:
            if (slug and entry.slug != slug) or (calls_only and not entry.slug):
                return False
            if hides_reading and entry.is_of_reading:
                return False
            return looked_for.is_empty or looked_for.matches(entry.message)

        self._test = test

    def show(self, log: LogRows, *, to_end: bool) -> None:
        """The log has changed, and nothing else."""
        moved = updated(self._lines.shown, log, self._test)
        self._lines.show(moved.after, moved, to_end=to_end)
        self._try_on()

    def show_anew(self, log: LogRows, *, to_end: bool) -> None:
        """Other lines are to be shown: try the newest at once, the others between keys."""
        row = self._lines.row
        shown = tried(shown_rows(log, self._test), self._test, _TRIED_AT_ONCE)
        self._lines.show_as(self._lines.manner._replace(looked_for=self.looked_for, slug=self.slug))
        self._lines.show(shown, to_end=True)
        if not to_end and isinstance(row, LogEntry):
            # The line that was looked at, or the next one, if it is shown.
            self._lines.select(shown.place_at(row.at))
        self._try_on()

    def resting(self, log: LogRows) -> Content:
        """What the status line shows at rest: a filter's problem, the selected line's time, how many there are."""
        row = self._lines.row
        said = [Content.styled(printable(self.looked_for.problem, limit=200), "$warning")]
        if isinstance(row, LogEntry):
            is_utc = self._lines.manner.times is Times.UTC
            said.append(Content(f"{told_time(row.at, is_utc=is_utc)} {row.level}".rstrip()))
        said.append(Content.styled(*self._count_words(log)))
        if log.runs and log.runs[0].front.missing is Missing.DROPPED:
            said.append(Content.styled("older ones removed", "$muted"))
        return Content("  ").join([each for each in said if each.plain])

    def _count_words(self, log: LogRows) -> tuple[str, str]:
        """How many lines there are and are shown, and the style in which it is said."""
        shown = self._lines.shown
        if self._test is None:
            return (counted_lines(log.count) if log.runs else ""), "$muted"
        if shown.untested:
            return f"{counted_lines(len(shown))} so far", "$muted"
        # Gaps are shown with every filter.
        matching = len(shown) - len(log.runs)
        way_out = "; l shows all functions'" if self.slug else ""
        if not matching:
            return f"no line of {log.count:,} matches{way_out}", "$warning"
        return f"{matching:,} of {counted_lines(log.count)}{way_out if matching < log.count else ''}", "$muted"

    def _try_on(self) -> None:
        if self._trying is not None:
            self._trying()
            self._trying = None
        if self._lines.shown.untested:
            self._trying = call_widget_later(self._screen, self._clock, _PAUSE_SECONDS, self._try_some)
        elif self._test is not None:
            self._settled()

    def _try_some(self) -> None:
        shown = self._lines.shown
        more = tried(shown, self._test, _TRIED_AT_ONCE)
        self._lines.show(more, Moved(shown, more, 0, len(shown.rows), 0))
        self._try_on()
