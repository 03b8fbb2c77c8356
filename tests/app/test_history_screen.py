"""The history as a user walks it: look, compare, restore as an unsaved edit, put back what was deleted."""

from __future__ import annotations

import asyncio
import threading
from collections.abc import Sequence
from dataclasses import dataclass, field
from datetime import datetime, timedelta
from pathlib import Path
from typing import TypeVar

from textual.widget import Widget
from textual.widgets import Static

from tests.console_fixture import (
    FUNCTIONS,
    HELLO,
    NOW,
    FakeServer,
    FixtureConsole,
    function,
    idle,
    press,
    settled,
    until,
)
from tests.idle import threads_idle
from tui.app.compare.screen import VersionsScreen
from tui.app.editor.screen import EditorScreen
from tui.app.functions.screen import FunctionsScreen
from tui.app.history.screen import HistoryScreen
from tui.app.shell.outcome import OutcomePanel
from tui.app.shell.status_line import StatusLine
from tui.app.widgets.code_editor import CodeEditor
from tui.app.widgets.row_table import RowTable
from tui.errors import NotFound, Unreachable, UnreachableReason
from tui.model.function import Edited, Function, FunctionChanges, FunctionList
from tui.model.history import DELETED, OF_FUNCTIONS, UPDATED, AuditQuery, AuditRow, How, KeptVersion, TrailPage
from tui.sessions.versions import PastVersion
from tui.store.history import HistoryStore, NewVersion

Kind = TypeVar("Kind", bound=Widget)
SERVER = "http://localhost:7130"
OLD = HELLO.replace("Hello", "Good old hello")
OLDER = HELLO.replace("Hello", "Oldest hello")


def version(code: str, minutes: float, slug: str = "hello-world", how: How = How.SEEN) -> NewVersion:
    content = Edited("Hello World", "Returns a greeting", "active", code)
    return NewVersion(SERVER, slug, content, NOW - timedelta(minutes=minutes), how)


def row(minutes: float, action: str = UPDATED, slug: str = "hello-world", **changes: str) -> AuditRow:
    at: datetime = NOW - timedelta(minutes=minutes)
    return AuditRow(f"{slug} {minutes}", at, "ada@example.com", action, slug, FunctionChanges(**changes))


def console(folder: Path, *kept: NewVersion, **server: object) -> FixtureConsole:
    store = HistoryStore(folder / "history")
    for each in kept:
        store.keep(each)
    return FixtureConsole(FakeServer(**server), history=store)  # type: ignore[arg-type]  # forwarded to a dataclass


def rows(app: FixtureConsole) -> list[str]:
    table = app.screen.query_one(RowTable)
    return [table.render_line(row).text[2:].rstrip() for row in range(len(table.state.shown))]


def said(app: FixtureConsole) -> str:
    return str(app.screen.query_one("#said", Static).content)


def status(app: FixtureConsole) -> str:
    return str(app.screen.query_one(StatusLine).content)


def code_in(app: FixtureConsole, which: str = "#code") -> str:
    return app.screen.query_one(which, CodeEditor).text


def on(app: FixtureConsole, kind: type[Kind]) -> Kind:
    """The screen on top, which is of this kind."""
    screen = app.screen
    assert isinstance(screen, kind)
    return screen


def store_of(app: FixtureConsole) -> HistoryStore:
    assert app.parts.stores.history is not None
    return app.parts.stores.history


def kept_codes(app: FixtureConsole, slug: str = "hello-world") -> Sequence[str]:
    store = store_of(app)
    contents = [store.content(SERVER, slug, each.mark) for each in store.versions(SERVER, slug)]
    return [content.code for content in contents if content is not None]


