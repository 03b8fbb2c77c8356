"""A terminal's cells as a picture: what a terminal with fewer colours shows, which Textual's own pictures do not."""

from __future__ import annotations

from collections.abc import Sequence
from itertools import groupby
from xml.sax.saxutils import escape

from tests.looks import rgb_of
from tests.terminal.strict_terminal import Cell, Style

_WIDTH, _HEIGHT, _MARGIN = 9, 19, 10
_FONT = "font-family:'DejaVu Sans Mono',Menlo,Consolas,monospace;font-size:15px"


def svg(cells: Sequence[Sequence[Cell]], basic: Sequence[int], *, ink: int = 7, ground: int = 0) -> str:
    """The SVG of a screen. `basic` are the 16 colours the terminal has (0xRRGGBB), two of them its own at first."""

    def colours(style: Style) -> tuple[str, str]:
        text, behind = (
            each if each.startswith("#") else f"#{rgb_of(int(each or default), tuple(basic)):06x}"
            for each, default in ((style.foreground, ink), (style.background, ground))
        )
        return (behind, text) if "r" in style.looks else (text, behind)

    columns, rows = max(map(len, cells), default=0), len(cells)
    width, height = columns * _WIDTH + 2 * _MARGIN, rows * _HEIGHT + 2 * _MARGIN
    parts = [
        f'<svg xmlns="http://www.w3.org/2000/svg" viewBox="0 0 {width} {height}">',
        f"<style>text{{{_FONT};white-space:pre}}</style>",
        f'<rect width="100%" height="100%" fill="#{basic[ground]:06x}"/>',
    ]
    for y, row in enumerate(cells):
        x = 0
        for style, run in groupby(row, key=lambda cell: cell.style):
            texts = [cell.text for cell in run]
            parts += _run("".join(texts), style, *colours(style), (x, y, len(texts)))
            x += len(texts)
    return "\n".join([*parts, "</svg>", ""])


def place_of(x: float, y: float) -> tuple[int, int]:
    """The row and the column of a text of such a picture, by where it is drawn."""
    return round((y - 14 - _MARGIN) / _HEIGHT), round((x - _MARGIN) / _WIDTH)


def _run(text: str, style: Style, ink: str, ground: str, place: tuple[int, int, int]) -> list[str]:
    column, row, cells = place
    x, y, width = _MARGIN + column * _WIDTH, _MARGIN + row * _HEIGHT, cells * _WIDTH
    parts = [f'<rect x="{x}" y="{y}" width="{width}" height="{_HEIGHT}" fill="{ground}"/>']
    if not text.strip() and "u" not in style.looks:
        return parts
    looks = "".join(
        said for letter, said in (("b", ' font-weight="bold"'), ("i", ' font-style="italic"')) if letter in style.looks
    )
    if "u" in style.looks:
        parts.append(f'<rect x="{x}" y="{y + 16}" width="{width}" height="1" fill="{ink}"/>')
    said = f'x="{x}" y="{y + 14}" fill="{ink}" textLength="{width}" lengthAdjust="spacing"{looks}'
    parts.append(f'<text {said} xml:space="preserve">{escape(text)}</text>')
    return parts
