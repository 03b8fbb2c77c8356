"""What others change on the server is on the screen by itself: the list, an open editor, a history."""

from __future__ import annotations

import asyncio
from collections.abc import AsyncGenerator
from dataclasses import dataclass, field
from datetime import timedelta
from pathlib import Path

from textual.pilot import Pilot

from tests.console_fixture import (
    HELLO,
    NOW,
    FakeServer,
    FixtureConsole,
    function,
    press,
    settled,
    turned,
    until,
)
from tests.fake_clock import FakeClock
from tests.schedules_fixture import SchedulingServer
from tui.app.compare.screen import VersionsScreen
from tui.app.editor.screen import EditorScreen
from tui.app.history.screen import HistoryScreen
from tui.app.schedules.driver import TOLD_SECONDS
from tui.app.shell.outcome import OutcomePanel
from tui.app.widgets.code_editor import CodeEditor
from tui.app.widgets.row_table import RowTable
from tui.errors import ResponseLost
from tui.model.function import Function, FunctionChanges, FunctionList
from tui.model.history import OF_FUNCTIONS, UPDATED, AuditQuery, AuditRow, TrailPage
from tui.model.server_change import ServerChange, Told
from tui.sessions.live_follow import POLL_SECONDS, Mode
from tui.store.history import HistoryStore

THEIRS = HELLO.replace("Hello", "Servus")
BY_OTHERS = function("hello-world", "Hello World", "active", 0, THEIRS, "Returns a greeting")


@dataclass
class TellingServer(FakeServer):
    """A server that tells of changes; None ends the stream, an error breaks it."""

    streams: list[asyncio.Queue[ServerChange | None]] = field(default_factory=list)
    asked: list[str] = field(default_factory=list)

    async def server_changes(self) -> AsyncGenerator[ServerChange, None]:
        queue: asyncio.Queue[ServerChange | None] = asyncio.Queue()
        self.streams.append(queue)
        yield ServerChange(Told.READY)
        while (change := await queue.get()) is not None:
            yield change
        raise ResponseLost("cut")

    async def list_functions(self) -> FunctionList:
        self.asked.append("list")
        return await super().list_functions()

    async def get_function(self, slug: str) -> Function:
        self.asked.append(slug)
        return await super().get_function(slug)

    def others_save(self, saved: Function) -> None:
        """Somebody saves, and the server tells so."""
        self.put(saved)
        self.tell(saved.summary.slug)

    def tell(self, slug: str | None = None, about: Told = Told.FUNCTIONS) -> None:
        self.streams[-1].put_nowait(ServerChange(about, slug))


@dataclass
class AskedServer(FakeServer):
    """A server without a stream, which counts."""

    asked: list[str] = field(default_factory=list)

    async def list_functions(self) -> FunctionList:
        self.asked.append("list")
        return await super().list_functions()

    async def get_function(self, slug: str) -> Function:
        self.asked.append(slug)
        return await super().get_function(slug)


def rows(app: FixtureConsole) -> list[str]:
    return [each.slug for each in app.list_screen.table.state.shown]


def headline(app: FixtureConsole) -> str:
    report = app.screen.query_one(OutcomePanel).report
    return "" if report is None else report.headline


async def told(pilot: Pilot[int], app: FixtureConsole, words: str) -> None:
    await until(pilot, lambda: words in headline(app))


async def test_the_list_refreshes_itself_and_keeps_selection_and_filter() -> None:
    server = TellingServer()
    app = FixtureConsole(server)
    async with app.run_test(size=(80, 24)) as pilot:
        await press(pilot, "slash", *"e", "enter", "j", "j")
        selected = app.list_screen.table.item
        assert selected is not None
        shown = rows(app)
        server.functions = (function("new-feature", "New", "draft", 0), *server.functions)
        server.tell()
        await until(pilot, lambda: "new-feature" in rows(app))
        assert app.list_screen.table.item == selected
        assert set(rows(app)) == {*shown, "new-feature"}
        # Nothing is said of it, and what other things change is not asked for.
        asked = len(server.asked)
        server.tell(about=Told.SECRETS)
        server.tell(about=Told.OTHER)
        await settled(pilot)
        assert len(server.asked) == asked


