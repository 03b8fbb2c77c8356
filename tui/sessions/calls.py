"""Calls of functions, as the backend's log tells of them: read from its lines, and counted for each function.

Pure: `now` is handed in. Owns which line is a call and what is counted. Refuses to know how lines are fetched and how
numbers are shown.
"""

from __future__ import annotations

import re
from collections.abc import Iterable, Sequence
from datetime import datetime, timedelta
from typing import NamedTuple

from tui.model.log import LogEntry
from tui.sessions.percentile import percentile

WINDOW = timedelta(hours=1)
"""Calls are counted as far back as this."""
MINUTES = 60
FIRST_ERROR = 400
"""From this status on an answer is an error: the caller's (4xx) or the function's (5xx)."""

FASTEST_SECONDS = 3.0
SLOWEST_SECONDS = 30.0
_SLOWER = 1.5

_MINUTE = timedelta(minutes=1)
_NONE = [0] * MINUTES
"""Shared by all that had no error: it is never changed."""
_PATH = re.compile(r"/functions/([A-Za-z0-9_-]{1,200})(?=[/?]|$)")
_LINE = re.compile(r"([A-Z]{3,10}) (/functions/\S{1,4000}) (\d{3}) \S+ ([\d.]{1,12} ?m?s)\b")
_DURATION = re.compile(r"(\d{1,9}(?:\.\d{1,6})?) ?(ms|s)?")
_OF_THE_API = frozenset({"build-logs"})
"""What stands behind /functions/ in a path of the API's own, as its routers log them: no function's slug, as a rule."""


class Call(NamedTuple):
    """A call that was answered. `seconds` is how long it took, None where the log does not say."""

    at: datetime
    slug: str
    method: str
    status: int
    seconds: float | None

    @property
    def is_error(self) -> bool:
        """Whether its answer was an error."""
        return self.status >= FIRST_ERROR


class Counted(NamedTuple):
    """The calls of one function, or (an empty slug) of all of them, within the window.

    `by_class` counts the statuses 1xx to 5xx. The percentiles are in seconds, None where no time is known. `minutes`
    and `error_minutes` count for each minute of the window, the oldest first.
    """

    slug: str
    calls: int
    by_class: tuple[int, int, int, int, int]
    p50: float | None
    p95: float | None
    last: Call
    last_error: Call | None
    minutes: tuple[int, ...]
    error_minutes: tuple[int, ...]

    @property
    def errors(self) -> int:
        """How many were answered with an error."""
        return self.by_class[3] + self.by_class[4]


def call_of(entry: LogEntry) -> Call | None:
    """The call that a line of the backend's log is about; None for any other line."""
    if not entry.slug:
        return None
    own = entry.metadata
    path, method, status = own.get("path"), own.get("method"), own.get("status")
    duration = own.get("duration")
    if not isinstance(path, str):
        found = _LINE.match(entry.message)
        if found is None:
            return None
        method, path, status, duration = found[1], found[2], int(found[3]), found[4]
    called = _PATH.match(path)
    if called is None or called[1] in _OF_THE_API:
        return None
    if not isinstance(status, int) or isinstance(status, bool) or not 100 <= status <= 599:
        return None
    return Call(entry.at, called[1], method if isinstance(method, str) else "", status, seconds_of(duration))


def seconds_of(duration: object) -> float | None:
    """How long a call took, of `351ms`, `1.2s`, or a number of milliseconds."""
    if isinstance(duration, int | float) and not isinstance(duration, bool):
        return duration / 1000 if 0 <= duration < 1e9 else None
    found = _DURATION.fullmatch(duration.strip()) if isinstance(duration, str) else None
    if found is None:
        return None
    return float(found[1]) / (1 if found[2] == "s" else 1000)


def counted_each(calls: Iterable[Call], now: datetime) -> tuple[Counted, ...]:
    """What is counted for each function that was called within the window, in the order of their slugs."""
    by_slug: dict[str, list[Call]] = {}
    for call in calls:
        by_slug.setdefault(call.slug, []).append(call)
    each = (counted(slug, by_slug[slug], now) for slug in sorted(by_slug))
    return tuple(found for found in each if found is not None)


def counted(slug: str, calls: Iterable[Call], now: datetime) -> Counted | None:
    """What is counted of these calls, which come in the order of time; None where none is within the window."""
    # Servers' clocks may run ahead a little: what seems to come is of now.
    since = now - WINDOW
    within = [call for call in calls if call.at > since]
    if not within:
        return None
    classes, minutes = [0] * 5, [0] * MINUTES
    errors, last_error = _NONE, None
    for call in within:
        classes[call.status // 100 - 1] += 1
        minute = min(MINUTES - 1, (call.at - since) // _MINUTE)
        minutes[minute] += 1
        if call.status >= FIRST_ERROR:
            if errors is _NONE:
                errors = [0] * MINUTES
            errors[minute] += 1
            last_error = call
    times = sorted(call.seconds for call in within if call.seconds is not None)
    by_class = (classes[0], classes[1], classes[2], classes[3], classes[4])
    return Counted(
        slug,
        len(within),
        by_class,
        percentile(times, 50),
        percentile(times, 95),
        within[-1],
        last_error,
        tuple(minutes),
        tuple(errors),
    )


def levels(minutes: Sequence[int], cells: int, highest: int) -> tuple[int, ...]:
    """The counts in so many cells, each as a height from 0 to `highest`; what is not 0 is 1 at least."""
    if cells < 1:
        return ()
    total = len(minutes)
    sums = [sum(minutes[total * cell // cells : total * (cell + 1) // cells]) for cell in range(cells)]
    most = max(sums)
    return tuple(0 if not each else max(1, round(highest * each / most)) for each in sums)


def next_pause(pause_seconds: float, *, has_news: bool) -> float:
    """How long to wait before the log is read again: ever longer while nobody calls."""
    return FASTEST_SECONDS if has_news else min(SLOWEST_SECONDS, pause_seconds * _SLOWER)
