"""Every list looks and moves the same: what is repainted, what is seen without colours, ages, marks, clicks."""

from __future__ import annotations

from datetime import datetime, timedelta
from typing import NamedTuple, Self

import pytest
from textual import on
from textual.app import App, ComposeResult
from textual.geometry import Region
from textual.pilot import Pilot

from tests.fake_clock import START, FakeClock
from tui.app.widgets.relative_time import ago
from tui.app.widgets.row_table import RowTable
from tui.app.widgets.theme import DARK
from tui.sessions.listing import (
    Column,
    Fixed,
    Flexible,
    ListSpec,
    ListState,
    Order,
    filtered,
    holds_words,
    received,
    sorted_by,
)
from tui.sessions.marks import toggle_shown


class Thing(NamedTuple):
    name: str
    at: datetime = START
    note: str = ""


def spec_of(*, titles: bool = True, starred: str | None = None, mark_sign: str = "*") -> ListSpec[Thing]:
    return ListSpec(
        key=lambda thing: thing.name,
        columns=(
            Column(
                "NAME" if titles else "",
                Flexible(),
                lambda thing, now, cells: thing.name,
                sort=lambda thing: thing.name,
                bar=True,
            ),
            Column(
                "AGE" if titles else "",
                Fixed(10, drop=1),
                lambda thing, now, cells: ago(thing.at, now),
                lambda thing: "muted",
                moment=lambda thing: thing.at,
                lead=lambda thing: (thing.note, "success"),
            ),
        ),
        matches=lambda thing, needle: holds_words(needle, thing.name),
        sign=None if starred is None else lambda thing: ("!", "error") if thing.name == starred else ("", ""),
        mark_sign=mark_sign,
    )


SPEC = spec_of()
THINGS = [Thing("one"), Thing("two", START - timedelta(minutes=5)), Thing("three")]


class Lists(App[None]):
    """One list, and what it says."""

    CSS = "RowTable { height: 1fr; }"

    def __init__(self, table: RowTable[Thing], clock: FakeClock) -> None:
        super().__init__()
        self.register_theme(DARK)
        self.theme = DARK.name
        self.table, self.clock = table, clock
        self.told: list[str] = []
        self.painted: list[tuple[Region, ...]] = []

    def compose(self) -> ComposeResult:
        yield self.table

    @on(RowTable.Moved)
    def moved(self) -> None:
        self.told.append("" if self.table.item is None else self.table.item.name)

    @on(RowTable.Opened)
    def opened(self) -> None:
        self.told.append("opened")

    @on(RowTable.ColumnsChanged)
    def columns_changed(self) -> None:
        self.told.append("columns")

    def rows(self, cells: int = 40) -> list[str]:
        """The rows as they are painted, so many cells of them, without what fills them up."""
        return [self.table.render_line(y).text[:cells].rstrip() for y in range(self.table.size.height)]


class WatchedTable(RowTable[Thing]):
    """Notes what it has painted again."""

    refreshed: list[Region | None]

    def refresh(self, *regions: Region, repaint: bool = True, layout: bool = False, recompose: bool = False) -> Self:
        if hasattr(self, "refreshed"):
            self.refreshed += list(regions) or [None]
        return super().refresh(*regions, repaint=repaint, layout=layout, recompose=recompose)


def listed(things: list[Thing], spec: ListSpec[Thing] = SPEC, *, opens_at_once: bool = False) -> Lists:
    clock = FakeClock()
    state = received(ListState[Thing](), spec, things)
    table = WatchedTable(spec, clock, state, opens_at_once=opens_at_once)
    return Lists(table, clock)


def painted(app: Lists) -> list[Region | None]:
    """What was painted again since this was asked last."""
    table = app.table
    assert isinstance(table, WatchedTable)
    found = getattr(table, "refreshed", [])
    table.refreshed = []
    return found


async def idle(pilot: Pilot[None]) -> None:
    await pilot.pause()
    await pilot.pause()


async def test_a_move_paints_two_rows_and_nothing_else() -> None:
    app = listed([Thing(f"name {n}") for n in range(10_000)])
    async with app.run_test(size=(40, 10)) as pilot:
        await idle(pilot)
        app.told.clear()
        painted(app)
        app.table.move(1)
        assert painted(app) == [Region(0, 1, 40, 1), Region(0, 2, 40, 1)]
        app.table.select_row(0)
        app.table.move(-1)
        assert painted(app) == [Region(0, 1, 40, 1), Region(0, 2, 40, 1)]
        await idle(pilot)
        assert app.told[-1] == "name 0"
        assert [row.split() for row in app.rows()[:3]] == [
            ["NAME", "AGE"],
            [">", "name", "0", "just", "now"],
            ["name", "1", "just", "now"],
        ]


async def test_the_selected_row_and_the_marked_ones_are_seen_without_colours() -> None:
    app = listed(THINGS, spec_of(titles=False))
    async with app.run_test(size=(40, 6)) as pilot:
        await idle(pilot)
        app.table.toggle_mark()
        app.table.move(1)
        assert app.rows(7)[:3] == [" *one", "> two", "  three"]
        app.table.toggle_mark()
        assert app.rows(7)[:3] == [" *one", ">*two", "  three"]


