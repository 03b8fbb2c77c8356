"""Three tiers of tests: `pytest -m pure`, `pytest -m "pure or app"`, and all of them.

A test belongs to the tier of its folder, or to a slower one that it is marked with.
"""

from __future__ import annotations

import sys
from collections.abc import Sequence
from pathlib import PurePath

TIERS = ("pure", "app", "slow")
"""`pure`: values alone. `app`: screens under a pilot, sockets, short programs. `slow`: the whole program, pictures."""

OF_FOLDER = {
    "api": "app",
    "app": "app",
    "architecture": "pure",
    "cli": "app",
    "editing": "pure",
    "faults": "slow",
    "flows": "pure",
    "journeys": "slow",
    "model": "pure",
    "sandbox": "app",
    "sessions": "pure",
    "snapshots": "slow",
    "store": "pure",
    "terminal": "pure",
}
"""The tier of each folder of tests."""

_TOP = "app"
"""Of the test files that stand in no folder, or in one that is not listed."""

_REACHES_OUT = frozenset(
    ("os.fork", "os.posix_spawn", "pty.spawn", "socket.bind", "socket.connect", "subprocess.Popen")
)


def tier_of(path: PurePath) -> str:
    """The tier of a test file's folder; its path is relative to `tests`. `app` for a folder that is not listed."""
    return OF_FOLDER.get(path.parts[0], _TOP)


def is_left_out(folder: str, selection: str) -> bool:
    """Whether no test of a folder can be among those of a `-m` expression: then it need not even be imported."""
    slowest = {"pure": 0, "pure or app": 1}.get(selection)
    return slowest is not None and folder in OF_FOLDER and TIERS.index(OF_FOLDER[folder]) > slowest


def tiers_among(markers: Sequence[str]) -> list[str]:
    """The tiers among the names of a test's markers."""
    return [name for name in TIERS if name in markers]


class PureGuard:
    """Lets a pure test fail when it starts a process or opens a connection. While `closed`, both are refused."""

    def __init__(self) -> None:
        self.closed = False

    def install(self) -> None:
        """Listen from now on: Python can't forget an audit hook."""
        sys.addaudithook(self._hear)

    def _hear(self, event: str, _details: tuple[object, ...]) -> None:
        if self.closed and event in _REACHES_OUT:
            raise AssertionError(f"a pure test asks for {event}: mark it with pytest.mark.app or slow")
