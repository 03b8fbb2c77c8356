"""Undo in the editor: conflict marks it brings back, versions that filled the fields too, reloads, one-line fields."""

from __future__ import annotations

from pathlib import Path

import pytest
from textual.pilot import Pilot

from tests.console_fixture import HELLO, NOW, FakeServer, FixtureConsole, press, reason_not_to, rested, settled, until
from tui.app.compare.screen import VersionsScreen
from tui.app.editor.metadata_form import StatusChoice
from tui.app.editor.screen import EditorScreen
from tui.app.functions.screen import FunctionsScreen
from tui.app.shell.questions import QuestionScreen
from tui.app.widgets.code_editor import CodeEditor
from tui.app.widgets.field import Field
from tui.model.function import Edited, Function
from tui.sessions.edit.values import ChosenVersion
from tui.store.drafts import DraftStore

FIRST = HELLO.splitlines()[0]
THEIRS = HELLO.replace(FIRST, "// theirs")


def editor(app: FixtureConsole) -> EditorScreen:
    return next(each for each in app.screen_stack if isinstance(each, EditorScreen))


def code(app: FixtureConsole) -> CodeEditor:
    return editor(app).query_one("#code", CodeEditor)


def field(app: FixtureConsole, name: str) -> Field:
    return editor(app).query_one(f"#{name}", Field)


def asked(app: FixtureConsole) -> bool:
    return isinstance(app.screen, QuestionScreen)


def changed_elsewhere(app: FixtureConsole, name: str = "Hello World") -> None:
    base = app.server.functions[0]
    app.server.put(Function(base.summary._replace(name=name), THEIRS))


async def merged(pilot: Pilot[int], app: FixtureConsole) -> None:
    """The editor holds a merge with one conflict, on its first line."""
    await press(pilot, "enter", "m", "y", "space")
    changed_elsewhere(app)
    await press(pilot, "ctrl+s", "3")
    assert "<<<<<<<" in code(app).text


async def test_conflict_marks_that_undo_brings_back_are_conflicts_again() -> None:
    app = FixtureConsole(FakeServer())
    async with app.run_test(size=(120, 40)) as pilot:
        await merged(pilot, app)
        # The merge itself taken back and done again.
        await press(pilot, "ctrl+z")
        assert code(app).text == "my " + HELLO
        await press(pilot, "ctrl+y", "ctrl+s")
        assert asked(app)
        assert app.server.writes == []
        await press(pilot, "1", "alt+m")
        assert "<<<<<<<" not in code(app).text
        await press(pilot, "ctrl+z")
        assert "<<<<<<<" in code(app).text
        await press(pilot, "ctrl+y")
        assert "<<<<<<<" not in code(app).text
        await press(pilot, "ctrl+z")
        assert "<<<<<<<" in code(app).text
        # The places of conflicts are marked when the keys rest.
        await rested(pilot)
        await press(pilot, "f8", "ctrl+s")
        assert asked(app)
        assert app.server.writes == []
        await press(pilot, "1", "alt+t", "ctrl+s")
        assert not asked(app)
        assert code(app).text == THEIRS


async def test_undo_after_taking_theirs_brings_the_fields_back_too() -> None:
    app = FixtureConsole(FakeServer())
    async with app.run_test(size=(120, 40)) as pilot:
        await press(pilot, "enter", "x", "f6", "end", "M", "E", "f6")
        changed_elsewhere(app, "Their name")
        await press(pilot, "ctrl+s")
        assert isinstance(app.screen, VersionsScreen)
        await press(pilot, "1")
        assert (field(app, "name").value, code(app).text) == ("Their name", THEIRS)
        assert editor(app).unsaved == ()
        await press(pilot, "ctrl+z")
        assert (field(app, "name").value, code(app).text) == ("Hello WorldME", "x" + HELLO)
        assert editor(app).unsaved == ("name", "code")
        await press(pilot, "ctrl+y")
        assert (field(app, "name").value, code(app).text) == ("Their name", THEIRS)
        # And further back: the letter typed first.
        await press(pilot, "ctrl+z", "ctrl+z")
        assert (field(app, "name").value, code(app).text) == ("Hello WorldME", HELLO)


