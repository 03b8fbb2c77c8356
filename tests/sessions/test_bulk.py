"""One action on many functions: what is tried when, against a model of a server with a write limit."""

from __future__ import annotations

from dataclasses import dataclass, field
from datetime import UTC, datetime, timedelta

from hypothesis import given, settings
from hypothesis import strategies as st

from tui.errors import ApiError, ResponseLost, StorageError, Unauthorised, Unreachable, UnreachableReason
from tui.model.server import WriteBudget
from tui.sessions.bulk import (
    BulkEffect,
    BulkEvent,
    BulkState,
    Limited,
    Phase,
    StopAsked,
    TimeCame,
    Tried,
    Try,
    WakeAt,
    begin,
    last_sent_at,
    step,
    writes_left,
)
from tui.sessions.bulk_results import GOOD, Action, Ending, Item, Result

NOON = datetime(2026, 11, 27, 12, tzinfo=UTC)
DONE = Result(Ending.DONE, True)
LOST = Result(Ending.UNKNOWN, error=ResponseLost("cut"))


def items(*statuses: str | None) -> tuple[Item, ...]:
    return tuple(Item(f"f{number}", f"F {number}", status) for number, status in enumerate(statuses))


def tried(state: BulkState, result: Result = DONE, budget: WriteBudget | None = None) -> BulkState:
    return step(state, Tried(state.number, result, NOON, budget))[0]


def test_what_is_as_wanted_is_not_sent_and_what_is_deleted_is_told() -> None:
    state, effects = begin(Action.ACTIVATE, items("active", None, "draft", "active"), NOON, None)
    assert effects == (Try(1, state.items[2]),)
    assert writes_left(state) == 0
    state = tried(state)
    assert [result.ending for result in state.results if result] == [
        Ending.ALREADY,
        Ending.MISSING,
        Ending.DONE,
        Ending.ALREADY,
    ]
    assert [item.slug for item in state.left] == ["f1"]
    gone, none = begin(Action.DELETE, items(None), NOON, None)
    assert (none, gone.is_ended, gone.left) == ((), True, ())


def test_a_failure_does_not_keep_the_others_from_being_tried() -> None:
    state, _ = begin(Action.DRAFT, items("active", "active"), NOON, None)
    state = tried(state, Result(Ending.FAILED, False))
    assert state.under_way == state.items[1]
    state = tried(state)
    assert state.counts == {Ending.FAILED: 1, Ending.DONE: 1}
    assert state.left == state.items[:1]


def test_a_stop_lets_the_one_under_way_end_and_names_the_rest() -> None:
    state, _ = begin(Action.DRAFT, items(*["active"] * 3), NOON, None)
    state, effects = step(state, StopAsked())
    assert (effects, state.phase) == ((), Phase.STOPPING)
    state = tried(state)
    assert state.is_ended
    assert state.stopped
    assert state.left == state.items[1:]
    assert state.counts == {Ending.DONE: 1, Ending.NOT_TRIED: 2}


def test_a_refusal_for_the_limit_is_no_result_and_is_sent_again_when_its_time_has_come() -> None:
    state, _ = begin(Action.DELETE, items("draft", "draft"), NOON, None)
    then = NOON + timedelta(seconds=40)
    state, effects = step(state, Limited(1, then, NOON))
    assert (effects, state.until, state.results) == ((WakeAt(then),), then, (None, None))
    assert step(state, TimeCame(NOON + timedelta(seconds=39)))[1] == (WakeAt(then),)
    state, effects = step(state, TimeCame(then))
    assert effects == (Try(2, state.items[0]),)
    # An answer to the first try is late.
    assert step(state, Tried(1, DONE, then)) == (state, ())


def test_a_refused_one_that_is_the_last_was_not_tried() -> None:
    state, _ = begin(Action.DELETE, items("draft", "draft"), NOON, None)
    state, _ = step(state, StopAsked())
    state, effects = step(state, Limited(1, None, NOON))
    assert (effects, state.is_ended, state.counts) == ((), True, {Ending.NOT_TRIED: 2})


def test_what_concerns_all_ends_it_at_once_and_what_may_after_three() -> None:
    refused = Unauthorised(401, "", "no")
    state = tried(begin(Action.DRAFT, items("active", "active"), NOON, None)[0], Result(Ending.FAILED, error=refused))
    assert (state.is_ended, state.halted, state.counts[Ending.NOT_TRIED]) == (True, refused, 1)
    kept = Unreachable(UnreachableReason.READ_ONLY, "PUT")
    assert tried(begin(Action.DRAFT, items(*["active"] * 2), NOON, None)[0], Result(Ending.FAILED, error=kept)).is_ended
    for result in (LOST, Result(Ending.FAILED, False, error=StorageError("disk full"))):
        state, _ = begin(Action.EXPORT, items(*["active"] * 5), NOON, None)
        for _ in range(2):
            state = tried(state, result)
            assert not state.is_ended
        assert tried(tried(state), result).phase is Phase.TRYING
        assert tried(state, result).counts[Ending.NOT_TRIED] == 2


