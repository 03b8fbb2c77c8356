"""Which calls are known of a log that is followed, and from when on all of them are. Pure.

Owns that each line is read once, however often the log is looked at, and how far back it has to be read. Refuses to
know how lines are fetched (`log_follow`).
"""

from __future__ import annotations

from dataclasses import dataclass
from datetime import datetime

from tui.model.log import LogEntry, just_behind
from tui.sessions.calls import WINDOW, Call, call_of
from tui.sessions.log_rows import NOTHING, LogRows, Missing, Window, with_window

PAGE = 1_000
MOST_PAGES = 30
"""So many pages are read to get an hour back: a server with more lines than that is counted as far as it goes."""


@dataclass(frozen=True)
class KnownCalls:
    """The calls among the lines of a log. `read` stands beside the log's rows: the call of each line, or None."""

    log: LogRows = NOTHING
    read: tuple[Call | None, ...] = ()

    @property
    def calls(self) -> tuple[Call, ...]:
        """The calls in the newest part of the log, in which no line is missing."""
        if not self.log.runs:
            return ()
        newest = len(self.log.runs[-1].entries)
        return tuple(call for call in self.read[len(self.read) - newest :] if call is not None)

    def since(self, now: datetime) -> datetime | None:
        """From when on all calls are known; None where that is all of the window."""
        if not self.log.runs:
            return None
        first = self.log.runs[-1].entries[0].at
        begins_there = self.log.runs[-1].front.missing is Missing.BEGINNING
        return None if begins_there or first <= now - WINDOW else first

    def older_wanted(self, now: datetime) -> int | None:
        """The gap in front of which there may be calls of the window that were not read; None where there is none."""
        if not self.log.runs or self.since(now) is None:
            return None
        front = self.log.runs[-1].front
        return front.number if front.missing is Missing.UNREAD else None


def known(before: KnownCalls, log: LogRows) -> KnownCalls:
    """What is known once the log has changed: only lines that are new are read."""
    if log is before.log:
        return before
    same = before.read[log.dropped :][: log.same]
    added = tuple(call_of(row) if isinstance(row, LogEntry) else None for row in log.rows[len(same) :])
    return KnownCalls(log, same + added)


def with_page(before: KnownCalls, entries: tuple[LogEntry, ...], older_than: datetime | None) -> KnownCalls:
    """What is known with a page more: the newest lines, or those older than a time."""
    return known(before, with_window(before.log, Window(entries, PAGE, older_than)))


def next_page(state: KnownCalls, page_size: int, now: datetime) -> datetime | None:
    """Before when the page in front of the last one begins, if it may hold calls of the window."""
    if page_size < PAGE or state.older_wanted(now) is None:
        return None
    return just_behind(state.log.runs[-1].entries[0].at)
