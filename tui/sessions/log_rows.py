"""The entries of a log as they were read, page by page, in the order of time, with the gaps between them.

Pure. A page covers the time from its oldest entry on; entries of that millisecond may be cut off by its edge. So pages
are asked for that overlap by a millisecond, and are put together by what their entries say, as servers number entries
anew at each reading: of lines that are alike there are as many as one page showed at most. Owns what is known and what
is missing. Refuses to know when something is read (`log_follow`).
"""

from __future__ import annotations

from bisect import bisect_left
from collections import Counter
from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass, replace
from datetime import datetime
from enum import Enum
from itertools import chain, groupby
from typing import NamedTuple

from tui.model.log import LogEntry, millisecond

MOST_ENTRIES = 100_000
MOST_CHARACTERS = 64_000_000
"""So much is held; the oldest entries are dropped beyond it."""
_SLACK = 50


class Missing(Enum):
    """Why there may be entries that are not here."""

    UNREAD = "unread"
    """They may be on the server, and were not read."""
    LOST = "lost"
    """The server has none there: its log was emptied, or it keeps so much and no more."""
    BEGINNING = "beginning"
    """Nothing is missing: the server's log begins here."""
    DROPPED = "dropped"
    """They were here, and were dropped to bound the memory."""


class Gap(NamedTuple):
    """A place where entries may be missing. The first row is one: what stands in front of the oldest entry."""

    missing: Missing
    number: int


Row = LogEntry | Gap


class Window(NamedTuple):
    """A page and how it was asked for: the newest entries older than `before`, `limit` at most."""

    entries: tuple[LogEntry, ...]
    limit: int
    before: datetime | None = None

    @property
    def is_full(self) -> bool:
        """Whether the server may have more in front of it."""
        return len(self.entries) >= self.limit


class Run(NamedTuple):
    """Entries between which nothing is missing, and the gap in front of them."""

    front: Gap
    entries: tuple[LogEntry, ...]

    @property
    def first(self) -> datetime:
        """The millisecond of the oldest entry."""
        return millisecond(self.entries[0].at)

    @property
    def last(self) -> datetime:
        """The millisecond of the newest entry."""
        return millisecond(self.entries[-1].at)


@dataclass(frozen=True)
class LogRows:
    """What is known of a log: runs in the order of time, and as `rows` each one's gap followed by its entries.

    `characters` is what the entries hold. Of the rows before the last change `dropped` went from the front, and the
    `same` that followed those are the first rows now.
    """

    runs: tuple[Run, ...] = ()
    rows: tuple[Row, ...] = ()
    characters: int = 0
    gaps: int = 0
    dropped: int = 0
    same: int = 0

    @property
    def newest(self) -> LogEntry | None:
        """The last entry."""
        return self.runs[-1].entries[-1] if self.runs else None

    def run(self, gap: int) -> Run | None:
        """The run behind the gap of a number; None where there is no such gap any more."""
        return next((run for run in self.runs if run.front.number == gap), None)

    @property
    def count(self) -> int:
        """How many entries are here."""
        return len(self.rows) - len(self.runs)


NOTHING = LogRows()
"""Nothing was read yet."""


def with_window(log: LogRows, window: Window) -> LogRows:
    """The log with a page more. Where the page proves that nothing is missing, there is no gap any more."""
    if not window.entries:
        return replace(log, dropped=0, same=len(log.rows))
    start, end = millisecond(window.entries[0].at), window.before
    older = [run for run in log.runs if run.last < start]
    newer = [run for run in log.runs if end is not None and run.first >= end]
    met = log.runs[len(older) : len(log.runs) - len(newer)]
    kept: tuple[LogEntry, ...] = ()
    place = 0
    gaps = log.gaps
    if met:
        front = met[0].front._replace(missing=Missing.UNREAD)
    else:
        gaps += 1
        front = Gap(Missing.UNREAD, gaps)
    if met and met[0].first <= start:
        place = bisect_left(met[0].entries, start, key=lambda entry: entry.at)
        kept = met[0].entries[:place]
        if met[0].last > start or _is_continued(met[0], window):
            front = met[0].front
        elif kept:
            # Of the millisecond in which one ends and the other begins entries may be missing.
            older.append(Run(met[0].front, kept))
            kept = ()
            # The gap that was read for keeps its number, so that reading goes on where it was asked for.
            gaps += len(met) == 1
            front = Gap(Missing.UNREAD, gaps if len(met) == 1 else met[1].front.number)
    known: Sequence[LogEntry] = met[0].entries[place:] if met else ()
    for run in met[1:]:
        known = [*known, *run.entries]
    merged = tuple(merge(known, window.entries))
    same = sum(1 + len(run.entries) for run in older) + (1 + len(kept) if kept else 0)
    # Joined with +, which costs a third of what unpacking does: these are long.
    lead: tuple[Row, ...] = () if kept else (front,)
    behind: list[Row] = []
    for run in newer:
        behind += [run.front, *run.entries]
    rows = log.rows[:same] + lead + merged
    if behind:
        rows = (*rows, *behind)
    while same < len(rows) and same < len(log.rows) and rows[same] is log.rows[same]:
        same += 1
    characters = log.characters + sum(map(_size, merged)) - sum(map(_size, known))
    runs = (*older, Run(front, kept + merged), *newer)
    return bounded(LogRows(runs, rows, characters, gaps, same=same))