def test_an_export_is_not_paced_by_the_writes_that_are_left() -> None:
    spent = WriteBudget(15, 0, NOON + timedelta(seconds=100), 300)
    assert begin(Action.EXPORT, items("draft"), NOON, spent)[0].phase is Phase.TRYING
    waiting, _ = begin(Action.DELETE, items("draft"), NOON, spent)
    assert (waiting.phase, waiting.until) == (Phase.WAITING, spent.resets_at)
    assert writes_left(waiting) == 1
    assert last_sent_at(waiting, NOON) == spent.resets_at


@dataclass
class Server:
    """Writes in windows, each opened by its first write; refused ones count too. `others` write in between."""

    limit: int
    window: float
    opened: datetime | None = None
    hits: int = 0
    stored: list[str] = field(default_factory=list)
    refusals: int = 0

    def write(self, now: datetime, slug: str) -> tuple[bool, WriteBudget]:
        if self.opened is None or now >= self.opened + timedelta(seconds=self.window):
            self.opened, self.hits = now, 0
        self.hits += 1
        taken = self.hits <= self.limit
        if taken:
            self.stored.append(slug)
        else:
            self.refusals += 1
        resets = self.opened + timedelta(seconds=self.window)
        return taken, WriteBudget(self.limit, max(0, self.limit - self.hits), resets, int(self.window))


STATUSES = st.lists(st.sampled_from(["active", "draft", "error", None]), max_size=40)
ENDS = st.sampled_from([DONE, Result(Ending.FAILED, False), Result(Ending.PARTLY, True, False), LOST])


@settings(deadline=None)
@given(
    STATUSES,
    st.sampled_from(list(Action)),
    st.integers(1, 6),
    st.lists(st.tuples(ENDS, st.floats(0, 20), st.booleans()), min_size=1, max_size=10),
    st.integers(0, 60),
    st.booleans(),
)
def test_each_is_carried_out_once_and_ends_with_a_result_within_the_budget(
    statuses: list[str | None],
    action: Action,
    limit: int,
    answers: list[tuple[Result, float, bool]],
    stop_at: int,
    others: bool,
) -> None:
    """`others`: somebody else writes too, so that writes are refused; `stop_at` is the step at which the user stops."""
    server, now = Server(limit, 30), NOON
    known = None if others else WriteBudget(limit, limit, NOON + timedelta(seconds=30), 30)
    state, effects = begin(action, items(*statuses), now, known)
    said = last_sent_at(state, now)
    assert said >= now
    carried: list[str] = []
    is_stopped, steps = False, 0
    while effects or not state.is_ended:
        steps += 1
        assert steps < 1000
        if steps == stop_at and not state.is_ended:
            is_stopped = True
            state, more = step(state, StopAsked())
            assert more == ()
            if state.is_ended:
                break
        event, now = _happens(
            state, effects, server, now, answers[steps % len(answers)], carried, others=others and steps < 100
        )
        before = state
        state, effects = step(state, event)
        assert not (is_stopped and any(isinstance(effect, Try) for effect in effects))
        assert state.place >= before.place
    assert all(result is not None for result in state.results)
    assert len(carried) == len(set(carried))
    assert state.done == len(state.items)
    missing = {item.slug for item in state.items} - set(carried)
    for item, result in zip(state.items, state.results, strict=True):
        assert result is not None
        assert (item in state.left) is (result.ending not in GOOD)
        if result.ending in (Ending.DONE, Ending.PARTLY, Ending.UNKNOWN):
            assert item.slug in carried
        if item.slug in missing:
            assert result.ending in (Ending.ALREADY, Ending.MISSING, Ending.NOT_TRIED)
    if not others:
        assert server.refusals == 0
    if not is_stopped and state.halted is None:
        assert state.counts[Ending.NOT_TRIED] == 0


def _happens(
    state: BulkState,
    effects: tuple[BulkEffect, ...],
    server: Server,
    now: datetime,
    answer: tuple[Result, float, bool],
    carried: list[str],
    *,
    others: bool,
) -> tuple[BulkEvent, datetime]:
    """What the effect brings: at most one is asked for at a time."""
    result, seconds, somebody = answer
    (effect,) = effects
    if isinstance(effect, WakeAt):
        assert effect.moment == state.until
        return TimeCame(max(now, effect.moment)), max(now, effect.moment)
    if others and somebody:
        server.write(now, "theirs")
    assert effect.item == state.under_way
    if not state.action.writes:
        carried.append(effect.item.slug)
        return Tried(effect.number, result, now), now
    taken, budget = server.write(now, effect.item.slug)
    now += timedelta(seconds=seconds)
    if not taken:
        return Limited(effect.number, budget.resets_at, now, budget), now
    carried.append(effect.item.slug)
    # A lost answer brings no headers.
    lost = isinstance(result.error, ApiError)
    return Tried(effect.number, result, now, None if lost else budget), now