async def test_an_open_editor_says_so_before_anybody_saves_into_a_conflict() -> None:
    hers = AuditRow("1", NOW, "ada@example.com", UPDATED, "hello-world", FunctionChanges(code=THEIRS))
    server = TellingServer(trail=(hers,))
    app = FixtureConsole(server)
    async with app.run_test(size=(120, 40)) as pilot:
        await press(pilot, "enter", "x")
        server.others_save(BY_OTHERS)
        await told(pilot, app, "Changed on the server just now by ada@example.com: code.")
        assert app.screen.query_one("#code", CodeEditor).text == "x" + HELLO
        await press(pilot, "f12")
        assert isinstance(app.screen, VersionsScreen)
        assert [each.content.code for each in app.screen.compared] == [HELLO, "x" + HELLO, THEIRS]
        await press(pilot, "escape", "ctrl+s")
        assert isinstance(app.screen, VersionsScreen)
        assert server.writes == []


async def test_without_changes_of_ones_own_theirs_are_compared_with_what_was_opened() -> None:
    server = TellingServer()
    app = FixtureConsole(server)
    async with app.run_test(size=(120, 40)) as pilot:
        await press(pilot, "enter")
        server.others_save(BY_OTHERS)
        await told(pilot, app, "Changed on the server just now")
        await press(pilot, "f12")
        assert isinstance(app.screen, VersionsScreen)
        assert [each.content.code for each in app.screen.compared] == [HELLO, THEIRS]
        await press(pilot, "escape", "f5")
        assert app.screen.query_one("#code", CodeEditor).text == THEIRS
        assert headline(app) == ""


async def test_what_is_saved_here_is_not_told_as_somebody_elses() -> None:
    server = TellingServer()
    app = FixtureConsole(server)
    async with app.run_test(size=(120, 40)) as pilot:
        await press(pilot, "enter", "x", "ctrl+s")
        before = len(server.asked)
        server.tell("hello-world")
        await until(pilot, lambda: "hello-world" in server.asked[before:])
        await settled(pilot)
        assert headline(app).startswith("Saved code")


async def test_another_functions_change_is_not_asked_for() -> None:
    server = TellingServer()
    app = FixtureConsole(server)
    async with app.run_test(size=(120, 40)) as pilot:
        await press(pilot, "enter")
        before = list(server.asked)
        server.tell("daily-digest")
        await settled(pilot)
        assert server.asked == before
        # The list, which is covered, is fetched when it is seen again.
        await press(pilot, "escape")
        await until(pilot, lambda: server.asked == [*before, "list"])


async def test_a_function_that_somebody_deletes_is_told_in_the_editor() -> None:
    server = TellingServer()
    app = FixtureConsole(server)
    async with app.run_test(size=(120, 40)) as pilot:
        await press(pilot, "enter", "x")
        server.functions = server.functions[1:]
        server.tell()
        await until(pilot, lambda: headline(app) != "")
        assert isinstance(app.screen, EditorScreen)
        assert app.screen.state.is_deleted
        assert app.screen.query_one("#code", CodeEditor).text == "x" + HELLO


async def test_a_history_has_a_new_row(tmp_path: Path) -> None:
    row = AuditRow(
        "1", NOW - timedelta(hours=1), "ada@example.com", UPDATED, "hello-world", FunctionChanges(code=HELLO)
    )
    server = TellingServer(trail=(row,))
    app = FixtureConsole(server, history=HistoryStore(tmp_path / "history"))
    async with app.run_test(size=(120, 40)) as pilot:
        await press(pilot, "h")
        table = app.screen.query_one(RowTable)
        before = len(table.state.items)
        server.trail = (
            AuditRow("2", NOW, "grace", UPDATED, "hello-world", FunctionChanges(code=THEIRS)),
            *server.trail,
        )
        server.others_save(BY_OTHERS)
        await until(pilot, lambda: len(table.state.items) == before + 1)
        assert isinstance(app.screen, HistoryScreen)
        assert any("grace" in table.render_line(line).text for line in range(3))
        # Whoever left it is told nothing.
        await press(pilot, "escape")
        server.tell("hello-world")
        await settled(pilot)


