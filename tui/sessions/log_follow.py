"""A log being followed: what is asked for when, and what is known so far, as values.

Owns how often the server is asked: at once when somebody looks, after a second while entries come, ever less while none
do or while the server fails, and never while nobody looks. Refuses to know sockets and screens: a driver carries out
the effects that `step` returns.
"""

from __future__ import annotations

from dataclasses import dataclass, replace
from datetime import datetime, timedelta

from tui.errors import ApiError, InvalidResponse
from tui.model.log import LogEntry, LogPage, just_behind, millisecond
from tui.sessions.log_rows import NOTHING, LogRows, Missing, Window, with_missing, with_window

FIRST_LIMIT = 200
MOST_LIMIT = 1_000
LARGEST_LIMIT = 16_000
"""So many entries of one millisecond can be told apart from the page's edge."""
BUSY_SECONDS = 1.0
IDLE_SECONDS = 10.0
FAILING_SECONDS = 60.0
_SLOWER = 1.5
_PAGES_AT_ONCE = 12
"""So many pages are read to close a gap, before the user is asked to ask for more."""


@dataclass(frozen=True, slots=True)
class Asked:
    """A read on its way. `gap` is the gap that it reads in front of, None for the newest entries or for a time.

    `is_strict`: all of the first millisecond behind the gap is known, and only what is older is asked for.
    `is_doubled`: half as many were all of one millisecond.
    """

    number: int
    limit: int
    before: datetime | None = None
    gap: int | None = None
    is_strict: bool = False
    pages_left: int = 0
    is_jump: bool = False
    is_doubled: bool = False


@dataclass(frozen=True)
class FollowState:
    """The log of one source. `pause_seconds` is how long is waited before it is asked again.

    `is_shown`: somebody looks; `is_following`: the newest entries are wanted. `failure` is why the last read failed,
    None once one succeeded. `was_read`: the server answered at least once. `came` counts the entries of the last answer
    that were new. The newest entries are asked for `least_limit` at a time at least, older ones `older_limit`.
    """

    source: str
    log: LogRows = NOTHING
    is_shown: bool = False
    is_following: bool = True
    number: int = 0
    asked: Asked | None = None
    pause_seconds: float = BUSY_SECONDS
    failure: ApiError | None = None
    was_read: bool = False
    came: int = 0
    limit: int = FIRST_LIMIT
    least_limit: int = FIRST_LIMIT
    older_limit: int = MOST_LIMIT
    most: int = LARGEST_LIMIT
    waiting: tuple[Asked, ...] = ()

    @property
    def is_polling(self) -> bool:
        """Whether the server is asked again and again."""
        return self.is_shown and self.is_following

    @property
    def filling(self) -> int | None:
        """The gap that is being read."""
        return self.asked.gap if self.asked is not None else None


# Events


@dataclass(frozen=True, slots=True)
class Shown:
    """Somebody looks at the log."""


@dataclass(frozen=True, slots=True)
class Hidden:
    """Nobody looks any more."""


@dataclass(frozen=True, slots=True)
class FollowAsked:
    """The newest entries are wanted from now on, or (False) not: what is read is looked through."""

    follow: bool = True


@dataclass(frozen=True, slots=True)
class LookNow:
    """Somebody wants to know now whether there is something new."""


@dataclass(frozen=True, slots=True)
class TimeCame:
    """The pause is over."""


@dataclass(frozen=True, slots=True)
class OlderAsked:
    """What is in front of a gap is wanted: 0 for the first one."""

    gap: int = 0


@dataclass(frozen=True, slots=True)
class TimeAsked:
    """The entries around a time are wanted."""

    at: datetime


@dataclass(frozen=True, slots=True)
class Came:
    """Read `number` was answered."""

    number: int
    page: LogPage


@dataclass(frozen=True, slots=True)
class Failed:
    """Read `number` failed."""

    number: int
    error: ApiError


FollowEvent = Shown | Hidden | FollowAsked | LookNow | TimeCame | OlderAsked | TimeAsked | Came | Failed


# Effects


@dataclass(frozen=True, slots=True)
class Read:
    """Ask the server, and answer with `Came` or `Failed`."""

    number: int
    source: str
    limit: int
    before: datetime | None


@dataclass(frozen=True, slots=True)
class CallAfter:
    """Answer with `TimeCame` after so many seconds; the one asked for before is off. None: only that."""

    seconds: float | None


FollowEffect = Read | CallAfter
Step = tuple[FollowState, tuple[FollowEffect, ...]]


def step(state: FollowState, event: FollowEvent) -> Step:
    """The next state, and what to do for it."""
    match event:
        case Shown():
            return _look(replace(state, is_shown=True, pause_seconds=BUSY_SECONDS))
        case Hidden():
            return replace(state, is_shown=False), (CallAfter(None),)
        case FollowAsked(follow=follow):
            state = replace(state, is_following=follow)
            return _look(replace(state, pause_seconds=BUSY_SECONDS)) if follow else (state, (CallAfter(None),))
        case LookNow():
            return _look(replace(state, pause_seconds=BUSY_SECONDS)) if state.is_shown else (state, ())
        case TimeCame():
            return _look(state) if state.is_polling else (state, ())
        case OlderAsked(gap=gap):
            return _older(state, gap)
        case TimeAsked(at=at):
            return _ask(state, Asked(0, _usual(state), just_behind(at + timedelta(seconds=1)), is_jump=True))
        case Came(number=number, page=page):
            asked = state.asked
            return (state, ()) if asked is None or asked.number != number else _came(state, asked, page)
        case Failed(number=number, error=error):
            asked = state.asked
            return (state, ()) if asked is None or asked.number != number else _failed(state, asked, error)


