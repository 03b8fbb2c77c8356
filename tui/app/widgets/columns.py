"""Which columns the list of functions shows, and how wide each is: chosen by what they hold and by the room there is.

Pure. Widths are in cells and include the blank behind a column.
"""

from __future__ import annotations

from collections.abc import Iterable
from typing import NamedTuple

from rich.cells import cell_len

from tui.model.function import FunctionSummary
from tui.sessions.listing import Column
from tui.terminal.sanitise import printable

TITLES = {
    Column.NAME: "NAME",
    Column.SLUG: "SLUG",
    Column.STATUS: "STATUS",
    Column.UPDATED: "UPDATED",
    Column.ACTIVATED: "ACTIVATED",
}

_MOST_CELLS = 200
_NAMES_AT_LEAST = 32
"""Name and slug have so much together, or what they need, before a column of facts is shown beside them."""

_STATUS = 10
_RELATIVE = {Column.UPDATED: 10, Column.ACTIVATED: 12}
"""`13mo ago`, and room for the title and the mark of the order."""
_SHORT = {Column.UPDATED: 12, Column.ACTIVATED: 12}
_LONG = {Column.UPDATED: 20, Column.ACTIVATED: 20}
_MARGIN = 2
"""The sign of the selection."""


class Wanted(NamedTuple):
    """How wide the longest name and slug are; their titles have room in any case."""

    name: int = 7
    slug: int = 7


class Columns(NamedTuple):
    """The columns shown with their widths, and those without room; `long_times` have year and seconds."""

    shown: tuple[tuple[Column, int], ...]
    hidden: tuple[Column, ...] = ()
    long_times: bool = True


def wanted_by(functions: Iterable[FunctionSummary]) -> Wanted:
    """The room that the names and slugs of these functions need."""
    name, slug = Wanted()
    for function in functions:
        name, slug = max(name, cells_of(function.name)), max(slug, cells_of(function.slug))
    return Wanted(name, slug)


def cells_of(text: str) -> int:
    """How many cells a name or slug takes in the list."""
    if text.isascii() and text.isprintable():
        return min(_MOST_CELLS, len(text))
    return cell_len(printable(text, limit=_MOST_CELLS))


def whole_width(wanted: Wanted, *, exact_times: bool) -> int:
    """The width of a table that cuts nothing."""
    times = _LONG if exact_times else _RELATIVE
    return _MARGIN + wanted.name + wanted.slug + 4 + _STATUS + sum(times.values())


def choose_columns(cells: int, wanted: Wanted, *, exact_times: bool) -> Columns:
    """The columns of a table so many cells wide. Exact times get shorter before a column gives way."""
    room, names = max(0, cells - _MARGIN), wanted.name + wanted.slug + 2
    long_times = exact_times and room - _STATUS - sum(_LONG.values()) >= names
    times = (_LONG if long_times else _SHORT) if exact_times else _RELATIVE
    facts = [(Column.STATUS, _STATUS), *times.items()]
    hidden: list[Column] = []
    for dropped in (Column.ACTIVATED, Column.UPDATED, Column.STATUS):
        if room - sum(width for _, width in facts) >= min(_NAMES_AT_LEAST, names):
            break
        facts = [pair for pair in facts if pair[0] is not dropped]
        hidden.insert(0, dropped)
    name, slug = _shared(max(4, room - sum(width for _, width in facts)), wanted)
    return Columns(((Column.NAME, name), (Column.SLUG, slug), *facts), tuple(hidden), long_times)


def _shared(room: int, wanted: Wanted) -> tuple[int, int]:
    """The widths of name and slug: both whole where there is room, else the shorter one."""
    name, slug = wanted.name + 1, wanted.slug + 1
    if name + slug <= room:
        # Two blanks between columns read better than one.
        spare = room - name - slug
        return name + min(1, spare), slug + min(1, max(0, spare - 1))
    if slug <= room // 2:
        return room - slug, slug
    if name <= room // 2:
        return name, room - name
    return room - room * 2 // 5, room * 2 // 5
