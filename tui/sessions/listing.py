"""Which functions the list shows, and in which order.

Pure: takes the functions as fetched and returns rows. Refuses to know about tables, keys and colours.
"""

from __future__ import annotations

from collections.abc import Sequence
from datetime import UTC, datetime
from enum import Enum
from typing import NamedTuple

from tui.model.function import FunctionSummary

_NEVER = datetime.min.replace(tzinfo=UTC)


class Column(Enum):
    """What the list can be sorted by. Times sort newest first, text sorts A to Z."""

    NAME = "name"
    SLUG = "slug"
    STATUS = "status"
    UPDATED = "updated"
    # On servers up to today's, `deployedAt` is when the status was last set to active, not the last deployment.
    ACTIVATED = "activated"


class Order(NamedTuple):
    """A column and a direction. `reverse` reverses the column's natural direction."""

    column: Column = Column.UPDATED
    reverse: bool = False


def matching(functions: Sequence[FunctionSummary], needle: str) -> list[FunctionSummary]:
    """The functions whose name or slug holds every word of `needle`, whatever the case."""
    words = needle.casefold().split()
    if not words:
        return list(functions)
    return [f for f in functions if all(word in f.slug.casefold() or word in f.name.casefold() for word in words)]


def ordered(functions: Sequence[FunctionSummary], order: Order) -> list[FunctionSummary]:
    """Sort by a column; ties fall to the slug, so that the order is the same at every refresh."""
    by_slug = sorted(functions, key=lambda f: (f.slug.casefold(), f.slug))
    newest_first = order.column in (Column.UPDATED, Column.ACTIVATED)
    return sorted(by_slug, key=lambda f: _key(f, order.column), reverse=newest_first != order.reverse)


def _key(function: FunctionSummary, column: Column) -> tuple[str] | tuple[datetime]:
    match column:
        case Column.NAME:
            return (function.name.casefold(),)
        case Column.SLUG:
            return (function.slug.casefold(),)
        case Column.STATUS:
            return (function.status,)
        case Column.UPDATED:
            return (function.updated_at or function.created_at or _NEVER,)
        case Column.ACTIVATED:
            return (function.deployed_at or _NEVER,)
