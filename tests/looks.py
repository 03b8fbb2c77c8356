"""What a scene's screen shows, cell by cell: read from what the console sends, and kept as text to read.

`python -m tests.looks` writes the pictures in `tests/snapshots/looks/` anew, one file a scene: what stands on it
at each of the scene's sizes, a letter for the style of each cell, and what the letters are in each depth of colours.
"""

from __future__ import annotations

import asyncio
from collections.abc import AsyncIterator, Mapping, Sequence
from contextlib import asynccontextmanager
from dataclasses import dataclass
from pathlib import Path

from textual.pilot import Pilot

from tests import idle
from tests.console_fixture import FixtureConsole, rested, settled, until
from tests.frames import send, withhold
from tests.scenes import SCENES, Scene
from tests.terminal.recorded_console import Recording, RecordingDriver, lowered, record
from tests.terminal.strict_terminal import Cell, Style
from tui.app.widgets.colours import GroundRole, InkRole, Scheme, designs
from tui.app.widgets.theme import DARK, SCHEMES
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

    console: FixtureConsole
    recording: Recording
    pilot: Pilot[int]

    async def cells(self, theme: str) -> Cells:
        """The screen's cells under a theme, by Textual's name for it."""
        if self.console.theme != theme:
            self.console.theme = theme
            await settled(self.pilot)
            await self.paint()
        self.recording.check()
        return [list(row) for row in self.recording.diffed.rows]

    async def resize(self, columns: int, rows: int) -> None:
        """The terminal has another size now."""
        driver = self.console._driver
        assert isinstance(driver, RecordingDriver)
        self.recording.resize(columns, rows)
        driver.resize(columns, rows)
        await settled(self.pilot)
        await rested(self.pilot)
        await self.paint()

    async def paint(self) -> None:
        """Send what changed since this was done last."""
        while send(self.console):
            await settled(self.pilot)
        await until(self.pilot, lambda: self.recording.painted)


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
            withhold(console)
            await scene.walk(pilot)
            screen = Shown(console, recording, pilot)
            await screen.paint()
            yield screen
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


FOLDER = Path(__file__).parent / "snapshots" / "looks"

PICTURED = tuple(scene for scene in SCENES if not scene.name.endswith("-light"))
"""The scenes that are kept as text. Under the light theme a picture is the same: the letters stand for roles."""

_NAMES = (
    "black", "red", "green", "yellow", "blue", "magenta", "cyan", "grey",
    "dark grey", "bright red", "bright green", "bright yellow", "bright blue", "bright magenta", "bright cyan", "white",
)  # fmt: skip
_LOOKS = {"b": "bold", "d": "dim", "i": "italic", "u": "underlined", "r": "reverse", "s": "struck out"}
_GROUND = "on background"
_SIGNS = ".abcdefghijklmnopqrstuvwxyzABCDEFGHIJKLMNOPQRSTUVWXYZ"


def text_rows(cells: Cells) -> list[str]:
    """What stands in each row, without the blanks at its end."""
    return ["".join(each.text for each in row).rstrip() for row in cells]


def style_rows(cells: Cells, scheme: Scheme) -> list[list[str]]:
    """The style of each cell, row by row: what the scheme calls its colours, and its attributes.

    A blank without attributes has no colour of its own, only that of its background.
    """
    roles = {each: _role(each, scheme) for each in {each for row in cells for each in row}}
    return [[roles[each] for each in row] for row in cells]


def _role(cell: Cell, scheme: Scheme) -> str:
    ink, ground = cell.style.foreground, cell.style.background
    looks = cell.style.looks
    if "r" in looks:
        ink, ground, looks = ground, ink, looks - {"r"}
    ground = _called(scheme.grounds, ground)
    if cell.text == " " and not looks:
        return f"on {ground}"
    return ", ".join([f"{_called(scheme.inks, ink)} on {ground}", *(_LOOKS[each] for each in sorted(looks))])


def _called(roles: Mapping[str, InkRole | GroundRole], colour: str) -> str:
    return next((name for name, role in roles.items() if role.true == colour), colour)


def as_text(pictures: Sequence[Cells], scheme: Scheme) -> str:
    """Screens to read: their text, a letter for the style of each cell, and what the letters mean."""
    styles = [style_rows(cells, scheme) for cells in pictures]
    seen = dict.fromkeys(each for picture in styles for row in picture for each in row)
    letters = {style: _SIGNS[place] for place, style in enumerate(dict.fromkeys([_GROUND, *seen]))}
    drawn: list[str] = []
    for cells, picture in zip(pictures, styles, strict=True):
        drawn += [f"{len(cells[0])} x {len(cells)}", "", *text_rows(cells), ""]
        drawn += ["".join(letters[each] for each in row).rstrip(letters[_GROUND]) for row in picture]
        drawn.append("")
    samples = {
        style: cell.style
        for cells, picture in zip(pictures, styles, strict=True)
        for row, row_styles in zip(cells, picture, strict=True)
        for cell, style in zip(row, row_styles, strict=True)
    }
    legend = [f"{letters[style]} {style}: {_in_fewer_colours(samples[style], style)}" for style in seen]
    return "\n".join([*drawn, *legend, ""])


def _in_fewer_colours(style: Style, role: str) -> str:
    """The style with all colours, with 256, with 16 and without: as it was designed."""
    told = [_said(style, role)]
    for depth in (Depth.PALETTE, Depth.BASIC, Depth.NONE):
        told.append(_said(lowered(Cell("x", style), depth, by_design=True).style, role))
    return " | ".join(told)


def _said(style: Style, role: str) -> str:
    ground = _named(style.background)
    colours = f"on {ground}" if role.startswith("on ") else f"{_named(style.foreground)} on {ground}"
    return ", ".join([colours, *(_LOOKS[each] for each in sorted(style.looks))])


def _named(colour: str) -> str:
    if not colour.isdigit():
        return colour or "default"
    return _NAMES[int(colour)] if int(colour) < len(_NAMES) else f"#{rgb_of(int(colour), ()):06x}"


def kept_rows(scene: str, size: tuple[int, int]) -> list[str]:
    """What stands in each row of a picture that is kept, without the blanks at its end."""
    text = (FOLDER / f"{scene}.txt").read_text(encoding="utf-8")
    return text.partition(f"{size[0]} x {size[1]}\n\n")[2].split("\n")[: size[1]]


async def pictures(screen: Shown, scene: Scene) -> list[Cells]:
    """The cells of a scene that is shown at the first of its sizes, at each of them, under the dark theme."""
    made = [await screen.cells(DARK.name)]
    for size in scene.sizes[1:]:
        await screen.resize(*size)
        made.append(await screen.cells(DARK.name))
    return made


async def _write(scene: Scene) -> None:
    async with shown(scene, scene.sizes[0]) as screen:
        made = await pictures(screen, scene)
    (FOLDER / f"{scene.name}.txt").write_text(as_text(made, SCHEMES[DARK.name]), encoding="utf-8")


def main() -> int:
    """Write all pictures anew."""
    idle.install()
    FOLDER.mkdir(exist_ok=True)
    for old in FOLDER.glob("*.txt"):
        old.unlink()
    for scene in PICTURED:
        asyncio.run(_write(scene))
    return 0


if __name__ == "__main__":
    raise SystemExit(main())
