"""Which rows of a log are shown, and where a shown row is after the log has grown.

Pure. A filter is tried on some thousand rows at a time, from the newest back, so that no key waits for all of them.
"""

from __future__ import annotations

from bisect import bisect_left
from collections.abc import Callable, Sequence
from dataclasses import dataclass, replace
from datetime import datetime

from tui.model.log import LogEntry
from tui.sessions.log_rows import Gap, LogRows, Row

Test = Callable[[LogEntry], bool]
"""Whether an entry is shown; None in its place shows all."""


@dataclass(frozen=True)
class ShownRows:
    """The rows of a log that are shown, by `indexes` among `rows`; those in front of `untested` were not tried."""

    rows: Sequence[Row] = ()
    indexes: Sequence[int] = ()
    untested: int = 0

    def __len__(self) -> int:
        return len(self.indexes)

    def row(self, place: int) -> Row:
        """The shown row of a place, counted from 0."""
        return self.rows[self.indexes[place]]

    def place(self, index: int) -> int:
        """The place of a row, by its index in the log; where it is not shown, that of the first one behind it."""
        return min(bisect_left(self.indexes, index), max(0, len(self.indexes) - 1))

    def place_at(self, at: datetime) -> int:
        """The place of the first entry of a time or later; of the last one where all are older."""

        def time(place: int) -> datetime:
            row = self.row(place)
            after = row if isinstance(row, LogEntry) or place + 1 >= len(self) else self.row(place + 1)
            return after.at if isinstance(after, LogEntry) else at

        place = min(bisect_left(range(len(self)), at, key=time), max(0, len(self) - 1))
        is_gap = place + 1 < len(self) and isinstance(self.row(place), Gap)
        return place + 1 if is_gap else place


def shown_rows(log: LogRows, test: Test | None) -> ShownRows:
    """What is shown of a log: all of it at once, or with a filter nothing yet (`tried`)."""
    rows = log.rows
    return ShownRows(rows, range(len(rows))) if test is None else ShownRows(rows, (), len(rows))


def tried(shown: ShownRows, test: Test | None, count: int) -> ShownRows:
    """The same with so many rows more tried, from the newest untried one back."""
    if test is None or not shown.untested:
        return shown
    start = max(0, shown.untested - count)
    found = _passing(shown.rows, start, shown.untested, test)
    return replace(shown, indexes=(*found, *shown.indexes), untested=start)


def _passing(rows: Sequence[Row], start: int, end: int, test: Test) -> list[int]:
    # Gaps are always shown: whether something is missing there, no filter can tell.
    return [index for index in range(start, end) if not isinstance(rows[index], LogEntry) or test(rows[index])]  # type: ignore[arg-type]  # narrowed in the test before


@dataclass(frozen=True)
class Moved:
    """Where rows went when a log changed: `same` at the front after `dropped`, `kept` at the end."""

    before: ShownRows
    after: ShownRows
    dropped: int
    same: int
    kept: int

    def place(self, place: int) -> int:
        """The place of a row that was shown at a place before."""
        if not len(self.before) or not len(self.after):
            return 0
        index = self.before.indexes[min(place, len(self.before) - 1)]
        row = self.before.rows[index]
        if isinstance(row, Gap) and index + 1 < len(self.before.rows):
            # What was read in front of a gap stands between it and the entry that was looked at.
            behind = self._index(index + 1)
            is_there = behind > 0 and self.after.rows[behind - 1] is row
            return self.after.place(behind - is_there)
        return self.after.place(self._index(index))

    def _index(self, index: int) -> int:
        """Where a row of the log is now."""
        if index < self.dropped + self.same:
            return max(0, index - self.dropped)
        if index >= len(self.before.rows) - self.kept:
            return index + len(self.after.rows) - len(self.before.rows)
        row, rows = self.before.rows[index], self.after.rows
        changed = range(self.same, len(rows) - self.kept)
        return next((each for each in changed if rows[each] is row), min(index, len(rows) - 1))


def updated(shown: ShownRows, log: LogRows, test: Test | None) -> Moved:
    """What is shown once the log has changed, and where the rows went. What was tried is not tried again."""
    old, new = shown.rows, log.rows
    dropped, same = (log.dropped, log.same) if old else (0, 0)
    same = min(same, len(old) - dropped, len(new))
    kept = 0
    most = min(len(old) - dropped - same, len(new) - same)
    while kept < most and old[-1 - kept] is new[-1 - kept]:
        kept += 1
    if test is None:
        return Moved(shown, ShownRows(new, range(len(new))), dropped, same, kept)
    shift = len(new) - len(old)
    end = len(new) - kept
    front = [index - dropped for index in shown.indexes if dropped <= index < dropped + same]
    behind = [index + shift for index in shown.indexes if index >= len(old) - kept]
    untested = 0
    if shown.untested > len(old) - kept:
        untested = shown.untested + shift
    elif shown.untested > dropped:
        untested = min(shown.untested - dropped, same)
    found = _passing(new, same if untested <= same else end, end, test)
    if front[:1] != [0] and not untested and same:
        # The gap in front of all is another one where rows were dropped.
        front.insert(0, 0)
    indexes = (*front, *found, *behind)
    return Moved(shown, ShownRows(new, indexes, untested), dropped, same, kept)
