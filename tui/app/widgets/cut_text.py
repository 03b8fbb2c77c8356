"""Text for the room there is: what is cut says so, and where all of it can be read.

Owns how a cut looks. Refuses to know which widget shows it.
"""

from __future__ import annotations

from rich.cells import cell_len, set_cell_size
from textual.content import Content

ELLIPSIS = "…"
FULL_KEY_HINT = f"{ELLIPSIS} f4 shows all"
"""Ends what is cut on screens where F4 shows everything in full."""


def in_cells(text: str, cells: int) -> str:
    """The text in exactly so many cells; what is cut ends in an ellipsis."""
    if cell_len(text) <= cells or cells < 1:
        return set_cell_size(text, cells)
    return set_cell_size(set_cell_size(text, cells - 1).rstrip() + ELLIPSIS, cells)


def rows_within(content: Content, cells: int, most_rows: int) -> list[Content]:
    """The content in rows of so many cells, at most so many rows; what is cut ends in a hint where to read it all."""
    cells, most_rows = max(1, cells), max(1, most_rows)
    if not content.plain:
        return [content]
    if most_rows == 1:
        return [content if content.cell_length <= cells else cut_row(content, cells)]
    rows = content.wrap(cells)
    return rows if len(rows) <= most_rows else [*rows[: most_rows - 1], cut_row(content_of(rows, most_rows - 1), cells)]


def content_of(rows: list[Content], first: int) -> Content:
    """What stands in these rows from the first on, as one row."""
    return Content(" ").join(rows[first:])


def cut_row(content: Content, cells: int) -> Content:
    """One row that goes on where it can't be seen: as much as there is room for, and the hint."""
    hint = FULL_KEY_HINT if cells >= 2 * len(FULL_KEY_HINT) else f"{ELLIPSIS} f4"
    if cells <= len(hint):
        return Content(hint).truncate(cells)
    return Content.assemble(content.truncate(cells - len(hint)).rstrip(), Content.styled(hint, "$muted"))