async def test_every_version_seen_or_saved_is_kept_and_its_code_copied(tmp_path: Path) -> None:
    app = console(tmp_path)
    async with app.run_test(size=(120, 40)) as pilot:
        # The preview counts as seen.
        await press(pilot, "j")
        assert kept_codes(app, "daily-digest") != []
        await press(pilot, "k", "enter", "x", "ctrl+s")
        assert kept_codes(app) == ["x" + HELLO, HELLO]
        assert [each.how for each in store_of(app).versions(SERVER, "hello-world")] == [How.SAVED, How.SEEN]
        await press(pilot, "ctrl+t", "end", "y")
        on(app, HistoryScreen)
        await until(pilot, lambda: app.clipboard == HELLO)
        app.server.put(function("hello-world", "Hello World", "active", -1, "theirs", "Returns a greeting"))
        await press(pilot, "escape", "y", "ctrl+s")
        on(app, VersionsScreen)
        assert kept_codes(app) == ["theirs", "x" + HELLO, HELLO]


async def test_a_version_is_restored_as_an_edit_that_undo_takes_back(tmp_path: Path) -> None:
    app = console(tmp_path, version(OLD, 30))
    async with app.run_test(size=(80, 24)) as pilot:
        await press(pilot, "enter", "m", "ctrl+t")
        assert [line.split("  ")[-1].strip() for line in rows(app)] == ["now, seen here", "seen here"]
        await press(pilot, "down")
        assert code_in(app, "#past-code") == OLD
        await press(pilot, "r")
        assert (code_in(app), on(app, EditorScreen).unsaved) == (OLD, ("code",))
        assert app.server.writes == []
        await press(pilot, "ctrl+z")
        assert code_in(app) == "m" + HELLO
        await press(pilot, "ctrl+y", "ctrl+s")
        assert [each.code for each in app.server.writes] == [OLD]


async def test_the_list_opens_the_history_and_restores_into_the_editor_on_a_narrow_terminal_too(tmp_path: Path) -> None:
    app = console(tmp_path, version(OLD, 30))
    async with app.run_test(size=(40, 12)) as pilot:
        await press(pilot, "h", "down", "enter")
        on(app, VersionsScreen)
        await press(pilot, "1")
        assert (code_in(app), on(app, EditorScreen).unsaved) == (OLD, ("code",))


async def test_versions_of_the_audit_trail_are_listed_with_their_actor(tmp_path: Path) -> None:
    trail = [row(2, code=HELLO), row(9, code=OLD, status="active"), row(50, slug="legacy", code="x")]
    app = console(tmp_path, trail=trail)
    async with app.run_test(size=(100, 30)) as pilot:
        await press(pilot, "enter", "ctrl+t")
        listed = rows(app)
        assert len(listed) == 2
        assert "ada@exam" in listed[0]
        assert listed[0].endswith("now, changed: code")
        assert listed[1].endswith("changed: status, code")
        assert "all of it" in said(app)
        await press(pilot, "down", "r")
        assert code_in(app) == OLD


async def test_two_versions_are_compared_and_one_with_the_one_before(tmp_path: Path) -> None:
    app = console(tmp_path, version(OLDER, 60), version(OLD, 30))
    async with app.run_test(size=(120, 40)) as pilot:
        await press(pilot, "enter", "ctrl+t", "end", "p")
        screen = on(app, HistoryScreen)
        assert "No version before" in said(app)
        await press(pilot, "m", "up", "enter")
        older, newer = on(app, VersionsScreen).compared
        assert (older.content.code, newer.content.code) == (OLDER, OLD)
        await press(pilot, "escape", "p")
        assert [each.content.code for each in on(app, VersionsScreen).compared] == [OLDER, OLD]
        await press(pilot, "escape", "escape")
        assert on(app, EditorScreen).unsaved == ()
        # As a worker does that was waiting for the disk or the server, and is told only later that it is to end.
        screen.pane._code = None
        await screen._looked(None)
        screen.say("late")
        screen._show_list()
        screen.acts._show_pair((), (PastVersion(NOW, How.SEEN), Edited("", "", "", "")))
        assert on(app, EditorScreen).unsaved == ()


