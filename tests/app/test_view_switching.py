"""The views: which one is on the screen, that each stays as it was left, and what the header says of them."""

from __future__ import annotations

from functools import partial

import pytest
from textual.app import ComposeResult

from tests.console_fixture import FUNCTIONS, FakeServer, FixtureConsole, press, settled
from tui.app.editor.screen import EditorScreen
from tui.app.functions.screen import FunctionsScreen
from tui.app.shell.header import StatusHeader
from tui.app.shell.key_bar import KeyBar
from tui.app.shell.routes import Back, OpenFunction, OpenFunctions, Route
from tui.app.shell.screen import ConsoleScreen
from tui.app.shell.status_line import StatusLine
from tui.app.shell.view_commands import VIEW_COMMANDS, VIEW_SWITCHES, ViewCommands
from tui.app.shell.views import VIEWS, view_tabs
from tui.app.widgets.theme import LIGHT


class OtherRoute(Route[None]):
    """Leads to another view."""


class ThirdRoute(Route[None]):
    """Leads to a third one."""


class OtherView(ConsoleScreen):
    """A view of a test's own."""

    SWITCHING = VIEW_SWITCHES
    LEAVING = VIEW_COMMANDS

    def __init__(self, app: FixtureConsole, name: str) -> None:
        super().__init__()
        self.view = name
        self._app = app
        self.views = ViewCommands(self, app.connection, app.parts.navigator)

    def compose(self) -> ComposeResult:
        yield StatusHeader(self._app.connection, self._app.parts.clock, partial(view_tabs, self.view))
        yield StatusLine()
        yield KeyBar()


@pytest.fixture
def console() -> FixtureConsole:
    app = FixtureConsole(FakeServer())
    other, third = OtherView(app, "other"), OtherView(app, "third")
    registry = app.parts.navigator._registry  # views of a test's own
    registry.register(OtherRoute, lambda _route: other)
    registry.register(ThirdRoute, lambda _route: third)
    return app


async def test_a_view_is_shown_in_place_of_another_and_is_as_it_was_left(console: FixtureConsole) -> None:
    async with console.run_test(size=(80, 24)) as pilot:
        await press(pilot, "j", "j")
        functions, go = console.screen, console.parts.navigator.go
        go(OtherRoute())
        await settled(pilot)
        other = console.screen
        assert isinstance(other, OtherView)
        other.query_one(StatusLine).say("as it was", seconds=60)
        go(ThirdRoute())
        await settled(pilot)
        assert [type(each) for each in console.screen_stack] == [FunctionsScreen, OtherView]
        go(OtherRoute())
        await settled(pilot)
        assert console.screen is other
        assert "as it was" in str(other.query_one(StatusLine).content)
        await press(pilot, "1")
        assert console.screen is functions
        assert console.screen_stack == [functions]
        assert console.list_screen.table.state.place == 2
        go(OtherRoute())
        await settled(pilot)
        assert console.screen is other


async def test_a_view_that_is_on_the_screen_stays_there(console: FixtureConsole) -> None:
    async with console.run_test(size=(80, 24)) as pilot:
        await press(pilot, "1")
        assert len(console.screen_stack) == 1
        for _ in range(2):
            console.parts.navigator.go(OtherRoute())
            await settled(pilot)
        assert len(console.screen_stack) == 2


async def test_what_a_view_opens_goes_over_it_and_comes_back_to_it(console: FixtureConsole) -> None:
    async with console.run_test(size=(80, 24)) as pilot:
        await settled(pilot)
        go = console.parts.navigator.go
        go(OtherRoute())
        await settled(pilot)
        go(OpenFunction(FUNCTIONS[0].summary))
        await settled(pilot)
        assert isinstance(console.screen, EditorScreen)
        assert not console.parts.navigator.is_at_views
        go(Back())
        await settled(pilot)
        assert isinstance(console.screen, OtherView)


async def test_a_view_that_was_away_has_the_theme_and_the_size_of_now(console: FixtureConsole) -> None:
    async with console.run_test(size=(80, 24)) as pilot:
        await settled(pilot)
        console.parts.navigator.go(OtherRoute())
        await settled(pilot)
        other = console.screen
        dark = other.query_one(StatusLine).styles.background
        console.parts.navigator.go(OpenFunctions())
        await settled(pilot)
        console.theme = LIGHT.name
        await pilot.resize_terminal(100, 30)
        await settled(pilot)
        console.parts.navigator.go(OtherRoute())
        await settled(pilot)
        assert other.query_one(StatusLine).styles.background != dark
        assert other.query_one(StatusHeader).size.width == 98


async def test_the_header_names_the_view_and_greys_what_a_server_lacks(console: FixtureConsole) -> None:
    async with console.run_test(size=(80, 24)) as pilot:
        await settled(pilot)
        assert "1 functions" in str(console.screen.query_one(StatusHeader).render())
    for view in VIEWS:
        tabs = view_tabs("none of them", [view.name], True)
        styled = {str(span.style): tabs.plain[span.start : span.end] for span in tabs.spans}
        assert styled["$line"] == f"{view.key} {view.title.lower()}"


async def test_what_a_server_lacks_is_forgotten_with_the_server(console: FixtureConsole) -> None:
    async with console.run_test(size=(80, 24)) as pilot:
        await settled(pilot)
        connection = console.connection
        connection.note_lacking("functions", "It has none.")
        assert connection.lacking == {"functions": "It has none."}
        connection.note_lacking("functions", "")
        assert connection.lacking == {}
        connection.note_lacking("functions", "It has none.")
        assert connection.target is not None
        await connection.connect(connection.target)
        assert connection.lacking == {}


@pytest.mark.parametrize("columns", [40, 60, 80, 120])
async def test_the_view_has_room_in_the_header_of_every_width(console: FixtureConsole, columns: int) -> None:
    async with console.run_test(size=(columns, 24)) as pilot:
        await settled(pilot)
        header = console.screen.query_one(StatusHeader)
        shown = header.render()
        assert "1 functions" in shown.plain
        assert shown.cell_length <= header.size.width
