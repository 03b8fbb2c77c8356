"""A few steps of the two consoles, as a guard; `python -m tests.faults.two_consoles` does many."""

from __future__ import annotations

from pathlib import Path

import pytest

from tests.faults.two_consoles import run


@pytest.mark.parametrize("together", [False, True], ids=["two people", "one person twice"])
def test_no_update_is_overwritten_unseen(tmp_path: Path, together: bool) -> None:
    faults, told = run(15, 3, together=together, folder=tmp_path)
    assert faults == []
    # The seed is one with a save, a conflict and a kill in it.
    assert {"save: saved", "save: conflict", "kill"} <= set(told)
