"""Finding in the code: which match is gone to, and what is said of it."""

from __future__ import annotations

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


STEPS = (
    (1, "ab", False, ["2 of 3", "3 of 3", "1 of 3, from the other end", "2 of 3"]),
    (1, "ab", True, ["1 of 3", "3 of 3, from the other end", "2 of 3", "1 of 3", "3 of 3, from the other end"]),
    # The only match is never from the other end.
    (2, "x", False, ["1 of 1"]),
    (2, "x", True, ["1 of 1"]),
)
"""The line that is begun on, what is looked for, whether backwards, and what is said of each step."""


async def test_each_step_says_where_it_came_to_and_when_it_went_over_an_end() -> None:
    app = Host()
    async with app.run_test():
        code, find = app.query_one(CodeEditor), app.query_one(FindBar)
        for line, text, backwards, said in STEPS:
            code.go_to(line, 0)
            find.open_for(code, text)
            assert [find.step(code, backwards=backwards) for _ in said] == said, (text, backwards)
            find.close()


async def test_what_is_typed_is_looked_for_at_once() -> None:
    app = FixtureConsole(FakeServer(functions=(function("a", "A", "active", 1, "one\ntwo three\n"),)))
    async with app.run_test(size=(80, 24)) as pilot:
        await press(pilot, "enter", "ctrl+f", typed("thr"))
        screen = app.screen
        assert isinstance(screen, EditorScreen)
        assert screen.code.cursor_location == (1, 4)
        # However long it is, it takes one row to say that it is not there.
        await press(pilot, typed("z" * 100))
        assert "Not found: thr" in shown_text(app)
        assert screen.status_line.size.height == 1


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


async def test_keys_turn_whole_words_on_and_off_and_what_can_not_be_replaced_is_said() -> None:
    app = FixtureConsole(FakeServer(functions=(function("a", "A", "active", 1, "ab abc ab\n"),)))
    async with app.run_test(size=(80, 24)) as pilot:
        await press(pilot, "enter", "ctrl+f", typed("ab"), "alt+w", "down")
        assert "of 2" in shown_text(app)
        await press(pilot, "alt+w", "down")
        assert "of 3" in shown_text(app)
        await press(pilot, "end", "ctrl+u", typed("nowhere"), "alt+h", "x", "alt+a")
        assert "Nothing to replace: nowhere" in shown_text(app)
        await press(pilot, "alt+r", typed("$1"), "alt+a")
        assert "The expression has no group $1." in shown_text(app)
        for size in SIZES:
            await pilot.resize_terminal(*size)
            assert "replace" in shown_text(app)
