"""A row of a list as segments: its signs, the bar of the selected one, its columns. Pure.

Owns which part of a row has which style. Refuses to know where the row stands and when it is painted.
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from datetime import datetime
from typing import NamedTuple

from rich.cells import cell_len
from rich.segment import Segment
from rich.style import Style

from tui.app.widgets.cut_text import in_cells
from tui.sessions.listing import Column, Item, ListSpec, Order

Columns = Sequence[tuple[Column[Item], int]]
"""Columns and their widths, the blank behind each included."""

_BAR_CELLS = 24
"""The bar of the selected row is as long at least. All of the row would cost hundreds of bytes a key."""


class Looks(NamedTuple):
    """The styles of a list; `named` are those that its columns name."""

    base: Style
    here: Style
    heading: Style
    sorted_heading: Style
    named: dict[str, Style]


def looks_of(theme: Mapping[str, str], surface: str) -> Looks:
    """The styles under a theme's variables, on the one that `surface` names."""
    background, foreground = theme[surface], theme["foreground"]
    return Looks(
        base=Style.parse(f"{foreground} on {background}"),
        here=Style.parse(f"bold on {theme['cursor-row']}"),
        heading=Style.parse(f"{theme['faint']} on {background}"),
        sorted_heading=Style.parse(f"{foreground} on {background}"),
        named={
            "": Style.null(),
            "muted": Style.parse(f"not bold {theme['muted']}"),
            **{name: Style.parse(theme[name]) for name in ("success", "warning", "error", "blue")},
        },
    )


def painted_heading(columns: Columns[Item], margin: int, order: Order | None, looks: Looks) -> list[Segment]:
    """The titles; the one that the list is sorted by with its direction."""
    segments = [Segment(" " * margin, looks.heading)]
    for column, width in columns:
        is_sorted = order is not None and column.title == order.column
        # v for the natural direction, ^ reversed: plain letters look the same on every terminal.
        sign = ("^" if order is not None and order.reverse else "v") if is_sorted else ""
        style = looks.sorted_heading if is_sorted else looks.heading
        segments.append(Segment(in_cells(f"{column.title} {sign}".strip(), width - 1) + " ", style))
    return segments


def painted_signs(
    looks: Looks, margin: int, spec: ListSpec[Item], item: Item, *, mark: str, is_here: bool
) -> list[Segment]:
    """What stands in front of the columns: the selection, the item's sign, and its mark in the last of the cells."""
    style = looks.base + looks.here if is_here else looks.base
    blank = Segment(" ", style)
    sign, name = spec.sign(item) if spec.sign is not None else ("", "")
    signs = [Segment(">" if is_here else " ", style)]
    if spec.sign is not None:
        signs.append(Segment(sign, looks.base + looks.named[name]) if sign else blank)
    if margin > len(signs):
        signs.append(Segment(mark, looks.base + looks.named["warning"]) if mark else blank)
    return signs


def painted_columns(looks: Looks, columns: Columns[Item], item: Item, now: datetime, *, is_here: bool) -> list[Segment]:
    """The texts of a row; those of the first columns stand on the bar where the row is selected."""
    segments: list[Segment] = []
    bars = sum(column.bar for column, _ in columns) if is_here else 0
    bar_cells = _BAR_CELLS
    for number, (column, width) in enumerate(columns):
        if number >= bars:
            segments += _painted_text(looks, column, width, item, now)
        elif number < bars - 1:
            segments.append(Segment(in_cells(column.text(item, now, width), width - 1) + " ", looks.base + looks.here))
            bar_cells -= width
        else:
            text = column.text(item, now, width)
            bar = min(width - 1, max(cell_len(text) + 1, bar_cells))
            segments += [
                Segment(in_cells(text, bar), looks.base + looks.here),
                Segment(" " * (width - bar), looks.base),
            ]
    return segments


def _painted_text(looks: Looks, column: Column[Item], width: int, item: Item, now: datetime) -> list[Segment]:
    segments: list[Segment] = []
    room = width - 1
    if column.lead is not None:
        lead, name = column.lead(item)
        lead = in_cells(lead, min(room, cell_len(lead)))
        segments = [Segment(lead, looks.base + looks.named[name])] if lead else []
        room -= cell_len(lead)
    text = in_cells(column.text(item, now, width), room) + " "
    return [*segments, Segment(text, looks.base + looks.named[column.style(item)])]
