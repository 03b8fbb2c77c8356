"""The lines of a selection: changing them whole, and which of them look otherwise when it moves. Pure."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from dataclasses import dataclass

from textual.widgets.text_area import Location, Selection


@dataclass(frozen=True, slots=True)
class ChangedLines:
    """What to put where, and the selection that still covers the same text."""

    text: str
    start: Location
    end: Location
    selection: Selection


def change_lines(
    lines: Sequence[str], selection: Selection, change: Callable[[list[str]], list[str]]
) -> ChangedLines | None:
    """Apply a change to the lines a selection touches; None when it changes nothing.

    A selection that ends at the start of a line does not touch that line.
    """
    (top, _), (bottom, bottom_column) = sorted(selection)
    if bottom > top and bottom_column == 0:
        bottom -= 1
    before = list(lines[top : bottom + 1])
    after = change(before)
    if after == before:
        return None
    anchor, cursor = (_kept(place, top, before, after) for place in selection)
    return ChangedLines("\n".join(after), (top, 0), (bottom, len(before[-1])), Selection(anchor, cursor))


def _kept(place: Location, top: int, before: list[str], after: list[str]) -> Location:
    """A place on changed lines, moved by as much as its line grew in front."""
    line, column = place
    if not 0 <= line - top < len(before):
        return place
    grown = len(after[line - top]) - len(before[line - top])
    return line, max(0, min(column + grown, len(after[line - top])))


def lines_touched(before: Selection, after: Selection) -> set[int]:
    """The lines that look different: the two cursor lines, and those whose part in the selection changed."""
    touched = {before.end[0], after.end[0]}
    if before.is_empty and after.is_empty:
        return touched
    if before.start == after.start:
        low, high = sorted((before.end[0], after.end[0]))
        return touched | set(range(low, high + 1))
    for selection in (before, after):
        low, high = sorted((selection.start[0], selection.end[0]))
        touched |= set(range(low, high + 1))
    return touched
