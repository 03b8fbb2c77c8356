"""Which columns a list shows, and how wide each is: chosen by what they hold and by the room there is.

Pure. Widths are in cells and include the blank behind a column.
"""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from datetime import datetime
from typing import Generic

from rich.cells import cell_len

from tui.sessions.listing import Column, Fixed, Flexible, Item, ListSpec

_MOST_CELLS = 200
"""More is not shown of one text in any list."""


@dataclass(frozen=True)
class Layout(Generic[Item]):
    """The columns shown with their widths, and those without room."""

    shown: tuple[tuple[Column[Item], int], ...] = ()
    hidden: tuple[Column[Item], ...] = ()

    @property
    def widths(self) -> list[tuple[str, int]]:
        """The titles and widths of the columns shown."""
        return [(column.title, width) for column, width in self.shown]


def cells_of(text: str) -> int:
    """How many cells a text that is fit to show takes in a list."""
    return min(_MOST_CELLS, len(text) if text.isascii() else cell_len(text))


def wanted_by(spec: ListSpec[Item], items: Iterable[Item], now: datetime) -> tuple[int, ...]:
    """The cells that the longest text of each flexible column takes; a column's least in any case."""
    columns = [column for column in spec.columns if isinstance(column.width, Flexible)]
    wanted = [column.width.least for column in columns if isinstance(column.width, Flexible)]
    for item in items:
        for place, column in enumerate(columns):
            lead = "" if column.lead is None else column.lead(item)[0]
            wanted[place] = max(wanted[place], cells_of(lead + column.text(item, now, _MOST_CELLS)))
    return tuple(wanted)


def whole_width(spec: ListSpec[Item], wanted: Sequence[int], margin: int) -> int:
    """The width of a table that cuts nothing. `margin` are the cells in front of the columns."""
    fixed = sum(column.width.cells for column in spec.columns if isinstance(column.width, Fixed))
    return margin + fixed + sum(wanted) + 2 * len(wanted)


def choose_columns(spec: ListSpec[Item], wanted: Sequence[int], cells: int) -> Layout[Item]:
    """The columns of a table with so many cells for them. All that can be shorter are, before one of them goes."""
    names = sum(wanted) + len(wanted)
    fixed = {column: column.width.cells for column in spec.columns if isinstance(column.width, Fixed)}
    if cells - sum(fixed.values()) < names:
        for column in fixed:
            if isinstance(column.width, Fixed) and column.width.short is not None:
                fixed[column] = column.width.short
    while cells - sum(fixed.values()) < min(spec.text_cells, names):
        dropped = max(fixed, key=_drop, default=None)
        if dropped is None or not _drop(dropped):
            break
        del fixed[dropped]
    flexible = iter(_shared(max(2 * len(wanted), cells - sum(fixed.values())), spec, wanted))
    shown: list[tuple[Column[Item], int]] = []
    for column in spec.columns:
        if isinstance(column.width, Flexible):
            shown.append((column, next(flexible)))
        elif column in fixed:
            shown.append((column, fixed[column]))
    return Layout(tuple(shown), tuple(column for column in spec.columns if column not in dict(shown)))


def _drop(column: Column[Item]) -> int:
    return column.width.drop if isinstance(column.width, Fixed) else 0


def _shared(room: int, spec: ListSpec[Item], wanted: Sequence[int]) -> list[int]:
    """The widths of the flexible columns: whole where there is room, else those that take no more than their part."""
    if not wanted:
        return []
    widths = [cells + 1 for cells in wanted]
    spare = room - sum(widths)
    if spare >= 0:
        # Two blanks between columns read better than one. What no column needs stands behind the last one.
        widths = [width + (place < spare) for place, width in enumerate(widths)]
        if isinstance(spec.columns[-1].width, Flexible):
            widths[-1] += room - sum(widths)
        return widths
    weights = [column.width.weight for column in spec.columns if isinstance(column.width, Flexible)]
    cut = list(range(len(widths)))
    while cut:
        part = room // len(cut)
        whole = next((place for place in reversed(cut) if widths[place] <= part), None)
        if whole is None:
            break
        cut.remove(whole)
        room -= widths[whole]
    total = sum(weights[place] for place in cut)
    for place in cut[1:]:
        widths[place] = room * weights[place] // total
    widths[cut[0]] = room - sum(widths[place] for place in cut[1:])
    return widths