async def test_a_version_that_differs_in_its_fields_alone_is_taken_back_too() -> None:
    app = FixtureConsole(FakeServer())
    async with app.run_test(size=(120, 40)) as pilot:
        await press(pilot, "enter", "x")
        editor(app).versions.restore(
            ChosenVersion(Edited("Old name", "Old words", "draft", "x" + HELLO), "the old one")
        )
        assert editor(app).query_one(StatusChoice).value == "draft"
        await press(pilot, "ctrl+z")
        assert editor(app).edited == Edited("Hello World", "Returns a greeting", "active", "x" + HELLO)
        await press(pilot, "ctrl+y")
        assert editor(app).edited == Edited("Old name", "Old words", "draft", "x" + HELLO)
        # A field typed in since is not taken back with it.
        field(app, "name").value = "Newer"
        await press(pilot, "ctrl+z")
        assert editor(app).edited == Edited("Newer", "Returns a greeting", "active", "x" + HELLO)
        await press(pilot, "ctrl+z")
        assert editor(app).edited == Edited("Newer", "Returns a greeting", "active", HELLO)


async def test_a_reload_asks_is_safe_by_default_and_can_be_undone_also_of_a_function_that_is_back() -> None:
    app = FixtureConsole(FakeServer())
    async with app.run_test(size=(120, 40)) as pilot:
        await press(pilot, "enter", "x", "f5", "enter")
        assert code(app).text == "x" + HELLO
        changed_elsewhere(app)
        await press(pilot, "f5", "2")
        assert (code(app).text, editor(app).unsaved) == (THEIRS, ())
        await press(pilot, "ctrl+z")
        assert (code(app).text, editor(app).unsaved) == ("x" + HELLO, ("code",))
        functions, app.server.functions = app.server.functions, app.server.functions[1:]
        await press(pilot, "ctrl+s")
        assert reason_not_to(editor(app), "create") is None
        app.server.functions = functions
        await press(pilot, "f5", "2")
        assert code(app).text == THEIRS
        assert reason_not_to(editor(app), "create") is not None
        await press(pilot, "ctrl+z")
        assert code(app).text == "x" + HELLO


async def test_a_field_takes_its_typing_back() -> None:
    app = FixtureConsole(FakeServer())
    async with app.run_test(size=(120, 40)) as pilot:
        await press(pilot, "enter", "f6", "end", "!", "ctrl+u")
        assert field(app, "name").value == ""
        await press(pilot, "ctrl+z")
        assert field(app, "name").value == "Hello World!"
        await press(pilot, "ctrl+z")
        assert field(app, "name").value == "Hello World"
        # Not to the empty field that was there before the function came.
        await press(pilot, "ctrl+z")
        assert field(app, "name").value == "Hello World"
        await press(pilot, "ctrl+y")
        assert editor(app).edited.name == "Hello World!"


@pytest.mark.parametrize("keys", [("escape",), ("ctrl+q",)])
async def test_what_was_taken_back_leaves_no_draft(tmp_path: Path, keys: tuple[str, ...]) -> None:
    store = DraftStore(tmp_path / "drafts")
    app = FixtureConsole(FakeServer())
    app.parts.stores.drafts = store
    async with app.run_test(size=(120, 40)) as pilot:
        await press(pilot, "enter", "x")
        await until(pilot, lambda: bool(store.all()))
        # Before the draft is next due.
        await pilot.press("ctrl+z", *keys)
        await settled(pilot)
        if keys == ("escape",):
            assert isinstance(app.screen, FunctionsScreen)
    assert store.all() == []
    assert app.parts.clock.now() == NOW
