"""An answer that comes late is for the screen that asked: it neither covers another one nor is taken for another's."""

from __future__ import annotations

import asyncio
import threading
from collections.abc import AsyncIterator
from contextlib import asynccontextmanager
from pathlib import Path
from typing import TYPE_CHECKING

import pytest
from textual.pilot import Pilot

from tests.app.test_deleting import DeletingServer
from tests.console_fixture import (
    FUNCTIONS,
    NOW,
    FakeServer,
    FixtureConsole,
    eventually,
    press,
    press_meanwhile,
    settled,
    turned,
    until,
)
from tests.fake_client import client_of
from tests.fake_clock import FakeClock
from tests.logs_fixture import LoggingServer, printed
from tui.app.create.screen import CreateScreen
from tui.app.editor.screen import EditorScreen
from tui.app.shell.help import HelpScreen
from tui.app.shell.pick import PickScreen
from tui.app.shell.questions import QuestionScreen
from tui.app.shell.status_line import StatusLine
from tui.app.widgets.code_preview import CodePreview
from tui.app.widgets.line import Line
from tui.errors import StorageError
from tui.flows.connect import Target
from tui.model.function import Edited, Function, FunctionChanges, FunctionList
from tui.model.history import DELETED, OF_FUNCTIONS, AuditQuery, AuditRow, KeptVersion, TrailPage
from tui.model.secret import Secret
from tui.sessions.key_rest import REST_SECONDS, KeyRest
from tui.store.drafts import Draft, DraftStore
from tui.store.history import HistoryStore, NewVersion

if TYPE_CHECKING:
    from tui.api.client import Client

ELSEWHERE = Target("http://elsewhere:7130", Secret("ik_other"), "typed in", "typed in")


class Slow(FakeServer):
    """Answers some call once it is let."""

    def __init__(self) -> None:
        super().__init__()
        self.asked, self.go_on = asyncio.Event(), asyncio.Event()

    async def is_let(self) -> None:
        """The call was made; wait."""
        self.asked.set()
        await self.go_on.wait()


@asynccontextmanager
async def asking(console: FixtureConsole, server: Slow, *keys: str) -> AsyncIterator[Pilot[int]]:
    """A console in which keys have asked the server for what it does not answer yet."""
    async with console.run_test(size=(80, 24)) as pilot:
        await settled(pilot)
        await press_meanwhile(pilot, *keys)
        await until(pilot, server.asked.is_set)
        yield pilot


class SlowTrail(Slow):
    """Answers the trail once it is let."""

    def __init__(self) -> None:
        super().__init__()
        at = FUNCTIONS[0].summary.updated_at
        assert at is not None
        self.trail = (AuditRow("row", at, "api-key", DELETED, "long-gone", FunctionChanges()),)

    async def audit_trail(self, *, limit: int, offset: int = 0, asked: AuditQuery = OF_FUNCTIONS) -> TrailPage:
        await self.is_let()
        return await super().audit_trail(limit=limit, offset=offset, asked=asked)


async def test_deleted_functions_are_shown_to_who_waited_for_them() -> None:
    server = SlowTrail()
    console = FixtureConsole(server)
    async with asking(console, server, "H") as pilot:
        server.go_on.set()
        await settled(pilot)
        assert isinstance(console.screen, PickScreen)


@pytest.mark.parametrize("keys", [("enter",), ("enter", "escape"), ("f1",)])
async def test_deleted_functions_do_not_come_over_what_the_user_went_to(keys: tuple[str, ...]) -> None:
    server = SlowTrail()
    console = FixtureConsole(server)
    async with asking(console, server, "H") as pilot:
        await press_meanwhile(pilot, *keys)
        before = list(console.screen_stack)
        server.go_on.set()
        await settled(pilot)
        assert console.screen_stack == before
        if isinstance(console.screen, EditorScreen):
            await pilot.press("z")
            await settled(pilot)
            assert console.screen.edited.code.startswith("z")


