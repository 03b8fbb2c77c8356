"""The list's columns are as wide as what they hold, and none goes without a word."""

from __future__ import annotations

import pytest

from tui.app.widgets.columns import Wanted, choose_columns, wanted_by, whole_width
from tui.model.function import FunctionSummary
from tui.sessions.listing import Column

USUAL = Wanted(name=28, slug=14)


def widths(cells: int, wanted: Wanted = USUAL, *, exact_times: bool = False) -> dict[Column, int]:
    return dict(choose_columns(cells, wanted, exact_times=exact_times).shown)


def test_names_and_slugs_are_whole_where_there_is_room() -> None:
    for exact_times in (False, True):
        shown = widths(whole_width(USUAL, exact_times=exact_times), exact_times=exact_times)
        assert shown[Column.NAME] > 28
        assert shown[Column.SLUG] > 14
        assert set(shown) == set(Column)


def test_a_short_slug_leaves_its_room_to_the_name() -> None:
    assert widths(72, Wanted(name=60, slug=8))[Column.SLUG] == 9
    assert widths(72, Wanted(name=8, slug=60))[Column.NAME] == 9


def test_exact_times_lose_their_seconds_before_a_column_goes() -> None:
    wide = choose_columns(whole_width(USUAL, exact_times=True), USUAL, exact_times=True)
    assert wide.long_times
    narrower = choose_columns(78, USUAL, exact_times=True)
    assert not narrower.long_times
    assert narrower.hidden == ()


@pytest.mark.parametrize("exact_times", [False, True])
@pytest.mark.parametrize("wanted", [USUAL, Wanted(), Wanted(200, 200)])
def test_every_column_is_shown_or_named_and_all_fit(wanted: Wanted, exact_times: bool) -> None:
    for cells in range(10, 200):
        chosen = choose_columns(cells, wanted, exact_times=exact_times)
        assert {column for column, _ in chosen.shown} | set(chosen.hidden) == set(Column)
        assert sum(width for _, width in chosen.shown) <= max(4, cells - 2)


def test_wide_and_hostile_names_count_as_they_are_shown() -> None:
    functions = [FunctionSummary("\x1b[31m", "世界世界世界", "active")]
    assert wanted_by(functions) == Wanted(name=12, slug=7)
