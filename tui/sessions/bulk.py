"""One action on many functions: each is tried, one at a time, as fast as the server's write budget lets.

`step(state, event)` returns the next state and what is to be done. Owns the order, the pauses, the stop and that every
function ends with a result. Refuses to know the server, the disk and a clock: times are handed in.
"""

from __future__ import annotations

from collections import Counter
from collections.abc import Sequence
from dataclasses import dataclass, replace
from datetime import datetime
from enum import Enum

from tui.errors import ConsoleError, StorageError, Unauthorised, Unreachable, UnreachableReason
from tui.model.server import WriteBudget
from tui.sessions import pacing
from tui.sessions.bulk_results import GOOD, Action, Ending, Item, Result
from tui.sessions.pacing import Pace

_MOST_TROUBLES = 3
"""After so many functions in a row that the server or the disk gave no answer for, the rest is not tried."""


class Phase(Enum):
    """Where the work stands."""

    TRYING = "one is under way"
    WAITING = "the write budget is spent"
    STOPPING = "one is under way, and it is the last"
    ENDED = "every function has its result"


@dataclass(frozen=True)
class BulkState:
    """The work: `results` stand beside `items`, None for those that have none yet.

    `place` is the one that is under way or next, `number` that of the last try. `troubles` counts the tries in a row
    without an answer, `halted` is why the rest was not tried. `until` is when the next try may begin.
    """

    action: Action
    items: tuple[Item, ...]
    results: tuple[Result | None, ...]
    phase: Phase = Phase.TRYING
    place: int = 0
    number: int = 0
    pace: Pace = pacing.NOTHING_KNOWN
    until: datetime | None = None
    stopped: bool = False
    troubles: int = 0
    halted: ConsoleError | None = None

    @property
    def under_way(self) -> Item | None:
        """The function that is being tried."""
        return self.items[self.place] if self.phase in (Phase.TRYING, Phase.STOPPING) else None

    @property
    def is_ended(self) -> bool:
        """Whether nothing goes on any more."""
        return self.phase is Phase.ENDED

    @property
    def done(self) -> int:
        """How many have their result."""
        return len(self.items) if self.is_ended else self.place

    @property
    def counts(self) -> Counter[Ending]:
        """How many ended how."""
        return Counter(result.ending for result in self.results if result is not None)

    @property
    def left(self) -> tuple[Item, ...]:
        """Those for which there still is something to do: not tried, failed, not known, not deployed."""
        return tuple(
            item
            for item, result in zip(self.items, self.results, strict=True)
            if result is None or result.ending not in GOOD
        )


@dataclass(frozen=True, slots=True)
class Tried:
    """Try `number` ended; `budget` is what is known of the write budget since."""

    number: int
    result: Result
    now: datetime
    budget: WriteBudget | None = None


@dataclass(frozen=True, slots=True)
class Limited:
    """Try `number` was refused for the rate limit; nothing was done. `next_at` as the server says, if it does."""

    number: int
    next_at: datetime | None
    now: datetime
    budget: WriteBudget | None = None


@dataclass(frozen=True, slots=True)
class TimeCame:
    """It is `now`: what waited may go on."""

    now: datetime


@dataclass(frozen=True, slots=True)
class StopAsked:
    """The user wants no further function to be tried."""


BulkEvent = Tried | Limited | TimeCame | StopAsked


@dataclass(frozen=True, slots=True)
class Try:
    """Do it for this function, and tell how it ended with this number."""

    number: int
    item: Item


@dataclass(frozen=True, slots=True)
class WakeAt:
    """Tell when it is this time."""

    moment: datetime


BulkEffect = Try | WakeAt
BulkStep = tuple[BulkState, tuple[BulkEffect, ...]]


def begin(action: Action, items: Sequence[Item], now: datetime, budget: WriteBudget | None) -> BulkStep:
    """Begin with the first function that there is something to do for."""
    state = BulkState(action, tuple(items), (None,) * len(items))
    return _next(_heard(state, budget), now)


