"""Who holds a place, on disks with locks and without."""

from __future__ import annotations

import errno
import fcntl
import os
import subprocess
import sys
from pathlib import Path

import pytest

from tui.errors import StorageError
from tui.store.locks import locked

pytestmark = pytest.mark.skipif(os.name == "nt", reason="locks are POSIX's")


def test_a_lock_is_one_holders_until_it_is_closed(tmp_path: Path) -> None:
    first, _ = locked(tmp_path / "lock")
    assert first is not None
    assert locked(tmp_path / "lock") == (None, os.getpid())
    os.close(first)
    again, _ = locked(tmp_path / "lock")
    assert again is not None
    os.close(again)


@pytest.mark.app
def test_where_there_are_no_locks_a_process_that_runs_holds_its_place(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    def without(handle: int, how: int) -> None:
        raise OSError(errno.ENOLCK, os.strerror(errno.ENOLCK))

    monkeypatch.setattr(fcntl, "flock", without)
    path = tmp_path / "lock"
    handle, _ = locked(path)
    assert handle is not None
    os.close(handle)
    assert path.read_text() == str(os.getpid())
    with subprocess.Popen([sys.executable, "-c", "input()"], stdin=subprocess.PIPE) as other:
        path.write_text(str(other.pid))
        assert locked(path) == (None, other.pid)
        other.kill()
    handle, _ = locked(path)
    assert handle is not None
    os.close(handle)


def test_a_link_in_a_locks_place_is_not_followed(tmp_path: Path) -> None:
    (tmp_path / "mine").write_text("precious")
    (tmp_path / "lock").symlink_to(tmp_path / "mine")
    with pytest.raises(StorageError):
        locked(tmp_path / "lock")
    assert (tmp_path / "mine").read_text() == "precious"
