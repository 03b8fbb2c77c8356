"""Contrast on a screen: each colour has its role in the scheme, and can be read where it stands, in every depth."""

from __future__ import annotations

from collections.abc import Mapping
from functools import cache

from tests.looks import BASIC_PALETTES, Cells, rgb_of
from tests.terminal.recorded_console import cell_style
from tests.terminal.strict_terminal import Style
from tui.app.widgets.colours import Scheme, contrast, designs
from tui.terminal.cells import REVERSE, CellStyle
from tui.terminal.colours import Depth
from tui.terminal.design import designed

TEXT, MARK = 4.5, 3.0
"""The least ratios: of what is read, and of lines, thumbs and the like (WCAG 2.2, 1.4.3 and 1.4.11)."""

BOX = range(0x2500, 0x25A0)
"""Lines and blocks: they are seen, not read."""


def seen(style: CellStyle, depth: Depth, basic: tuple[int, ...]) -> tuple[int, int]:
    """The text's and the ground's 0xRRGGBB on a terminal of this depth."""
    design = designs().get(depth)
    shown = style if design is None else designed(style, design)
    pair = rgb_of(shown.foreground, basic), rgb_of(shown.background, basic)
    return (pair[1], pair[0]) if shown.attributes & REVERSE else pair


@cache
def ratios(style: CellStyle) -> Mapping[str, float]:
    """The ratio in each depth with colours, and on each palette of 16."""
    found = {depth.value: contrast(*seen(style, depth, ())) for depth in (Depth.TRUE, Depth.PALETTE)}
    return found | {name: contrast(*seen(style, Depth.BASIC, basic)) for name, basic in BASIC_PALETTES.items()}


def check(cells: Cells, scheme: Scheme) -> None:
    """Each colour has its role in the scheme, and can be read where it stands, in every depth."""
    inks = {role.true: name for name, role in scheme.inks.items()}
    grounds = {role.true: name for name, role in scheme.grounds.items()}
    styles: dict[tuple[Style, str], str] = {}
    for y, row in enumerate(cells):
        for x, cell in enumerate(row):
            if cell.text:
                kind = (
                    "blank" if cell.text == " " else "mark" if all(ord(each) in BOX for each in cell.text) else "text"
                )
                styles.setdefault((cell.style, kind), f"{cell.text!r} at row {y}, column {x}")
    for (style, kind), where in styles.items():
        ink, ground = style.foreground, style.background
        if "r" in style.looks:
            ink, ground = ground, ink
        assert ground in grounds, f"{ground} behind {where} was not designed"
        if kind != "blank":
            assert ink in inks, f"{ink} of {where} was not designed"
            least = MARK if kind == "mark" else TEXT
            poor = {depth: round(ratio, 2) for depth, ratio in ratios(cell_style(style)).items() if ratio < least}
            assert not poor, f"{inks[ink]} on {grounds[ground]} has {poor}: {where}"
