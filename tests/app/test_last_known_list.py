"""The list of an earlier run: shown at once, marked as such, and replaced by the server's."""

from __future__ import annotations

import asyncio
from datetime import timedelta
from typing import TYPE_CHECKING

import pytest

from tests.console_fixture import (
    FUNCTIONS,
    NOW,
    FakeLists,
    FakeServer,
    FixtureConsole,
    press_meanwhile,
    settled,
    turned,
    until,
)
from tests.fake_client import client_of
from tests.fake_clock import FakeClock
from tui.app.editor.screen import EditorScreen
from tui.app.functions.screen import FunctionsScreen
from tui.app.shell.status_line import StatusLine
from tui.app.widgets.row_table import RowTable
from tui.errors import Unreachable, UnreachableReason
from tui.flows.connect import Target
from tui.model.function import FunctionList
from tui.model.secret import Secret
from tui.sessions.key_rest import REST_SECONDS, KeyRest
from tui.store.list_cache import KnownList

if TYPE_CHECKING:
    from tui.api.client import Client

KNOWN = KnownList(tuple(each.summary for each in FUNCTIONS[:3]), NOW - timedelta(minutes=3))


class WaitingConsole(FixtureConsole):
    """Connects when it is let."""

    def __init__(self, server: FakeServer) -> None:
        super().__init__(server, known=KNOWN)
        self.may_connect = asyncio.Event()

    async def make_client(self, target: Target) -> Client:
        await self.may_connect.wait()
        return client_of(self.server)


def listed(console: FixtureConsole) -> list[str]:
    return [each.slug for each in console.list_screen.query_one(RowTable).state.shown]


def status(console: FixtureConsole) -> str:
    return str(console.screen.query_one(StatusLine).content)


async def test_it_stands_there_before_a_server_is_connected_and_gives_way_to_the_servers() -> None:
    console = WaitingConsole(FakeServer())
    async with console.run_test(size=(80, 24)) as pilot:
        assert sorted(listed(console)) == sorted(each.slug for each in KNOWN.functions)
        assert "3 functions last known (3m ago), refreshing" in status(console)
        console.may_connect.set()
        await settled(pilot)
        assert len(listed(console)) == len(FUNCTIONS)
        assert "last known" not in status(console)
        assert isinstance(console.parts.loader.cache, FakeLists)
        assert console.parts.loader.cache.known == KnownList(tuple(each.summary for each in FUNCTIONS), NOW)


async def test_a_function_chosen_too_early_opens_when_the_server_is_there() -> None:
    console = WaitingConsole(FakeServer())
    async with console.run_test(size=(80, 24)) as pilot:
        await pilot.press("down", "enter")
        assert "daily-digest opens when the server has answered" in status(console)
        console.may_connect.set()
        await settled(pilot)
        assert isinstance(console.screen, EditorScreen)


async def test_a_server_that_can_not_be_reached_leaves_it_there_and_says_so() -> None:
    console = FixtureConsole(FakeServer(list_error=Unreachable(UnreachableReason.REFUSED, "")), known=KNOWN)
    async with console.run_test(size=(80, 24)) as pilot:
        await settled(pilot)
        assert len(listed(console)) == 3
        assert "last known (3m ago)" in status(console)


class SlowList(FakeServer):
    """A server that answers the list once it is let."""

    def __init__(self) -> None:
        super().__init__()
        self.go_on = asyncio.Event()

    async def list_functions(self) -> FunctionList:
        await self.go_on.wait()
        return await super().list_functions()


@pytest.mark.parametrize("keys", [("enter", "escape"), ("f1",), ("slash", "h")])
async def test_a_function_to_open_at_the_start_does_not_come_over_what_the_user_went_to(keys: tuple[str, ...]) -> None:
    server = SlowList()
    console = FixtureConsole(server, known=KNOWN, slug="daily-digest")
    async with console.run_test(size=(80, 24)) as pilot:
        await until(pilot, lambda: console.connection.is_connected)
        await press_meanwhile(pilot, *keys)
        before = list(console.screen_stack)
        server.go_on.set()
        await settled(pilot)
        assert console.screen_stack == before


async def test_a_function_to_open_at_the_start_is_opened_when_the_list_came_late() -> None:
    server = SlowList()
    console = FixtureConsole(server, known=KNOWN, slug="daily-digest")
    async with console.run_test(size=(80, 24)) as pilot:
        await press_meanwhile(pilot, "down")
        server.go_on.set()
        await settled(pilot)
        screen = console.screen
        assert isinstance(screen, EditorScreen)
        assert screen.state.slug == "daily-digest"


async def test_a_function_to_open_at_the_start_waits_until_the_keys_rest() -> None:
    server, clock = SlowList(), FakeClock()
    console = FixtureConsole(server, known=KNOWN, slug="daily-digest", clock=clock)
    console.parts.gate.key_rest = KeyRest()
    async with console.run_test(size=(80, 24)) as pilot:
        await until(pilot, lambda: console.connection.is_connected)
        await press_meanwhile(pilot, "j")
        server.go_on.set()
        await settled(pilot)
        assert isinstance(console.screen, FunctionsScreen)
        await turned(pilot, clock, REST_SECONDS)
        assert isinstance(console.screen, EditorScreen)


async def test_a_function_to_open_is_forgotten_when_the_list_fails() -> None:
    console = FixtureConsole(FakeServer(list_error=Unreachable(UnreachableReason.REFUSED, "")), slug="daily-digest")
    async with console.run_test(size=(80, 24)) as pilot:
        await settled(pilot)
        console.server.list_error = None
        await press_meanwhile(pilot, "r")
        assert len(listed(console)) == len(FUNCTIONS)
        assert isinstance(console.screen, FunctionsScreen)


async def test_a_row_of_one_server_is_not_opened_on_another() -> None:
    console = WaitingConsole(FakeServer())
    elsewhere = Target("http://elsewhere:7130", Secret("ik_other"), "typed in", "typed in")
    async with console.run_test(size=(80, 24)) as pilot:
        await press_meanwhile(pilot, "down", "enter")
        assert "daily-digest opens when" in status(console)
        console.parts.connecting._connect(elsewhere)
        console.may_connect.set()
        await settled(pilot)
        assert console.connection.display_name == "elsewhere:7130"
        assert len(listed(console)) == len(FUNCTIONS)
        assert isinstance(console.screen, FunctionsScreen)


async def test_a_row_chosen_too_early_does_not_open_over_a_dialog() -> None:
    console = WaitingConsole(FakeServer())
    async with console.run_test(size=(80, 24)) as pilot:
        await press_meanwhile(pilot, "down", "enter", "f1")
        before = list(console.screen_stack)
        console.may_connect.set()
        await settled(pilot)
        assert len(listed(console)) == len(FUNCTIONS)
        assert console.screen_stack == before
