"""Filtering and sorting the list."""

from __future__ import annotations

from datetime import UTC, datetime

from tui.model.function import FunctionSummary
from tui.sessions.listing import Column, Order, matching, ordered


def summary(slug: str, name: str = "", status: str = "active", day: int | None = None) -> FunctionSummary:
    moment = None if day is None else datetime(2026, 1, day, tzinfo=UTC)
    return FunctionSummary(slug, name or slug, status, updated_at=moment, deployed_at=moment)


FUNCTIONS = (summary("b", "Beta", day=2), summary("a", "alpha", "draft", day=3), summary("c", "Gamma", "error"))


def slugs(functions: list[FunctionSummary]) -> list[str]:
    return [function.slug for function in functions]


def test_newest_first_and_never_last() -> None:
    assert slugs(ordered(FUNCTIONS, Order())) == ["a", "b", "c"]


def test_reversed_order_turns_everything_round_but_keeps_ties_in_slug_order() -> None:
    tied = (summary("z", day=1), summary("y", day=1), summary("x", day=2))
    assert slugs(ordered(tied, Order())) == ["x", "y", "z"]
    assert slugs(ordered(tied, Order(reverse=True))) == ["y", "z", "x"]


def test_every_column_sorts() -> None:
    assert slugs(ordered(FUNCTIONS, Order(Column.NAME))) == ["a", "b", "c"]
    assert slugs(ordered(FUNCTIONS, Order(Column.SLUG, reverse=True))) == ["c", "b", "a"]
    assert slugs(ordered(FUNCTIONS, Order(Column.STATUS))) == ["b", "a", "c"]
    assert slugs(ordered(FUNCTIONS, Order(Column.ACTIVATED, reverse=True))) == ["c", "b", "a"]


def test_filter_looks_at_name_and_slug_whatever_the_case() -> None:
    assert slugs(matching(FUNCTIONS, "ALPHA")) == ["a"]
    assert slugs(matching(FUNCTIONS, "c")) == ["c"]
    assert slugs(matching(FUNCTIONS, "")) == ["b", "a", "c"]


def test_every_word_of_the_filter_must_be_found() -> None:
    functions = [summary("daily-digest", "Daily Digest"), summary("daily-report", "Daily Report")]
    assert slugs(matching(functions, "daily rep")) == ["daily-report"]
    assert matching(functions, "daily nothing") == []
