"""Locks that say who has a file, and that the system drops when their holder ends, however it ends.

Owns what to do where there are none. Refuses to wait for one.
"""

from __future__ import annotations

import contextlib
import os
from pathlib import Path

from tui.errors import StorageError
from tui.store.files import reason_of


def locked(path: Path) -> tuple[int | None, int]:
    """The lock's handle, or None and the process that holds it (0 when it does not say). Raises StorageError."""
    try:
        import fcntl
    except ImportError:
        # Windows: every console gets the first place there.
        return os.open(os.devnull, os.O_RDONLY), 0
    handle = _lock_file(path)
    try:
        fcntl.flock(handle, fcntl.LOCK_EX | fcntl.LOCK_NB)
    except BlockingIOError:
        return _held(handle)
    except OSError:
        # A disk without locks (NFS where nobody serves them): a number of a process that runs has to do.
        number = _number(handle)
        if number not in (0, os.getpid()) and _runs(number):
            return _held(handle)
    with contextlib.suppress(OSError):
        # A disk that is full still locks; only the number is not told then.
        os.ftruncate(handle, 0)
        os.pwrite(handle, str(os.getpid()).encode(), 0)
    return handle, 0


def _held(handle: int) -> tuple[None, int]:
    number = _number(handle)
    os.close(handle)
    return None, number


def _number(handle: int) -> int:
    said = os.pread(handle, 20, 0)
    return int(said) if said.isdigit() else 0


def _runs(number: int) -> bool:
    try:
        os.kill(number, 0)
    except (ProcessLookupError, OverflowError):
        return False
    except PermissionError:
        # Another user's.
        pass
    return True


def _lock_file(path: Path) -> int:
    # Not through a link: what the number is written over must be ours.
    flags = os.O_CLOEXEC | os.O_NOFOLLOW
    try:
        return os.open(path, os.O_RDWR | os.O_CREAT | flags, 0o600)
    except OSError as error:
        # A disk that can't be written any more still locks what is there: the draft on it can be read.
        with contextlib.suppress(OSError):
            return os.open(path, os.O_RDONLY | flags)
        raise StorageError(f"{path} can't be written: {reason_of(error)}", reason_of(error)) from error
