"""Locks on files: they say which process holds one, and the system drops them when their holder ends, however it ends.

Owns what to do where there are none, and how long one is waited for.
"""

from __future__ import annotations

import contextlib
import os
from dataclasses import dataclass
from enum import Enum, auto
from pathlib import Path
from types import TracebackType
from typing import Self

from tui.errors import StorageError
from tui.store.files import reason_of


class Wait(Enum):
    """What is done about a lock that another process holds."""

    NO = auto()
    UNTIL_FREE = auto()


@dataclass(slots=True)
class Lock:
    """A lock that this process holds until `release`, or until the end of a `with`."""

    _handle: int | None

    def release(self) -> None:
        """Let another process have it. May be called again."""
        if self._handle is not None:
            os.close(self._handle)
            self._handle = None

    def __enter__(self) -> Self:
        return self

    def __exit__(
        self, kind: type[BaseException] | None, error: BaseException | None, trace: TracebackType | None
    ) -> None:
        self.release()


@dataclass(frozen=True, slots=True)
class HeldBy:
    """Another process holds the lock: its number, 0 where it does not say."""

    process: int


def hold(path: Path, wait: Wait = Wait.NO) -> Lock | HeldBy:
    """Hold the lock of this file, which is made where it is missing. HeldBy is never returned for UNTIL_FREE.

    Where the system has no locks (Windows) everybody gets one; where the disk has none (NFS where nobody serves them)
    the number of a process that runs stands for its lock, and nobody waits for it. Raises StorageError for a file that
    can't be opened.
    """
    try:
        import fcntl
    except ImportError:
        return Lock(os.open(os.devnull, os.O_RDONLY))
    handle = _open(path)
    try:
        fcntl.flock(handle, fcntl.LOCK_EX | (fcntl.LOCK_NB if wait is Wait.NO else 0))
    except BlockingIOError:
        return _held(handle)
    except OSError:
        number = _number(handle)
        if wait is Wait.NO and number not in (0, os.getpid()) and _runs(number):
            return _held(handle)
    with contextlib.suppress(OSError):
        # A disk that is full still locks; only the number is not told then.
        os.ftruncate(handle, 0)
        os.pwrite(handle, str(os.getpid()).encode(), 0)
    return Lock(handle)


def _held(handle: int) -> HeldBy:
    number = _number(handle)
    os.close(handle)
    return HeldBy(number)


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


def _open(path: Path) -> int:
    # Not through a link: what the number is written over must be ours.
    flags = os.O_CLOEXEC | os.O_NOFOLLOW
    try:
        return os.open(path, os.O_RDWR | os.O_CREAT | flags, 0o600)
    except OSError as error:
        # A disk that can't be written any more still locks what is there: the draft on it can be read.
        with contextlib.suppress(OSError):
            return os.open(path, os.O_RDONLY | flags)
        raise StorageError(f"{path} can't be written: {reason_of(error)}", reason_of(error)) from error