def step(state: BulkState, event: BulkEvent) -> BulkStep:
    """What an event does. One that does not belong to the try under way does nothing."""
    match event:
        case Tried(number=number) if _is_under_way(state, number):
            return _tried(state, event)
        case Limited(number=number) if _is_under_way(state, number):
            return _limited(state, event)
        case TimeCame(now=now) if state.phase is Phase.WAITING:
            return _next(state, now)
        case StopAsked() if state.phase is Phase.TRYING:
            return replace(state, phase=Phase.STOPPING, stopped=True), ()
        case StopAsked() if state.phase is Phase.WAITING:
            return _end(replace(state, stopped=True)), ()
        case _:
            return state, ()


def writes_left(state: BulkState) -> int:
    """How many functions are still to be sent."""
    if state.is_ended or not state.action.writes:
        return 0
    first = state.place + (state.phase is not Phase.WAITING)
    return sum(_settled(state.action, item) is None for item in state.items[first:])


def last_sent_at(state: BulkState, now: datetime) -> datetime:
    """When the last function can be sent, if nobody else writes; `now` where nothing has to wait."""
    writes = writes_left(state)
    return pacing.last_free_at(state.pace, now, writes) if writes else now


def _is_under_way(state: BulkState, number: int) -> bool:
    return state.number == number and state.phase in (Phase.TRYING, Phase.STOPPING)


def _tried(state: BulkState, event: Tried) -> BulkStep:
    result = event.result
    troubles = state.troubles + 1 if _is_trouble(result) else 0
    state = _heard(_with_result(state, result), event.budget)
    state = replace(state, place=state.place + 1, troubles=troubles, pace=pacing.answered(state.pace))
    if _concerns_all(result.error) or troubles >= _MOST_TROUBLES:
        return _end(replace(state, halted=result.error)), ()
    return (_end(state), ()) if state.phase is Phase.STOPPING else _next(state, event.now)


def _limited(state: BulkState, event: Limited) -> BulkStep:
    state = _heard(state, event.budget)
    state = replace(state, pace=pacing.refused(state.pace, event.now, event.next_at), troubles=0)
    return (_end(state), ()) if state.phase is Phase.STOPPING else _next(state, event.now)


def _heard(state: BulkState, budget: WriteBudget | None) -> BulkState:
    """Reads are not counted by the servers' write limit."""
    return replace(state, pace=pacing.heard(state.pace, budget)) if state.action.writes else state


def _next(state: BulkState, now: datetime) -> BulkStep:
    """Try the next function, or wait until that may be; those that are as wanted already get their result."""
    results = list(state.results)
    place = state.place
    while place < len(results) and (settled := _settled(state.action, state.items[place])) is not None:
        results[place] = settled
        place += 1
    state = replace(state, results=tuple(results), place=place)
    if place == len(results):
        return replace(state, phase=Phase.ENDED, until=None), ()
    free = pacing.free_at(state.pace, now)
    if free > now:
        return replace(state, phase=Phase.WAITING, until=free), (WakeAt(free),)
    pace = pacing.spent(state.pace, now) if state.action.writes else state.pace
    state = replace(state, phase=Phase.TRYING, number=state.number + 1, pace=pace, until=None)
    return state, (Try(state.number, state.items[place]),)


def _settled(action: Action, item: Item) -> Result | None:
    """The result of a function that needs nothing; None where it is to be tried."""
    if item.status is None:
        # Somebody deleted it.
        return Result(Ending.ALREADY, True) if action is Action.DELETE else Result(Ending.MISSING, False)
    return Result(Ending.ALREADY, True) if action.status == item.status else None


def _end(state: BulkState) -> BulkState:
    results = tuple(Result(Ending.NOT_TRIED) if result is None else result for result in state.results)
    return replace(state, phase=Phase.ENDED, results=results, until=None)


def _with_result(state: BulkState, result: Result) -> BulkState:
    results = list(state.results)
    results[state.place] = result
    return replace(state, results=tuple(results))


def _is_trouble(result: Result) -> bool:
    """Whether it is likely to happen with the next one too: nobody answers, or the disk takes nothing."""
    return result.ending is Ending.UNKNOWN or isinstance(result.error, Unreachable | StorageError)


def _concerns_all(error: ConsoleError | None) -> bool:
    """Whether it will happen with each of the rest too."""
    is_read_only = isinstance(error, Unreachable) and error.reason is UnreachableReason.READ_ONLY
    return is_read_only or isinstance(error, Unauthorised)
