"""A list's columns are as wide as what they hold, and none goes without a word."""

from __future__ import annotations

from datetime import UTC, datetime

import pytest

from tui.app.functions.rows import FunctionFacts, function_list
from tui.app.widgets.columns import choose_columns, wanted_by, whole_width
from tui.model.function import FunctionSummary
from tui.sessions.listing import Column, Fixed, Flexible, ListSpec

NOW = datetime(2026, 11, 23, 12, tzinfo=UTC)
USUAL = (28, 14)
MARGIN = 2
SPECS = {exact_times: function_list(FunctionFacts(exact_times)) for exact_times in (False, True)}
ALL = [column.title for column in SPECS[False].columns]


def widths(cells: int, wanted: tuple[int, ...] = USUAL, *, exact_times: bool = False) -> dict[str, int]:
    return dict(choose_columns(SPECS[exact_times], wanted, cells - MARGIN).widths)


def test_names_and_slugs_are_whole_where_there_is_room() -> None:
    for exact_times, spec in SPECS.items():
        shown = widths(whole_width(spec, USUAL, MARGIN), exact_times=exact_times)
        assert shown["NAME"] > 28
        assert shown["SLUG"] > 14
        assert list(shown) == ALL


def test_a_short_slug_leaves_its_room_to_the_name() -> None:
    assert widths(72, (60, 8))["SLUG"] == 9
    assert widths(72, (8, 60))["NAME"] == 9


def test_exact_times_lose_their_seconds_before_a_column_goes() -> None:
    assert widths(whole_width(SPECS[True], USUAL, MARGIN), exact_times=True)["UPDATED"] == 20
    narrower = choose_columns(SPECS[True], USUAL, 76)
    assert dict(narrower.widths)["UPDATED"] == 12
    assert narrower.hidden == ()


@pytest.mark.parametrize("exact_times", [False, True])
@pytest.mark.parametrize("wanted", [USUAL, (7, 7), (200, 200)])
def test_every_column_is_shown_or_named_and_all_fit(wanted: tuple[int, ...], exact_times: bool) -> None:
    for cells in range(10, 200):
        chosen = choose_columns(SPECS[exact_times], wanted, cells - MARGIN)
        assert sorted([title for title, _ in chosen.widths] + [column.title for column in chosen.hidden]) == sorted(ALL)
        assert sum(width for _, width in chosen.shown) <= max(4, cells - MARGIN)


def test_columns_go_in_the_order_they_are_meant_to_and_some_never() -> None:
    spec = ListSpec[str](
        key=str,
        columns=tuple(
            Column(title, width, lambda item, now, cells: item)
            for title, width in (
                ("A", Fixed(10)), ("B", Fixed(10, drop=2)), ("C", Fixed(10, drop=1)),
                ("D", Flexible(least=2)), ("E", Flexible(least=2)), ("F", Flexible(least=2)),
            )
        ),
        text_cells=15,
    )  # fmt: skip
    wanted = (20, 4, 20)
    for cells, shown in ((45, "ABCDEF"), (44, "ACDEF"), (34, "ADEF"), (24, "ADEF"), (4, "ADEF")):
        assert [title for title, _ in choose_columns(spec, wanted, cells).widths] == list(shown)
    # The short one is whole; the others share what it leaves.
    assert choose_columns(spec, wanted, 45).widths[3:] == [("D", 5), ("E", 5), ("F", 5)]
    assert choose_columns(spec, wanted, 50).widths[3:] == [("D", 8), ("E", 5), ("F", 7)]


def test_the_last_column_has_the_room_that_no_column_needs_if_it_can_use_it() -> None:
    first = Column[str]("A", Flexible(least=2), lambda item, now, cells: item)
    last = Column[str]("B", Flexible(least=2), lambda item, now, cells: item, lead=lambda item: ("so: ", ""))
    spec = ListSpec[str](key=str, columns=(first, last))
    assert (wanted := wanted_by(spec, ["word"], NOW)) == (4, 8)
    assert choose_columns(spec, wanted, 40).widths == [("A", 6), ("B", 34)]
    fixed = ListSpec[str](key=str, columns=(first, Column("C", Fixed(5), lambda item, now, cells: item)))
    assert choose_columns(fixed, (4,), 40).widths == [("A", 6), ("C", 5)]


def test_wide_and_hostile_names_count_as_they_are_shown() -> None:
    functions = [FunctionSummary("\x1b[31m", "世界世界世界", "active")]
    assert wanted_by(SPECS[False], functions, NOW) == (12, 7)
