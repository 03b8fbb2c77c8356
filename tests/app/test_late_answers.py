"""An answer that comes late is for the screen that asked: it neither covers another one nor is taken for another's."""

from __future__ import annotations

import asyncio
from pathlib import Path
from typing import TYPE_CHECKING

import pytest

from tests.stage import FUNCTIONS, NOW, StagedConsole, StagedServer, press_meanwhile, settled, until
from tests.staged_client import client_of
from tui.app.editor.screen import EditorScreen
from tui.app.shell.pick import PickScreen
from tui.app.shell.screen import StatusLine
from tui.app.widgets.code_preview import CodePreview
from tui.app.widgets.line import Line
from tui.flows.connect import Target
from tui.model.function import Edited, Function, FunctionChanges, FunctionList
from tui.model.history import DELETED, AuditRow, TrailPage
from tui.model.secret import Secret
from tui.store.drafts import Draft, DraftStore
from tui.store.history import HistoryStore, NewVersion

if TYPE_CHECKING:
    from tui.api.client import Client

ELSEWHERE = Target("http://elsewhere:7130", Secret("ik_other"), "typed in", "typed in")


class SlowTrail(StagedServer):
    """Answers the trail once it is let."""

    def __init__(self) -> None:
        super().__init__()
        at = FUNCTIONS[0].summary.updated_at
        assert at is not None
        self.trail = (AuditRow("row", at, "api-key", DELETED, "long-gone", FunctionChanges()),)
        self.asked, self.go_on = asyncio.Event(), asyncio.Event()

    async def audit_trail(self, *, limit: int, offset: int = 0) -> TrailPage:
        self.asked.set()
        await self.go_on.wait()
        return await super().audit_trail(limit=limit, offset=offset)


async def test_deleted_functions_are_shown_to_who_waited_for_them() -> None:
    server = SlowTrail()
    console = StagedConsole(server)
    async with console.run_test(size=(80, 24)) as pilot:
        await settled(pilot)
        await press_meanwhile(pilot, "H")
        await until(pilot, server.asked.is_set)
        server.go_on.set()
        await settled(pilot)
        assert isinstance(console.screen, PickScreen)


@pytest.mark.parametrize("keys", [("enter",), ("enter", "escape"), ("f1",), ("x",), ("c",)])
async def test_deleted_functions_do_not_come_over_what_the_user_went_to(keys: tuple[str, ...]) -> None:
    server = SlowTrail()
    console = StagedConsole(server)
    async with console.run_test(size=(80, 24)) as pilot:
        await settled(pilot)
        await press_meanwhile(pilot, "H")
        await until(pilot, server.asked.is_set)
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
    console = StagedConsole(server)
    async with console.run_test(size=(80, 24)) as pilot:
        await settled(pilot)
        await press_meanwhile(pilot, "H")
        await until(pilot, server.asked.is_set)
        await console.connection.connect(ELSEWHERE)
        server.go_on.set()
        await settled(pilot)
        assert len(console.screen_stack) == 1
        assert "Looking for" not in str(console.screen.query_one(StatusLine).content)


class SlowCode(StagedServer):
    """Answers with the code of a function once it is let."""

    def __init__(self) -> None:
        super().__init__()
        self.asked, self.go_on = asyncio.Event(), asyncio.Event()

    async def get_function(self, slug: str) -> Function:
        self.asked.set()
        await self.go_on.wait()
        return await super().get_function(slug)


class NoList(StagedServer):
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


class TwoServers(StagedConsole):
    """Another server is elsewhere."""

    def __init__(self, server: StagedServer, elsewhere: StagedServer, history: HistoryStore | None = None) -> None:
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
    console = TwoServers(StagedServer(), NoList())
    console.parts.stores.drafts = drafts
    async with console.run_test(size=(80, 24)) as pilot:
        await settled(pilot)
        assert console.list_screen.facts.drafts == {"hello-world"}
        await console.connection.connect(ELSEWHERE)
        await settled(pilot)
        assert console.list_screen.facts.drafts == frozenset()


@pytest.mark.parametrize("key", ["enter", "x"])
async def test_a_row_of_one_server_is_not_opened_on_another_that_is_being_connected(key: str) -> None:
    console = TwoServers(StagedServer(), StagedServer())
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
    console = TwoServers(StagedServer(), NoList())
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
