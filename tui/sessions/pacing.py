"""How many writes are free and when the next one is, as far as the server's answers tell.

Pure: `now` is handed in. Owns the arithmetic of a fixed window of writes (`RateLimit-*`). Refuses to know what is
written and who waits.
"""

from __future__ import annotations

from dataclasses import dataclass, replace
from datetime import datetime, timedelta

from tui.model.server import WriteBudget

_UNKNOWN_WAIT_SECONDS = (5.0, 15.0, 30.0, 60.0)
"""How long to wait after refusals in a row where the server does not say when the next write is free."""
_LEAST_WAIT_SECONDS = 1.0


@dataclass(frozen=True, slots=True)
class Pace:
    """What is known of the write budget.

    `heard` is what the last answer told, `left` and `resets_at` what follows from it and from what was sent since.
    Without `heard` nothing is known of a limit. `not_before` is set by a refusal; `refusals` are those in a row.
    """

    heard: WriteBudget | None = None
    left: int = 0
    resets_at: datetime | None = None
    not_before: datetime | None = None
    refusals: int = 0


NOTHING_KNOWN = Pace()


def heard(pace: Pace, budget: WriteBudget | None) -> Pace:
    """An answer told the budget. The same as before tells nothing new: what was sent since still counts."""
    if budget is None or budget == pace.heard:
        return pace
    return replace(pace, heard=budget, left=budget.remaining, resets_at=budget.resets_at)


def spent(pace: Pace, now: datetime) -> Pace:
    """A write is sent now. The first one behind the end of a window opens the next."""
    pace = _opened(pace, now)
    return replace(pace, left=max(0, pace.left - 1)) if pace.heard is not None else pace


def answered(pace: Pace) -> Pace:
    """A write was not refused for the limit."""
    return replace(pace, refusals=0, not_before=None)


def refused(pace: Pace, now: datetime, next_at: datetime | None) -> Pace:
    """A write was refused for the limit; `next_at` is when the next one is free, where the server says."""
    if next_at is None:
        seconds = _UNKNOWN_WAIT_SECONDS[min(pace.refusals, len(_UNKNOWN_WAIT_SECONDS) - 1)]
        next_at = now + timedelta(seconds=seconds)
    # A server that says "now" again and again is not to be asked without a pause.
    seconds = _LEAST_WAIT_SECONDS * 2 ** min(pace.refusals, 6)
    return replace(pace, refusals=pace.refusals + 1, not_before=max(next_at, now + timedelta(seconds=seconds)))


def free_at(pace: Pace, now: datetime) -> datetime:
    """When the next write may be sent: `now` where nothing is against it."""
    pace = _opened(pace, now)
    free = now if pace.not_before is None else max(now, pace.not_before)
    if pace.heard is not None and pace.left < 1 and pace.resets_at is not None:
        free = max(free, pace.resets_at)
    return free


def last_free_at(pace: Pace, now: datetime, writes: int) -> datetime:
    """When the last of so many writes may be sent, if nobody else writes: `now` where none has to wait."""
    pace = _opened(pace, now)
    first = free_at(pace, now)
    known = pace.heard
    if known is None or pace.resets_at is None or known.limit < 1:
        return first
    left = pace.left if first < pace.resets_at else known.limit
    if writes <= left:
        return first
    windows = -(-(writes - left) // known.limit)
    # The first of these opens where the known one ends.
    later = windows if first >= pace.resets_at else windows - 1
    return max(first, pace.resets_at) + later * _window(known)


def _opened(pace: Pace, now: datetime) -> Pace:
    """The same with a full window where the known one has passed."""
    if pace.heard is None or pace.resets_at is None or pace.resets_at > now:
        return pace
    return replace(pace, left=pace.heard.limit, resets_at=now + _window(pace.heard))


def _window(budget: WriteBudget) -> timedelta:
    return timedelta(seconds=budget.window_seconds or 60)
