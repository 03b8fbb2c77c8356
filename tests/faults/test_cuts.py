"""A few cuts of a run: an answer is only taken for whole when it is, and nothing is sent twice."""

from __future__ import annotations

import asyncio
from collections import Counter

from tests.faults.cuts import CALLS, measure
from tests.shared_sandbox import SharedSandbox

CUTS = [("request", 1), ("request", 150), ("answer", 1), ("answer", 120)]


def test_a_run_that_is_cut_is_not_taken_for_whole(shared_sandbox: SharedSandbox) -> None:
    told: Counter[str] = Counter()
    twice, _ = asyncio.run(measure(shared_sandbox.process, CALLS["run"], CUTS, told))
    assert twice == 0
    assert sum(told.values()) == len(CUTS)
    assert not any("WRONG" in said for said in told), told
