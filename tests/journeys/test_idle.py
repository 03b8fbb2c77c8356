"""A console that nobody touches sleeps: no bytes on the line, no thread that wakes to see whether there is anything."""

from __future__ import annotations

import sys
from pathlib import Path

import pytest

from tests.journeys.test_sandbox_journey import surroundings
from tests.pty_session import TerminalSession
from tests.shared_sandbox import SharedSandbox

_SECONDS = 1.5
_MOST_WAKES = 4
"""A connection that is kept open for a while is closed some time; a thread that polls wakes ten times a second."""


def wakes(pid: int) -> int:
    """How often the threads of a process went to sleep until now."""
    states = [(task / "status").read_text() for task in Path(f"/proc/{pid}/task").iterdir()]
    lines = [line for state in states for line in state.splitlines() if line.startswith("voluntary_ctxt_switches")]
    return sum(int(line.split()[1]) for line in lines)


@pytest.mark.skipif(not sys.platform.startswith("linux"), reason="counts what Linux tells in /proc")
def test_an_idle_editor_neither_writes_nor_wakes(shared_sandbox: SharedSandbox, tmp_path: Path) -> None:
    env = {**surroundings(tmp_path), **shared_sandbox.env}
    argv = [sys.executable, "-m", "tui", "hello-world"]
    with TerminalSession(argv, env=env, cwd=Path(__file__).parents[2]) as terminal:
        terminal.wait_for("no changes")

        def rests() -> bool:
            before, written = wakes(terminal.pid), len(terminal.raw)
            terminal.read_for(2 * _SECONDS)
            return wakes(terminal.pid) - before <= _MOST_WAKES and len(terminal.raw) == written

        # What it does behind its start is over sooner or later.
        terminal.wait_until(rests, "rest")
        # It still hears: an escape by itself is told from the beginning of a key.
        terminal.press("escape")
        terminal.wait_for(r"\d functions")
        terminal.press("q")
        assert terminal.wait_end() == 0
