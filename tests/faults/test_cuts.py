"""A few cuts of each call that changes something: what is told is what the database says, and nothing is sent twice."""

from __future__ import annotations

import asyncio
from collections import Counter

import pytest

from tests.faults.cuts import CALLS, measure
from tests.shared_sandbox import SharedSandbox

CUTS = [("request", 1), ("request", 150), ("answer", 1), ("answer", 120)]


@pytest.mark.parametrize("name", ["delete", "put-back", "run"])
def test_a_call_that_is_cut_is_told_as_the_database_has_it(name: str, shared_sandbox: SharedSandbox) -> None:
    told: Counter[str] = Counter()
    twice, _ = asyncio.run(measure(shared_sandbox.process, CALLS[name], CUTS, told))
    assert twice == 0
    assert sum(told.values()) == len(CUTS)
    assert not any("WRONG" in said for said in told), told
