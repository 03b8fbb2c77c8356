"""Several functions open at once: each with its own edit, draft and outcome, and none gets into another's way."""

from __future__ import annotations

import asyncio
from dataclasses import dataclass, field
from pathlib import Path

from textual.pilot import Pilot

from tests.console_fixture import (
    FUNCTIONS,
    HELLO,
    FakeServer,
    FixtureConsole,
    at_each_size,
    function,
    not_deployed,
    press,
    press_meanwhile,
    rested,
    settled,
    turn,
    typed,
    until,
)
from tests.screen_text import shown_rows, shown_text
from tui.app.compare.screen import VersionsScreen
from tui.app.editor.screen import EditorScreen
from tui.app.functions.screen import FunctionsScreen
from tui.app.shell.outcome import OutcomePanel
from tui.app.shell.questions import QuestionScreen
from tui.app.shell.routes import OpenConnect, OpenFunction
from tui.app.shell.screen import ConsoleScreen
from tui.app.shell.status_line import StatusLine
from tui.app.shell.tab_line import TabLine, pieces
from tui.errors import StorageError
from tui.model.function import FunctionChanges, WriteAnswer
from tui.sessions.edit.events import Command
from tui.sessions.edit.values import ChosenVersion
from tui.sessions.live_follow import LookAnew
from tui.sessions.open_editors import OpenEditors, opened, shown
from tui.store.drafts import Draft, DraftStore

SIZE = (80, 24)


@dataclass
class SlowServer(FakeServer):
    """Holds a save back until it may go."""

    may_save: asyncio.Event = field(default_factory=asyncio.Event)

    async def update_function(self, slug: str, changes: FunctionChanges) -> WriteAnswer:
        await self.may_save.wait()
        return await super().update_function(slug, changes)


def console(folder: Path, server: FakeServer | None = None) -> FixtureConsole:
    app = FixtureConsole(server or FakeServer())
    app.parts.stores.drafts = DraftStore(folder)
    return app


def on(app: FixtureConsole, kind: type[object]) -> None:
    assert isinstance(app.screen, kind), app.screen


def slug(app: FixtureConsole) -> str:
    assert isinstance(app.screen, EditorScreen), app.screen
    return app.screen.edited_slug()


def code(app: FixtureConsole) -> str:
    assert isinstance(app.screen, EditorScreen)
    return app.screen.code.text


def said(app: FixtureConsole) -> str:
    return app.screen.query_one(StatusLine).last_said


def tabs(app: FixtureConsole) -> str:
    line = app.screen.query_one(TabLine)
    return line.content.plain if line.display else ""


async def three(pilot: Pilot[int]) -> None:
    """hello-world with an x in front of it, daily-digest with a y, stripe-webhook as it is; the last one is shown."""
    await press(pilot, "enter", "x", "alt+0", "down", "enter", "y", "alt+0", "down", "enter")


async def test_each_open_function_keeps_its_edit_its_undo_and_its_cursor(tmp_path: Path) -> None:
    app = console(tmp_path)
    async with app.run_test(size=SIZE) as pilot:
        await press(pilot, "enter", "x", "down")
        # One alone has no line of tabs.
        assert tabs(app) == ""
        await press(pilot, "alt+0")
        assert isinstance(app.screen, FunctionsScreen)
        assert said(app) == "hello-world stays open; enter in the list goes back to it."
        await press(pilot, "down", "enter", "y", "z")
        assert slug(app) == "daily-digest"
        assert tabs(app) == "1 hello-world*  2 daily-digest*"
        await press(pilot, "alt+1")
        assert (slug(app), code(app)) == ("hello-world", "x" + HELLO)
        editor = app.screen
        assert isinstance(editor, EditorScreen)
        assert editor.code.cursor_location == (1, 1)
        await press(pilot, "ctrl+z")
        assert code(app) == HELLO
        await rested(pilot)
        assert tabs(app) == "1 hello-world  2 daily-digest*"
        await press(pilot, "ctrl+tab")
        assert code(app).startswith("yz")
        await press(pilot, "ctrl+shift+tab", "ctrl+y")
        assert code(app) == "x" + HELLO
        await press(pilot, "alt+7")
        assert said(app) == "There is no open function 7: 2 are open."
        # Escape leaves this one, as ever, and goes to the list; the other one stays open.
        await press(pilot, "escape", "2")
        assert isinstance(app.screen, FunctionsScreen)
        await press(pilot, "alt+1")
        assert slug(app) == "daily-digest"
        assert tabs(app) == ""
        # The one that was left is taken apart, and opened anew.
        await until(pilot, lambda: not editor.is_attached)
        await press(pilot, "ctrl+z", "ctrl+z", "escape", "up", "enter", "1")
        assert code(app) == "x" + HELLO


