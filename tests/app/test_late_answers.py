"""An answer that comes late is for the screen that asked: it neither covers another one nor is taken for another's."""

from __future__ import annotations

import asyncio

import pytest

from tests.stage import FUNCTIONS, StagedConsole, StagedServer, press_meanwhile, settled, until
from tui.app.editor.screen import EditorScreen
from tui.app.shell.pick import PickScreen
from tui.app.shell.screen import StatusLine
from tui.flows.connect import Target
from tui.model.function import FunctionChanges
from tui.model.history import DELETED, AuditRow, TrailPage
from tui.model.secret import Secret

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
