"""What is put into the editor whole is there byte for byte, whatever line ends stood there before."""

from __future__ import annotations

from pathlib import Path

from textual.pilot import Pilot

from tests.console_fixture import NOW, FakeHistory, FakeServer, FixtureConsole, function, settled
from tui.app.editor.screen import EditorScreen
from tui.sessions.edit.conflict import as_edited
from tui.store.drafts import Draft, DraftStore

MIXED = "one\r\ntwo\nthree\nfour\rfive\n"
OTHER = "one\r\ntwo\r\nthree"


async def press(pilot: Pilot[int], *keys: str) -> EditorScreen:
    await settled(pilot)
    for key in keys:
        await pilot.press(key)
        await settled(pilot)
    assert isinstance(pilot.app.screen, EditorScreen)
    return pilot.app.screen


async def test_what_the_server_holds_comes_back_as_it_was() -> None:
    codes = (MIXED, OTHER, "one\ntwo\n")
    functions = tuple(function(f"f{at}", "F", "active", at, code) for at, code in enumerate(codes))
    console = FixtureConsole(FakeServer(functions=functions))
    async with console.run_test() as pilot:
        for code in codes:
            editor = await press(pilot, "enter", "x")
            await editor.run_named("revert")
            assert (editor.edited.code, editor.unsaved) == (code, ())
            await pilot.press("escape", "down")


async def test_theirs_is_taken_as_they_wrote_it() -> None:
    mine = "one\n"
    console = FixtureConsole(FakeServer(functions=(function("f", "F", "active", 5, mine),)))
    async with console.run_test() as pilot:
        editor = await press(pilot, "enter")
        for minutes, theirs in ((4, OTHER), (3, "one\ntwo\n"), (2, MIXED)):
            await press(pilot, "ctrl+home", "x")
            console.server.put(function("f", "F", "active", minutes, theirs))
            await press(pilot, "ctrl+s", "1")
            assert (editor.edited.code, editor.unsaved) == (theirs, ())
            await press(pilot, "ctrl+z")
            assert editor.edited.code == f"x{mine}"
            await press(pilot, "ctrl+y")
            assert editor.edited.code == theirs
            mine = theirs


async def test_a_draft_is_gone_on_with_as_it_was(tmp_path: Path) -> None:
    console = FixtureConsole(FakeServer(functions=(function("f", "F", "active", 5, MIXED),)))
    console.parts.stores.drafts = DraftStore(tmp_path)
    base = as_edited(console.server.functions[0])
    place = DraftStore(tmp_path).claim("http://localhost:7130", "f").slot
    place.write(Draft("http://localhost:7130", "f", base, base._replace(code=f"x{MIXED}"), NOW))
    place.release()
    async with console.run_test() as pilot:
        editor = await press(pilot, "enter", "1")
        assert editor.edited.code == f"x{MIXED}"


async def test_a_version_is_restored_as_it_was_and_its_line_ends_go_on() -> None:
    now = function("f", "F", "active", 5, "one\n")
    history = FakeHistory(("f", 60, as_edited(now)._replace(code=OTHER)))
    console = FixtureConsole(FakeServer(functions=(now,)), history=history)
    async with console.run_test() as pilot:
        editor = await press(pilot, "enter", "ctrl+t", "r")
        assert editor.edited.code == OTHER
        await press(pilot, "ctrl+home", "enter")
        assert editor.edited.code == f"\r\n{OTHER}"
        await press(pilot, "ctrl+z", "ctrl+z", "enter")
        assert editor.edited.code == "\none\n"