async def test_a_number_stays_with_its_function_until_that_is_left(tmp_path: Path) -> None:
    app = console(tmp_path)
    async with app.run_test(size=SIZE) as pilot:
        await three(pilot)
        await press(pilot, "alt+1", "escape", "2", "alt+2")
        assert (slug(app), tabs(app)) == ("daily-digest", "2 daily-digest*  3 stripe-webhook")
        await press(pilot, "alt+1")
        assert said(app) == "There is no open function 1: 2 are open."
        # The next one takes the number that is free.
        await press(pilot, "alt+0", "end", "enter")
        assert tabs(app) == f"1 {slug(app)}  2 daily-digest*  3 stripe-webhook"


async def test_what_is_open_is_shown_from_wherever_it_is_opened_and_marked_in_the_list(tmp_path: Path) -> None:
    app = console(tmp_path)
    async with app.run_test(size=SIZE) as pilot:
        await press(pilot, "enter", "down", "alt+0")
        first = app.parts.navigator.editors.kept[0]
        await press(pilot, "down")
        assert shown_rows(app)[2].startswith(" oHello World")
        await press(pilot, "up", "enter")
        assert app.screen is first
        # The palette has what is open first; from a view too.
        await press(pilot, "alt+0", "down", "enter", "alt+0", "2", "ctrl+p")
        assert "open · function" in shown_text(app)
        await press(pilot, "down", "enter")
        assert app.screen is first
        await press(pilot, "alt+0")
        assert app.screen is not app.list_screen
        # At a line, or with a version, it is the same editor.
        app.parts.navigator.go(OpenFunction(FUNCTIONS[0].summary, line=3))
        await settled(pilot)
        assert app.screen is first
        assert isinstance(first, EditorScreen)
        assert first.code.cursor_location[0] == 3
        await press(pilot, "alt+0", "1")
        version = ChosenVersion(FUNCTIONS[0].content._replace(code="old\n"), "a version")
        app.parts.navigator.go(OpenFunction(FUNCTIONS[0].summary, restoring=version))
        await settled(pilot)
        assert (app.screen, code(app)) == (first, "old\n")


async def test_a_save_goes_on_in_a_tab_that_is_not_shown_and_is_told_where_the_user_is(tmp_path: Path) -> None:
    server = SlowServer()
    app = console(tmp_path, server)
    async with app.run_test(size=SIZE) as pilot:
        await press(pilot, "enter", "x")
        await press_meanwhile(pilot, "ctrl+s", "alt+0", "down", "enter", "y")
        assert slug(app) == "daily-digest"
        assert tabs(app) == "1 hello-world*~  2 daily-digest*"
        # Its own save waits for nothing of the other.
        server.may_save.set()
        await settled(pilot)
        assert said(app).startswith("hello-world: Saved")
        assert tabs(app) == "1 hello-world+  2 daily-digest*"
        assert slug(app) == "daily-digest"
        await press(pilot, "ctrl+s")
        assert [each.code for each in server.writes] == ["x" + HELLO, "y" + FUNCTIONS[1].code]
        server.write = not_deployed
        server.may_save.clear()
        await press(pilot, "z")
        await press_meanwhile(pilot, "ctrl+s", "alt+1")
        assert tabs(app) == "1 hello-world  2 daily-digest*~"
        server.may_save.set()
        await settled(pilot)
        assert tabs(app) == "1 hello-world  2 daily-digest!"
        assert said(app).startswith("daily-digest: ")
        await press(pilot, "alt+2")
        # What became of it stands there, and was seen now.
        assert tabs(app) == "1 hello-world  2 daily-digest"
        report = app.screen.query_one("#outcome", OutcomePanel).report
        assert report is not None
        assert report.details


async def test_a_question_of_a_tab_that_is_not_shown_waits_until_it_is(tmp_path: Path) -> None:
    server = SlowServer()
    app = console(tmp_path, server)
    async with app.run_test(size=SIZE) as pilot:
        await press(pilot, "enter", "x", "alt+0", "down", "enter")
        hidden = app.parts.navigator.editors.kept[0]
        assert isinstance(hidden, EditorScreen)
        server.put(function("hello-world", "Hello World", "active", 0, HELLO + "// theirs\n", "Returns a greeting"))
        hidden.driver.ask(Command.SAVE)
        await settled(pilot)
        assert said(app).startswith("hello-world: ")
        # A conflict waits to be asked about; time and keys pass elsewhere.
        for _ in range(20):
            turn(pilot)
            await press(pilot, "y")
        assert slug(app) == "daily-digest"
        # What its disk has to say is told where the user is.
        hidden.announce("The disk is full.")
        assert said(app) == "hello-world: The disk is full."
        # What would be asked at once is left unanswered.
        hidden.driver.ask(Command.CLOSE)
        await settled(pilot)
        assert slug(app) == "daily-digest"
        await press(pilot, "alt+1")
        await until(pilot, lambda: isinstance(app.screen, VersionsScreen))
        assert server.writes == []


