"""One kill while a request is written; `python -m tests.faults.kills` makes hundreds, in the editor too."""

from __future__ import annotations

from pathlib import Path

from tests.faults.kills import PLACES, killed_with
from tests.shared_sandbox import SharedSandbox


def test_a_killed_console_has_kept_the_request_that_was_written(shared_sandbox: SharedSandbox, tmp_path: Path) -> None:
    # In the box of the target.
    typed, seen, kept = killed_with(shared_sandbox.process, tmp_path, PLACES["request"][0], 5)
    assert kept.startswith(seen)
    assert typed.startswith(kept)
