"""Each test belongs to one tier, and the pure one is what its name says."""

from __future__ import annotations

import socket
import subprocess
from pathlib import Path

import pytest

from tests.tiers import OF_FOLDER, TIERS, tiers_among

TESTS = Path(__file__).parents[1]


def test_each_test_belongs_to_one_tier(request: pytest.FixtureRequest) -> None:
    wrong = [
        (item.nodeid, tiers)
        for item in request.session.items
        if len(tiers := tiers_among([marker.name for marker in item.iter_markers()])) != 1
    ]
    assert wrong == []


def test_every_folder_of_tests_has_a_tier() -> None:
    folders = {path.relative_to(TESTS).parts[0] for path in TESTS.glob("*/**/test_*.py")}
    assert folders == set(OF_FOLDER)
    assert set(OF_FOLDER.values()) == set(TIERS)


def test_a_pure_test_can_neither_start_a_process_nor_open_a_connection() -> None:
    with pytest.raises(AssertionError, match=r"subprocess\.Popen: mark it"):
        subprocess.run(["true"], check=True)
    with socket.socket() as other, pytest.raises(AssertionError, match=r"socket\.connect: mark it"):
        other.connect(("127.0.0.1", 9))
