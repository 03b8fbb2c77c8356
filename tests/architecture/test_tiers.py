"""Each test belongs to one tier, and the pure one is what its name says."""

from __future__ import annotations

import socket
import subprocess
from pathlib import Path

import pytest

from tests.tiers import OF_FOLDER, TIERS, is_left_out, tier_of, tiers_among

TESTS = Path(__file__).parents[1]


def test_each_test_belongs_to_one_tier(request: pytest.FixtureRequest) -> None:
    wrong = [
        (item.nodeid, tiers)
        for item in request.session.items
        if len(tiers := tiers_among([marker.name for marker in item.iter_markers()])) != 1
    ]
    assert wrong == []


def test_a_mark_makes_a_test_slower_than_its_folder_and_never_quicker(request: pytest.FixtureRequest) -> None:
    """Folders of slower tiers are not looked into when a quicker one is asked for."""
    for item in request.session.items:
        [tier] = tiers_among([marker.name for marker in item.iter_markers()])
        assert TIERS.index(tier) >= TIERS.index(tier_of(item.path.relative_to(TESTS))), item.nodeid
    assert [is_left_out(folder, "pure") for folder in ("editing", "app", "faults", "new")] == [False, True, True, False]
    assert [is_left_out(folder, "pure or app") for folder in ("app", "faults")] == [False, True]
    assert not is_left_out("faults", "slow")


def test_every_folder_of_tests_has_a_tier() -> None:
    folders = {path.relative_to(TESTS).parts[0] for path in TESTS.glob("*/**/test_*.py")}
    assert folders == set(OF_FOLDER)
    assert set(OF_FOLDER.values()) == set(TIERS)


def test_a_pure_test_can_neither_start_a_process_nor_open_a_connection() -> None:
    with pytest.raises(AssertionError, match=r"subprocess\.Popen: mark it"):
        subprocess.run(["true"], check=True)
    with socket.socket() as other, pytest.raises(AssertionError, match=r"socket\.connect: mark it"):
        other.connect(("127.0.0.1", 9))
