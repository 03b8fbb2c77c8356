"""A draft is there while something is unsaved, and no longer."""

from __future__ import annotations

from pathlib import Path

from tests.stage import StagedConsole, StagedServer, function, not_deployed, settled
from tui.app.screens.editor import EditorScreen
from tui.store.drafts import DraftStore


async def test_what_is_saved_and_not_deployed_is_no_draft(tmp_path: Path) -> None:
    server = StagedServer(functions=(function("f", "F", "active", 5, "one\n"),), write=not_deployed)
    console = StagedConsole(server)
    console.start = console.start._replace(drafts=DraftStore(tmp_path))
    async with console.run_test() as pilot:
        await settled(pilot)
        await pilot.press("enter")
        await settled(pilot)
        await pilot.press("x")
        await pilot.pause(0.5)
        assert len(DraftStore(tmp_path).all()) == 1
        await pilot.press("ctrl+s")
        await settled(pilot)
        assert DraftStore(tmp_path).all() == []
        await pilot.press("escape")
        server.put(function("f", "F", "active", 0, "a colleague went on\n"))
        await pilot.press("enter")
        await settled(pilot)
        assert isinstance(console.screen, EditorScreen)