async def test_deleted_functions_of_one_server_are_not_shown_on_another() -> None:
    server = SlowTrail()
    console = FixtureConsole(server)
    async with asking(console, server, "H") as pilot:
        await console.connection.connect(ELSEWHERE)
        server.go_on.set()
        await settled(pilot)
        assert len(console.screen_stack) == 1
        assert "Looking for" not in str(console.screen.query_one(StatusLine).content)


class SlowCode(Slow):
    """Answers with the code of a function once it is let."""

    async def get_function(self, slug: str) -> Function:
        await self.is_let()
        return await super().get_function(slug)


class NoList(FakeServer):
    """Never answers the list."""

    async def list_functions(self) -> FunctionList:
        await asyncio.Event().wait()
        raise AssertionError("unreachable")


class Recorded(HistoryStore):
    """Notes what it is given."""

    def __init__(self) -> None:
        super().__init__(Path())
        self.kept: list[NewVersion] = []

    def keep(self, version: NewVersion) -> bool:
        self.kept.append(version)
        return True


class TwoServers(FixtureConsole):
    """Another server is elsewhere."""

    def __init__(self, server: FakeServer, elsewhere: FakeServer, history: HistoryStore | None = None) -> None:
        super().__init__(server, history=history)
        self.elsewhere = elsewhere

        self.may_connect = asyncio.Event()
        self.may_connect.set()

    async def make_client(self, target: Target) -> Client:
        await self.may_connect.wait()
        return client_of(self.elsewhere if target == ELSEWHERE else self.server)


async def test_code_that_comes_when_another_server_is_connected_is_neither_shown_nor_kept() -> None:
    server, history = SlowCode(), Recorded()
    console = TwoServers(server, NoList(), history)
    async with console.run_test(size=(140, 30)) as pilot:
        await until(pilot, server.asked.is_set)
        await console.connection.connect(ELSEWHERE)
        server.go_on.set()
        await settled(pilot)
        assert history.kept == []
        assert not console.list_screen.query_one(CodePreview).can_scroll
        assert str(console.list_screen.query_one("#preview-title", Line).content) == ""


class NewerCode(FakeServer):
    """A function is newer by the time its code is asked for than in the list."""

    asked = 0

    async def get_function(self, slug: str) -> Function:
        self.asked += 1
        found = await super().get_function(slug)
        return found._replace(summary=found.summary._replace(updated_at=NOW))


async def test_code_that_is_newer_than_the_list_is_shown_and_not_fetched_over_and_over() -> None:
    server = NewerCode()
    console = FixtureConsole(server)
    async with console.run_test(size=(140, 30)) as pilot:
        await until(pilot, lambda: console.list_screen.query_one(CodePreview).can_scroll)
        await settled(pilot)
        asked = server.asked
        console.list_screen.query_one(CodePreview).show_soon(console.list_screen.table.item)
        await settled(pilot)
        assert server.asked == asked


async def test_code_that_comes_is_kept_of_the_server_that_was_asked() -> None:
    server, history = SlowCode(), Recorded()
    console = TwoServers(server, NoList(), history)
    here = "http://localhost:7130"
    async with console.run_test(size=(140, 30)) as pilot:
        await until(pilot, server.asked.is_set)
        fetching = asyncio.create_task(console.list_screen.previewing._fetch("hello-world"))
        await pilot.pause()
        await console.connection.connect(ELSEWHERE)
        server.go_on.set()
        await fetching
        await settled(pilot)
        assert [(each.server, each.slug) for each in history.kept] == [(here, "hello-world")]


async def test_drafts_of_one_server_mark_no_rows_of_another(tmp_path: Path) -> None:
    drafts = DraftStore(tmp_path)
    edited = Edited("Hello World", "", "active", "")
    slot = drafts.claim("http://localhost:7130", "hello-world").slot
    slot.write(Draft("http://localhost:7130", "hello-world", edited, edited._replace(code="x"), NOW))
    slot.release()
    console = TwoServers(FakeServer(), NoList())
    console.parts.stores.drafts = drafts
    async with console.run_test(size=(80, 24)) as pilot:
        await settled(pilot)
        assert console.list_screen.facts.drafts == {"hello-world"}
        await console.connection.connect(ELSEWHERE)
        await settled(pilot)
        assert console.list_screen.facts.drafts == frozenset()


