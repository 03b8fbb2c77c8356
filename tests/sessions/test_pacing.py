"""A window of writes: what is free when, held against a limiter that counts."""

from __future__ import annotations

from datetime import UTC, datetime, timedelta

from hypothesis import given
from hypothesis import strategies as st

from tests.cases import cases
from tui.model.server import WriteBudget
from tui.sessions.pacing import Pace, answered, free_at, heard, last_free_at, refused, spent

NOON = datetime(2026, 11, 27, 12, tzinfo=UTC)


def at(seconds: float) -> datetime:
    return NOON + timedelta(seconds=seconds)


def budget(left: int, resets: float, limit: int = 15, window: int | None = 300) -> WriteBudget:
    return WriteBudget(limit, left, at(resets), window)


def test_without_a_limit_nothing_waits() -> None:
    assert free_at(Pace(), NOON) == NOON
    assert last_free_at(Pace(), NOON, 1000) == NOON
    assert spent(Pace(), NOON) == Pace()


@cases(
    ("left", "writes", "seconds"),
    [(3, 1, 0), (3, 3, 0), (3, 4, 100), (3, 18, 100), (3, 19, 400), (0, 1, 100), (0, 15, 100), (0, 16, 400)],
)
def test_when_the_last_of_many_writes_is_free(left: int, writes: int, seconds: float) -> None:
    assert last_free_at(heard(Pace(), budget(left, 100)), NOON, writes) == at(seconds)


def test_what_was_sent_since_the_last_answer_counts_although_that_answer_was_lost() -> None:
    told = budget(1, 100)
    pace = spent(heard(Pace(), told), NOON)
    assert free_at(heard(pace, told), at(1)) == at(100)


def test_a_window_that_has_passed_is_full_again() -> None:
    pace = heard(Pace(), budget(0, 100))
    assert free_at(pace, at(99)) == at(100)
    assert free_at(pace, at(100)) == at(100)
    for _ in range(15):
        pace = spent(pace, at(200))
    assert free_at(pace, at(201)) == at(500)


def test_a_refusal_waits_as_the_server_says_and_longer_where_it_says_nothing() -> None:
    pace = refused(Pace(), NOON, at(42))
    assert free_at(pace, NOON) == at(42)
    assert free_at(answered(pace), NOON) == NOON
    pace, waits = Pace(), []
    for _ in range(6):
        pace = refused(pace, NOON, None)
        waits.append((free_at(pace, NOON) - NOON).total_seconds())
    assert waits == [5, 15, 30, 60, 60, 60]


def test_a_server_that_refuses_and_says_now_is_not_asked_without_a_pause() -> None:
    pace, waits = Pace(), []
    for _ in range(8):
        pace = refused(pace, NOON, at(-5))
        waits.append((free_at(pace, NOON) - NOON).total_seconds())
    assert waits == [1, 2, 4, 8, 16, 32, 64, 64]


@given(st.integers(0, 15), st.floats(0.5, 300), st.lists(st.floats(0, 5), min_size=1, max_size=80))
def test_the_last_write_is_free_when_it_was_said(left: int, resets: float, pauses: list[float]) -> None:
    """Writes are sent as soon as they are free, with pauses for their answers; nobody else writes."""
    pace = heard(Pace(), budget(left, resets))
    writes, now = len(pauses), NOON
    said = last_free_at(pace, NOON, writes)
    for pause in pauses:
        now = max(now, free_at(pace, now))
        pace = spent(pace, now)
        sent, now = now, now + timedelta(seconds=pause)
    assert sent >= said
    slow = timedelta(seconds=sum(pauses))
    assert sent <= said + slow + timedelta(seconds=300 * (slow.total_seconds() > 0))