async def test_the_end_of_a_stream_is_no_error_and_it_is_opened_again() -> None:
    clock, server = FakeClock(NOW), TellingServer()
    app = FixtureConsole(server, clock=clock)
    async with app.run_test(size=(80, 24)) as pilot:
        await settled(pilot)
        assert app.parts.live.is_told
        server.streams[0].put_nowait(None)
        await until(pilot, lambda: app.parts.live.state.mode is Mode.PAUSING)
        assert headline(app) == ""
        server.functions = server.functions[1:]
        asked = len(server.asked)
        await turned(pilot, clock, 1.0)
        await until(pilot, lambda: len(server.streams) == 2)
        # What was missed meanwhile is looked at.
        await until(pilot, lambda: "hello-world" not in rows(app))
        assert len(server.asked) == asked + 1


async def test_a_server_without_a_stream_is_asked_while_the_list_is_on_the_screen() -> None:
    clock, server = FakeClock(NOW), AskedServer()
    app = FixtureConsole(server, clock=clock)
    async with app.run_test(size=(80, 24)) as pilot:
        await settled(pilot)
        assert app.parts.live.state.mode is Mode.POLLING
        assert server.asked == ["list"]
        server.functions = server.functions[1:]
        await turned(pilot, clock, POLL_SECONDS)
        await until(pilot, lambda: "hello-world" not in rows(app))
        # In an editor that function is asked for, and the list is not.
        await press(pilot, "enter")
        asked = list(server.asked)
        opened = asked[-1]
        await turned(pilot, clock, POLL_SECONDS)
        await until(pilot, lambda: server.asked == [*asked, opened])
        # Covered by the help nothing is.
        await press(pilot, "f1")
        await turned(pilot, clock, 600)
        assert server.asked == [*asked, opened]


async def test_a_list_that_did_not_change_is_not_painted_again() -> None:
    clock, server = FakeClock(NOW), AskedServer()
    app = FixtureConsole(server, clock=clock)
    async with app.run_test(size=(80, 24)) as pilot:
        await settled(pilot)
        shown = app.list_screen.table.state
        await turned(pilot, clock, POLL_SECONDS)
        await until(pilot, lambda: len(server.asked) == 2)
        await settled(pilot)
        assert app.list_screen.table.state is shown


@dataclass
class SchedulingTeller(SchedulingServer, TellingServer):
    """A server that tells of changes of its schedules too, and counts who reads its trail."""

    async def audit_trail(self, *, limit: int, offset: int = 0, asked: AuditQuery = OF_FUNCTIONS) -> TrailPage:
        self.asked.append("trail")
        return await super().audit_trail(limit=limit, offset=offset, asked=asked)


async def test_secrets_and_schedules_that_are_told_of_are_read_where_they_are_on_the_screen() -> None:
    clock, server = FakeClock(NOW), SchedulingTeller()
    app = FixtureConsole(server, clock=clock)
    async with app.run_test(size=(100, 24)) as pilot:
        await press(pilot, "6")
        await settled(pilot)
        seen: list[int] = []
        for about in (Told.SECRETS, Told.SCHEDULES):
            seen.append(server.asked.count("trail"))
            server.tell(about=about)
            await until(pilot, lambda: server.asked.count("trail") > seen[-1])
        assert server.list_reads == 0
        await press(pilot, "5")
        await settled(pilot)
        read = server.list_reads
        for _ in range(5):
            server.tell(about=Told.SCHEDULES)
        await settled(pilot)
        assert server.list_reads == read
        await turned(pilot, clock, TOLD_SECONDS)
        await settled(pilot)
        assert server.list_reads == read + 1
