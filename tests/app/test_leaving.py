"""Leaving an editor with unsaved changes: a key on its way chooses nothing, and what is discarded can come back."""

from __future__ import annotations

from pathlib import Path
from typing import TypeVar

import pytest

from tests.app.test_last_known_list import WaitingConsole
from tests.console_fixture import FUNCTIONS, HELLO, NOW, FakeServer, FixtureConsole, function, press, settled
from tests.fake_clock import FakeClock
from tests.screen_text import shown_text
from tui.app.compare.screen import VersionsScreen
from tui.app.editor.needs import Timing
from tui.app.editor.screen import EditorScreen
from tui.app.functions.screen import FunctionsScreen
from tui.app.shell.pick import PickScreen
from tui.app.shell.questions import QuestionScreen
from tui.app.shell.routes import OpenFunction
from tui.app.shell.status_line import StatusLine
from tui.app.widgets.code_editor import CodeEditor
from tui.app.widgets.row_table import RowTable
from tui.errors import StorageError, Unreachable, UnreachableReason
from tui.model.function import Edited
from tui.sessions.edit.conflict import as_edited
from tui.sessions.key_rest import KeyRest
from tui.store.drafts import Draft, DraftStore

Kind = TypeVar("Kind")


def console(folder: Path | None, server: FakeServer | None = None, clock: FakeClock | None = None) -> FixtureConsole:
    app = FixtureConsole(server or FakeServer(), clock=clock)
    if folder is not None:
        app.parts.stores.drafts = DraftStore(folder)
    return app


def on(app: FixtureConsole, kind: type[Kind]) -> Kind:
    assert isinstance(app.screen, kind)
    return app.screen


def said(app: FixtureConsole) -> str:
    return str(app.screen.query_one(StatusLine).content)


def code(app: FixtureConsole) -> str:
    return app.screen.query_one("#code", CodeEditor).text


def choices(app: FixtureConsole) -> str:
    return str(on(app, QuestionScreen).query_one("#choices").render())


@pytest.mark.parametrize("key", ["escape", "ctrl+q"])
async def test_a_key_that_was_on_its_way_chooses_nothing(tmp_path: Path, key: str) -> None:
    clock = FakeClock()
    server = FakeServer()
    app = console(tmp_path, server, clock)
    app.parts.timing = Timing((0.0,), KeyRest())
    async with app.run_test(size=(80, 24)) as pilot:
        await press(pilot, "enter", "x", key, "enter", "2", "4")
        on(app, QuestionScreen)
        clock.turn(0.2)
        await press(pilot, "4")
        on(app, QuestionScreen)
        # Now it can have been read: enter keeps editing.
        clock.turn(1)
        await press(pilot, "enter")
        editor = on(app, EditorScreen)
        assert editor.unsaved == ("code",)
        assert server.writes == []


async def test_leaving_keeps_the_draft_and_the_list_marks_it(tmp_path: Path) -> None:
    app = console(tmp_path)
    async with app.run_test(size=(80, 24)) as pilot:
        await press(pilot, "enter", "x", "escape")
        assert "Leave, keep the draft" in choices(app)
        await press(pilot, "2")
        on(app, FunctionsScreen)
        assert "The unsaved changes of hello-world are kept as a draft." in said(app)
        await press(pilot, "down")
        assert "* 1 unsaved draft" in said(app)
        table = app.screen.query_one(RowTable)
        assert table.render_line(1).text.startswith(" *Hello World")
        await press(pilot, "up", "enter", "1")
        assert code(app) == "x" + HELLO
        # Saved elsewhere or undone: the mark goes with the draft.
        await press(pilot, "ctrl+s", "escape")
        assert "draft" not in said(app)
        assert table.render_line(1).text.startswith("> Hello World")


async def test_save_and_leave_stays_where_it_is_not_saved_and_leaves_once_it_is(tmp_path: Path) -> None:
    server = FakeServer(write=Unreachable(UnreachableReason.REFUSED, "refused"))
    app = console(tmp_path, server)
    async with app.run_test(size=(80, 24)) as pilot:
        await press(pilot, "enter", "x", "escape", "3")
        on(app, EditorScreen)
        server.write = FakeServer.write
        # A later save leaves nothing.
        await press(pilot, "ctrl+s")
        assert on(app, EditorScreen).unsaved == ()
        await press(pilot, "y", "escape", "3")
        on(app, FunctionsScreen)
        assert "hello-world: Saved" in said(app)
        assert server.writes[-1].code == "xy" + HELLO
        assert DraftStore(tmp_path).all() == []


async def test_what_was_discarded_is_said_and_comes_back_with_d(tmp_path: Path) -> None:
    app = console(tmp_path)
    async with app.run_test(size=(80, 24)) as pilot:
        await press(pilot, "enter", "x", "escape", "4")
        assert "Discarded the unsaved changes of hello-world; d in the list brings them back." in said(app)
        # It is not offered by itself, and is no unsaved draft.
        await press(pilot, "enter")
        on(app, EditorScreen)
        await press(pilot, "escape")
        assert "unsaved draft" not in said(app)
        await press(pilot, "d")
        on(app, PickScreen)
        await press(pilot, "enter")
        assert code(app) == "x" + HELLO
        assert "These are the changes you discarded; they are not saved yet." in said(app)
        assert [(each.discarded, each.edited.code) for each in DraftStore(tmp_path).all()] == [(False, "x" + HELLO)]


