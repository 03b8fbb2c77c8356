"""How one row of code is painted: pure, from a line and its marks to segments.

Owns the order in which marks cover each other. Refuses to know where the marks come from.
"""

from __future__ import annotations

import itertools
from collections.abc import Iterable, Sequence
from typing import NamedTuple

from rich.segment import Segment
from rich.style import Style
from textual.strip import Strip

from tui.app.widgets.line_cells import cell_starts


class Mark(NamedTuple):
    """A stretch of columns with a style laid over what is beneath. `end` is exclusive."""

    start: int
    end: int
    style: Style


def paint_plain(
    text: str, spans: Iterable[tuple[int, int, Style]], base: Style, *, first_cell: int, width: int
) -> list[Segment]:
    """Paint printable ASCII with spans that follow each other: what most rows of code are, done in one pass.

    The spans' styles are whole, `base` included.
    """
    segments: list[Segment] = []
    at, end_cell = first_cell, first_cell + width
    for start, end, style in spans:
        if end <= at:
            continue
        if start >= end_cell:
            break
        if start > at:
            segments.append(Segment(text[at:start], base))
            at = start
        end = min(end, end_cell)
        segments.append(Segment(text[at:end], style))
        at = end
    if at < end_cell:
        rest = text[at:end_cell]
        segments.append(Segment(rest + " " * (end_cell - at - len(rest)), base))
    return segments


def paint(
    shown: str,
    marks: Sequence[Mark],
    base: Style,
    *,
    first_cell: int,
    width: int,
    tab_width: int,
) -> Strip:
    """Paint the cells from `first_cell` on, `width` of them, of a line that is fit to show.

    Later marks lie over earlier ones. A wide character cut by an edge is shown as blanks, so that the strip is
    always exactly `width` cells.
    """
    plain = shown.isascii() and "\t" not in shown
    starts = range(len(shown) + 1) if plain else cell_starts(shown, tab_width)
    end_cell = first_cell + width
    edges = {0, len(shown)}
    for start, end, _ in marks:
        edges.add(min(start, len(shown)))
        edges.add(min(end, len(shown)))
    cuts = sorted(edges)
    segments: list[Segment] = []
    filled = first_cell
    for left, right in itertools.pairwise(cuts):
        if starts[right] <= first_cell or starts[left] >= end_cell:
            continue
        style = base
        for start, end, over in marks:
            if start <= left and right <= end:
                style += over
        if plain:
            text = shown[max(left, first_cell) : min(right, end_cell)]
            filled = min(right, end_cell)
        else:
            text, filled = _cells(shown, starts, left, right, first_cell, end_cell)
        if text:
            segments.append(Segment(text, style))
    rest = end_cell - filled
    if rest > 0:
        behind = base
        for start, end, over in marks:
            # A mark that reaches beyond the text (the cursor at the line's end, a selected line end) shows one blank.
            if start <= len(shown) < end:
                behind += over
        if behind is not base and filled == starts[len(shown)]:
            segments.append(Segment(" ", behind))
            rest -= 1
        if rest:
            segments.append(Segment(" " * rest, base))
    return Strip(segments, width)


def _cells(shown: str, starts: Sequence[int], left: int, right: int, first_cell: int, end_cell: int) -> tuple[str, int]:
    """The text of columns `left` to `right` inside the window, tabs as blanks, and the cell it ends at."""
    parts: list[str] = []
    filled = max(first_cell, starts[left])
    for column in range(left, right):
        start, end = starts[column], starts[column + 1]
        # A mark whose base is left of the window would go to the cell before it.
        if end <= first_cell or start >= end_cell:
            continue
        if start < first_cell:
            parts.append(" " * (min(end, end_cell) - first_cell))
        elif end > end_cell or shown[column] == "\t":
            parts.append(" " * (min(end, end_cell) - start))
        else:
            parts.append(shown[column])
        filled = min(end, end_cell)
    return "".join(parts), filled
