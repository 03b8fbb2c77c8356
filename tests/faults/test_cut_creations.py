"""A few cuts of what writes functions, secrets, schedules; `python -m tests.faults.cut_creations` makes all of them."""

from __future__ import annotations

import asyncio
from collections import Counter

import pytest

from tests.faults.cut_creations import KINDS, measure
from tests.shared_sandbox import SharedSandbox

CUTS = [("request", 1), ("request", 90), ("answer", 1), ("answer", 120)]


@pytest.mark.parametrize("kind", KINDS)
def test_what_is_told_of_a_cut_is_what_the_server_holds(shared_sandbox: SharedSandbox, kind: str) -> None:
    told: Counter[str] = Counter()
    twice, _ = asyncio.run(measure(shared_sandbox.process, kind, CUTS, told))
    assert twice == 0
    assert sum(told.values()) == len(CUTS)
    assert not any("WRONG" in each for each in told), told
    # Some were carried out, some were not.
    assert len(told) >= 2, told
