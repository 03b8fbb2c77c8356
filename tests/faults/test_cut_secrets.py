"""A few cuts of what writes a secret; `python -m tests.faults.cut_secrets` makes all of them."""

from __future__ import annotations

from collections import Counter

import pytest

from tests.faults.cut_secrets import KINDS, run


@pytest.mark.parametrize("kind", KINDS)
def test_what_is_told_of_a_cut_is_what_the_server_holds(kind: str) -> None:
    told: Counter[str] = Counter()
    cuts, twice = run(kind, 79, told)
    assert cuts >= 8
    assert twice == 0
    assert not any("WRONG" in each for each in told), told
    # Some were carried out, some were not.
    assert len(told) >= 3, told
