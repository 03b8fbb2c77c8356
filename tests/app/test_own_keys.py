"""Keys typed in one burst act in their order, those of the text boxes themselves among them."""

from __future__ import annotations

from rich.style import Style
from textual import events
from textual.app import App, ComposeResult

from tests.console_fixture import FakeServer, FixtureConsole, settled
from tui.app.widgets.code_editor import CodeEditor
from tui.app.widgets.field import Field
from tui.app.widgets.theme import DARK
from tui.flows.connect import Missing


class Host(App[None]):
    def __init__(self) -> None:
        super().__init__()
        self.register_theme(DARK)
        self.theme = DARK.name

    def compose(self) -> ComposeResult:
        yield Field("name")
        yield CodeEditor("one\ntwo\nthree")


def burst(app: Host | FixtureConsole, *keys: str) -> None:
    """Send keys without waiting for what each does; one letter alone is typed."""
    for key in keys:
        app.post_message(events.Key(key, key if len(key) == 1 else None))


async def test_moves_and_letters_in_the_code_keep_their_order() -> None:
    app = Host()
    async with app.run_test() as pilot:
        area = app.query_one(CodeEditor)
        area.focus()
        await pilot.pause()
        burst(app, "down", "end", "x", "y", "backspace", "z", "home", "a", "delete", "b")
        await pilot.pause()
        assert area.text == "one\nabwoxz\nthree"


async def test_moves_and_letters_in_a_field_keep_their_order() -> None:
    app = Host()
    async with app.run_test() as pilot:
        field = app.query_one(Field)
        field.focus()
        await pilot.pause()
        burst(app, "home", "x", "ctrl+e", "y", "backspace", "z", "ctrl+u", "n", "e", "w")
        await pilot.pause()
        assert field.value == "new"


async def test_a_key_acts_once() -> None:
    app = Host()
    async with app.run_test() as pilot:
        area = app.query_one(CodeEditor)
        area.focus()
        await pilot.press("down")
        await pilot.pause()
        assert area.cursor_location == (1, 0)
        field = app.query_one(Field)
        field.focus()
        await pilot.press("end", "backspace")
        assert field.value == "nam"


async def test_what_is_typed_behind_tab_stands_in_the_next_field_of_the_connect_screen() -> None:
    app = FixtureConsole(FakeServer(), target=Missing())
    async with app.run_test() as pilot:
        await settled(pilot)
        await settled(pilot)
        burst(app, "u", "r", "l", "tab", "k", "e", "y", "down", "m", "e")
        await settled(pilot)
        assert {name: app.screen.query_one(f"#{name}", Field).value for name in ("url", "key", "user")} == {
            "url": "url",
            "key": "key",
            "user": "me",
        }


async def test_where_the_terminal_has_no_cursor_of_its_own_the_code_has_one_while_it_has_the_focus() -> None:
    app = Host()
    async with app.run_test() as pilot:
        area = app.query_one(CodeEditor)

        def looks(line: int) -> list[Style | None]:
            """Of the first two letters of a line."""
            return [cell.style for cell in area.render_line(line) for letter in cell.text if letter.isalpha()][:2]

        area.focus()
        await pilot.pause()
        at_cursor, behind = looks(0)
        assert at_cursor != behind
        assert len(set(looks(1))) == 1
        app.query_one(Field).focus()
        await pilot.pause()
        assert [len(set(looks(line))) for line in range(3)] == [1, 1, 1]