@dataclass
class SlowServer(FakeServer):
    """Answers what it is asked for one function, and for the trail, when the test lets it."""

    may_answer: asyncio.Event = field(default_factory=asyncio.Event)
    trail_may_answer: asyncio.Event = field(default_factory=asyncio.Event)

    async def get_function(self, slug: str) -> Function:
        await self.may_answer.wait()
        return await super().get_function(slug)

    async def audit_trail(self, *, limit: int, offset: int = 0, asked: AuditQuery = OF_FUNCTIONS) -> TrailPage:
        await self.trail_may_answer.wait()
        return await super().audit_trail(limit=limit, offset=offset, asked=asked)


def slow_console(folder: Path, *kept: NewVersion, **server: object) -> tuple[FixtureConsole, SlowServer]:
    app = console(folder, *kept)
    app.server = slow = SlowServer(**server)  # type: ignore[arg-type]  # forwarded to a dataclass
    return app, slow


class SlowDisk(HistoryStore):
    """Reads which versions there are when the test lets it."""

    def __init__(self, folder: Path) -> None:
        super().__init__(folder)
        self.may_read = threading.Event()

    def versions(self, server: str, slug: str) -> list[KeptVersion]:
        self.may_read.wait(10)
        return super().versions(server, slug)


async def test_keys_before_there_is_a_list_act_on_it_when_it_is_there_and_escape_does_not_wait(tmp_path: Path) -> None:
    app = console(tmp_path, version(OLDER, 60), version(OLD, 30))
    disk = SlowDisk(tmp_path / "history")
    app.parts.stores.history = disk
    async with app.run_test(size=(80, 24)) as pilot:
        await settled(pilot)
        await pilot.press("h", "down", "escape")
        await pilot.pause()
        on(app, FunctionsScreen)
        await pilot.press("h", "down", "enter")
        assert rows(app) == []
        disk.may_read.set()
        await settled(pilot)
        await settled(pilot)
        assert on(app, VersionsScreen).compared[0].content.code == OLDER


async def test_what_the_server_holds_is_waited_for_before_it_is_compared_with(tmp_path: Path) -> None:
    app, server = slow_console(tmp_path, version(OLD, 30))
    async with app.run_test(size=(80, 24)) as pilot:
        await settled(pilot)
        for key in ("h", "enter"):
            await pilot.press(key)
            await idle(pilot)
        on(app, HistoryScreen)
        await until(pilot, lambda: "Asking the server what it holds" in said(app))
        server.may_answer.set()
        await until(pilot, lambda: isinstance(app.screen, VersionsScreen))
        assert [each.content.code for each in on(app, VersionsScreen).compared] == [OLD, HELLO]


async def test_what_the_server_does_not_tell_is_words_and_not_said_to_be_nothing(tmp_path: Path) -> None:
    unreachable = Unreachable(UnreachableReason.REFUSED, "refused")
    no_trail = NotFound(404, "NOT_FOUND", "Endpoint not found")
    app = console(tmp_path, version(OLD, 30), get_error=unreachable, trail_error=no_trail)
    async with app.run_test(size=(80, 24)) as pilot:
        await press(pilot, "h")
        assert "has no audit trail" in said(app)
        assert len(rows(app)) == 1
        await press(pilot, "o")
        assert "no older versions" in said(app)
        await press(pilot, "enter")
        on(app, HistoryScreen)
        assert "is not known" in said(app)
        assert "no such function" not in said(app)
        app.server.trail_error = unreachable
        app.server.get_error = NotFound(404, "NOT_FOUND", "Function not found")
        await press(pilot, "escape", "h")
        assert "can't be read" in said(app)
        assert len(rows(app)) == 1
        await press(pilot, "enter")
        assert "no such function any more" in said(app)


