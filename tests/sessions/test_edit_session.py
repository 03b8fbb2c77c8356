"""The session against its model: Hypothesis looks for a sequence of events after which something does not hold.

For long runs: `python -m tests.sessions.explore --steps 1000000 --seed 1`.
"""

from __future__ import annotations

from typing import Any

from hypothesis import HealthCheck, settings
from hypothesis import strategies as st
from hypothesis.stateful import RuleBasedStateMachine, initialize, rule

from tests.cases import cases
from tests.sessions.explore import explore
from tests.sessions.faults import FAULTS, put_in
from tests.sessions.model import ACTIONS, Choose, World

_MOST_STEPS = 60_000
"""A fault that is not found in so many steps is not found."""
_SOON = {
    "undo does not bring the base back": 1,
    "another function of the slug is taken for the new one": 5,
    "a new function's draft goes before it is on disk under its new slug": 5,
    "a late answer is taken for the next save's": 8,
    "a check after an older save is taken for the last one's": 16,
    "a deployment that answers is taken for this version": 10,
    "another deployment's build log is taken for this one's": 6,
    "a build log marks what was typed since": 5,
    "the editor is left though its draft is not written": 12,
    "what can't be kept aside is discarded unasked": 5,
    "discarded changes are forgotten before they are a draft": 1,
}
"""Seeds with which a fault is found in a few hundred steps, where it takes thousands with the usual one."""


class EditSession(RuleBasedStateMachine):
    """Every rule lets one thing happen; `World` checks what must hold after each step."""

    @initialize(data=st.data())
    def begin(self, data: st.DataObject) -> None:
        self.world = World(choosing(data))

    @rule(data=st.data(), action=st.sampled_from([action for weight, action in ACTIONS for _ in range(weight)]))
    def happens(self, data: st.DataObject, action: Any) -> None:
        action(self.world, choosing(data))


def choosing(data: st.DataObject) -> Choose:
    """Choices that Hypothesis makes, and makes simpler where something does not hold."""
    return lambda count: data.draw(st.integers(0, count - 1))


# The same sequences each time: a finding by chance belongs into a long run, not into somebody's pull request.
EditSession.TestCase.settings = settings(
    max_examples=20,
    stateful_step_count=50,
    deadline=None,
    derandomize=True,
    database=None,
    suppress_health_check=list(HealthCheck),
)
TestEditSession = EditSession.TestCase


def test_random_walks_find_nothing_that_does_not_hold() -> None:
    found = explore(6_000, seed=2)
    assert found.finding == "", f"walk {found.finding_seed}"
    # The walks come to all kinds of ends, and to many situations.
    assert len(found.states) > 600
    ends = {"Saved", "Conflict", "NotSaved", "Unknown", "Deleted", "Cancelled", "Rejected", "RateLimited", "SlugTaken"}
    assert ends <= set(found.outcomes)


@cases("fault", FAULTS)
def test_a_fault_that_is_put_in_is_found(fault: str) -> None:
    with put_in(fault):
        found = explore(_MOST_STEPS, _SOON.get(fault, 3))
    assert found.finding, f"{fault}: not found in {found.steps} steps"
    assert not found.is_crash, found.finding
