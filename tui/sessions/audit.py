"""A server's audit trail while it is looked at: what is asked for when, and what is known of it, as values.

Owns how often the server is asked for what is new, how the trail is paged back and how much of it is kept. Refuses to
know sockets and screens: a driver carries out the effects that `step` returns.
"""

from __future__ import annotations

from dataclasses import dataclass, replace
from enum import Enum
from typing import NamedTuple

from tui.errors import ApiError, InvalidResponse, NotFound
from tui.model.history import EVERY_ROW, AuditQuery, TrailPage
from tui.sessions.audit_events import (
    Anew,
    AuditEvent,
    CallAfter,
    Came,
    Failed,
    FollowAsked,
    Hidden,
    LookNow,
    OlderAsked,
    Read,
    Shown,
    Sought,
    TimeCame,
)
from tui.sessions.audit_rows import AuditLine, line_of

ROWS_A_PAGE = 20
"""Rows asked for at a time. Each may hold a whole code, and an answer has its largest size."""
MOST_ROWS = 4_000
FASTEST_SECONDS = 5.0
SLOWEST_SECONDS = 60.0
_SLOWER = 1.5
_PAST_THE_END = 100_000_000
"""A page from there on holds no row, but the server says how many there are: that is how it is asked for news."""


class Wanted(Enum):
    """What a read is for."""

    FIRST = "the newest rows, in place of those that are known"
    COUNT = "how many rows there are"
    NEWER = "the rows that came"
    OLDER = "the rows behind those that are known"


class Asked(NamedTuple):
    """A read on its way."""

    number: int
    wanted: Wanted
    limit: int


@dataclass(frozen=True)
class AuditState:
    """The trail as far as it is known, the newest row first and none left out.

    `total` is how many rows there were when the newest of `rows` was the newest; None where the server does not say.
    `is_shown`: somebody looks; `is_following`: what is new is wanted. `failure` is why the last read failed.
    """

    query: AuditQuery = EVERY_ROW
    rows: tuple[AuditLine, ...] = ()
    total: int | None = None
    has_ended: bool = False
    was_read: bool = False
    is_shown: bool = False
    is_following: bool = True
    number: int = 0
    asked: Asked | None = None
    waits_for_older: bool = False
    limit: int = ROWS_A_PAGE
    pause_seconds: float = FASTEST_SECONDS
    failure: ApiError | None = None

    @property
    def is_lacking(self) -> bool:
        """Whether the server has no such trail."""
        return isinstance(self.failure, NotFound)

    @property
    def is_polling(self) -> bool:
        """Whether the server is asked again and again."""
        return self.is_shown and self.is_following and not self.is_lacking

    @property
    def is_full(self) -> bool:
        """Whether so many rows are known that no older ones are kept."""
        return len(self.rows) >= MOST_ROWS

    @property
    def has_older(self) -> bool:
        """Whether older rows can be read."""
        return self.was_read and not self.has_ended and not self.is_full


Step = tuple[AuditState, tuple[Read | CallAfter, ...]]


def step(state: AuditState, event: AuditEvent) -> Step:
    """The next state, and what to do for it."""
    match event:
        case Shown():
            return _look(replace(state, is_shown=True, pause_seconds=FASTEST_SECONDS))
        case Hidden():
            return replace(state, is_shown=False), (CallAfter(None),)
        case FollowAsked(follow=follow):
            state = replace(state, is_following=follow, pause_seconds=FASTEST_SECONDS)
            return _look(state) if follow else (state, (CallAfter(None),))
        case LookNow():
            return _look(replace(state, pause_seconds=FASTEST_SECONDS)) if state.is_shown else (state, ())
        case TimeCame():
            return _look(state) if state.is_polling else (state, ())
        case OlderAsked():
            return _older(state)
        case Sought(query=query):
            return (state, ()) if query == state.query else _sought(state, query)
        case Anew():
            return _sought(state, state.query)
        case Came(number=number, page=page):
            asked = state.asked
            return (state, ()) if asked is None or asked.number != number else _came(state, asked, page)
        case Failed(number=number, error=error):
            asked = state.asked
            return (state, ()) if asked is None or asked.number != number else _failed(state, asked, error)


def _ask(state: AuditState, wanted: Wanted, limit: int, offset: int) -> Step:
    number = state.number + 1
    state = replace(state, number=number, asked=Asked(number, wanted, limit))
    return state, (CallAfter(None), Read(number, state.query, limit, offset))


def _look(state: AuditState) -> Step:
    """Ask for what is new. What is on its way comes first, and then it is waited as ever."""
    if state.asked is not None:
        return state, ()
    if not state.was_read:
        return _ask(state, Wanted.FIRST, state.limit, 0)
    if state.total is None:
        return _ask(state, Wanted.NEWER, state.limit, 0)
    return _ask(state, Wanted.COUNT, 1, _PAST_THE_END)