async def test_older_rows_are_asked_for_once_however_often_the_key_is_pressed(tmp_path: Path) -> None:
    app, server = slow_console(tmp_path, version(OLD, 30), trail=[row(5, code=OLDER), row(9, code=OLD)])
    async with app.run_test(size=(80, 24)) as pilot:
        await settled(pilot)
        await pilot.press("h", "o", "o")
        await idle(pilot)
        # Nothing is known of the trail yet: the key neither ends the loading nor says that there is no more.
        assert "no older" not in said(app)
        server.may_answer.set()
        await idle(pilot)
        await threads_idle()
        await idle(pilot)
        await pilot.press("o", "o")
        await until(pilot, lambda: "Asking the server's audit trail" in said(app))
        server.trail_may_answer.set()
        await press(pilot)
        assert "all of it" in said(app)
        assert len(rows(app)) == 2
        await press(pilot, "o")
        assert "no older" in said(app)


async def test_a_deleted_function_is_put_back(tmp_path: Path) -> None:
    trail = [row(5, DELETED, "forgotten"), row(9, slug="forgotten", code=OLDER, name="Forgotten")]
    app = console(tmp_path, version(OLD, 30, slug="hello-again"), trail=trail)
    async with app.run_test(size=(80, 24)) as pilot:
        await press(pilot, "H")
        assert [line.split()[0] for line in rows(app)] == ["forgotten", "hello-again"]
        await press(pilot, "enter")
        assert rows(app)[0].endswith("deleted")
        await press(pilot, "r")
        assert "was deleted" in said(app)
        await press(pilot, "down", "r")
        screen = on(app, EditorScreen)
        assert code_in(app) == OLDER
        report = screen.query_one(OutcomePanel).report
        assert report is not None
        assert "deleted on the server" in report.headline
        await press(pilot, "ctrl+n")
        assert app.server.functions[-1].slug == "forgotten"
        assert app.server.functions[-1].code == OLDER
        assert screen.unsaved == ()


async def test_a_history_that_can_not_be_kept_is_said_once_and_costs_nothing_else(tmp_path: Path) -> None:
    (tmp_path / "history").write_text("in the way")
    app = FixtureConsole(FakeServer(), history=HistoryStore(tmp_path / "history"))
    async with app.run_test(size=(80, 24)) as pilot:
        await press(pilot, "enter")
        assert "Versions are not kept" in status(app)
        await press(pilot, "x", "ctrl+s")
        assert "not kept" not in status(app)
        assert [each.code for each in app.server.writes] == ["x" + HELLO]
        await press(pilot, "ctrl+t")
        assert "Not a directory" in said(app)
        assert "all of it" in said(app)


async def test_where_the_server_has_no_function_there_is_none_to_run() -> None:
    app = FixtureConsole(FakeServer(functions=()))
    async with app.run_test(size=(80, 24)) as pilot:
        await press(pilot, "x")
        assert "There is no function yet: n creates one." in status(app)


async def test_while_the_list_is_fetched_it_is_not_known_what_is_deleted_and_that_is_said(tmp_path: Path) -> None:
    may_answer = asyncio.Event()

    class Slow(FakeServer):
        async def list_functions(self) -> FunctionList:
            await may_answer.wait()
            return await super().list_functions()

    app = FixtureConsole(Slow(), history=HistoryStore(tmp_path / "history"))
    async with app.run_test(size=(80, 24)) as pilot:
        await settled(pilot)
        await press(pilot, "H")
        on(app, FunctionsScreen)
        assert "is being fetched: press this again" in status(app)
        may_answer.set()
        await settled(pilot)
        await press(pilot, "H")
        assert "being fetched" not in status(app)


async def test_without_a_list_or_versions_of_what_is_gone_nothing_is_said_to_be_gone(tmp_path: Path) -> None:
    app = console(tmp_path, version(OLD, 5), list_error=Unreachable(UnreachableReason.REFUSED, "refused"))
    async with app.run_test(size=(80, 24)) as pilot:
        await press(pilot, "H")
        on(app, FunctionsScreen)
        assert "list of this server is not loaded" in status(app)
        # Whether there is a function to run is not known either.
        await press(pilot, "r", "x")
        assert "list of this server is not loaded" in status(app)
        app.server.list_error = None
        await press(pilot, "r", "H")
        on(app, FunctionsScreen)
        assert "not loaded" not in status(app)
        assert len(app.server.functions) == len(FUNCTIONS)


