"""A merge settled place by place, with keys instead of by hand."""

from __future__ import annotations

from collections.abc import Mapping

import pytest
from textual.pilot import Pilot

from tests.stage import StagedConsole, StagedServer, function, press
from tui.app.editor.screen import EditorScreen
from tui.app.shell.screen import StatusLine
from tui.app.widgets.code_editor import CodeEditor

BASE = "one\r\ntwo\r\nthree\r\nfour\r\nfive"
KEPT: Mapping[str, str] = {"alt+m": "mine", "alt+t": "theirs", "alt+a": "mine\r\ntheirs"}


async def merged(pilot: Pilot[int], console: StagedConsole) -> CodeEditor:
    """Both sides change the second and the last line; the editor holds the merge."""
    await press(pilot, "enter")
    editor = console.screen.query_one("#code", CodeEditor)
    editor.load_text(BASE.replace("two", "mine").replace("five", "my end"))
    theirs = BASE.replace("two", "theirs").replace("five", "their end")
    console.server.put(function("f", "F", "active", 0, theirs))
    await press(pilot, "ctrl+s", "3")
    return editor


def status(console: StagedConsole) -> str:
    return str(console.screen.query_one(StatusLine).content)


@pytest.mark.parametrize("key", KEPT)
async def test_a_key_settles_the_conflict_at_the_cursor_and_leaves_the_rest(key: str) -> None:
    console = StagedConsole(StagedServer(functions=(function("f", "F", "active", 5, BASE),)))
    async with console.run_test(size=(80, 24)) as pilot:
        editor = await merged(pilot, console)
        await press(pilot, "down", key)
        assert "1 to resolve" in status(console)
        assert editor.text.startswith(f"one\r\n{KEPT[key]}\r\nthree\r\nfour\r\n<<<<<<< mine\r\nmy end\r\n")
        await press(pilot, key)
        assert "in no conflict" in status(console)
        await press(pilot, "f8", key)
        assert "All conflicts are resolved" in status(console)
        ends = KEPT[key].replace("mine", "my end").replace("theirs", "their end")
        assert editor.text == f"one\r\n{KEPT[key]}\r\nthree\r\nfour\r\n{ends}\r\n"
        await press(pilot, "ctrl+s")
        assert console.server.writes[-1].code == editor.text


async def test_a_settled_conflict_comes_back_with_undo() -> None:
    console = StagedConsole(StagedServer(functions=(function("f", "F", "active", 5, BASE),)))
    async with console.run_test(size=(80, 24)) as pilot:
        editor = await merged(pilot, console)
        before = editor.text
        await press(pilot, "alt+t", "ctrl+z")
        assert editor.text == before


async def test_without_a_merge_the_keys_say_so() -> None:
    console = StagedConsole(StagedServer())
    async with console.run_test(size=(80, 24)) as pilot:
        await press(pilot, "enter", "alt+m")
        assert "no conflict to resolve" in status(console)
        screen = console.screen
        assert isinstance(screen, EditorScreen)
        assert screen.unsaved == ()