def _older(state: AuditState) -> Step:
    if not state.has_older:
        return state, ()
    if state.asked is not None:
        return replace(state, waits_for_older=state.asked.wanted is not Wanted.OLDER), ()
    return _ask(replace(state, waits_for_older=False), Wanted.OLDER, *_place_of_older(state))


def _place_of_older(state: AuditState) -> tuple[int, int]:
    """Limit and offset of the page behind the known rows. It begins with the last of them, to see that it joins."""
    return state.limit + 1, max(0, len(state.rows) - 1)


def _sought(state: AuditState, query: AuditQuery) -> Step:
    # What is known of the rows stays in sight until the answer comes: the filter is applied to it as well.
    state = replace(state, query=query, was_read=False, asked=None, waits_for_older=False, has_ended=False)
    return _look(state) if state.is_shown else (state, ())


def _came(state: AuditState, asked: Asked, page: TrailPage) -> Step:
    state = replace(state, asked=None, failure=None)
    match asked.wanted:
        case Wanted.FIRST:
            return _rest(_first(state, asked, page))
        case Wanted.COUNT:
            return _counted(state, page)
        case Wanted.NEWER:
            return _newer(state, asked, page)
        case Wanted.OLDER:
            return _behind(state, asked, page)


def _first(state: AuditState, asked: Asked, page: TrailPage) -> AuditState:
    rows = tuple(map(line_of, page.rows))
    return replace(state, rows=rows, total=page.total, was_read=True, has_ended=_ends(len(rows), asked, page))


def _ends(known: int, asked: Asked, page: TrailPage) -> bool:
    """Whether there is nothing behind a page."""
    return not page.rows or (known >= page.total if page.total is not None else len(page.rows) < asked.limit)


def _counted(state: AuditState, page: TrailPage) -> Step:
    total, before = page.total, state.total
    if total is None or before is None or total == before:
        pause = min(SLOWEST_SECONDS, state.pause_seconds * _SLOWER)
        return _rest(replace(state, pause_seconds=pause))
    if total < before:
        # Somebody cleared old rows: which, is not told.
        return _ask(state, Wanted.FIRST, state.limit, 0)
    # One more than came: a known row shows that none is left out.
    return _ask(state, Wanted.NEWER, min(state.limit, total - before) + 1, 0)


def _newer(state: AuditState, asked: Asked, page: TrailPage) -> Step:
    known = {row.id for row in state.rows if row.id}
    new = tuple(line_of(row) for row in page.rows if row.id not in known)
    # Where more came than a page holds, what lies between is not known: it is read back as ever.
    if state.rows and len(new) == len(page.rows):
        return _rest(replace(_first(state, asked, page), pause_seconds=FASTEST_SECONDS))
    rows = (new + state.rows)[:MOST_ROWS]
    has_ended = state.has_ended and len(rows) == len(new) + len(state.rows)
    pause = FASTEST_SECONDS if new else min(SLOWEST_SECONDS, state.pause_seconds * _SLOWER)
    return _rest(replace(state, rows=rows, total=page.total, has_ended=has_ended, pause_seconds=pause))


def _behind(state: AuditState, asked: Asked, page: TrailPage) -> Step:
    known = {row.id for row in state.rows if row.id}
    if page.rows and known and page.rows[0].id not in known:
        # Rows that came in the meantime have moved the others on, by more than are known here.
        return _ask(state, Wanted.FIRST, state.limit, 0)
    rows = (state.rows + tuple(line_of(row) for row in page.rows if row.id not in known))[:MOST_ROWS]
    has_moved = page.total is not None and page.total != state.total
    state = replace(state, rows=rows, has_ended=not has_moved and _ends(len(rows), asked, page))
    return _look(state) if has_moved else _rest(state)


def _failed(state: AuditState, asked: Asked, error: ApiError) -> Step:
    state = replace(state, asked=None)
    if isinstance(error, InvalidResponse) and error.status in (200, 206) and state.limit > 1:
        # So many codes may be more than an answer may hold; fewer may not be.
        smaller = max(1, state.limit // 4)
        state = replace(state, limit=smaller)
        place = _place_of_older(state) if asked.wanted is Wanted.OLDER else (smaller, 0)
        return _ask(state, asked.wanted, *place)
    pause = min(SLOWEST_SECONDS, 2 * state.pause_seconds)
    return _rest(replace(state, failure=error, pause_seconds=pause, waits_for_older=False))


def _rest(state: AuditState) -> Step:
    """Ask for what waited, or wait."""
    if state.waits_for_older and state.has_older:
        return _older(state)
    return replace(state, waits_for_older=False), (CallAfter(state.pause_seconds if state.is_polling else None),)
