"""Some of the disks that fail, as a guard; `python -m tests.faults.disks` has them all."""

from __future__ import annotations

from pathlib import Path

import pytest

from tests.faults.disks import run_on
from tests.faults.oracle import SLUG
from tests.shared_sandbox import SharedSandbox


@pytest.mark.parametrize(
    "name",
    [
        "drafts: room again after ENOSPC",
        "drafts: the folder is closed",
        "drafts: the list of a closed folder",
        "drafts: one can't be read",
        "drafts, report: crashed without room",
        "request: ENOSPC at fsync",
        "export: EROFS at open",
        "settings: closed",
        "profile: ENOSPC",
        "a disk that turned read-only",
    ],
)
def test_a_disk_that_fails_costs_a_sentence_and_nothing_else(
    shared_sandbox: SharedSandbox, tmp_path: Path, name: str
) -> None:
    shared_sandbox.create_anew(SLUG)
    said = run_on(name, tmp_path, shared_sandbox.process, shared_sandbox.folder)
    if said.startswith("not here"):
        pytest.skip(said)
    assert said == ""
