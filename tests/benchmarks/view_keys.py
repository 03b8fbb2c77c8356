"""What each key costs in a view: processor time in all, and how long no other is taken."""

from __future__ import annotations

import asyncio
import time
from collections.abc import Iterable
from contextlib import suppress
from typing import TYPE_CHECKING

from tests.console_fixture import FixtureConsole, settled

if TYPE_CHECKING:
    from textual.pilot import Pilot

Steps = Iterable[tuple[str, tuple[str, ...]]]
"""What is done, in words, and the keys for it."""


class Busy:
    """The longest processor time for which the loop took no turn: what other programs take does not count."""

    def __init__(self) -> None:
        self.longest = 0.0

    async def watch(self) -> None:
        """Look again and again, until it is cancelled."""
        while True:
            before = time.process_time()
            await asyncio.sleep(0.001)
            self.longest = max(self.longest, time.process_time() - before)


async def measure(app: FixtureConsole, steps: Steps) -> None:
    """Press the keys of each step, one after the other, and print what they cost."""
    async with app.run_test(size=(120, 40)) as pilot:
        await settled(pilot)
        busy = Busy()
        watcher = asyncio.create_task(busy.watch())
        for name, keys in steps:
            await _step(pilot, busy, name, keys)
        watcher.cancel()
        with suppress(asyncio.CancelledError):
            await watcher


async def _step(pilot: Pilot[int], busy: Busy, name: str, keys: tuple[str, ...]) -> None:
    busy.longest, took = 0.0, 0.0
    for key in keys:
        begun = time.process_time()
        await pilot.press(key)
        await settled(pilot)
        took = max(took, time.process_time() - begun)
    print(f"{name:28} longest without a turn {1000 * busy.longest:5.0f} ms  slowest key in all {1000 * took:5.0f} ms")