def _is_continued(run: Run, window: Window) -> bool:
    """Whether a page goes on behind a run that ends in the page's first millisecond: it has its last entry."""
    return not window.is_full and run.entries[-1].key in {entry.key for entry in window.entries}


def with_missing(log: LogRows, gap: int, missing: Missing) -> LogRows:
    """The log, with it known why entries are missing at a gap."""
    run = log.run(gap)
    if run is None or run.front.missing is missing:
        return replace(log, dropped=0, same=len(log.rows))
    place = log.rows.index(run.front)
    front = Gap(missing, gap)
    runs = tuple(each._replace(front=front) if each is run else each for each in log.runs)
    rows = (*log.rows[:place], front, *log.rows[place + 1 :])
    return replace(log, runs=runs, rows=rows, dropped=0, same=place)


def bounded(log: LogRows, most_entries: int = MOST_ENTRIES, most_characters: int = MOST_CHARACTERS) -> LogRows:
    """The log without the oldest of its entries, where it holds more than it may. The newest one always stays."""
    if log.count <= most_entries and log.characters <= most_characters:
        return log
    # Some more than must go, so that not every entry that comes moves all of them.
    too_many = log.count - most_entries + most_entries // _SLACK
    too_long = log.characters - most_characters
    place = entries = characters = 0
    while place < len(log.rows) - 1:
        row = log.rows[place]
        if isinstance(row, LogEntry):
            if entries >= too_many and characters >= too_long:
                break
            entries += 1
            characters += _size(row)
        place += 1
    if not entries:
        return log
    at = place
    runs = list(log.runs)
    while at > len(runs[0].entries):
        at -= 1 + len(runs.pop(0).entries)
    front = Gap(Missing.DROPPED, runs[0].front.number)
    # Where a whole run went, its successor's gap stands before `place` too.
    runs[0] = Run(front, runs[0].entries[max(0, at - 1) :])
    dropped = place - 1
    return replace(
        log,
        runs=tuple(runs),
        rows=(front,) + log.rows[place:],  # noqa: RUF005  # a third of the time
        characters=log.characters - characters,
        # What was put in front and went at once was never there.
        dropped=dropped if log.same > dropped else 0,
        same=max(0, log.same - dropped),
    )


def merge(known: Sequence[LogEntry], page: Sequence[LogEntry]) -> list[LogEntry]:
    """Two readings of one stretch of a log as one: as many of each entry as the reading that has more of it."""
    if not known or known[-1].at < page[0].at:
        return [*known, *page]
    result: list[LogEntry] = []
    ours, theirs = _by_time(known), _by_time(page)
    one, other = next(ours, None), next(theirs, None)
    while one is not None and other is not None:
        if one[0].at < other[0].at:
            result += one
            one = next(ours, None)
        elif other[0].at < one[0].at:
            result += other
            other = next(theirs, None)
        else:
            result += _of_one_time(one, other)
            one, other = next(ours, None), next(theirs, None)
    for rest, more in ((one, ours), (other, theirs)):
        if rest is not None:
            result += rest
            for group in more:
                result += group
    return result


def _by_time(entries: Iterable[LogEntry]) -> Iterator[list[LogEntry]]:
    for _, group in groupby(entries, lambda entry: entry.at):
        yield list(group)


def _of_one_time(known: list[LogEntry], page: list[LogEntry]) -> list[LogEntry]:
    """Entries of one time, in the order of the page, where it has more than is known. What is known stays itself."""
    if len(known) == 1 == len(page) and known[0].key == page[0].key:
        return known
    counted = Counter(entry.key for entry in known)
    if not Counter(entry.key for entry in page) - counted:
        return known
    waiting: dict[tuple[str, str, str], list[LogEntry]] = {}
    for entry in reversed(known):
        waiting.setdefault(entry.key, []).append(entry)
    result = [waiting[entry.key].pop() if waiting.get(entry.key) else entry for entry in page]
    left = {id(entry) for entries in waiting.values() for entry in entries}
    if not left:
        return result
    # What the page has not stands behind the entry that it followed, where that stands now.
    first: list[LogEntry] = []
    followers: dict[int, list[LogEntry]] = {}
    behind = first
    for entry in known:
        if id(entry) in left:
            behind.append(entry)
        else:
            behind = followers.setdefault(id(entry), [])
    return [*first, *chain.from_iterable((entry, *followers.get(id(entry), ())) for entry in result)]


def _size(entry: LogEntry) -> int:
    return len(entry.message) + len(entry.body)
