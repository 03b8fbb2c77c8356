"""Some of the disks that fail, as a guard; `python -m tests.faults.disks` has them all."""

from __future__ import annotations

from pathlib import Path

import pytest

from tests.faults.disks import run


@pytest.mark.parametrize(
    "name",
    [
        "drafts: EIO at fsync",
        "drafts: room again after ENOSPC",
        "drafts: the folder is closed",
        "drafts: the list of a closed folder",
        "drafts: one can't be read",
        "drafts, report: crashed without room",
        "settings: closed",
        "profile: ENOSPC",
        "a disk that turned read-only",
    ],
)
def test_a_disk_that_fails_costs_a_sentence_and_nothing_else(tmp_path: Path, name: str) -> None:
    found = run([name], tmp_path)
    if found.get(name, "").startswith("not here"):
        pytest.skip(found[name])
    assert found == {}
