"""A few steps of the two consoles, as a guard; `python -m tests.faults.two_consoles` does many."""

from __future__ import annotations

from pathlib import Path

import pytest

from tests.faults.two_consoles import run


@pytest.mark.parametrize(
    ("together", "steps", "done"),
    [(False, 15, {"save: saved", "save: conflict", "kill"}), (True, 6, set())],
    ids=["two people", "one person twice"],
)
def test_no_update_is_overwritten_unseen(tmp_path: Path, together: bool, steps: int, done: set[str]) -> None:
    faults, told = run(steps, 3, together=together, folder=tmp_path)
    assert faults == []
    # The seed is one with these in it.
    assert done <= set(told)
