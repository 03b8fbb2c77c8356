"""Escape while a lost answer is looked up lets the look go, not the save: that stays as unknown as it was."""

from __future__ import annotations

import asyncio
from dataclasses import dataclass, field

from tests.console_fixture import FakeServer, FixtureConsole, press_meanwhile, settled, until
from tui.app.editor.screen import EditorScreen
from tui.app.shell.outcome import OutcomePanel
from tui.errors import ResponseLost, Unreachable, UnreachableReason
from tui.model.function import Function, FunctionChanges, WriteAnswer


@dataclass
class LosingServer(FakeServer):
    """Stores what it is sent and loses the answer; out of reach until it is back, and then slow to answer."""

    back: bool = False
    may_answer: asyncio.Event = field(default_factory=asyncio.Event)

    async def update_function(self, slug: str, changes: FunctionChanges) -> WriteAnswer:
        await super().update_function(slug, changes)
        raise ResponseLost("cut")

    async def get_function(self, slug: str) -> Function:
        if self.writes and not self.back:
            raise Unreachable(UnreachableReason.REFUSED, "refused")
        if self.writes:
            await self.may_answer.wait()
        return await super().get_function(slug)


def told(app: FixtureConsole) -> str:
    assert isinstance(app.screen, EditorScreen)
    report = app.screen.query_one(OutcomePanel).report
    assert report is not None
    return f"{report.headline} {report.next_step}"


async def test_a_look_that_is_let_go_says_nothing_false_and_can_be_asked_for_again() -> None:
    server = LosingServer()
    app = FixtureConsole(server)
    async with app.run_test(size=(100, 30)) as pilot:
        await settled(pilot)
        await press_meanwhile(pilot, "enter", "x", "ctrl+s")
        assert "Can't tell yet whether it was saved" in told(app)
        server.back = True
        await press_meanwhile(pilot, "f10")
        assert "Looking at the function." in told(app)
        await press_meanwhile(pilot, "escape")
        assert "Can't tell yet whether it was saved: the connection was cut" in told(app)
        assert "Not saved" not in told(app)
        server.may_answer.set()
        await press_meanwhile(pilot, "f10")
        await until(pilot, lambda: "Saved code and live (the answer was lost" in told(app))
        assert len(server.writes) == 1
