"""The diffed stream shows what the raw stream shows."""

from __future__ import annotations

from tests.cases import cases
from tests.terminal.sessions import session


@cases("block", range(2))
def test_random_sessions_give_equal_screens(block: int) -> None:
    for seed in range(block * 2, block * 2 + 2):
        session(seed, steps=15)
