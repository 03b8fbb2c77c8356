"""Fetching a function again never takes what was written meanwhile."""

from __future__ import annotations

import asyncio
from collections.abc import Sequence
from pathlib import Path

import pytest

from tests.console_fixture import FakeServer, FixtureConsole, function, settled, until
from tui.app.editor.screen import EditorScreen
from tui.app.shell.outcome import OutcomePanel
from tui.app.shell.status_line import StatusLine
from tui.model.function import Function
from tui.store.drafts import DraftStore

CODE = "one\n"


class SlowServer(FakeServer):
    """Shows a function when it is let, as it was when it was asked."""

    def __init__(self) -> None:
        super().__init__(functions=(function("f", "F", "active", 5, CODE),))
        self.go_on = asyncio.Event()
        self.go_on.set()

    async def get_function(self, slug: str) -> Function:
        found = await super().get_function(slug)
        await self.go_on.wait()
        return found


@pytest.mark.parametrize("keys", [("x",), ("f6", "x"), ("f6", "tab", "space")])
async def test_what_is_written_while_a_function_is_fetched_again_stays(keys: Sequence[str], tmp_path: Path) -> None:
    server = SlowServer()
    console = FixtureConsole(server)
    console.parts.stores.drafts = DraftStore(tmp_path)
    async with console.run_test() as pilot:
        await settled(pilot)
        await pilot.press("enter")
        await settled(pilot)
        editor = console.screen
        assert isinstance(editor, EditorScreen)
        server.go_on.clear()
        await pilot.press("f5", *keys)
        written = editor.edited
        await until(pilot, lambda: [each.edited for each in DraftStore(tmp_path).all()] == [written])
        server.put(function("f", "F", "active", 0, "theirs\n"))
        server.go_on.set()
        await settled(pilot)
        assert editor.edited == written
        assert DraftStore(tmp_path).all()[0].edited == written
        report = editor.query_one("#outcome", OutcomePanel).report
        assert report is not None
        assert report.headline == "Fetched, and not shown: you went on writing."
        await pilot.press("ctrl+s")
        await settled(pilot)
        assert not server.writes, "theirs was overwritten unseen"


async def test_a_save_is_not_cut_short_by_fetching_again() -> None:
    server = SlowServer()
    console = FixtureConsole(server)
    async with console.run_test() as pilot:
        await settled(pilot)
        await pilot.press("enter")
        await settled(pilot)
        editor = console.screen
        assert isinstance(editor, EditorScreen)
        server.go_on.clear()
        await pilot.press("x", "ctrl+s", "f5")
        await pilot.pause()
        assert "A save is under way." in str(editor.query_one(StatusLine).content)
        server.go_on.set()
        await settled(pilot)
        assert (editor.unsaved, server.writes[0].code) == ((), f"x{CODE}")
