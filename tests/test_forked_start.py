"""The start server: what it forks can't tell that it was not really started, and neither can who asked."""

from __future__ import annotations

import os
import signal
import subprocess
import sys
from pathlib import Path

import pytest

from tests import forked_start
from tests.forked_start import READ_LATE, READ_LATE_PREFIXES, Forked, fork_instead, read_early
from tests.pty_session import TerminalSession

TOP = Path(__file__).parents[1]
pytestmark = pytest.mark.skipif(sys.platform != "linux", reason="nothing is forked here")

TOLD = """
import os, signal, sys, threading
print("argv", sys.argv[1:], __name__, __spec__.name)
print("place", os.getcwd(), sys.path[0] == os.getcwd(), os.environ["HOME"], "GONE" in os.environ)
for stream in (sys.stdin, sys.__stdout__, sys.stderr):
    print(stream.fileno(), stream.isatty(), stream.encoding, stream.errors, stream.line_buffering, stream.write_through)
    print(type(stream.buffer).__name__, repr(stream.newlines))
print("session", os.getsid(0) == os.getpid(), [os.tcgetpgrp(0) == os.getpid()] if os.isatty(0) else "")
print("open", sorted(os.listdir("/proc/self/fd"))[:-1], threading.active_count())
print("signals", [str(signal.getsignal(number)) for number in range(1, 32)], signal.pthread_sigmask(0, ()))
sys.exit(7)
"""


def _told(folder: Path, *, forked: bool) -> str:
    (folder / "told.py").write_text(TOLD)
    with TerminalSession(
        [sys.executable, "-m", "told", "one", "two"], env={"HOME": str(folder)}, cwd=folder, columns=300, forked=forked
    ) as terminal:
        assert terminal.wait_end() == 7, terminal.text
        return terminal.text


def _but_open(told: str) -> list[str]:
    return [line for line in told.splitlines() if not line.startswith("open ")]


def test_a_fork_finds_what_a_real_start_finds(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    asked: list[int | None] = []

    def seen(*arguments: object, **named: object) -> int | None:
        asked.append(fork_instead(*arguments, **named))  # type: ignore[arg-type]  # handed on as they are
        return asked[-1]

    monkeypatch.setattr("tests.pty_session.fork_instead", seen)
    forked = _told(tmp_path, forked=True)
    assert asked != [None]
    # Of who really starts it, it has what these leave open as well.
    assert "\nopen ['0', '1', '2'] 1\n" in forked
    assert _but_open(forked) == _but_open(_told(tmp_path, forked=False))
    assert len(asked) == 1


def test_a_fork_is_a_child_that_can_be_waited_for_and_killed() -> None:
    environment = {**os.environ, "PYTHONPATH": str(TOP)}
    silent = os.open(os.devnull, os.O_RDWR)
    argv = [sys.executable, "-m", "timeit", "-n", "1", "-r", "1", "import time; time.sleep(600)"]
    pid = fork_instead(argv, environment, TOP, (silent, silent, silent))
    os.close(silent)
    assert pid is not None
    child = Forked(pid)
    with pytest.raises(subprocess.TimeoutExpired):
        child.wait(0)
    os.kill(pid, signal.SIGSTOP)
    assert os.WIFSTOPPED(os.waitpid(pid, os.WUNTRACED)[1])
    child.kill()
    assert child.wait(60) == -signal.SIGKILL


def test_what_is_read_early_is_really_started() -> None:
    known = {"HOME": "/a", "LANG": "C", "TERM": "vt100"}
    assert read_early(known, {**known, "HOME": "/b", "INSFORGE_URL": "x", "XDG_STATE_HOME": "y"}) == []
    assert read_early(known, {"HOME": "/a", "TEXTUAL_FPS": "1", "PYTHONUTF8": "1"}) == [
        "LANG",
        "PYTHONUTF8",
        "TEXTUAL_FPS",
    ]


def test_what_is_given_to_forks_is_read_by_nothing_while_it_is_loaded() -> None:
    code = """
import os, sys
read = set()
real = type(os.environ).__getitem__
def noted(environment, name):
    read.add(name)
    return real(environment, name)
type(os.environ).__getitem__ = noted
from tests.forked_start import load
load()
assert "textual.app" in sys.modules and "tui.sandbox.service" in sys.modules
print(*read)
"""
    done = subprocess.run([sys.executable, "-c", code], cwd=TOP, capture_output=True, text=True, check=True)
    read = set(done.stdout.split())
    assert "TEXTUAL_FPS" in read
    assert [name for name in read if name in READ_LATE or name.startswith(READ_LATE_PREFIXES)] == []
    assert forked_start.LOADED_LATE
