"""Replacing in more functions than the write limit lets at once: it waits, goes on by itself, and can be undone."""

from __future__ import annotations

from pathlib import Path

from tests.app.test_bulk import ManyServer, words
from tests.console_fixture import NOW, FixtureConsole, function, idle, press, press_meanwhile, turned, until
from tests.fake_clock import FakeClock
from tui.app.bulk.screen import BulkScreen
from tui.store.history import HistoryStore


async def test_a_spent_limit_is_waited_for_and_every_version_before_is_kept(tmp_path: Path) -> None:
    clock = FakeClock(NOW)
    functions = tuple(
        function(f"job-{each}", f"Job {each}", "active", each + 1, f"old({each});\n") for each in range(4)
    )
    server = ManyServer(functions=functions, limit=3, clock=clock)
    history = HistoryStore(tmp_path)
    app = FixtureConsole(server, clock=clock, history=history)
    async with app.run_test(size=(80, 24)) as pilot:
        await press(pilot, "ctrl+f", *"old", "alt+h", *"new", "enter")
        await press_meanwhile(pilot, "ctrl+s")
        await until(pilot, lambda: isinstance(app.screen, BulkScreen) and "Write limit" in words(app))
        assert server.sent == ["job-0", "job-1", "job-2"]
        await turned(pilot, clock, 301)
        await idle(pilot)
        assert "4 functions: 4 replaced." in words(app)
        assert [each.code for each in server.functions] == [f"new({each});\n" for each in range(4)]
        for each in server.functions:
            codes = {
                content.code
                for version in history.versions(app.connection.server_id, each.slug)
                if (content := history.content(app.connection.server_id, each.slug, version.mark)) is not None
            }
            assert codes == {each.code, each.code.replace("new", "old")}
