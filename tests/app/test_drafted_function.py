"""A draft is there while something is unsaved, and no longer."""

from __future__ import annotations

import threading
from pathlib import Path

from tests.console_fixture import NOW, FakeServer, FixtureConsole, function, idle, not_deployed, settled, turned, until
from tests.fake_clock import FakeClock
from tui.app.editor.screen import EditorScreen
from tui.app.shell.questions import QuestionScreen
from tui.app.shell.status_line import StatusLine
from tui.sessions.edit.conflict import as_edited
from tui.store.draft_slots import Claim
from tui.store.drafts import Draft, DraftStore


async def test_what_is_saved_and_not_deployed_is_no_draft(tmp_path: Path) -> None:
    server = FakeServer(functions=(function("f", "F", "active", 5, "one\n"),), write=not_deployed)
    console = FixtureConsole(server)
    console.parts.stores.drafts = DraftStore(tmp_path)
    async with console.run_test() as pilot:
        await settled(pilot)
        await pilot.press("enter")
        await settled(pilot)
        await pilot.press("x")
        await until(pilot, lambda: len(DraftStore(tmp_path).all()) == 1)
        await pilot.press("ctrl+s")
        await settled(pilot)
        assert DraftStore(tmp_path).all() == []
        await pilot.press("escape")
        server.put(function("f", "F", "active", 0, "a colleague went on\n"))
        await pilot.press("enter")
        await settled(pilot)
        assert isinstance(console.screen, EditorScreen)


class SlowStore(DraftStore):
    """A disk that answers when it is let."""

    def __init__(self, folder: Path) -> None:
        super().__init__(folder)
        self.go_on = threading.Event()

    def claim(self, server: str, slug: str, *, fresh: bool = False) -> Claim[Draft]:
        self.go_on.wait(10)
        return super().claim(server, slug, fresh=fresh)


async def test_a_draft_is_offered_though_the_function_was_fetched_again_meanwhile(tmp_path: Path) -> None:
    there = function("f", "F", "active", 5, "one\n")
    place = DraftStore(tmp_path).claim("http://localhost:7130", "f").slot
    base = as_edited(there)
    place.write(Draft("http://localhost:7130", "f", base, base._replace(code="mine\n"), NOW))
    place.release()
    store = SlowStore(tmp_path)
    console = FixtureConsole(FakeServer(functions=(there,)))
    console.parts.stores.drafts = store
    async with console.run_test() as pilot:
        await settled(pilot)
        await pilot.press("enter")
        await idle(pilot)
        await pilot.press("f5")
        await idle(pilot)
        store.go_on.set()
        await settled(pilot)
        assert isinstance(console.screen, QuestionScreen)


async def test_what_the_disk_says_in_the_middle_of_typing_can_be_read() -> None:
    clock = FakeClock()
    console = FixtureConsole(FakeServer(), clock=clock)
    async with console.run_test() as pilot:
        await settled(pilot)
        await pilot.press("enter")
        await settled(pilot)
        editor = console.screen
        assert isinstance(editor, EditorScreen)
        editor.announce("Drafts are not kept.")
        await pilot.press("x", "left", "right")
        line = editor.query_one(StatusLine)
        assert "Drafts are not kept." in str(line.content)
        await turned(pilot, clock, 1.9)
        assert "Drafts are not kept." in str(line.content)
        # Read by then; no key is needed where one came meanwhile.
        await turned(pilot, clock, 0.1)
        assert "Drafts" not in str(line.content)
