"""What replaces the editor's whole content is one edit: undo and redo bring all of it back, and the draft follows."""

from __future__ import annotations

from pathlib import Path

from textual.pilot import Pilot

from tests.console_fixture import FakeHistory, FakeServer, FixtureConsole, function, press, rested, settled, until
from tui.app.editor.screen import EditorScreen
from tui.app.shell.questions import QuestionScreen
from tui.model.function import Edited
from tui.store.drafts import DraftStore

NOW_THERE = function("f", "F", "active", 5, "one\n", "about")
OLDER = Edited("Old", "as it was", "draft", "older\n")


async def drafted(pilot: Pilot[int], folder: Path, *edits: Edited) -> None:
    """Wait until the drafts on disk are these."""
    await until(pilot, lambda: [draft.edited for draft in DraftStore(folder).all()] == list(edits))


def console_with(folder: Path, older: Edited) -> FixtureConsole:
    console = FixtureConsole(FakeServer(functions=(NOW_THERE,)), history=FakeHistory(("f", 60, older)))
    console.parts.stores.drafts = DraftStore(folder)
    return console


async def test_a_click_on_a_status_chooses_it(tmp_path: Path) -> None:
    console = console_with(tmp_path, OLDER)
    async with console.run_test(size=(160, 40)) as pilot:
        await press(pilot, "enter")
        editor = console.screen
        assert isinstance(editor, EditorScreen)
        for offset, status in (
            (1, "draft"),
            (10, "draft"),
            (11, "active"),
            (18, "active"),
            (2, "draft"),
            (30, "draft"),
        ):
            await pilot.click("#status-choice", offset=(offset, 0))
            await settled(pilot)
            assert editor.edited.status == status, offset


async def test_undo_brings_the_fields_back_that_a_version_replaced(tmp_path: Path) -> None:
    console = console_with(tmp_path, OLDER)
    async with console.run_test() as pilot:
        await press(pilot, "enter", "z", "f6", "end", "2", "tab", "space")
        editor = console.screen
        assert isinstance(editor, EditorScreen)
        mine = editor.edited
        assert mine == Edited("F2", "about", "draft", "zone\n")
        await press(pilot, "ctrl+t", "r")
        assert editor.edited == OLDER
        await press(pilot, "ctrl+z")
        assert editor.edited == mine
        await drafted(pilot, tmp_path, mine)
        await press(pilot, "ctrl+y")
        assert editor.edited == OLDER
        await drafted(pilot, tmp_path, OLDER)
        await press(pilot, "ctrl+z", "ctrl+z")
        fields = mine._replace(code="one\n")
        assert editor.edited == fields
        # Those that alone were replaced come back too.
        await editor.run_named("revert")
        assert editor.unsaved == ()
        await drafted(pilot, tmp_path)
        await press(pilot, "ctrl+z")
        assert editor.edited == fields
        await drafted(pilot, tmp_path, fields)


async def test_what_was_edited_since_is_not_taken_back_and_a_status_the_server_had_set_not_restored(
    tmp_path: Path,
) -> None:
    console = console_with(tmp_path, OLDER._replace(status="error"))
    async with console.run_test() as pilot:
        await press(pilot, "enter", "f6", "end", "2", "f6", "ctrl+t", "r")
        editor = console.screen
        assert isinstance(editor, EditorScreen)
        assert editor.edited == OLDER._replace(status="active")
        await press(pilot, "f6", "end", "!", "f6", "ctrl+z")
        assert editor.edited == Edited("Old!", "about", "active", "one\n")


async def test_marks_that_redo_brings_back_are_asked_about() -> None:
    console = FixtureConsole(FakeServer(functions=(NOW_THERE,)))
    async with console.run_test() as pilot:
        await press(pilot, "enter", "x")
        console.server.put(function("f", "F", "active", 0, "theirs\n", "about"))
        await press(pilot, "ctrl+s", "3")
        editor = console.screen
        assert isinstance(editor, EditorScreen)
        await press(pilot, "ctrl+z")
        assert editor.edited.code == "xone\n"
        await rested(pilot)
        await press(pilot, "ctrl+y", "ctrl+s")
        assert isinstance(console.screen, QuestionScreen)
        await press(pilot, "escape", "f8", "alt+t", "ctrl+s")
        assert editor.edited.code == "theirs\n"
        assert console.server.writes == []
