"""What comes by itself waits until the keys rest, and takes no key that was on its way."""

from __future__ import annotations

from hypothesis import given
from hypothesis import strategies as st

from tui.sessions.key_rest import (
    COVERED_SECONDS,
    IGNORE_KEYS_SECONDS,
    REST_SECONDS,
    USUAL_KEY_REST,
    KeyGate,
    came,
    gone,
    key_came,
    seconds_to_wait,
)

PAUSES = st.lists(st.sampled_from([each / 128 for each in (1, 13, 38, 39, 51, 52, 128)]), max_size=12)
"""Seconds whose sums are exact, around those that decide."""


def test_without_a_key_it_comes_at_once_and_else_when_they_rest() -> None:
    def waits(gate: KeyGate, seconds: float, *, is_covered: bool = False) -> float:
        return seconds_to_wait(gate, USUAL_KEY_REST, seconds, is_covered=is_covered)

    assert waits(KeyGate(), 5.0) == 0
    assert waits(KeyGate(), 5.0, is_covered=True) == COVERED_SECONDS
    typing = key_came(KeyGate(), USUAL_KEY_REST, 5.0)
    assert 0 < waits(typing, 5.1) <= REST_SECONDS
    assert waits(typing, 5.0 + REST_SECONDS) == 0


@given(before=PAUSES, after=PAUSES)
def test_a_key_acts_on_it_only_after_it_stood_and_the_keys_rested(before: list[float], after: list[float]) -> None:
    now, gate = 0.0, KeyGate()
    for pause in before:
        now += pause
        gate = key_came(gate, USUAL_KEY_REST, now)
        assert gate.accepts_key
    last, opened = gate.last_key, now
    gate, has_accepted = came(gate, now), False
    for pause in after:
        now += pause
        gate = key_came(gate, USUAL_KEY_REST, now)
        has_accepted |= now - opened >= IGNORE_KEYS_SECONDS and now - last >= REST_SECONDS
        assert gate.accepts_key is has_accepted
        last = now
    assert key_came(gone(gate), USUAL_KEY_REST, now).accepts_key
