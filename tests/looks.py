"""What a scene's screen shows in a depth of colours, cell by cell: read from what the console sends.

`python -m tests.looks` writes the looks that are kept as text, in `tests/snapshots/looks/`.
"""

from __future__ import annotations

import asyncio
from collections import Counter
from collections.abc import AsyncIterator, Mapping
from contextlib import asynccontextmanager
from dataclasses import dataclass
from pathlib import Path

from textual.pilot import Pilot

from tests.scenes import SCENES, Scene
from tests.stage import StagedConsole, settled
from tests.terminal.recorded_console import Recording, record
from tests.terminal.strict_terminal import Cell, Style
from tui.app.widgets.colours import designs
from tui.app.widgets.theme import DARK, LIGHT
from tui.terminal.cells import TRUE_COLOUR
from tui.terminal.colours import Depth
from tui.terminal.output import Capabilities

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
async def shown(
    scene: Scene, size: tuple[int, int], depth: Depth = Depth.TRUE, *, erases_in_colour: bool = True
) -> AsyncIterator[Shown]:
    """A scene on a terminal of this size and depth."""
    console = scene.console()
    recording = Recording(*size, Capabilities(depth, erases_in_colour, designs().get(depth)))
    record(console, recording)
    try:
        async with console.run_test(headless=False, size=size) as pilot:
            await scene.walk(pilot)
            yield Shown(console, recording, pilot)
    finally:
        recording.close()


@dataclass(frozen=True)
class Look:
    """A scene as a terminal of some depth shows it, kept as text."""

    scene: str
    theme: str
    depth: Depth
    size: tuple[int, int] = (80, 24)

    @property
    def name(self) -> str:
        """The name of its file, without the ending."""
        return f"{self.scene}-{self.theme.removeprefix('insforge-')}-{self.depth.value}"

    async def cells(self) -> Cells:
        """Its cells, read from what the console sends."""
        scene = next(each for each in SCENES if each.name == self.scene)
        async with shown(scene, self.size, self.depth) as screen:
            return await screen.cells(self.theme)


LOOKS = (
    Look("list", DARK.name, Depth.PALETTE),
    Look("list", LIGHT.name, Depth.PALETTE),
    Look("list", DARK.name, Depth.BASIC),
    Look("list", DARK.name, Depth.NONE),
    Look("editor-find", DARK.name, Depth.PALETTE),
    Look("editor-find", LIGHT.name, Depth.BASIC),
    Look("editor-find", DARK.name, Depth.NONE),
    Look("editor-selection", DARK.name, Depth.BASIC),
    Look("editor-selection", LIGHT.name, Depth.PALETTE),
    Look("editor-selection", DARK.name, Depth.NONE),
    Look("editor-refused", DARK.name, Depth.BASIC),
    Look("history", DARK.name, Depth.PALETTE),
    Look("history", DARK.name, Depth.NONE),
    Look("editor-leave", DARK.name, Depth.NONE),
    Look("editor-conflict", DARK.name, Depth.BASIC),
)
"""The main screens where there are fewer colours. Truecolor is looked at in the snapshots."""

FOLDER = Path(__file__).parent / "snapshots" / "looks"

_NAMES = (
    "black", "red", "green", "yellow", "blue", "magenta", "cyan", "grey",
    "dark grey", "bright red", "bright green", "bright yellow", "bright blue", "bright magenta", "bright cyan", "white",
)  # fmt: skip
_LOOKS = {"b": "bold", "d": "dim", "i": "italic", "u": "underlined", "r": "reverse", "s": "struck out"}
_SIGNS = ".abcdefghijklmnopqrstuvwxyzABCDEFGHIJKLMNOPQRSTUVWXYZ"


def as_text(cells: Cells) -> str:
    """A screen to read: its text, a letter for the style of each cell, and what the letters mean."""
    # A blank has no colour of its own: it goes with a style of its ground, where there is one.
    used = Counter(each.style for row in cells for each in row if each.text.strip() or each.style.looks)
    for row in cells:
        for each in row:
            if not _of_ground(each.style, used):
                used[each.style] = 1
    letters = {style: _SIGNS[place] for place, (style, _) in enumerate(used.most_common())}
    grounds = {style.background: letter for style, letter in reversed(letters.items()) if not style.looks}

    def letter(cell: Cell) -> str:
        return letters[cell.style] if cell.style in letters else grounds[cell.style.background]

    text = ["".join(each.text for each in row).rstrip() for row in cells]
    map_ = ["".join(letter(each) for each in row) for row in cells]
    legend = [f"{sign} {_said(style)}" for style, sign in letters.items()]
    return "\n".join([*text, "", *map_, "", *legend, ""])


def _of_ground(style: Style, used: Mapping[Style, int]) -> bool:
    return style in used or any(
        each.background == style.background and not each.looks and not style.looks for each in used
    )


def _said(style: Style) -> str:
    colours = f"{_named(style.foreground)} on {_named(style.background)}"
    return ", ".join([colours, *(_LOOKS[each] for each in sorted(style.looks))])


def _named(colour: str) -> str:
    if not colour.isdigit():
        return colour or "default"
    return _NAMES[int(colour)] if int(colour) < len(_NAMES) else f"#{rgb_of(int(colour), ()):06x}"


def main() -> int:
    """Write all looks anew."""
    FOLDER.mkdir(exist_ok=True)
    for old in FOLDER.glob("*.txt"):
        old.unlink()
    for look in LOOKS:
        text = as_text(asyncio.run(look.cells()))
        (FOLDER / f"{look.name}.txt").write_text(text, encoding="utf-8")
    return 0


if __name__ == "__main__":
    raise SystemExit(main())
