"""A load: never more calls under way than allowed, exactly so many sent, each counted once, whatever happens when."""

from __future__ import annotations

from datetime import UTC, datetime, timedelta

from hypothesis import given
from hypothesis import strategies as st
from hypothesis.stateful import RuleBasedStateMachine, invariant, precondition, rule

from tests.cases import cases
from tui.sessions.load import (
    CallEnded,
    DropCalls,
    Ending,
    LoadEvent,
    LoadHistory,
    LoadPlan,
    LoadResult,
    LoadState,
    LoadSummary,
    Sample,
    SendCall,
    ShowResult,
    StartAsked,
    StopAsked,
    histogram,
    read_plan,
    step,
    summary_of,
    timeline,
)
from tui.sessions.percentile import percentile

OUTCOMES = st.sampled_from([200, 404, 500, *(ending for ending in Ending if ending is not Ending.STOPPED)])
SAMPLES = st.lists(
    st.builds(Sample, st.integers(1, 9), st.floats(0, 5), st.floats(0, 5), st.one_of(OUTCOMES, st.just(Ending.STOPPED)))
)


def test_before_the_first_load_there_is_no_result() -> None:
    assert not LoadState().is_over


class LoadMachine(RuleBasedStateMachine):
    """Starts, ends and stops in every order, late ends of earlier loads among them."""

    def __init__(self) -> None:
        super().__init__()
        self.state = LoadState()
        self.sent: list[int] = []
        self.flying: set[tuple[int, int]] = set()
        self.old: set[tuple[int, int]] = set()
        self.results = 0
        self.begun = 0

    def tell(self, event: LoadEvent) -> None:
        self.state, effects = step(self.state, event)
        for effect in effects:
            match effect:
                case SendCall(run, number):
                    self.sent.append(number)
                    self.flying.add((run, number))
                case DropCalls():
                    self.old |= self.flying
                    self.flying = set()
                case ShowResult():
                    self.results += 1

    @rule(calls=st.integers(1, 12), at_once=st.integers(1, 5))
    def start(self, calls: int, at_once: int) -> None:
        if not self.flying:
            self.sent.clear()
            self.begun += 1
        self.tell(StartAsked(LoadPlan(calls, at_once)))

    @precondition(lambda self: self.flying)
    @rule(data=st.data(), outcome=OUTCOMES)
    def end(self, data: st.DataObject, outcome: int | Ending) -> None:
        run, number = data.draw(st.sampled_from(sorted(self.flying)))
        self.flying.discard((run, number))
        self.tell(CallEnded(run, Sample(number, 0.1, 0.2, outcome)))

    @precondition(lambda self: self.old)
    @rule(data=st.data())
    def late_end(self, data: st.DataObject) -> None:
        run, number = data.draw(st.sampled_from(sorted(self.old)))
        before = self.state
        self.tell(CallEnded(run, Sample(number, 0.1, 0.2, 200)))
        assert self.state == before

    @rule()
    def stop(self) -> None:
        before, was_running = self.state, bool(self.flying)
        self.tell(StopAsked(1.0))
        assert (self.state == before) is not was_running

    @invariant()
    def the_promises_hold(self) -> None:
        state = self.state
        assert len(self.flying) <= state.plan.at_once
        assert {(state.run, number) for number in state.under_way} == self.flying
        assert self.sent == list(range(1, len(self.sent) + 1))
        assert len(self.sent) == state.sent <= state.plan.calls or not state.run
        counted = [each.number for each in state.samples]
        assert sorted([*counted, *state.under_way]) == sorted(self.sent)
        if state.is_over and not state.is_stopped:
            assert state.sent == state.plan.calls
        assert self.results == self.begun - bool(self.flying)


TestLoad = LoadMachine.TestCase


@cases(
    ("calls", "at_once", "plan"),
    [
        ("100", "10", LoadPlan(100, 10)),
        (" 3 ", "20", LoadPlan(3, 3)),
        ("1000", "20", LoadPlan(1000, 20)),
        ("1001", "1", "The number of calls is one from 1 to 1,000."),
        ("0", "1", "The number of calls is one from 1 to 1,000."),
        ("5", "21", "The number of calls at once is one from 1 to 20."),
        ("", "1", "The number of calls is one from 1 to 1,000."),
        ("²", "1", "The number of calls is one from 1 to 1,000."),
        ("9" * 5000, "1", "The number of calls is one from 1 to 1,000."),
    ],
)
def test_a_plan_is_bounded(calls: str, at_once: str, plan: object) -> None:
    assert read_plan(calls, at_once) == plan


@given(st.lists(st.floats(0, 10), min_size=1), st.sampled_from([1, 50, 95, 99, 100]))
def test_a_percentile_is_the_least_value_that_so_many_do_not_exceed(values: list[float], part: int) -> None:
    ordered = sorted(values)
    found = percentile(ordered, part)
    assert found in ordered
    assert sum(value <= found for value in ordered) * 100 >= part * len(ordered)
    below = [value for value in ordered if value < found]
    assert len(below) * 100 < part * len(ordered)


@given(SAMPLES)
def test_a_summary_counts_each_call_once(samples: list[Sample]) -> None:
    summary = summary_of(samples)
    stopped = sum(each.outcome is Ending.STOPPED for each in samples)
    assert summary.ended == sum(summary.outcomes.values()) == len(samples)
    assert summary.answered <= summary.ended - stopped
    assert summary.errors <= summary.ended - stopped
    assert (summary.p50 is None) is (summary.answered == 0)
    if summary.p50 is not None and summary.p95 is not None and summary.slowest is not None:
        assert summary.p50 <= summary.p95 <= summary.slowest
        assert summary.slowest == max(each.seconds for each in samples if each.is_answered)


@given(SAMPLES, st.integers(0, 9))
def test_pictures_count_each_call_once(samples: list[Sample], parts: int) -> None:
    buckets = histogram(samples, parts)
    answered = [each for each in samples if each.is_answered]
    assert sum(bucket.calls for bucket in buckets) == (len(answered) if parts else 0)
    assert len(buckets) <= parts
    moments = timeline(samples, parts)
    ended = [each for each in samples if each.outcome is not Ending.STOPPED]
    assert sum(moment.calls for moment in moments) == (len(ended) if parts else 0)
    assert sum(moment.errors for moment in moments) == (sum(each.is_error for each in ended) if parts else 0)
    assert len(moments) in (0, parts)


def test_nothing_has_a_summary_too() -> None:
    assert summary_of(()) == LoadSummary()


def test_a_result_is_compared_with_the_one_before_and_with_the_last_one_before_the_save() -> None:
    start = datetime(2026, 11, 27, tzinfo=UTC)

    def result(minute: int, saved: int | None, target: str = "POST") -> LoadResult:
        at = None if saved is None else start + timedelta(hours=saved)
        return LoadResult(start + timedelta(minutes=minute), target, LoadPlan(), at, LoadSummary())

    history = LoadHistory()
    results = [result(0, 1), result(1, 1), result(2, 1, "GET"), result(3, 2), result(4, None)]
    for each in results:
        history = history.with_result(each)
    assert history.compared("POST", start + timedelta(hours=2)) == (results[4], results[1])
    assert history.compared("POST", None) == (results[4], None)
    assert history.compared("GET", start + timedelta(hours=1)) == (results[2], None)
    assert LoadHistory().compared("POST", start) == (None, None)
    for number in range(30):
        history = history.with_result(result(number, 1))
    assert len(history.results) == 20
