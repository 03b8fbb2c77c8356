"""The console as a program, with a disk that fails as a file says, and without root's right to read what it likes.

    python -m tests.faults.failing_disk CONTROL FOLDER [the console's own arguments]

CONTROL holds the name of an error (`ENOSPC`) and those of the calls below FOLDER that fail with it (`fsync`, `replace`;
`open` where it is to write), or `crash`, which makes F9 crash the console. It is read at each call: a disk can fill up
and get room again. An empty one is a disk that is well.
"""

from __future__ import annotations

import ctypes
import errno
import os
import sys
from collections.abc import Callable
from pathlib import Path

_CALLS = ("open", "mkdir", "unlink", "replace", "link", "fsync")
_WRITES = os.O_WRONLY | os.O_RDWR | os.O_CREAT
_PR_CAPBSET_DROP = 24
_CAPABILITY_VERSION_3 = 0x20080522
_READS_AND_WRITES_ANYTHING = (1, 2)
"""CAP_DAC_OVERRIDE and CAP_DAC_READ_SEARCH: with them, root is refused by no file's mode."""


def as_an_ordinary_user() -> None:
    """Go on without root's rights over files, in this process and those it starts. Only root has any."""
    if os.geteuid() != 0:
        return
    library = ctypes.CDLL(None, use_errno=True)
    whose = (ctypes.c_uint32 * 2)(_CAPABILITY_VERSION_3, 0)
    # Twice effective, permitted and inheritable: the first 32 capabilities, then the others.
    rights = (ctypes.c_uint32 * 6)()
    failed = library.capget(whose, rights)
    for right in _READS_AND_WRITES_ANYTHING:
        failed |= library.prctl(_PR_CAPBSET_DROP, right, 0, 0, 0)
        for kind in range(3):
            rights[kind] &= ~(1 << right)
    if failed | library.capset(whose, rights):
        raise OSError(ctypes.get_errno(), "root's rights can't be dropped")


class FailingDisk:
    """Puts itself in the place of the system's calls."""

    def __init__(self, control: Path, folder: Path) -> None:
        self._control, self._folder = control, folder

    def install(self) -> None:
        """From now on the calls ask the control file first."""
        for name in _CALLS:
            setattr(os, name, self._failing(name, getattr(os, name)))

    def _failing(self, name: str, real: Callable[..., object]) -> Callable[..., object]:
        def call(target: int | str | Path, *arguments: object, **named: object) -> object:
            # A handle is one of ours: nothing else here is synced.
            reads = name == "open" and not int(str(arguments[0])) & _WRITES
            if not reads and (isinstance(target, int) or Path(target).is_relative_to(self._folder)):
                words = self._control.read_text().split()
                if name in words:
                    number = getattr(errno, words[0])
                    raise OSError(number, os.strerror(number))
            return real(target, *arguments, **named)

        return call


def crash_on_wrap() -> None:
    """Let F9, which wraps lines, crash the console."""
    from tests.faults.on_wrap import on_wrap

    def crash(_editor: object) -> None:
        raise RuntimeError("asked to crash")

    on_wrap(crash)


def main() -> int:
    as_an_ordinary_user()
    control, folder = Path(sys.argv[1]), Path(sys.argv[2])
    disk = FailingDisk(control, folder)
    if "crash" in control.read_text():
        crash_on_wrap()
    disk.install()
    from tui.__main__ import main as console

    return console(sys.argv[3:])


if __name__ == "__main__":
    sys.exit(main())
