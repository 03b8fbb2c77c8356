"""Dialogs are whole on every terminal, and no words of the screen below stand at their sides."""

from __future__ import annotations

from collections.abc import Callable
from datetime import timedelta

import pytest

from tests.console_fixture import (
    FUNCTIONS,
    NOW,
    SIZES,
    FakeServer,
    FixtureConsole,
    at_each_size,
    function,
    press,
    settled,
    turned,
    until,
)
from tests.fake_clock import FakeClock
from tests.idle import loop_idle, paints
from tests.scenes import list_of, remembered, stranger
from tests.screen_text import shown_rows, shown_text
from tui.app.shell.questions import Choice, CountdownScreen, QuestionScreen
from tui.app.shell.screen import Dialog

WIDE = function("wide", "Wide", "active", 1, "世界" * 80 + "\n" + "\n".join(["x" * 200] * 60))

DIALOGS: dict[str, tuple[Callable[[], FixtureConsole], tuple[str, ...]]] = {
    "leave": (list_of(functions=(WIDE, *FUNCTIONS)), ("enter", "x", "escape")),
    "help": (list_of(), ("f1",)),
    "help in the editor": (list_of(functions=(WIDE,)), ("enter", "f1")),
    "in full": (list_of(functions=(WIDE,)), ("enter", "f4")),
    "pick": (remembered, ("H",)),
    "confirm": (stranger, ()),
}


def beside(rows: list[str]) -> list[str]:
    """What stands left and right of a box, in the rows between its upper and its lower edge."""
    top = next(index for index, row in enumerate(rows) if "┌" in row)
    bottom = next(index for index, row in enumerate(rows) if "└" in row)
    left, right = rows[top].index("┌"), rows[top].index("┐")
    # Cells before the box are blank or words; a wide character would move the box's own edge.
    return [f"{row[:left]}{row[right + 1 :]}".strip() for row in rows[top : bottom + 1]]


@pytest.mark.parametrize("name", DIALOGS)
async def test_nothing_stands_at_a_dialogs_sides(name: str) -> None:
    make, keys = DIALOGS[name]
    app = make()
    async with app.run_test(size=SIZES[0]) as pilot:
        await settled(pilot)
        for key in keys:
            await pilot.press(key)
            await settled(pilot)
        assert isinstance(app.screen, Dialog)
        async for _size in at_each_size(pilot):
            rows = shown_rows(app)
            assert any("┌" in row for row in rows)
            assert any("└" in row for row in rows)
            assert set(beside(rows)) == {""}


async def test_a_countdown_is_whole() -> None:
    app = FixtureConsole(FakeServer())
    async with app.run_test(size=SIZES[0]) as pilot:
        await settled(pilot)
        app.push_screen(CountdownScreen("Rate limit: nothing was saved.", "Your save is kept.", NOW, FakeClock(NOW)))
        async for _size in at_each_size(pilot):
            assert "enter saves now" in shown_text(app)
            assert any("└" in row for row in shown_rows(app))


async def test_a_countdown_counts_down() -> None:
    app = FixtureConsole(FakeServer())
    clock = FakeClock(NOW)
    async with app.run_test(size=SIZES[0]) as pilot:
        await settled(pilot)
        dialog = CountdownScreen("Rate limit", "Your save is kept.", NOW + timedelta(seconds=2), clock)
        app.push_screen(dialog)
        await settled(pilot)
        assert "is free in 0:02" in shown_text(app)
        await pilot.press("enter")
        assert app.screen is dialog
        await turned(pilot, clock, 1)
        assert "is free in 0:01" in shown_text(app)
        await turned(pilot, clock, 1)
        assert "enter saves now" in shown_text(app)
        await pilot.press("enter")
        await until(pilot, lambda: app.screen is not dialog)


async def test_all_of_a_long_question_can_be_read() -> None:
    app = FixtureConsole(FakeServer())
    async with app.run_test(size=SIZES[0]) as pilot:
        await settled(pilot)
        told = " ".join(f"word{number}" for number in range(60))
        app.push_screen(QuestionScreen("Leave?", told, (Choice("stay", "Stay here"), Choice("leave", "Leave now"))))
        async for _size in at_each_size(pilot):
            seen = shown_text(app)
            assert "Stay here" in seen
            assert "Leave now" in seen
            before = ""
            while before != shown_text(app):
                before = shown_text(app)
                seen += before
                await pilot.press("pagedown")
            assert all(word in seen for word in told.split())
            await pilot.press(*["pageup"] * 20)


async def test_a_long_slug_to_choose_is_whole_on_f4() -> None:
    slug = "a-slug-of-a-whole-sentence-that-is-longer-than-a-row"
    app = remembered()
    async with app.run_test(size=SIZES[0]) as pilot:
        await settled(pilot)
        trail = app.server.trail
        app.server.trail = [row._replace(slug=slug) if row.slug == "old-import" else row for row in trail]
        await pilot.press("H")
        async for _size in at_each_size(pilot):
            await pilot.press("f4")
            await settled(pilot)
            assert slug in "".join("".join(shown_rows(app)).split()).replace("│", "")
            await pilot.press("escape")


async def test_a_question_comes_to_rest_on_a_terminal_of_any_size() -> None:
    app = FixtureConsole(FakeServer(functions=FUNCTIONS))
    async with app.run_test(size=(80, 24)) as pilot:
        await press(pilot, "enter", "x", "escape")
        assert isinstance(app.screen, QuestionScreen)
        for size in ((1, 1), (7, 5), (3, 40), (80, 24)):
            await pilot.resize_terminal(*size)
            await settled(pilot)
            await loop_idle()
            assert not paints(app), size