async def test_the_trail_is_read_on_until_it_is_known_what_a_deleted_function_was(tmp_path: Path) -> None:
    # Case 17: the newest rows tell the code alone.
    codes = [row(10 + n, slug="lost", code=f"v{26 - n}") for n in range(26)]
    named = row(50, slug="lost", name="Lost & found", description="Was here", status="active")
    others = [row(60 + n, slug="legacy", name="x") for n in range(300)]
    app = console(tmp_path, trail=[row(5, DELETED, "lost"), *codes, *others[:150], named, *others[150:]])
    async with app.run_test(size=(80, 24)) as pilot:
        await press(pilot, "H", "enter", "down", "r")
        editor = on(app, EditorScreen)
        assert editor.edited == Edited("Lost & found", "Was here", "active", "v26")
        assert "not known" not in status(app)


async def test_what_nobody_tells_of_a_deleted_function_is_said_and_not_made_up(tmp_path: Path) -> None:
    # Case 20.
    told = row(9, slug="told", code="x", status="active")
    trail = [row(5, DELETED, "told"), row(6, DELETED, "untold"), told, row(9, slug="untold")]
    app = console(tmp_path, version(OLD, 30, slug="kept"), trail=trail)
    async with app.run_test(size=(100, 30)) as pilot:
        await press(pilot, "H")
        assert ["no code known" in line for line in rows(app)] == [False, True, False]
        shown = " ".join(str(each.content) for each in app.screen.query(Static))
        assert "Those without a known code can't be restored: nobody told it." in shown
        await press(pilot, "enter", "down")
        assert said(app).startswith("Its name and description are not known.")
        await press(pilot, "r")
        assert on(app, EditorScreen).edited == Edited("", "", "active", "x")
        report = app.screen.query_one(OutcomePanel).report
        assert report is not None
        assert "its name and description are not known" in report.headline


async def test_the_sentence_of_a_row_goes_with_it(tmp_path: Path) -> None:
    # Case 18.
    trail = [row(1, slug="legacy", code="x")] * 3 + [row(n, slug="legacy", name="y") for n in range(200)]
    app = console(tmp_path, version(OLD, 30), trail=[row(2, code=HELLO), row(3, name="x"), *trail])
    async with app.run_test(size=(80, 24)) as pilot:
        await press(pilot, "h", "home")
        standing = said(app)
        assert "20 of 205 rows; o reads on" in standing
        await press(pilot, "down")
        assert "The code of this version is not known" in said(app)
        assert standing in said(app)
        await press(pilot, "down")
        assert said(app) == standing
        await press(pilot, "up", "up")
        assert said(app) == standing


async def test_a_change_of_the_name_alone_has_the_code_that_was_saved_before_it(tmp_path: Path) -> None:
    # Case 19.
    trail = [row(5, code=HELLO), row(10, name="Renamed"), row(30, "CREATE_FUNCTION", name="Hello World")]
    app = console(tmp_path, version(OLD, 30, how=How.SAVED), trail=trail)
    async with app.run_test(size=(80, 24)) as pilot:
        await press(pilot, "h", "home", "down")
        assert "changed: name" in rows(app)[1]
        assert code_in(app, "#past-code") == OLD
        await press(pilot, "r")
        assert on(app, EditorScreen).edited == Edited("Renamed", "Returns a greeting", "active", OLD)


async def test_a_row_that_is_cut_is_shown_in_full(tmp_path: Path) -> None:
    slug = "a-slug-that-is-much-longer-than-any-row-of-a-dialog-can-be-" * 3
    app = console(tmp_path, trail=[row(5, DELETED, slug)])
    async with app.run_test(size=(40, 12)) as pilot:
        await press(pilot, "H")
        assert "…" in rows(app)[0]
        await press(pilot, "f4")
        assert slug in str(app.screen.query_one(Static).content)
        await press(pilot, "f4", "enter")
        on(app, HistoryScreen)
