"""One request sent many times: how many are under way, what each came to, and what that says. Values and `step`.

Refuses to know sockets, clocks and screens: a driver sends what `step` returns and tells how each call ended.
"""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass, field, replace
from datetime import datetime
from enum import Enum
from typing import NamedTuple

from tui.sessions.percentile import percentile

MOST_CALLS = 1000
MOST_AT_ONCE = 20


class LoadPlan(NamedTuple):
    """How often the request is sent, and how many of them at the same time."""

    calls: int = 100
    at_once: int = 10


def read_plan(calls: str, at_once: str) -> LoadPlan | str:
    """The plan that two texts ask for, or a sentence on why it can't be."""
    for text, most, what in ((calls, MOST_CALLS, "calls"), (at_once, MOST_AT_ONCE, "calls at once")):
        if not (text.strip().isascii() and text.strip().isdigit()) or not 1 <= int(text.strip()[:9]) <= most:
            return f"The number of {what} is one from 1 to {most:,}."
    plan = LoadPlan(int(calls), int(at_once))
    return plan._replace(at_once=min(plan.at_once, plan.calls))


class Ending(Enum):
    """How a call without an answer ended."""

    TIMED_OUT = "timed out"
    CUT = "connection cut"
    NOT_REACHED = "not reached"
    NOT_UNDERSTOOD = "no HTTP answer"
    STOPPED = "stopped"


class Sample(NamedTuple):
    """One call: when it was sent and how long it took, in seconds since the start, and its status or how it ended."""

    number: int
    sent_at: float
    seconds: float
    outcome: int | Ending

    @property
    def is_answered(self) -> bool:
        """Whether there was an answer, of any status."""
        return not isinstance(self.outcome, Ending)

    @property
    def is_error(self) -> bool:
        """Whether there was no answer, or one that says that it went wrong."""
        return isinstance(self.outcome, Ending) or self.outcome >= 400


@dataclass(frozen=True, slots=True)
class LoadState:
    """A load that runs, is over or has not begun. `samples` are the calls that ended, in the order of their ends.

    `run` numbers the loads: a report on one before changes nothing.
    """

    plan: LoadPlan = field(default_factory=LoadPlan)
    run: int = 0
    sent: int = 0
    under_way: frozenset[int] = frozenset()
    samples: tuple[Sample, ...] = ()
    is_stopped: bool = False

    @property
    def is_running(self) -> bool:
        """Whether calls are under way."""
        return bool(self.under_way)

    @property
    def is_over(self) -> bool:
        """Whether there is a result that does not change any more."""
        return self.run > 0 and not self.under_way


class StartAsked(NamedTuple):
    """The user wants the request sent so often."""

    plan: LoadPlan


class CallEnded(NamedTuple):
    """A call of load `run` came to its end."""

    run: int
    sample: Sample


class StopAsked(NamedTuple):
    """The user wants no more calls. So many seconds have passed since the start."""

    seconds: float


LoadEvent = StartAsked | CallEnded | StopAsked


class SendCall(NamedTuple):
    """Send the request once more, as this number."""

    run: int
    number: int


class DropCalls(NamedTuple):
    """Close the connections of all calls that are under way."""


class ShowResult(NamedTuple):
    """The load is over: its result is whole."""


LoadEffect = SendCall | DropCalls | ShowResult


def step(state: LoadState, event: LoadEvent) -> tuple[LoadState, tuple[LoadEffect, ...]]:
    """The state after an event, and what is to be done."""
    match event:
        case StartAsked(plan) if not state.is_running:
            return _filled(LoadState(plan, state.run + 1))
        case CallEnded(run, sample) if run == state.run and sample.number in state.under_way:
            ended = replace(state, under_way=state.under_way - {sample.number}, samples=(*state.samples, sample))
            after, effects = _filled(ended)
            return after, effects if after.is_running else (*effects, ShowResult())
        case StopAsked(seconds) if state.is_running:
            dropped = tuple(Sample(number, seconds, 0.0, Ending.STOPPED) for number in sorted(state.under_way))
            stopped = replace(state, under_way=frozenset(), samples=(*state.samples, *dropped), is_stopped=True)
            return stopped, (DropCalls(), ShowResult())
        case _:
            return state, ()


