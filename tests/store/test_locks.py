"""Who holds a place, on disks with locks and without."""

from __future__ import annotations

import errno
import fcntl
import os
import subprocess
import sys
import time
from pathlib import Path

import pytest

from tui.errors import StorageError
from tui.store.locks import HeldBy, Lock, Wait, hold

pytestmark = pytest.mark.skipif(os.name == "nt", reason="locks are POSIX's")


def held(path: Path, wait: Wait = Wait.NO) -> Lock:
    lock = hold(path, wait)
    assert isinstance(lock, Lock)
    return lock


def test_a_lock_is_one_holders_until_it_is_released(tmp_path: Path) -> None:
    first = held(tmp_path / "lock")
    assert hold(tmp_path / "lock") == HeldBy(os.getpid())
    first.release()
    with held(tmp_path / "lock"):
        assert hold(tmp_path / "lock") == HeldBy(os.getpid())
    held(tmp_path / "lock").release()


@pytest.mark.app
def test_a_lock_is_waited_for_where_that_is_wanted(tmp_path: Path) -> None:
    path = tmp_path / "lock"
    code = (
        "import pathlib, sys; from tui.store.locks import Wait, hold; hold(pathlib.Path(sys.argv[1]), Wait.UNTIL_FREE);"
        " print('held')"
    )
    with held(path):
        other = subprocess.Popen([sys.executable, "-c", code, str(path)], stdout=subprocess.PIPE, text=True)
        # It stands at the lock: only then the system lists it among those that wait.
        until_waiting(other.pid)
        assert other.poll() is None
    said, _ = other.communicate(timeout=20)
    assert said == "held\n"


def until_waiting(pid: int) -> None:
    locks = Path("/proc/locks")
    if not locks.exists():
        pytest.skip("this system does not list who waits for a lock")
    deadline = time.monotonic() + 20
    while not any("->" in line and f" {pid} " in line for line in locks.read_text().splitlines()):
        assert time.monotonic() < deadline, "nobody waits for the lock"


@pytest.mark.app
def test_where_there_are_no_locks_a_process_that_runs_holds_its_place(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    def without(handle: int, how: int) -> None:
        raise OSError(errno.ENOLCK, os.strerror(errno.ENOLCK))

    monkeypatch.setattr(fcntl, "flock", without)
    path = tmp_path / "lock"
    held(path).release()
    assert path.read_text() == str(os.getpid())
    with subprocess.Popen([sys.executable, "-c", "input()"], stdin=subprocess.PIPE) as other:
        path.write_text(str(other.pid))
        assert hold(path) == HeldBy(other.pid)
        # There is nothing to wait for.
        held(path, Wait.UNTIL_FREE).release()
        path.write_text(str(other.pid))
        other.kill()
    held(path).release()


def test_a_link_in_a_locks_place_is_not_followed(tmp_path: Path) -> None:
    (tmp_path / "mine").write_text("precious")
    (tmp_path / "lock").symlink_to(tmp_path / "mine")
    with pytest.raises(StorageError):
        hold(tmp_path / "lock")
    assert (tmp_path / "mine").read_text() == "precious"
