"""Whole lines moved and copied, words and lines to select: what keys of a code editor do to a text. Pure.

Owns that line ends stay where they are: a line that becomes the last one takes none with it.
"""

from __future__ import annotations

import re
from collections.abc import Sequence
from typing import NamedTuple

from tui.editing.source import Position

_WORD = re.compile(r"[\w$]+")


class LineEdit(NamedTuple):
    """A text to put in place of a range, exactly; `moves_by` is how many lines the selection goes with it."""

    start: Position
    end: Position
    text: str
    moves_by: int


def lines_of(anchor: Position, cursor: Position) -> tuple[int, int]:
    """The first and the last line of a selection; one that ends at the start of a line does not touch that."""
    (top, _), (bottom, column) = sorted((anchor, cursor))
    return top, bottom - 1 if bottom > top and column == 0 else bottom


def moved(lines: Sequence[str], endings: Sequence[str], top: int, bottom: int, by: int) -> LineEdit | None:
    """These lines one up (`by` -1) or down (1); None at the end of the text."""
    first, last = (top - 1, bottom) if by < 0 else (top, bottom + 1)
    if first < 0 or last >= len(lines):
        return None
    taken = list(lines[first : last + 1])
    turned = [*taken[1:], taken[0]] if by < 0 else [taken[-1], *taken[:-1]]
    text = "".join(line + ending for line, ending in zip(turned, [*endings[first:last], ""], strict=True))
    return LineEdit((first, 0), (last, len(lines[last])), text, by)


def duplicated(lines: Sequence[str], endings: Sequence[str], top: int, bottom: int, newline: str) -> LineEdit:
    """These lines once more, below; the selection goes to the copy."""
    copy = "".join(line + ending for line, ending in zip(lines[top:bottom], endings[top:bottom], strict=True))
    end = (bottom, len(lines[bottom]))
    return LineEdit(end, end, newline + copy + lines[bottom], bottom - top + 1)


def word_at(text: str, column: int) -> tuple[int, int] | None:
    """The columns of the name or number at a column, or just before it."""
    found = [match.span() for match in _WORD.finditer(text) if match.start() <= column <= match.end()]
    return found[-1] if found else None