async def test_one_that_was_to_be_left_when_it_is_saved_stays_where_the_user_went_to_another(tmp_path: Path) -> None:
    server = SlowServer()
    app = console(tmp_path, server)
    async with app.run_test(size=SIZE) as pilot:
        await press(pilot, "down", "enter", "alt+0", "up", "enter", "x", "escape")
        await press_meanwhile(pilot, "3", "alt+1", "y")
        assert tabs(app) == "1 daily-digest*  2 hello-world*~"
        server.may_save.set()
        await settled(pilot)
        assert (slug(app), code(app)[0]) == ("daily-digest", "y")
        assert tabs(app) == "1 daily-digest*  2 hello-world+"
        assert said(app).startswith("hello-world: Saved")


async def test_one_that_is_left_where_it_is_not_shown_leaves_the_shown_one_alone(tmp_path: Path) -> None:
    app = console(tmp_path)
    async with app.run_test(size=SIZE) as pilot:
        await three(pilot)
        editors = app.parts.navigator.editors
        kept = editors.kept[0]
        editors.leave(kept)
        await settled(pilot)
        assert tabs(app) == "1 hello-world*  3 stripe-webhook"
        await until(pilot, lambda: not kept.is_attached)
        # One below the one that was opened from it.
        below = app.screen
        assert isinstance(below, EditorScreen)
        app.parts.navigator.go(OpenFunction(FUNCTIONS[3].summary))
        await press(pilot, "z")
        editors.leave(below)
        await settled(pilot)
        assert (slug(app), code(app)[0]) == ("image-resize", "z")
        assert tabs(app) == "1 hello-world*  2 image-resize*"
        await until(pilot, lambda: not below.is_attached)
        await press(pilot, "escape", "4")
        assert isinstance(app.screen, FunctionsScreen)


async def test_what_others_change_reaches_every_open_function(tmp_path: Path) -> None:
    server = FakeServer()
    app = console(tmp_path, server)
    async with app.run_test(size=SIZE) as pilot:
        await three(pilot)
        theirs = function("hello-world", "Hello World", "active", 0, HELLO + "// theirs\n", "Returns a greeting")
        server.put(theirs)
        app.parts.live._perform(LookAnew(frozenset({"hello-world"}), asks=False))
        await settled(pilot)
        assert tabs(app) == "1 hello-world*!  2 daily-digest*  3 stripe-webhook"
        assert said(app).startswith("hello-world: Changed on the server")


async def test_quitting_lists_what_is_unsaved_and_keeps_all_drafts(tmp_path: Path) -> None:
    app = console(tmp_path)
    async with app.run_test(size=SIZE) as pilot:
        await three(pilot)
        await press(pilot, "alt+0", "q")
        on(app, QuestionScreen)
        assert "Leave with unsaved changes in 2 functions?" in shown_text(app)
        assert "daily-digest (code), hello-world (code)" in " ".join(shown_text(app).split())
        await press(pilot, "escape")
        on(app, FunctionsScreen)
        await press(pilot, "q")
        await pilot.press("3")
        await pilot.pause()
    assert app.return_code == 0
    assert sorted(app.last_words.splitlines()) == [
        "The unsaved changes of daily-digest are kept as a draft.",
        "The unsaved changes of hello-world are kept as a draft.",
    ]
    drafts = {draft.slug: draft.edited.code for draft in DraftStore(tmp_path).all()}
    assert drafts == {"hello-world": "x" + HELLO, "daily-digest": "y" + FUNCTIONS[1].code}


async def test_quitting_discards_all_or_goes_through_them(tmp_path: Path) -> None:
    app = console(tmp_path)
    async with app.run_test(size=SIZE) as pilot:
        await three(pilot)
        # One after the other: the one that is shown is clean, and the one used last is asked first.
        await press(pilot, "ctrl+q", "2")
        assert "Leave with unsaved changes?" in shown_text(app)
        assert [each.edited_slug() for each in app.screen_stack if isinstance(each, EditorScreen)] == ["daily-digest"]
        await press(pilot, "1")
        assert code(app).startswith("y")
        assert tabs(app) == "1 hello-world*  2 daily-digest*"
        await press(pilot, "ctrl+q")
        await pilot.press("4")
        await pilot.pause()
    assert app.return_code == 0
    assert {(draft.slug, draft.discarded) for draft in DraftStore(tmp_path).all()} == {
        ("hello-world", True),
        ("daily-digest", True),
    }