@pytest.mark.parametrize("key", ["enter", "x"])
async def test_a_row_of_one_server_is_not_opened_on_another_that_is_being_connected(key: str) -> None:
    console = TwoServers(FakeServer(), FakeServer())
    async with console.run_test(size=(80, 24)) as pilot:
        await settled(pilot)
        console.may_connect.clear()
        console.parts.connecting._connect(ELSEWHERE)
        await press_meanwhile(pilot, key)
        assert len(console.screen_stack) == 1
        console.may_connect.set()
        await settled(pilot)
        assert console.connection.target == ELSEWHERE
        assert len(console.screen_stack) == 1
        await pilot.press(key)
        await settled(pilot)
        assert len(console.screen_stack) == 2


async def test_a_row_chosen_while_another_key_is_taken_opens_with_it() -> None:
    console = TwoServers(FakeServer(), NoList())
    async with console.run_test(size=(80, 24)) as pilot:
        await settled(pilot)
        console.may_connect.clear()
        here = console.connection.target
        assert here is not None
        console.parts.connecting._connect(here._replace(key=Secret("ik_new")))
        await press_meanwhile(pilot, "enter")
        assert "opens when the server has answered" in str(console.screen.query_one(StatusLine).content)
        console.may_connect.set()
        await settled(pilot)
        assert isinstance(console.screen, EditorScreen)


@pytest.mark.parametrize("keys", [("f1",), ("slash", "escape", "h")])
async def test_a_copy_is_not_asked_about_over_what_the_user_went_to(keys: tuple[str, ...]) -> None:
    server = SlowCode()
    console = FixtureConsole(server)
    async with asking(console, server, "D") as pilot:
        await press_meanwhile(pilot, *keys)
        server.go_on.set()
        await settled(pilot)
        assert not any(isinstance(each, CreateScreen) for each in console.screen_stack)


class LogsOfSlowCode(SlowCode, LoggingServer):
    """Has logs, and answers with a code once it is let."""


async def test_the_code_of_a_line_does_not_open_over_what_the_user_went_to() -> None:
    server = LogsOfSlowCode()
    server.log(printed(5, "hello"))
    console = FixtureConsole(server)
    async with asking(console, server, "3", "enter") as pilot:
        await press_meanwhile(pilot, "f1")
        before = list(console.screen_stack)
        server.go_on.set()
        await settled(pilot)
        assert console.screen_stack == before
        await press(pilot, "escape", "enter")
        assert isinstance(console.screen, EditorScreen)


async def test_whether_to_delete_what_can_not_be_kept_is_not_asked_in_the_middle_of_typing() -> None:
    class SlowDisk(HistoryStore):
        asked, go_on = threading.Event(), threading.Event()

        def keep(self, version: NewVersion) -> bool:
            self.asked.set()
            assert self.go_on.wait(20)
            raise StorageError("no room", "No space left on device")

        def versions(self, server: str, slug: str) -> list[KeptVersion]:
            return []

    disk, server, clock = SlowDisk(Path()), DeletingServer(), FakeClock()
    console = FixtureConsole(server, history=disk, clock=clock)
    console.parts.gate.key_rest = KeyRest()
    async with console.run_test(size=(80, 24)) as pilot:
        await press(pilot, "X")
        await press_meanwhile(pilot, *"greet", "enter")
        await eventually(disk.asked.is_set)
        await press_meanwhile(pilot, "f1")
        disk.go_on.set()
        await settled(pilot)
        await press(pilot, "2")
        await turned(pilot, clock, REST_SECONDS)
        assert isinstance(console.screen, HelpScreen)
        await press(pilot, "escape")
        await turned(pilot, clock, 1)
        await turned(pilot, clock, 1)
        assert isinstance(console.screen_stack[-1], QuestionScreen)
        assert server.sent == []
