"""A few ways to break the console; `python -m tests.faults.crashes` breaks it everywhere."""

from __future__ import annotations

from pathlib import Path

import pytest

from tests.faults.crashes import crash


@pytest.mark.parametrize(
    "place",
    [
        "a worker",
        "compose",
        "giving the terminal back",
        "the line's thread",
        "the thread that reads keys",
        "the drafts' thread, for ever",
    ],
)
def test_a_crash_gives_the_terminal_back_keeps_the_edit_and_names_a_report(place: str, tmp_path: Path) -> None:
    assert crash(place, tmp_path) == []