def _filled(state: LoadState) -> tuple[LoadState, tuple[LoadEffect, ...]]:
    """With as many calls under way as there may be."""
    count = min(state.plan.at_once - len(state.under_way), state.plan.calls - state.sent)
    numbers = range(state.sent + 1, state.sent + count + 1)
    filled = replace(state, sent=state.sent + count, under_way=state.under_way.union(numbers))
    return filled, tuple(SendCall(state.run, number) for number in numbers)


class LoadSummary(NamedTuple):
    """What a load came to. Times are those of answered calls, in seconds; None where none was answered."""

    ended: int = 0
    answered: int = 0
    errors: int = 0
    outcomes: Mapping[str, int] = {}
    p50: float | None = None
    p95: float | None = None
    p99: float | None = None
    slowest: float | None = None
    per_second: float | None = None


def summary_of(samples: Sequence[Sample]) -> LoadSummary:
    """What these calls came to. Calls that were stopped are no errors of the function."""
    counted = [each for each in samples if each.outcome is not Ending.STOPPED]
    times = sorted(each.seconds for each in counted if each.is_answered)
    outcomes: dict[str, int] = {}
    for each in samples:
        name = each.outcome.value if isinstance(each.outcome, Ending) else str(each.outcome)
        outcomes[name] = outcomes.get(name, 0) + 1
    took = max((each.sent_at + each.seconds for each in counted), default=0.0)
    return LoadSummary(
        len(samples),
        len(times),
        sum(each.is_error for each in counted),
        dict(sorted(outcomes.items(), key=lambda item: (-item[1], item[0]))),
        percentile(times, 50),
        percentile(times, 95),
        percentile(times, 99),
        percentile(times, 100),
        len(times) / took if took > 0 else None,
    )


class Bucket(NamedTuple):
    """So many calls took from `least` to `most` seconds."""

    least: float
    most: float
    calls: int


def histogram(samples: Iterable[Sample], buckets: int) -> tuple[Bucket, ...]:
    """How many answered calls took how long, in at most so many steps that are equally wide."""
    times = sorted(each.seconds for each in samples if each.is_answered)
    if not times or buckets < 1:
        return ()
    least, most = times[0], times[-1]
    width = (most - least) / buckets
    if width <= 0:
        return (Bucket(least, most, len(times)),)
    counts = [0] * buckets
    for seconds in times:
        counts[min(buckets - 1, int((seconds - least) / width))] += 1
    return tuple(
        Bucket(least + width * place, least + width * (place + 1), count) for place, count in enumerate(counts)
    )


class Moment(NamedTuple):
    """A stretch of the load's time: how many calls ended in it, how many of them with an error, the slowest of them."""

    calls: int = 0
    errors: int = 0
    slowest: float = 0.0


def timeline(samples: Iterable[Sample], columns: int) -> tuple[Moment, ...]:
    """What ended when, in so many stretches of equal length; nothing where nothing ended."""
    ended = [each for each in samples if each.outcome is not Ending.STOPPED]
    if not ended or columns < 1:
        return ()
    last = max(each.sent_at + each.seconds for each in ended) or 1.0
    moments = [Moment()] * columns
    for each in ended:
        place = min(columns - 1, int((each.sent_at + each.seconds) / last * columns))
        before = moments[place]
        moments[place] = Moment(before.calls + 1, before.errors + each.is_error, max(before.slowest, each.seconds))
    return tuple(moments)


class LoadResult(NamedTuple):
    """A load that is over: what was asked, when, and of which save of the function (None where that is not known)."""

    at: datetime
    target: str
    plan: LoadPlan
    saved_at: datetime | None
    summary: LoadSummary
    is_stopped: bool = False


class Compared(NamedTuple):
    """The result before, and the last one of the function as it was before its last save; None where there is none."""

    before: LoadResult | None = None
    before_save: LoadResult | None = None


_MOST_RESULTS = 20


@dataclass(frozen=True, slots=True)
class LoadHistory:
    """The results of one function since the console was started, the newest last."""

    results: tuple[LoadResult, ...] = ()

    def with_result(self, result: LoadResult) -> LoadHistory:
        """With one more; the oldest ones go."""
        return LoadHistory((*self.results, result)[-_MOST_RESULTS:])

    def compared(self, target: str, saved_at: datetime | None) -> Compared:
        """What a load of the same request, of the function as it is saved now, is compared with."""
        same = [each for each in self.results if each.target == target]
        earlier = [
            each for each in same if saved_at is not None and each.saved_at is not None and each.saved_at < saved_at
        ]
        return Compared(same[-1] if same else None, earlier[-1] if earlier else None)
