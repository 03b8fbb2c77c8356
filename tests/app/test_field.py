"""A field keeps what it is given and shows it inert."""

from __future__ import annotations

import pytest
from rich.cells import cell_len
from textual import events
from textual.app import App, ComposeResult
from textual.widgets import Input

from tui.app.widgets.field import PRIVATE_NAMES, Field

HOSTILE = "\x1b[31mred\x07 \u202e\U0001f469\u200d\U0001f467\ttab"


class Host(App[None]):
    def compose(self) -> ComposeResult:
        yield Field(HOSTILE, id="text")
        yield Field("secret", password=True, id="password")


@pytest.mark.parametrize("name", PRIVATE_NAMES)
def test_textual_still_has_the_name(name: str) -> None:
    assert hasattr(Input, name)


async def test_what_is_shown_is_inert_and_what_is_kept_is_exact() -> None:
    app = Host()
    async with app.run_test(size=(60, 10)):
        field = app.query_one("#text", Field)
        row = next(line for y in range(3) if "red" in (line := field.render_line(y).text))
        assert "?[31mred? ?\U0001f469?\U0001f467 tab" in row
        assert field.value == HOSTILE


async def test_a_password_shows_neither_itself_nor_a_wide_sign() -> None:
    app = Host()
    async with app.run_test(size=(60, 10)):
        field = app.query_one("#password", Field)
        rows = "".join(field.render_line(y).text for y in range(3))
        assert "secret" not in rows
        assert "*" * len("secret") in rows


async def test_the_cursor_stands_behind_what_is_shown() -> None:
    app = Host()
    async with app.run_test(size=(60, 10)) as pilot:
        field = app.query_one("#text", Field)
        field.focus()
        await pilot.press("end", "!")
        assert field.value == HOSTILE + "!"


async def test_marks_whose_base_is_scrolled_away_are_not_left_for_the_cell_before() -> None:
    app = Host()
    async with app.run_test(size=(30, 10)) as pilot:
        field = app.query_one("#text", Field)
        field.focus()
        for behind in range(30):
            field.value = "xy" * 20 + "e\u0301\u0302" + "c" * behind
            await pilot.press("end")
            rows = [field.render_line(y).text for y in range(3)]
            assert all(cell_len(row[:1]) for row in rows), behind
        assert field.scroll_offset.x


@pytest.mark.parametrize(
    ("pasted", "held"),
    [
        ("a key\n", "a key"),
        ("two\r\nlines\n\nmore", "two lines more"),
        ("one\u2028and \x0b the same", "one\u2028and \x0b the same"),
        ("\n", ""),
        ("", ""),
    ],
)
async def test_all_of_a_paste_is_there(pasted: str, held: str) -> None:
    app = Host()
    async with app.run_test(size=(60, 10)) as pilot:
        for name in ("#text", "#password"):
            field = app.query_one(name, Field)
            app.set_focus(field)
            await pilot.pause()
            field.value = "<>"
            field.cursor_position = 1
            app.post_message(events.Paste(pasted))
            await pilot.pause()
            assert field.value == f"<{held}>"
