"""A dialog that comes by itself takes no key that was meant for the code."""

from __future__ import annotations

import asyncio
from datetime import timedelta

import pytest
from textual.pilot import Pilot

from tests.console_fixture import HELLO, NOW, FakeServer, FixtureConsole, function, settled, turned
from tests.fake_clock import FakeClock
from tui.app.compare.screen import VersionsScreen
from tui.app.connect.screen import ConnectScreen
from tui.app.editor.needs import Timing
from tui.app.editor.screen import EditorScreen
from tui.app.shell.outcome import OutcomePanel
from tui.app.shell.questions import CountdownScreen
from tui.errors import ApiError, RateLimitExceeded, Unauthorised, Unreachable, UnreachableReason
from tui.model.function import Function
from tui.sessions.edit.telling import READING_SECONDS
from tui.sessions.key_rest import IGNORE_KEYS_SECONDS, REST_SECONDS, KeyRest


class SlowServer(FakeServer):
    """A server whose look before a save takes until it is let go on."""

    def __init__(self, error: ApiError | None = None) -> None:
        super().__init__()
        self.go_on = asyncio.Event()
        self.asked = asyncio.Event()
        self.save_error = error

    async def get_function(self, slug: str) -> Function:
        found = await super().get_function(slug)
        if not self.asked.is_set() and self.looking:
            self.asked.set()
            await self.go_on.wait()
            if self.save_error is not None:
                raise self.save_error
            return function(slug, "Hello World", "active", 0, HELLO.replace("Hello", "Hi"), "Returns a greeting")
        return found

    looking = False


async def typed_on(pilot: Pilot[int], server: SlowServer) -> EditorScreen:
    """Save, go on typing while the server is asked, and type on when its answer is there."""
    await settled(pilot)
    await pilot.press("enter")
    await settled(pilot)
    editor = pilot.app.screen
    assert isinstance(editor, EditorScreen)
    server.looking = True
    await pilot.press("x", "ctrl+s")
    await asyncio.wait_for(server.asked.wait(), 5)
    await pilot.press("1")
    server.go_on.set()
    await pilot.press(*"212")
    await settled(pilot)
    return editor


@pytest.mark.parametrize(
    ("error", "kind"),
    [
        (None, VersionsScreen),
        (Unauthorised(401, "", "no"), ConnectScreen),
    ],
)
async def test_what_is_typed_when_a_dialog_comes_goes_into_the_code(error: ApiError | None, kind: type[object]) -> None:
    clock = FakeClock()
    server = SlowServer(error)
    console = FixtureConsole(server, clock=clock)
    console.parts.timing = Timing((0.0,), KeyRest())
    async with console.run_test() as pilot:
        editor = await typed_on(pilot, server)
        assert console.screen is editor
        await turned(pilot, clock, REST_SECONDS)
        assert isinstance(console.screen, kind)
        assert editor.edited.code.startswith("x1212")
        dialog = console.screen
        await pilot.press("3", "escape", "enter")
        await pilot.pause()
        assert console.screen is dialog
        await turned(pilot, clock, IGNORE_KEYS_SECONDS + 0.1)
        await pilot.press("escape")
        await settled(pilot)
        assert console.screen is editor
        assert editor.edited.code.startswith("x1212")


async def test_a_countdown_that_comes_while_typing_waits_too() -> None:
    clock = FakeClock()
    server = FakeServer(write=RateLimitExceeded(429, "", "slow down", NOW - timedelta(seconds=1)))
    console = FixtureConsole(server, clock=clock)
    console.parts.timing = Timing((0.0,), KeyRest())
    async with console.run_test() as pilot:
        await settled(pilot)
        await pilot.press("enter")
        await settled(pilot)
        await pilot.press("x", "ctrl+s", "y", "enter")
        editor = console.screen
        assert isinstance(editor, EditorScreen)
        await turned(pilot, clock, REST_SECONDS)
        assert isinstance(console.screen, CountdownScreen)
        await pilot.press("enter")
        await settled(pilot)
        assert len(server.writes) == 1
        assert editor.edited.code.startswith("xy\n")


async def test_an_outcome_that_comes_while_typing_is_not_wiped_away_unread() -> None:
    clock = FakeClock()
    server = SlowServer(Unreachable(UnreachableReason.REFUSED, "nobody there"))
    console = FixtureConsole(server, clock=clock)
    console.parts.timing = Timing((0.0,), KeyRest())
    async with console.run_test() as pilot:
        editor = await typed_on(pilot, server)
        await settled(pilot)
        await pilot.press("x")
        await settled(pilot)
        report = editor.query_one("#outcome", OutcomePanel).report
        assert report is not None
        assert report.headline.startswith("Not saved: ")
        await turned(pilot, clock, READING_SECONDS)
        await pilot.press("x")
        await settled(pilot)
        assert editor.query_one("#outcome", OutcomePanel).report is None


async def test_an_outcome_typed_over_goes_by_itself_when_it_has_stood_long_enough() -> None:
    clock = FakeClock()
    server = SlowServer(Unreachable(UnreachableReason.REFUSED, "nobody there"))
    console = FixtureConsole(server, clock=clock)
    console.parts.timing = Timing((0.0,), KeyRest())
    async with console.run_test() as pilot:
        editor = await typed_on(pilot, server)
        await settled(pilot)
        await pilot.press("x")
        panel = editor.query_one("#outcome", OutcomePanel)
        await turned(pilot, clock, READING_SECONDS / 2)
        assert panel.report is not None
        await turned(pilot, clock, READING_SECONDS / 2)
        assert panel.report is None


async def test_an_outcome_that_a_newer_save_replaced_asks_nothing() -> None:
    clock = FakeClock()
    server = SlowServer()
    console = FixtureConsole(server, clock=clock)
    console.parts.timing = Timing((0.0,), KeyRest())
    async with console.run_test() as pilot:
        editor = await typed_on(pilot, server)
        # The conflict is told and waits for the keys to rest; this save finds no conflict any more.
        await pilot.press("ctrl+s")
        await settled(pilot)
        await turned(pilot, clock, REST_SECONDS + IGNORE_KEYS_SECONDS)
        assert console.screen is editor
        assert len(server.writes) == 1


async def test_a_dialog_that_comes_by_itself_waits_for_the_one_that_is_open() -> None:
    clock = FakeClock()
    server = SlowServer()
    console = FixtureConsole(server, clock=clock)
    async with console.run_test() as pilot:
        await settled(pilot)
        await pilot.press("enter")
        await settled(pilot)
        editor = console.screen
        server.looking = True
        await pilot.press("x", "ctrl+s", "f2")
        await asyncio.wait_for(server.asked.wait(), 5)
        server.go_on.set()
        await turned(pilot, clock, 0.25)
        dialog: object = console.screen
        assert isinstance(dialog, ConnectScreen)
        await pilot.press("escape")
        await turned(pilot, clock, 0.25)
        assert isinstance(console.screen, VersionsScreen)
        assert console.screen_stack[-2] is editor
