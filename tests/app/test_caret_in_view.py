"""The cursor stays in view when the room for the code changes, and only where it was in view."""

from __future__ import annotations

import pytest

from tests.console_fixture import HELLO, FakeServer, FixtureConsole, function, press, settled
from tui.app.widgets.code_editor import CodeEditor

LONG = "".join(f"// line {number} {'wide ' * 30}\n" for number in range(700))


def console(code: str = LONG) -> FixtureConsole:
    return FixtureConsole(FakeServer(functions=(function("hello-world", "Hello", "active", 2, code),)))


def area(app: FixtureConsole) -> CodeEditor:
    return app.screen.query_one("#code", CodeEditor)


def in_view(app: FixtureConsole) -> bool:
    code = area(app)
    x, y = code.cursor_screen_offset
    region = code.content_region
    # The app's own idea of where the terminal's cursor goes has followed, too.
    return region.contains(x, y)


async def test_what_is_typed_or_gone_to_is_seen_and_a_view_that_was_scrolled_away_stays_where_it_is() -> None:
    app = console()
    async with app.run_test(size=(80, 24)) as pilot:
        await press(pilot, "enter")
        code = area(app)
        rows = code.size.height
        code.go_to(rows - 3, 0)
        await settled(pilot)
        assert code.scroll_offset.y == 0
        # Out of sight it is brought to the middle: on the last rows there is nothing to be seen behind it.
        code.go_to(rows - 2, 0)
        await settled(pilot)
        assert code.scroll_offset.y == pytest.approx(rows - 2 - rows / 2, abs=1)
        code.scroll_to(y=500, animate=False)
        await settled(pilot)
        await pilot.resize_terminal(80, 18)
        await settled(pilot)
        assert code.scroll_offset.y == 500
        # What became of a save does not cover the line typed.
        await press(pilot, "ctrl+end", "x")
        rows = code.size.height
        await press(pilot, "ctrl+s")
        assert code.size.height < rows
        assert in_view(app)


async def test_a_shrinking_terminal_keeps_the_cursor() -> None:
    app = console()
    async with app.run_test(size=(80, 40)) as pilot:
        await press(pilot, "enter", "ctrl+end", "up", "end")
        assert in_view(app)
        await pilot.resize_terminal(40, 12)
        await settled(pilot)
        assert in_view(app)
        await pilot.resize_terminal(120, 50)
        await settled(pilot)
        assert in_view(app)


async def test_soft_wrapped_code_keeps_the_cursor_too() -> None:
    app = console(HELLO + LONG)
    async with app.run_test(size=(80, 40)) as pilot:
        await press(pilot, "enter", "f9", *("down",) * 20, "end")
        await pilot.resize_terminal(50, 14)
        await settled(pilot)
        assert in_view(app)
