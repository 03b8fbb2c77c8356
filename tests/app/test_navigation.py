"""Routes are opened by what is registered for them."""

from __future__ import annotations

from pathlib import Path

import pytest
from textual.screen import Screen

from tests.console_fixture import FUNCTIONS, NOW, FakeServer, FixtureConsole, press, rested, settled, until
from tui.app.editor.screen import EditorScreen
from tui.app.functions.screen import FunctionsScreen
from tui.app.shell.navigation import Registry
from tui.app.shell.questions import QuestionScreen
from tui.app.shell.routes import Back, OpenConnect, OpenFunction, OpenHistory
from tui.app.shell.status_line import StatusLine
from tui.sessions.edit.conflict import as_edited
from tui.store.drafts import Draft, DraftStore


def test_a_route_opens_what_was_registered_for_it_and_an_unknown_one_nothing() -> None:
    opened: list[OpenHistory] = []
    registry = Registry()

    def open_history(route: OpenHistory) -> Screen[None]:
        opened.append(route)
        return Screen()

    registry.register(OpenHistory, open_history)
    assert registry.screen_for(OpenHistory("f")) is not None
    assert opened == [OpenHistory("f")]
    with pytest.raises(LookupError):
        registry.screen_for(OpenConnect())


async def test_back_leads_to_the_screen_below_and_says_there_what_there_is_to_say() -> None:
    app = FixtureConsole(FakeServer())
    async with app.run_test(size=(80, 24)) as pilot:
        await settled(pilot)
        app.parts.navigator.go(OpenFunction(FUNCTIONS[1].summary))
        app.parts.navigator.go(OpenFunction(FUNCTIONS[0].summary))
        await settled(pilot)
        above, below = app.screen_stack[2], app.screen_stack[1]
        app.parts.navigator.go(Back("Left."))
        await settled(pilot)
        assert above not in app.screen_stack
        assert app.screen is below
        assert "Left." in str(below.query_one(StatusLine).content)
        app.parts.navigator.go(Back())
        assert isinstance(app.screen, FunctionsScreen)


async def test_a_function_can_be_opened_at_a_line() -> None:
    app = FixtureConsole(FakeServer())
    async with app.run_test(size=(80, 24)) as pilot:
        await settled(pilot)
        app.parts.navigator.go(OpenFunction(FUNCTIONS[0].summary, line=3))
        await settled(pilot)
        assert isinstance(app.screen, EditorScreen)
        assert app.screen.code.cursor_location == (3, 0)


async def test_a_line_that_is_asked_for_before_an_editor_is_shown_is_gone_to_once_it_is() -> None:
    app = FixtureConsole(FakeServer())
    async with app.run_test(size=(80, 24)) as pilot:
        await settled(pilot)
        app.parts.navigator.go(OpenFunction(FUNCTIONS[0].summary))
        app.parts.navigator.go(OpenFunction(FUNCTIONS[0].summary, line=3, said="It fails here."))
        await settled(pilot)
        assert isinstance(app.screen, EditorScreen)
        assert len(app.screen_stack) == 2
        assert app.screen.code.cursor_location == (3, 0)


async def test_no_place_leads_away_from_the_first_conflict_of_a_draft(tmp_path: Path) -> None:
    server = FakeServer()
    app = FixtureConsole(server)
    drafts = app.parts.stores.drafts = DraftStore(tmp_path)
    theirs = as_edited(server.functions[0])
    place = drafts.claim("http://localhost:7130", "hello-world").slot
    lines = theirs.code.split("\n")
    base, mine = ("\n".join((said, *lines[1:])) for said in ("// before", "// mine"))
    place.write(
        Draft("http://localhost:7130", "hello-world", theirs._replace(code=base), theirs._replace(code=mine), NOW)
    )
    place.release()
    async with app.run_test(size=(80, 24)) as pilot:
        await settled(pilot)
        app.parts.navigator.go(OpenFunction(FUNCTIONS[0].summary, line=3))
        await until(pilot, lambda: isinstance(app.screen, QuestionScreen))
        await rested(pilot)
        await press(pilot, "1", "3")
        assert isinstance(app.screen, EditorScreen)
        assert "<<<<<<<" in app.screen.code.text
        assert app.screen.code.cursor_location[0] == 0
