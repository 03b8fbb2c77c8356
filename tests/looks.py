"""What a scene's screen shows in a depth of colours, cell by cell: read from what the console sends."""

from __future__ import annotations

from collections.abc import AsyncIterator
from contextlib import asynccontextmanager
from dataclasses import dataclass

from textual.pilot import Pilot

from tests.scenes import Scene
from tests.stage import StagedConsole, settled
from tests.terminal.recorded_console import Recording, record
from tests.terminal.strict_terminal import Cell
from tui.app.colours import designs
from tui.terminal.cells import TRUE_COLOUR
from tui.terminal.colours import Depth
from tui.terminal.line import Abilities

Cells = list[list[Cell]]

BASIC_PALETTES: dict[str, tuple[int, ...]] = {
    "Linux console": (
        0x000000, 0xAA0000, 0x00AA00, 0xAA5500, 0x0000AA, 0xAA00AA, 0x00AAAA, 0xAAAAAA,
        0x555555, 0xFF5555, 0x55FF55, 0xFFFF55, 0x5555FF, 0xFF55FF, 0x55FFFF, 0xFFFFFF,
    ),
    "xterm": (
        0x000000, 0xCD0000, 0x00CD00, 0xCDCD00, 0x0000EE, 0xCD00CD, 0x00CDCD, 0xE5E5E5,
        0x7F7F7F, 0xFF0000, 0x00FF00, 0xFFFF00, 0x5C5CFF, 0xFF00FF, 0x00FFFF, 0xFFFFFF,
    ),
}  # fmt: skip
"""What terminals show for the 16 colours: VGA's, which the Linux console has, and xterm's. 0xRRGGBB."""

_STEPS = (0x00, 0x5F, 0x87, 0xAF, 0xD7, 0xFF)


def rgb_of(colour: int, basic: tuple[int, ...]) -> int:
    """The 0xRRGGBB of a cell's colour; `basic` are the first 16 of the palette, which terminals choose."""
    if colour >= TRUE_COLOUR:
        return colour - TRUE_COLOUR
    if 0 <= colour < 16 and basic:
        return basic[colour]
    if colour >= 232:
        return (8 + (colour - 232) * 10) * 0x010101
    if colour >= 16:
        red, green, blue = (_STEPS[(colour - 16) // weight % 6] for weight in (36, 6, 1))
        return red << 16 | green << 8 | blue
    raise ValueError(f"what colour {colour} is, is the terminal's to say")


@dataclass
class Shown:
    """A scene's console, walked to its end, and what its terminal shows."""

    console: StagedConsole
    recording: Recording
    pilot: Pilot[int]

    async def cells(self, theme: str) -> Cells:
        """The screen's cells under a theme, by Textual's name for it."""
        if self.console.theme != theme:
            self.console.theme = theme
            await settled(self.pilot)
        self.recording.check()
        return [list(row) for row in self.recording.diffed.rows]


@asynccontextmanager
async def shown(scene: Scene, size: tuple[int, int], depth: Depth = Depth.TRUE) -> AsyncIterator[Shown]:
    """A scene on a terminal of this size and depth."""
    console = scene.console()
    recording = Recording(*size, Abilities(depth, design=designs().get(depth)))
    record(console, recording)
    try:
        async with console.run_test(headless=False, size=size) as pilot:
            await scene.walk(pilot)
            yield Shown(console, recording, pilot)
    finally:
        recording.close()