class FullStore(DraftStore):
    """A disk that takes nothing that was discarded."""

    def discard(self, draft: Draft) -> None:
        raise StorageError("full", "no space left")


async def test_what_cannot_be_discarded_is_asked_about_over_its_own_editor(tmp_path: Path) -> None:
    app = FixtureConsole(FakeServer())
    app.parts.stores.drafts = FullStore(tmp_path)
    async with app.run_test(size=SIZE) as pilot:
        await three(pilot)
        await press(pilot, "ctrl+q", "4")
        assert "Discard the changes for good?" in shown_text(app)
        await press(pilot, "1")
        assert slug(app) == "daily-digest"
        await press(pilot, "ctrl+q", "4", "2")
        # The first one went for good; the next one is asked about as well.
        assert app.is_running
        await pilot.press("2")
        await pilot.pause()
    assert app.return_code == 0


async def test_a_save_under_way_in_a_tab_that_is_not_shown_keeps_the_console_from_ending(tmp_path: Path) -> None:
    server = SlowServer()
    app = console(tmp_path, server)
    async with app.run_test(size=SIZE) as pilot:
        await press(pilot, "enter", "x")
        await press_meanwhile(pilot, "ctrl+s", "alt+0", "q")
        assert app.is_running
        assert slug(app) == "hello-world"
        server.may_save.set()
        await settled(pilot)
        assert server.writes


async def test_the_end_by_a_signal_keeps_what_is_unsaved_in_every_open_function(tmp_path: Path) -> None:
    app = console(tmp_path)
    async with app.run_test(size=SIZE) as pilot:
        await three(pilot)
        await press(pilot, "z", "alt+0")
        kept = app.before_the_end()
        assert len(kept) == 3
        found = {draft.slug: draft.edited.code[0] for draft in DraftStore(tmp_path).all()}
        assert found == {"hello-world": "x", "daily-digest": "y", "stripe-webhook": "z"}


async def test_no_other_server_is_connected_while_functions_are_open(tmp_path: Path) -> None:
    app = console(tmp_path)
    async with app.run_test(size=SIZE) as pilot:
        await press(pilot, "enter", "alt+0", "c")
        assert isinstance(app.screen, FunctionsScreen)
        assert said(app) == (
            "Open here: hello-world. Leave them (esc) before another server is connected; f2 in one signs in again."
        )
        app.parts.connecting.use_profile("other")
        await settled(pilot)
        assert said(app).startswith("Open here: hello-world.")
        await press(pilot, "alt+1", "escape")
        app.parts.navigator.go(OpenConnect())
        await settled(pilot)
        assert not isinstance(app.screen, ConsoleScreen)


async def test_what_stands_over_an_editor_keeps_it_from_being_shown(tmp_path: Path) -> None:
    app = console(tmp_path)
    async with app.run_test(size=SIZE) as pilot:
        await press(pilot, "enter", "ctrl+r", "ctrl+p", typed("digest"), "enter")
        assert slug(app) == "daily-digest"
        await press(pilot, "alt+1")
        assert (slug(app), said(app)) == ("daily-digest", "hello-world is open below: esc goes back to it.")


async def test_a_click_shows_a_tab_and_the_line_has_room_everywhere(tmp_path: Path) -> None:
    app = console(tmp_path)
    async with app.run_test(size=SIZE) as pilot:
        await three(pilot)
        await pilot.click(TabLine, offset=(5, 0))
        await settled(pilot)
        assert slug(app) == "hello-world"
        await press(pilot, "alt+3", "alt+0")
        # What is unsaved is marked in the list, before the disk was asked for drafts.
        app.list_screen.tell(app.list_screen.facts._replace(drafts=frozenset()))
        assert [row[:2] for row in shown_rows(app)[3:6]] == [" *", " *", ">o"]
        await press(pilot, "enter")
        async for cells, _ in at_each_size(pilot):
            row = shown_rows(app)[1]
            assert "3 stripe-webhook" in row
            assert len(row.rstrip()) <= cells


def test_the_shown_tab_has_room_however_many_there_are() -> None:
    state = OpenEditors()
    for key in range(12):
        state = opened(state, key, f"a-function-with-a-long-name-{key}")
    for key in range(12):
        found = pieces(shown(state, key), 40)
        assert key in [each.key for each in found]
        # That there are more is said at each end.
        assert (found[0].text == "…") == (found[0].key is None) == (key > 0)
        assert (found[-1].text == "…") == (key < 11)
        last = found[-1]
        assert last.column + len(last.text) <= 40