async def test_a_list_whose_rows_have_a_sign_gives_marks_a_cell_of_their_own_while_there_are_any() -> None:
    spec = spec_of(starred="two", mark_sign="x")
    app = listed(THINGS, spec)
    async with app.run_test(size=(40, 6)) as pilot:
        await idle(pilot)
        assert app.rows(8)[:4] == ["  NAME", "> one", " !two", "  three"]
        app.table.show(toggle_shown(app.table.state, spec))
        assert app.rows(8)[:4] == ["   NAME", "> xone", " !xtwo", "  xthree"]
        app.table.toggle_mark()
        assert app.rows(8)[:3] == ["   NAME", ">  one", " !xtwo"]


async def test_a_mark_paints_the_rows_it_changes() -> None:
    app = listed(THINGS)
    async with app.run_test(size=(40, 8)) as pilot:
        await idle(pilot)
        app.table.move(2)
        app.table.toggle_mark()
        painted(app)
        app.table.move(-1)
        painted(app)
        app.table.toggle_mark()
        assert painted(app) == [Region(0, 2, 40, 1)]


async def test_ages_stay_true_by_themselves_and_only_their_rows_are_painted() -> None:
    app = listed([*THINGS, Thing("never seen", START - timedelta(days=400))], SPEC)
    async with app.run_test(size=(40, 4)) as pilot:
        await idle(pilot)
        assert "5m ago" in app.rows()[2]
        painted(app)
        app.clock.turn(29)
        await idle(pilot)
        assert painted(app) == []
        app.clock.turn(31)
        await idle(pilot)
        assert "6m ago" in app.rows()[2]
        # The two that were "just now" for half a minute were painted again then.
        assert Region(0, 2, 40, 1) in painted(app)
        assert "1m ago" in app.rows()[1]
        # Those without an age wake nobody.
        app.table.show(received(app.table.state, SPEC, []))
        painted(app)
        app.clock.turn(10_000)
        await idle(pilot)
        assert painted(app) == []


async def test_rows_that_come_into_view_have_the_age_of_now() -> None:
    app = listed([Thing(f"{n}", START - timedelta(days=300)) for n in range(20)] + [Thing("last")])
    async with app.run_test(size=(40, 5)) as pilot:
        await idle(pilot)
        app.clock.turn(7200)
        app.table.select_row(20)
        await idle(pilot)
        assert app.rows()[-1].split() == [">", "last", "2h", "ago"]


async def test_only_what_matches_is_shown_in_its_order_and_the_heading_says_which() -> None:
    app = listed(THINGS)
    async with app.run_test(size=(40, 6)) as pilot:
        await idle(pilot)
        table = app.table
        table.show(sorted_by(table.state, SPEC, Order("NAME")))
        assert [row.split()[:2] for row in app.rows()[:2]] == [["NAME", "v"], [">", "one"]]
        table.show(sorted_by(table.state, SPEC, Order("NAME", reverse=True)))
        assert app.rows()[0].split() == ["NAME", "^", "AGE"]
        table.show(filtered(table.state, SPEC, "t w"))
        await idle(pilot)
        assert [row.split()[:2] for row in app.rows()[1:4]] == [[">", "two"], [], []]
        app.told.clear()
        table.show(filtered(table.state, SPEC, "nothing"))
        await idle(pilot)
        assert app.told == [""]
        # A filter moves no column.
        assert app.rows()[0].index("AGE") == 11


async def test_the_selection_stays_in_view_at_every_move_and_size() -> None:
    app = listed([Thing(f"name {n}") for n in range(30)])
    async with app.run_test(size=(40, 6)) as pilot:
        await idle(pilot)
        assert app.table.page == 4
        for act, first in (("page_down", 0), ("page_down", 4), ("last", 25), ("page_up", 25), ("first", 0)):
            app.table.moves[act]()
            assert app.table.scroll_offset.y == first
        app.table.select_row(4)
        await pilot.resize_terminal(40, 4)
        await idle(pilot)
        assert any(row.startswith("> name 4") for row in app.rows())


async def test_text_without_room_is_cut_and_it_is_known_which() -> None:
    app = listed([Thing("世界" * 30)])
    async with app.run_test(size=(40, 6)) as pilot:
        await idle(pilot)
        row = app.table.render_line(1)
        assert row.cell_length == 40
        assert row.text.startswith("> " + "世界" * 6)
        assert "… " in row.text
        assert app.table.hidden_columns == ["AGE"]
        assert app.table.cuts("NAME")
        app.told.clear()
        await pilot.resize_terminal(60, 6)
        await idle(pilot)
        assert app.table.hidden_columns == []
        assert app.table.cuts("AGE") is False
        assert app.told == ["columns"]


async def test_a_word_in_front_of_a_text_is_cut_with_it() -> None:
    app = listed([Thing("one", note="new: "), Thing("two", note="much too long")])
    async with app.run_test(size=(40, 6)) as pilot:
        await idle(pilot)
        assert [row[11:].strip() for row in app.rows()[1:3]] == ["new: jus…", "much too…"]


@pytest.mark.parametrize(("at_once", "told"), [(False, ["two", "opened"]), (True, ["two", "opened", "opened"])])
async def test_a_click_selects_and_a_click_on_the_selected_row_opens(at_once: bool, told: list[str]) -> None:
    app = listed(THINGS, SPEC, opens_at_once=at_once)
    async with app.run_test(size=(40, 6)) as pilot:
        await idle(pilot)
        app.told.clear()
        await pilot.click(app.table, offset=(3, 0))
        await pilot.click(app.table, offset=(3, 5))
        assert app.told == []
        for _ in range(2):
            await pilot.click(app.table, offset=(3, 2))
            await idle(pilot)
        assert app.told == told
