"""A merge settled place by place, with keys instead of by hand."""

from __future__ import annotations

from collections.abc import Mapping

from textual.pilot import Pilot

from tests.console_fixture import FakeServer, FixtureConsole, function, press
from tui.app.editor.screen import EditorScreen
from tui.app.shell.status_line import StatusLine
from tui.app.widgets.code_editor import CodeEditor

BASE = "one\r\ntwo\r\nthree\r\nfour\r\nfive"
KEPT: Mapping[str, str] = {"alt+m": "mine", "alt+t": "theirs", "alt+a": "mine\r\ntheirs"}


async def merged(pilot: Pilot[int], console: FixtureConsole) -> CodeEditor:
    """Both sides change the second and the last line; the editor holds the merge."""
    await press(pilot, "enter")
    editor = console.screen.query_one("#code", CodeEditor)
    editor.load_text(BASE.replace("two", "mine").replace("five", "my end"))
    theirs = BASE.replace("two", "theirs").replace("five", "their end")
    console.server.put(function("f", "F", "active", 0, theirs))
    await press(pilot, "ctrl+s", "3")
    return editor


def status(console: FixtureConsole) -> str:
    return str(console.screen.query_one(StatusLine).content)


async def test_a_key_settles_the_conflict_at_the_cursor_leaves_the_rest_and_can_be_taken_back() -> None:
    console = FixtureConsole(FakeServer(functions=(function("f", "F", "active", 5, BASE),)))
    async with console.run_test(size=(80, 24)) as pilot:
        editor = await merged(pilot, console)
        before = editor.text
        for key, kept in KEPT.items():
            await press(pilot, "ctrl+home", "down", key)
            assert "1 to resolve" in status(console), key
            assert editor.text.startswith(f"one\r\n{kept}\r\nthree\r\nfour\r\n<<<<<<< mine\r\nmy end\r\n")
            await press(pilot, key)
            assert "in no conflict" in status(console), key
            await press(pilot, "f8", key)
            assert "All conflicts are resolved" in status(console), key
            ends = kept.replace("mine", "my end").replace("theirs", "their end")
            assert editor.text == f"one\r\n{kept}\r\nthree\r\nfour\r\n{ends}\r\n"
            if key != [*KEPT][-1]:
                await press(pilot, "ctrl+z", "ctrl+z")
                assert editor.text == before, key
        await press(pilot, "ctrl+s")
        assert console.server.writes[-1].code == editor.text


async def test_without_a_merge_the_keys_say_so() -> None:
    console = FixtureConsole(FakeServer())
    async with console.run_test(size=(80, 24)) as pilot:
        await press(pilot, "enter", "alt+m")
        assert "no conflict to resolve" in status(console)
        screen = console.screen
        assert isinstance(screen, EditorScreen)
        assert screen.unsaved == ()