def _usual(state: FollowState) -> int:
    return min(state.most, state.older_limit if state.was_read else state.least_limit)


def _ask(state: FollowState, asked: Asked) -> Step:
    """Send a read, or keep it until the one on its way is answered."""
    if state.asked is not None:
        waits = any(each.gap == asked.gap and each.before == asked.before for each in state.waiting)
        return (state if waits else replace(state, waiting=(*state.waiting, asked))), ()
    number = state.number + 1
    asked = replace(asked, number=number)
    state = replace(state, number=number, asked=asked)
    return state, (CallAfter(None), Read(number, state.source, asked.limit, asked.before))


def _look(state: FollowState) -> Step:
    """Ask for the newest entries."""
    if state.asked is not None and state.asked.gap is None and state.asked.before is None:
        return state, ()
    return _ask(state, Asked(0, min(state.limit, state.most)))


def _older(state: FollowState, gap: int, pages: int = 1) -> Step:
    """Ask for what is in front of a gap, where there may be something."""
    if not gap and state.log.runs:
        gap = state.log.runs[0].front.number
    run = state.log.run(gap)
    if run is None or run.front.missing is not Missing.UNREAD or state.filling == gap:
        return state, ()
    return _ask(state, Asked(0, _usual(state), just_behind(run.entries[0].at), gap, pages_left=pages - 1))


def _came(state: FollowState, asked: Asked, page: LogPage) -> Step:
    before = state.log
    window = _window(page, asked)
    log = with_window(before, window)
    came = log.count + max(0, log.dropped) - before.count
    state = replace(state, log=log, asked=None, failure=None, was_read=True, came=came)
    if asked.gap is not None:
        return _filled(state, asked, page)
    if asked.is_jump:
        return _go_on(state)
    # What is only there because it was read is no news: the backend notes each read, and would be read for ever.
    is_news = any(isinstance(row, LogEntry) and not row.is_of_reading for row in log.rows[log.same :])
    pause = BUSY_SECONDS if came > 0 and is_news else min(IDLE_SECONDS, state.pause_seconds * _SLOWER)
    limit = max(state.least_limit, min(state.older_limit, 2 * came)) if before.runs else state.limit
    state = replace(state, pause_seconds=pause, limit=limit)
    if before.runs and log.runs[-1].front.missing is Missing.UNREAD:
        front = log.runs[-1].front
        is_of_one_time = window.is_full and millisecond(page.entries[0].at) == millisecond(page.entries[-1].at)
        if before.run(front.number) is None:
            return _older(state, front.number, _PAGES_AT_ONCE)
        if is_of_one_time:
            return _older(state, front.number)
    return _go_on(state)


def _window(page: LogPage, asked: Asked) -> Window:
    """The page without what is not older than was asked for: a cloud's server has entries of that very time in it."""
    entries, before = page.entries, asked.before
    if before is not None and entries and millisecond(entries[-1].at) >= before:
        entries = tuple(entry for entry in entries if millisecond(entry.at) < before)
    # It is as full as it was with them.
    return Window(entries, asked.limit - len(page.entries) + len(entries), before)


def _filled(state: FollowState, asked: Asked, page: LogPage) -> Step:
    """What stands in front of a gap was read: find out whether that closes it, and read on where that was asked for."""
    assert asked.gap is not None
    run = state.log.run(asked.gap)
    if run is None or run.front.missing is not Missing.UNREAD or asked.before is None:
        return _go_on(state)
    if not asked.is_strict and run.entries[0].at < asked.before - timedelta(milliseconds=1):
        return _older(state, asked.gap, asked.pages_left) if asked.pages_left > 0 else _go_on(state)
    is_full = len(page.entries) >= asked.limit
    if is_full and asked.limit < state.most:
        # All of it is of one millisecond: more than that must be asked for to get past it.
        return _ask(state, replace(asked, limit=min(state.most, 2 * asked.limit), is_doubled=True))
    # Where twice as many were asked for and no more came, the server gives no more: the rest can't be had.
    may_be_had = not is_full and not (asked.is_doubled and 2 * len(page.entries) == asked.limit)
    if not asked.is_strict and may_be_had:
        return _ask(state, replace(asked, before=run.first, is_strict=True, limit=_usual(state)))
    # A server that has older entries, but gave fewer than it was asked for, cut its page: the rest can't be had either.
    is_first = state.log.runs[0] is run
    missing = Missing.BEGINNING if is_first else Missing.LOST
    return _go_on(replace(state, log=with_missing(state.log, asked.gap, missing)))


def _failed(state: FollowState, asked: Asked, error: ApiError) -> Step:
    state = replace(state, asked=None)
    if isinstance(error, InvalidResponse) and error.status == 200 and asked.limit > 10:
        # So many entries may be more than an answer may hold; fewer may not be.
        smaller = asked.limit // 4
        state = replace(state, most=smaller)
        return _ask(state, replace(asked, limit=smaller))
    pause = min(FAILING_SECONDS, max(2 * BUSY_SECONDS, state.pause_seconds * 2))
    return _go_on(replace(state, failure=error, pause_seconds=pause, waiting=(), most=LARGEST_LIMIT))


def _go_on(state: FollowState) -> Step:
    """Send what waited, or wait."""
    if state.waiting:
        first, *others = state.waiting
        return _ask(replace(state, waiting=tuple(others)), first)
    return state, (CallAfter(state.pause_seconds if state.is_polling else None),)