async def test_discarded_changes_meet_what_was_changed_or_deleted_on_the_server_since(tmp_path: Path) -> None:
    server = FakeServer()
    app = console(tmp_path, server)
    async with app.run_test(size=(80, 24)) as pilot:
        await press(pilot, "enter", "x", "escape", "4")
        server.put(function("hello-world", "Hello World", "active", 0, HELLO + "// theirs\n", "Returns a greeting"))
        await press(pilot, "r", "d", "enter")
        on(app, VersionsScreen)
        await press(pilot, "3")
        assert code(app) == "x" + HELLO + "// theirs\n"
        await press(pilot, "escape", "4")
        server.functions = FUNCTIONS[1:]
        await press(pilot, "r", "d", "enter")
        assert code(app) == "x" + HELLO + "// theirs\n"
        await press(pilot, "ctrl+n")
        assert [each.slug for each in server.functions if each.code.startswith("x")] == ["hello-world"]


async def test_discarded_changes_chosen_before_the_server_has_answered_come_back_too(tmp_path: Path) -> None:
    app = WaitingConsole(FakeServer())
    app.parts.stores.drafts = DraftStore(tmp_path)
    base = as_edited(FUNCTIONS[0])
    DraftStore(tmp_path).discard(
        Draft(app.connection.server_id, "hello-world", base, base._replace(code="x" + HELLO), NOW)
    )
    async with app.run_test(size=(80, 24)) as pilot:
        await pilot.press("d", "enter")
        on(app, FunctionsScreen)
        app.may_connect.set()
        await settled(pilot)
        assert code(app) == "x" + HELLO


class FullStore(DraftStore):
    """A disk that takes nothing that was discarded."""

    def discard(self, draft: Draft) -> None:
        raise StorageError("full", "no space left")


async def test_what_cannot_be_kept_aside_is_discarded_only_when_asked_once_more(tmp_path: Path) -> None:
    app = FixtureConsole(FakeServer())
    app.parts.stores.drafts = FullStore(tmp_path)
    async with app.run_test(size=(80, 24)) as pilot:
        await press(pilot, "enter", "x", "escape", "4", "enter")
        assert code(app) == "x" + HELLO
        await press(pilot, "escape", "4", "2")
        on(app, FunctionsScreen)
        assert "Discarded the unsaved changes of hello-world." in said(app)


async def test_without_a_place_for_drafts_none_is_promised() -> None:
    app = console(None)
    async with app.run_test(size=(80, 24)) as pilot:
        await press(pilot, "enter", "x", "escape")
        assert "draft" not in choices(app)
        assert "brings them back" not in choices(app)
        await press(pilot, "3")
        on(app, FunctionsScreen)


async def test_quitting_says_what_was_discarded(tmp_path: Path) -> None:
    app = console(tmp_path)
    async with app.run_test(size=(80, 24)) as pilot:
        await press(pilot, "enter", "x", "ctrl+q")
        await pilot.press("4")
        await pilot.pause()
    assert app.return_code == 0
    assert app.last_words == "Discarded the unsaved changes of hello-world; d in the list brings them back."


async def test_quitting_asks_every_editor_the_newest_first(tmp_path: Path) -> None:
    app = console(tmp_path)
    async with app.run_test(size=(80, 24)) as pilot:
        await press(pilot, "enter", "x")
        app.parts.navigator.go(OpenFunction(FUNCTIONS[1].summary))
        await press(pilot, "y", "ctrl+q")
        below, above = app.screen_stack[1:3]
        assert app.screen_stack[2:] == [above, on(app, QuestionScreen)]
        # They are listed, to go through them. The upper one lets go: now the lower one is asked, and no key of the
        # first question answers it.
        assert "hello-world (code)" in shown_text(app)
        await press(pilot, "2", "4")
        assert app.is_running
        assert app.screen_stack[1:] == [below, on(app, QuestionScreen)]
        await press(pilot, "1")
        assert on(app, EditorScreen) is below
        assert on(app, EditorScreen).unsaved == ("code",)
        # One alone is not listed.
        await press(pilot, "ctrl+q")
        await pilot.press("2")
        await pilot.pause()
    assert app.return_code == 0
    assert app.last_words.splitlines() == [
        "Discarded the unsaved changes of daily-digest; d in the list brings them back.",
        "The unsaved changes of hello-world are kept as a draft.",
    ]
    assert [(draft.slug, draft.discarded) for draft in DraftStore(tmp_path).all()].count(("hello-world", False)) == 1


async def test_quitting_over_a_dialog_of_the_upper_editor_asks_all_the_same(tmp_path: Path) -> None:
    app = console(tmp_path)
    async with app.run_test(size=(80, 24)) as pilot:
        await press(pilot, "enter", "x")
        app.parts.navigator.go(OpenFunction(FUNCTIONS[1].summary))
        # Nothing is unsaved in the upper one, over which its history stands.
        await press(pilot, "ctrl+t", "ctrl+q")
        assert app.is_running
        assert app.screen_stack[2:] == [on(app, QuestionScreen)]


def test_one_discarded_edit_is_kept_of_each_function(tmp_path: Path) -> None:
    store = DraftStore(tmp_path)
    edited = FUNCTIONS[0]
    base = (edited.summary.name, "", "active", edited.code)
    first, second = (
        Draft("here", "f", Edited(*base), Edited(*base)._replace(code=text), NOW) for text in ("first", "second")
    )
    for draft in (first, second):
        store.discard(draft)
    assert [(each.edited.code, each.discarded) for each in store.all()] == [("second", True)]
    assert store.with_drafts("here", ["f"]) == frozenset()
    # A console that brought the first back does not take the second away.
    store.forget_discarded(first)
    (kept,) = store.all()
    assert kept.edited.code == "second"
    store.forget_discarded(kept)
    assert store.all() == []
