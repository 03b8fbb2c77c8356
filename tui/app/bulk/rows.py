"""The functions of one action as a `ListSpec`: a row each, with its result."""

from __future__ import annotations

from collections.abc import Callable

from tui.app.bulk.words import Said
from tui.sessions.bulk_results import Item
from tui.sessions.listing import Column, Fixed, Flexible, ListSpec, holds_words
from tui.terminal.sanitise import printable

_RESULT_CELLS = 36


def result_list(said: Callable[[Item], Said]) -> ListSpec[Item]:
    """The rows; `said` is what a row says of its function now."""
    return ListSpec(
        key=lambda item: item.slug,
        columns=(
            Column("FUNCTION", Flexible(), lambda item, now, cells: printable(item.slug, limit=120), bar=True),
            Column(
                "WAS",
                Fixed(9, drop=1),
                lambda item, now, cells: printable(item.status or "not there", limit=20),
                lambda item: "muted",
            ),
            Column(
                "RESULT",
                Flexible(_RESULT_CELLS, weight=2),
                lambda item, now, cells: said(item).text,
                lambda item: said(item).style,
                lead=lambda item: (f"{said(item).sign:<3}", said(item).style),
            ),
        ),
        matches=lambda item, needle: holds_words(needle, item.slug, item.name, said(item).text),
        text_cells=50,
    )
