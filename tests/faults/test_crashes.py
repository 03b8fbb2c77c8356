"""A few ways to break the console; `python -m tests.faults.crashes` breaks it everywhere."""

from __future__ import annotations

from pathlib import Path

import pytest

from tests.faults.crashes import crash


@pytest.mark.parametrize(
    ("place", "where"),
    [
        ("a worker", "runner"),
        ("compose", "editor"),
        ("giving the terminal back", "editor"),
        ("the line's thread", "editor"),
        ("the thread that reads keys", "editor"),
        ("the drafts' thread, for ever", "editor"),
    ],
)
def test_a_crash_gives_the_terminal_back_keeps_what_was_typed_and_names_a_report(
    place: str, where: str, tmp_path: Path
) -> None:
    assert crash(place, tmp_path, where) == []
