"""Make the pictures in `screenshots/`: `python -m tests.screenshots`.

`python -m tests.screenshots --check` writes nothing and fails when a picture is out of date.
"""

from __future__ import annotations

import asyncio
import re
import sys
from pathlib import Path
from xml.etree import ElementTree

from tests import idle
from tests.cell_pictures import place_of, svg
from tests.looks import BASIC_PALETTES, Look
from tests.scenes import SCENES, Scene
from tui.app.widgets.theme import DARK
from tui.terminal.colours import Depth

FOLDER = Path(__file__).parent.parent / "screenshots"
SHOWN = {
    ("list", (120, 40)),
    ("list", (80, 24)),
    ("list-light", (120, 40)),
    ("editor", (120, 40)),
    ("editor", (80, 24)),
    ("editor-light", (120, 40)),
    ("editor-refused", (120, 40)),
    ("editor-refused", (80, 24)),
    ("editor-saved", (80, 24)),
    ("editor-not-deployed", (120, 40)),
    ("editor-rate-limited", (80, 24)),
    ("connect", (80, 24)),
    ("help", (80, 24)),
    ("create", (80, 24)),
    ("delete", (80, 24)),
    ("bulk-done", (80, 24)),
    ("runner-answered", (120, 40)),
    ("runner-error", (80, 24)),
    ("response-json", (80, 24)),
    ("runs", (80, 24)),
    ("load-over", (80, 24)),
    ("calls", (80, 24)),
    ("logs", (80, 24)),
    ("deployment", (80, 24)),
    ("search", (80, 24)),
    ("search-preview", (80, 24)),
    ("secrets", (80, 24)),
    ("secret-new", (80, 24)),
    ("schedules", (80, 24)),
    ("schedule-new", (80, 24)),
    ("audit", (80, 24)),
    ("palette-found", (80, 24)),
    ("profiles", (80, 24)),
    ("protected", (80, 24)),
    ("runner-beside-code", (120, 40)),
    ("editor-missing-secret", (80, 24)),
    ("list-held-back", (80, 24)),
}

SHOWN_WITH_FEWER_COLOURS = {
    Look("list", DARK.name, Depth.PALETTE),
    Look("editor-find", DARK.name, Depth.NONE),
    Look("editor-refused", DARK.name, Depth.BASIC),
}
"""Drawn from the terminal's cells; the others are Textual's own pictures, in all colours there are."""


async def picture(scene: Scene, size: tuple[int, int]) -> str:
    """The SVG of a scene, the same each time it is made."""
    console = scene.console()
    async with console.run_test(size=size) as pilot:
        await scene.walk(pilot)
        svg = console.export_screenshot(title="insforge-tui")
    # Rich names the SVG's classes after a hash of the content plus a counter; one fixed name keeps pictures equal.
    names = re.findall(r"terminal-(\d+)-", svg)
    return svg.replace(f"terminal-{names[0]}", "terminal") if names else svg


def scenes_shown() -> dict[str, tuple[str, tuple[int, int]]]:
    """The scene and the size of every picture, by its file name."""
    found = {f"{name}-{columns}x{rows}.svg": (name, (columns, rows)) for name, (columns, rows) in SHOWN}
    for look in SHOWN_WITH_FEWER_COLOURS:
        found[f"{look.name}-{look.size[0]}x{look.size[1]}.svg"] = (look.scene, look.size)
    return found


def rows_of(drawn: str, rows: int) -> list[str]:
    """What stands in each row of a picture, without the blanks at its end."""
    shown = [""] * rows
    for text in ElementTree.fromstring(drawn).iter("{http://www.w3.org/2000/svg}text"):
        x, y = float(text.attrib["x"]), float(text.attrib["y"])
        line = re.search(r"line-(\d+)", text.get("clip-path", ""))
        if line is not None:
            # Textual's: its cells are 12.2 wide.
            row, column = int(line[1]), round(x / 12.2)
        elif text.get("class") is None:
            row, column = place_of(x, y)
        else:
            # The title in the window's frame.
            continue
        shown[row] = shown[row].ljust(column) + (text.text or "").replace("\xa0", " ")
    return [row.rstrip() for row in shown]


def pictures() -> dict[str, str]:
    """Every picture by its file name."""
    made: dict[str, str] = {}
    for scene in SCENES:
        for size in scene.sizes:
            if (scene.name, size) in SHOWN:
                made[f"{scene.name}-{size[0]}x{size[1]}.svg"] = asyncio.run(picture(scene, size))
    for look in SHOWN_WITH_FEWER_COLOURS:
        cells = asyncio.run(look.cells())
        # With 16 colours it is the Linux console that is shown; NO_COLOR is shown on xterm.
        basic = BASIC_PALETTES["Linux console" if look.depth is Depth.BASIC else "xterm"]
        made[f"{look.name}-{look.size[0]}x{look.size[1]}.svg"] = svg(cells, basic)
    return made


def main() -> int:
    """Write the pictures, or with --check compare them."""
    idle.install()
    made = pictures()
    present = {path.name: path.read_text(encoding="utf-8") for path in FOLDER.glob("*.svg")}
    if "--check" in sys.argv[1:]:
        stale = sorted(name for name in made.keys() | present.keys() if made.get(name) != present.get(name))
        if stale:
            print("out of date: " + ", ".join(stale), file=sys.stderr)
        return 1 if stale else 0
    for name in present.keys() - made.keys():
        (FOLDER / name).unlink()
    for name, drawn in made.items():
        (FOLDER / name).write_text(drawn, encoding="utf-8")
    print(f"{len(made)} pictures in {FOLDER.name}/")
    return 0


if __name__ == "__main__":
    raise SystemExit(main())
