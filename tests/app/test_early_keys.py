"""Keys that come too early: before a list is laid out, or right behind the one that closes it."""

from __future__ import annotations

import asyncio
from typing import Any

from textual import events
from textual.app import App, ComposeResult
from textual.pilot import Pilot
from textual.widgets import Input, OptionList

from tests.console_fixture import FUNCTIONS, HELLO, NOW, FakeServer, FixtureConsole, function, settled, until
from tests.fake_clock import FakeClock
from tui.app.compare.screen import VersionsScreen
from tui.app.connect.screen import ConnectScreen
from tui.app.editor.find_bar import FindBar
from tui.app.editor.screen import EditorScreen
from tui.app.functions.rows import FunctionFacts, function_list
from tui.app.functions.screen import FunctionsScreen
from tui.app.history.screen import HistoryScreen
from tui.app.shell.help import HelpScreen
from tui.app.shell.notice import Report, Tone
from tui.app.shell.palette import Palette, moves_of
from tui.app.shell.pick import PickScreen
from tui.app.shell.questions import Choice, CountdownScreen, DetailsScreen, QuestionScreen
from tui.app.shell.routes import Compare, OpenHistory, Version
from tui.app.shell.screen import Dialog
from tui.app.shell.status_line import StatusLine
from tui.app.widgets.code_editor import CodeEditor
from tui.app.widgets.field import Field
from tui.app.widgets.row_table import RowTable
from tui.flows.connect import Missing
from tui.model.function import Function
from tui.sessions.edit.conflict import as_edited

EDITED = as_edited(FUNCTIONS[0])


class Lists(App[None]):
    """A list that is not shown: it has options and no lines."""

    CSS = "OptionList { display: none; }"

    def compose(self) -> ComposeResult:
        yield OptionList("one", "two")


async def test_a_page_key_before_the_first_layout_moves_nothing() -> None:
    app = Lists()
    async with app.run_test():
        listed = app.query_one(OptionList)
        for name in ("page_down", "page_up"):
            listed.highlighted = 0
            moves_of(listed)[name]()
            assert listed.highlighted == 0, name


def burst(console: FixtureConsole, *keys: str) -> None:
    """In one burst, as a paste into the terminal, a slow line, or somebody quick sends them."""
    for key in keys:
        console.post_message(events.Key(key, {"enter": "\r", "space": " "}.get(key, key if len(key) == 1 else None)))


async def opened(pilot: Pilot[int]) -> CodeEditor:
    await settled(pilot)
    await pilot.press("enter")
    await settled(pilot)
    return pilot.app.screen.query_one("#code", CodeEditor)


async def test_what_is_typed_behind_what_leads_back_into_the_code_goes_there() -> None:
    console = FixtureConsole(FakeServer())
    async with console.run_test(size=(80, 24)) as pilot:
        code = await opened(pilot)
        # Behind a line number.
        burst(console, "ctrl+g", "3", "enter", *"hello")
        await settled(pilot)
        assert code.text.splitlines()[2].startswith("hello")
        # Behind a command of the palette.
        code.load_text(HELLO)
        await pilot.press("ctrl+end")
        burst(console, "ctrl+p", *("space" if each == " " else each for each in "start of"), "enter", *"ABC")
        await settled(pilot)
        assert code.text == "ABC" + HELLO
        # Behind enter in a field.
        code.load_text(HELLO)
        burst(console, "f6", "end", "!", "enter", *"ABC")
        await settled(pilot)
        assert (console.screen.query_one("#name", Field).value, code.text) == ("Hello World!", "ABC" + HELLO)
        # Behind escape in the find bar.
        code.load_text(HELLO)
        burst(console, "ctrl+f", *"const", "escape", *"AB")
        await settled(pilot)
        assert "AB" in code.text
        assert console.screen.query_one("#find-text", Field).value == "const"


async def test_keys_before_the_function_is_here_are_answered_with_a_word() -> None:
    """They do not go into a code nobody has seen yet, and are not dropped without a word either."""
    console = FixtureConsole(SlowServer())
    async with console.run_test(size=(80, 24)) as pilot:
        await settled(pilot)
        await pilot.press("enter", "x")
        await pilot.pause()
        assert "still loading" in str(console.screen.query_one(StatusLine).content)


class SlowServer(FakeServer):
    """Never answers what it is asked for one function."""

    async def get_function(self, slug: str) -> Function:
        await asyncio.Event().wait()
        raise AssertionError("unreachable")


async def test_enter_right_behind_words_runs_what_they_say_and_behind_escape_it_is_not_the_palettes() -> None:
    console = FixtureConsole(FakeServer())
    async with console.run_test(size=(80, 24)) as pilot:
        await settled(pilot)
        table = console.list_screen.query_one(RowTable)
        await pilot.press("down", "ctrl+p")
        await settled(pilot)
        before = table.item
        for words, runs in (("xyz", False), ("revoke", False), ("last function", True)):
            await pilot.press("ctrl+u")
            burst(console, *("space" if letter == " " else letter for letter in words), "enter")
            await settled(pilot)
            assert isinstance(console.screen, FunctionsScreen if runs else Palette), words
            assert (table.item == before) is not runs, words
        await pilot.press("ctrl+p")
        await settled(pilot)
        # In one burst: the palette is left, the row opened.
        burst(console, "down", "escape", "enter")
        await until(pilot, lambda: isinstance(console.screen, EditorScreen))


async def test_a_dialog_left_twice_leaves_the_screen_below_alone() -> None:
    console = FixtureConsole(FakeServer())
    async with console.run_test(size=(80, 24)) as pilot:
        await settled(pilot)
        parts = console.parts
        dialogs: tuple[Dialog[Any], ...] = (
            QuestionScreen("?", "", (Choice("a", "A"),)),
            CountdownScreen("?", "", NOW, FakeClock(NOW)),
            DetailsScreen(Report(Tone.GOOD, "")),
            PickScreen("?", "", function_list(FunctionFacts()), (FUNCTIONS[0].summary,), FakeClock(), str),
            ConnectScreen(Missing(), navigator=parts.navigator, prompts=parts.prompts, config=None),
            VersionsScreen(Compare("?", (Version("a", EDITED), Version("b", EDITED))), parts.navigator, parts.prompts),
            HelpScreen(()),
            Palette(console.list_screen),
            HistoryScreen(
                OpenHistory("hello-world", EDITED),
                parts.connection,
                parts.clock,
                parts.navigator,
                parts.prompts,
                versions=None,
                live=parts.live,
            ),
        )
        for dialog in dialogs:
            answers: list[object] = []
            await console.push_screen(dialog, answers.append)
            dialog.dismiss(None)
            dialog.dismiss(None)
            await settled(pilot)
            assert isinstance(console.screen, FunctionsScreen)
            assert answers == [None]


async def test_what_is_looked_for_is_all_that_was_typed_before_the_bar_was_closed() -> None:
    console = FixtureConsole(FakeServer(functions=(function("f", "F", "active", 1, "ab a ab\n"),)))
    async with console.run_test(size=(80, 24)) as pilot:
        await settled(pilot)
        await pilot.press("enter")
        await settled(pilot)
        editor = console.screen
        assert isinstance(editor, EditorScreen)
        find, code = editor.query_one(FindBar), editor.query_one("#code", CodeEditor)
        find.open_for(code, "")
        # The box has the letters; the word of them has not come to the bar yet.
        find.query_one("#find-text", Input).value = "ab"
        find.close()
        assert find.step(code, backwards=False) == "1 of 2"
