"""Where the characters of a line stand on the screen, and which of them are seen. Pure.

A long line is measured in pieces, so that an edit, or a look at a part of it, costs little more than that part.
"""

from __future__ import annotations

from bisect import bisect_right
from collections.abc import Iterator
from functools import lru_cache
from typing import NamedTuple
from unicodedata import category

from rich.cells import cell_len

from tui.terminal.sanitise import cell_text


def cell_starts(shown: str, tab_width: int) -> list[int]:
    """The cell at which each character of a shown line starts, and one more: where the line ends."""
    starts = [0]
    cell = 0
    for character in shown:
        cell += tab_width - cell % tab_width if character == "\t" else cell_len(character)
        starts.append(cell)
    return starts


_PIECE = 256
"""A line is measured in pieces of about so many characters; those an edit left alone are not measured again."""
_LONG = 2000
"""Lines longer than this are not measured to their end for every key."""
LONGEST_MARKED = 16
"""So many characters to the left of one decide how it is shown: the base of marks, and the marks before."""


def cell_of(line: str, column: int, tab_width: int) -> int:
    """The cell at which the character at `column` starts."""
    before = line[:column]
    if before.isascii() and before.isprintable():
        return len(before)
    cell = 0
    for _, piece in _pieces(before):
        cell = _end_cell(piece, cell, tab_width)
    return cell


def column_at(line: str, cell: int, tab_width: int) -> int:
    """The column of the character that covers a cell; the line's length when the cell lies behind it."""
    if line.isascii() and line.isprintable():
        return max(0, min(cell, len(line)))
    at = 0
    for column, piece in _pieces(line):
        end = _end_cell(piece, at, tab_width)
        if end > cell:
            phase = at % tab_width
            starts = cell_starts(" " * phase + cell_text(piece), tab_width)
            return max(0, column + bisect_right(starts, cell - at + phase) - 1 - phase)
        at = end
    return len(line)


def cells_at_most(line: str, tab_width: int) -> int:
    """No less than the cells a line takes, and for a line of usual length exactly so many."""
    if len(line) <= _LONG:
        return cell_of(line, len(line), tab_width)
    if line.isascii() and line.isprintable():
        return len(line)
    # What is two cells wide takes three bytes or more.
    return min(2 * len(line), len(line.encode("utf-8", "surrogatepass"))) + line.count("\t") * tab_width


class Window(NamedTuple):
    """The columns of a line that can be seen, and the cell at which the first of them starts."""

    start: int
    end: int
    cell: int


def window_of(line: str, first_cell: int, width: int, tab_width: int) -> Window:
    """The columns shown in `width` cells from `first_cell` on, and a few more."""
    if len(line) <= _PIECE:
        return Window(0, len(line), 0)
    start = max(0, column_at(line, first_cell, tab_width) - LONGEST_MARKED)
    end = min(len(line), start + 2 * LONGEST_MARKED + width)
    if not line.isascii():
        end = min(len(line), column_at(line, first_cell + width, tab_width) + LONGEST_MARKED)
    return Window(start, end, cell_of(line, start, tab_width))


def shown_text(line: str, start: int, end: int) -> str:
    """A part of a line as it is shown."""
    before = max(0, start - LONGEST_MARKED)
    return cell_text(line[before:end])[start - before :]


def _pieces(line: str) -> Iterator[tuple[int, str]]:
    """A line cut before characters that are no marks on others: each piece and its column."""
    start = 0
    while start < len(line):
        end = start + _PIECE
        while end < len(line) and category(line[end])[0] == "M":
            end += 1
        yield start, line[start:end]
        start = end


def _end_cell(piece: str, cell: int, tab_width: int) -> int:
    """The cell at which a piece ends that starts at a cell."""
    if piece.isascii() and piece.isprintable():
        return cell + len(piece)
    phase = cell % tab_width if "\t" in piece else 0
    return cell + _cells_of_piece(piece, phase, tab_width)


@lru_cache(maxsize=2048)
def _cells_of_piece(piece: str, phase: int, tab_width: int) -> int:
    return cell_starts(" " * phase + cell_text(piece), tab_width)[-1] - phase
