"""Finding in the code: which match is gone to, and what is said of it."""

from __future__ import annotations

import pytest
from textual.app import App, ComposeResult

from tests.console_fixture import SIZES, FakeServer, FixtureConsole, function, press, typed
from tests.screen_text import shown_text
from tui.app.editor.find_bar import FindBar
from tui.app.editor.screen import EditorScreen
from tui.app.widgets.code_editor import CodeEditor
from tui.app.widgets.theme import DARK


class Host(App[None]):
    def __init__(self) -> None:
        super().__init__()
        self.register_theme(DARK)
        self.theme = DARK.name

    def compose(self) -> ComposeResult:
        yield CodeEditor("ab\nx ab\nab\n")
        yield FindBar()


@pytest.mark.parametrize(
    ("backwards", "said"),
    [
        (False, ["2 of 3", "3 of 3", "1 of 3, from the other end", "2 of 3"]),
        (True, ["1 of 3", "3 of 3, from the other end", "2 of 3", "1 of 3", "3 of 3, from the other end"]),
    ],
    ids=["forwards", "backwards"],
)
async def test_each_step_says_where_it_came_to_and_when_it_went_over_an_end(
    *, backwards: bool, said: list[str]
) -> None:
    app = Host()
    async with app.run_test():
        code, find = app.query_one(CodeEditor), app.query_one(FindBar)
        code.go_to(1, 0)
        find.open_for(code, "ab")
        assert [find.step(code, backwards=backwards) for _ in said] == said


async def test_the_only_match_is_never_from_the_other_end() -> None:
    app = Host()
    async with app.run_test():
        code, find = app.query_one(CodeEditor), app.query_one(FindBar)
        code.go_to(2, 0)
        find.open_for(code, "x")
        assert find.step(code, backwards=False) == "1 of 1"
        assert find.step(code, backwards=True) == "1 of 1"


async def test_one_match_and_all_are_replaced_and_one_undo_takes_all_back() -> None:
    before = "getOld(setOld);\r\nx Old\nOld\n"
    app = FixtureConsole(FakeServer(functions=(function("a", "A", "active", 1, before),)))
    async with app.run_test(size=(80, 24)) as pilot:
        await press(pilot, "enter", "ctrl+f", "alt+r", typed("(\\w)Old"), "alt+h", typed("$1New"))
        screen = app.screen
        assert isinstance(screen, EditorScreen)
        assert "regex" in shown_text(app)
        # The first time it goes to the match, then it replaces that and goes on.
        await press(pilot, "alt+h")
        assert screen.code.selected_text == "tOld"
        await press(pilot, "alt+h")
        assert screen.code.document.text == before.replace("getOld", "getNew")
        assert screen.code.selected_text == "tOld"
        await press(pilot, *["backspace"] * 5, typed("New"), "tab", *["backspace"] * 7, typed("Old"), "alt+c", "alt+a")
        assert screen.code.document.text == "getNew(setNew);\r\nx New\nNew\n"
        assert "Replaced in 3 places" in shown_text(app)
        await press(pilot, "escape", "ctrl+z")
        assert screen.code.document.text == before.replace("getOld", "getNew")
        await press(pilot, "ctrl+z")
        assert screen.code.document.text == before


async def test_keys_turn_whole_words_on_and_off() -> None:
    app = FixtureConsole(FakeServer(functions=(function("a", "A", "active", 1, "ab abc ab\n"),)))
    async with app.run_test(size=(80, 24)) as pilot:
        await press(pilot, "enter", "ctrl+f", typed("ab"), "alt+w", "down")
        assert "of 2" in shown_text(app)
        await press(pilot, "alt+w", "down")
        assert "of 3" in shown_text(app)


async def test_what_can_not_be_replaced_is_said() -> None:
    app = FixtureConsole(FakeServer())
    async with app.run_test(size=(80, 24)) as pilot:
        await press(pilot, "enter", "ctrl+f", typed("nowhere"), "alt+h", *"x", "alt+a")
        assert "Nothing to replace: nowhere" in shown_text(app)
        await press(pilot, "alt+r", typed("$1"), "alt+a")
        assert "The expression has no group $1." in shown_text(app)
        for size in SIZES:
            await pilot.resize_terminal(*size)
            assert "replace" in shown_text(app)
