"""One kill while a request is written; `python -m tests.faults.kills` makes hundreds, in the editor too."""

from __future__ import annotations

import random
import signal
from pathlib import Path

from tests.faults.kills import killed_once
from tests.shared_sandbox import SharedSandbox


def test_a_killed_console_has_kept_the_request_that_was_written(shared_sandbox: SharedSandbox, tmp_path: Path) -> None:
    # A second of typing in the box of the target.
    typed, lost = killed_once(shared_sandbox.process, tmp_path, signal.SIGKILL, random.Random(4), "request")
    assert typed > 2
    assert lost == 0
