"""A long text is in memory once: what is open in the editor is neither held by the preview nor by what was saved."""

from __future__ import annotations

from dataclasses import dataclass, field

from textual.pilot import Pilot

from tests.console_fixture import FakeServer, FixtureConsole, function, settled
from tui.app.editor.screen import EditorScreen
from tui.app.widgets.code_editor import CodeEditor
from tui.model.function import Function

LONG = function("long", "Long", "active", 1, "const answer = 42; // and some words\n" * 4000)
SHORT = function("short", "Short", "active", 2, "const answer = 42;\n")


@dataclass
class CountingServer(FakeServer):
    """Tells how often each function was fetched."""

    fetched: list[str] = field(default_factory=list)

    async def get_function(self, slug: str) -> Function:
        self.fetched.append(slug)
        return await super().get_function(slug)


def previewed(console: FixtureConsole) -> int:
    return console.list_screen.query_one("#preview-code", CodeEditor).document.line_count


async def quiet(pilot: Pilot[int], console: FixtureConsole) -> None:
    for _ in range(3):
        await settled(pilot)


async def test_the_preview_lets_a_long_text_go_while_the_editor_has_it() -> None:
    console = FixtureConsole(CountingServer(functions=(LONG, SHORT)))
    async with console.run_test(size=(120, 40)) as pilot:
        await quiet(pilot, console)
        assert previewed(console) == 4001
        await pilot.press("enter")
        await quiet(pilot, console)
        assert isinstance(console.screen, EditorScreen)
        assert previewed(console) == 1
        await pilot.press("escape")
        await quiet(pilot, console)
        assert previewed(console) == 4001
        await pilot.press("v")
        await quiet(pilot, console)
        assert previewed(console) == 1


async def test_a_short_text_stays_and_is_not_fetched_again() -> None:
    server = CountingServer(functions=(SHORT,))
    console = FixtureConsole(server)
    async with console.run_test(size=(120, 40)) as pilot:
        await quiet(pilot, console)
        await pilot.press("enter")
        await quiet(pilot, console)
        seen = len(server.fetched)
        await pilot.press("escape")
        await quiet(pilot, console)
        assert previewed(console) == 2
        assert server.fetched[seen:] == []


async def test_after_a_save_the_text_is_held_once_and_not_fetched_for_a_pane_nobody_sees() -> None:
    server = CountingServer(functions=(SHORT,))
    console = FixtureConsole(server)
    async with console.run_test(size=(120, 40)) as pilot:
        await quiet(pilot, console)
        await pilot.press("enter")
        await quiet(pilot, console)
        await pilot.press("x", "ctrl+s")
        await quiet(pilot, console)
        screen = console.screen
        assert isinstance(screen, EditorScreen)
        assert screen.unsaved == ()
        lines = screen.query_one("#code", CodeEditor).document.lines
        assert screen.state.loaded is not None
        assert screen.state.loaded.lines[0] == "xconst answer = 42;"
        assert screen.state.loaded.lines[0] is lines[0]
        seen = len(server.fetched)
        await pilot.press("escape")
        await quiet(pilot, console)
        assert server.fetched[seen:] == ["short"]
