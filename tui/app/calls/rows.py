"""The called functions as a `ListSpec`: what each of them did within the last hour."""

from __future__ import annotations

from datetime import UTC, datetime

from tui.app.calls.words import spark
from tui.app.widgets.relative_time import ago, time_words
from tui.sessions.calls import Counted
from tui.sessions.listing import Column, Fixed, Flexible, ListSpec, Order, holds_words
from tui.terminal.sanitise import printable

CALLS, FUNCTION = "CALLS", "FUNCTION"
FIRST_ORDER = Order(CALLS)

_NEVER = datetime.min.replace(tzinfo=UTC)
_SPARK_CELLS = 31
"""A cell for two minutes, and the blank behind them."""
_SHORT_SPARK_CELLS = 13


def calls_list(deleted: frozenset[str] = frozenset()) -> ListSpec[Counted]:
    """The rows; `deleted` are the slugs that are called and that the server has no function of."""
    return ListSpec(
        key=lambda each: each.slug,
        columns=(
            Column[Counted](
                FUNCTION,
                Flexible(12),
                lambda each, now, cells: printable(each.slug, limit=200),
                lambda each: "muted" if each.slug in deleted else "",
                sort=lambda each: each.slug.casefold(),
                bar=True,
            ),
            Column(
                CALLS,
                Fixed(8),
                lambda each, now, cells: f"{each.calls:,}",
                sort=lambda each: each.calls,
                descending=True,
            ),
            _errors("4XX", 3, "warning"),
            _errors("5XX", 4, "error"),
            _time("P50", 50, drop=3),
            _time("P95", 95, drop=2),
            Column(
                "LAST HOUR",
                Fixed(_SPARK_CELLS, _SHORT_SPARK_CELLS, drop=4),
                lambda each, now, cells: spark(each.minutes, cells - 1),
                lambda each: "error" if each.by_class[4] else "muted",
            ),
            Column(
                "LAST ERROR",
                Fixed(13, drop=5),
                lambda each, now, cells: (
                    "" if each.last_error is None else f"{each.last_error.status} {ago(each.last_error.at, now)}"
                ),
                lambda each: "error" if each.last_error is not None and each.last_error.status >= 500 else "warning",
                moment=lambda each: each.last_error.at if each.last_error is not None else None,
                sort=lambda each: each.last_error.at if each.last_error is not None else _NEVER,
                descending=True,
            ),
        ),
        matches=lambda each, needle: holds_words(needle, each.slug),
        text_cells=12,
    )


def _errors(title: str, place: int, style: str) -> Column[Counted]:
    """A column of how many were answered with a class of errors."""
    return Column(
        title,
        Fixed(6),
        lambda each, now, cells: f"{each.by_class[place]:,}" if each.by_class[place] else "",
        lambda each: style,
        sort=lambda each: each.by_class[place],
        descending=True,
    )


def _time(title: str, percent: int, drop: int) -> Column[Counted]:
    def seconds(each: Counted) -> float:
        found = each.p50 if percent == 50 else each.p95
        return -1.0 if found is None else found

    return Column(
        title,
        Fixed(7, drop=drop),
        lambda each, now, cells: time_words(each.p50 if percent == 50 else each.p95),
        lambda each: "muted",
        sort=seconds,
        descending=True,
    )
