"""The audit view: who did what when, what a row changed, and how it is put back."""

from __future__ import annotations

import asyncio
from collections.abc import Sequence
from dataclasses import dataclass
from datetime import timedelta
from typing import TypeVar

from tests.console_fixture import (
    FUNCTIONS,
    NOW,
    FakeHistory,
    FakeServer,
    FixtureConsole,
    at_each_size,
    press,
    press_meanwhile,
    settled,
    turned,
    typed,
    until,
)
from tests.fake_clock import FakeClock
from tests.screen_text import shown_text
from tui.app.audit.screen import AuditScreen
from tui.app.compare.screen import VersionsScreen
from tui.app.editor.screen import EditorScreen
from tui.app.history.screen import HistoryScreen
from tui.app.shell.questions import DetailsScreen
from tui.app.shell.status_line import StatusLine
from tui.app.widgets.code_editor import CodeEditor
from tui.errors import ApiError, NotFound, ResponseLost
from tui.model.function import Edited, FunctionChanges
from tui.model.history import (
    CREATED,
    DELETED,
    OF_FUNCTIONS,
    SECRETS,
    UPDATED,
    AuditQuery,
    AuditRow,
    TrailPage,
)

SIZE = (80, 24)
HELLO = next(each for each in FUNCTIONS if each.slug == "hello-world")


def row(minutes: float, actor: str, action: str, slug: str, **changes: str) -> AuditRow:
    at = NOW - timedelta(minutes=minutes)
    return AuditRow(f"{slug} {minutes}", at, actor, action, slug, FunctionChanges(**changes))


def secret(minutes: float, action: str, key: str, **told: str | bool | None) -> AuditRow:
    at = NOW - timedelta(minutes=minutes)
    told_items = tuple(told.items())
    return AuditRow(f"{key} {minutes}", at, "api-key", action, "", module=SECRETS, target=key, told=told_items)


TRAIL = (
    secret(1, "UPDATE_SECRET", "STRIPE_KEY", has_new_value=True),
    row(2, "api-key", UPDATED, "hello-world", code=HELLO.code),
    row(47, "ada@example.com", UPDATED, "hello-world", code="older\n", description="told"),
    secret(50, "GET_SECRET", "STRIPE_KEY"),
    row(60 * 7, "ada@example.com", DELETED, "old-import"),
    row(60 * 8, "ada@example.com", UPDATED, "old-import", code="gone\n", name="Old", status="active", description=""),
    row(60 * 24 * 8, "api-key", CREATED, "hello-world", name="Hello World", status="active"),
)


@dataclass
class Watched(FakeServer):
    """A server that notes what it was asked of its trail."""

    def __post_init__(self) -> None:
        self.asked: list[tuple[int, int, AuditQuery]] = []
        self.gate = asyncio.Event()
        self.gate.set()

    async def audit_trail(self, *, limit: int, offset: int = 0, asked: AuditQuery = OF_FUNCTIONS) -> TrailPage:
        self.asked.append((limit, offset, asked))
        await self.gate.wait()
        return await super().audit_trail(limit=limit, offset=offset, asked=asked)


def auditing(trail: Sequence[AuditRow] = TRAIL, **given: object) -> Watched:
    return Watched(trail=trail, **given)  # type: ignore[arg-type]  # forwarded to a dataclass


Kind = TypeVar("Kind")


def on(app: FixtureConsole, kind: type[Kind]) -> Kind:
    screen: object = app.screen
    assert isinstance(screen, kind)
    return screen


def shown(app: FixtureConsole) -> list[str]:
    return [f"{line.action} {line.subject}" for line in on(app, AuditScreen).listed.shown]


def words(app: FixtureConsole) -> str:
    return " ".join(shown_text(app).split())


def said(app: FixtureConsole) -> str:
    return app.screen.query_one(StatusLine).last_said


def code_in(app: FixtureConsole) -> str:
    return app.screen.query_one("#code", CodeEditor).text


async def test_who_did_what_when_is_told_the_newest_first_and_of_functions_or_secrets_alone() -> None:
    server = auditing()
    app = FixtureConsole(server)
    async with app.run_test(size=SIZE) as pilot:
        await press(pilot, "6")
        assert shown(app)[:2] == ["UPDATE_SECRET STRIPE_KEY", "UPDATE_FUNCTION hello-world"]
        text = words(app)
        assert "Audit: everything following 7 rows, all of them" in text
        assert "1m ago api-key changed value secret STRIPE_KEY" in text
        assert "47m ago ada@example.com changed description, code hello-world" in text
        assert "7h ago ada@example.com deleted old-import" in text
        await press(pilot, "t")
        assert "api-key changed value" in words(app)
        assert "ago" not in " ".join(words(app).split("WHAT")[1].split("Times")[:1])
        await press(pilot, "t")
        assert f"> {NOW - timedelta(minutes=1):%d %b %H:%M}Z" in words(app)
        async for _ in at_each_size(pilot):
            pass
        await pilot.resize_terminal(*SIZE)
        await press(pilot, "m")
        assert len(shown(app)) == 5
        assert server.asked[-1][2] == OF_FUNCTIONS
        await press(pilot, "m")
        assert shown(app) == ["UPDATE_SECRET STRIPE_KEY", "GET_SECRET STRIPE_KEY"]
        assert "Audit: secrets" in words(app)
        # A secret's value is never told: the row is shown in full.
        await press(pilot, "home", "r")
        assert "its values are never told" in said(app)
        await press(pilot, "enter")
        assert isinstance(app.screen, DetailsScreen)
        assert "new value yes" in words(app)


async def test_a_row_leads_to_what_it_changed_and_back_before_it() -> None:
    server = auditing()
    app = FixtureConsole(server)
    async with app.run_test(size=SIZE) as pilot:
        await press(pilot, "6", "down", "enter")
        await until(pilot, lambda: isinstance(app.screen, VersionsScreen))
        text = words(app)
        assert "What api-key changed in hello-world" in text
        assert "older" in text
        await press(pilot, "2")
        await until(pilot, lambda: isinstance(app.screen, EditorScreen))
        await settled(pilot)
        assert code_in(app) == "older\n"
        # Nothing was sent, and undo brings back what the server holds.
        await press(pilot, "ctrl+z")
        assert (code_in(app), server.writes) == (HELLO.code, [])


async def test_a_deletion_is_undone_into_the_editor() -> None:
    server = auditing()
    app = FixtureConsole(server)
    async with app.run_test(size=SIZE) as pilot:
        await press(pilot, "6", "/", typed("did:deleted"), "enter")
        assert shown(app) == ["DELETE_FUNCTION old-import"]
        await press(pilot, "enter")
        await until(pilot, lambda: "r restores what it was" in said(app))
        await press(pilot, "r")
        await until(pilot, lambda: isinstance(app.screen, EditorScreen))
        await settled(pilot)
        assert code_in(app) == "gone\n"
        assert server.writes == []


async def test_what_is_not_known_is_said() -> None:
    created = row(3, "ada", CREATED, "hello-world", name="Hello", status="active")
    lone = row(2, "ada", UPDATED, "hello-world", status="draft")
    app = FixtureConsole(auditing((row(1, "x", "ODD", ""), lone, created)))
    async with app.run_test(size=SIZE) as pilot:
        await press(pilot, "6", "r")
        assert "about no function" in said(app)
        await press(pilot, "down", "enter")
        await until(pilot, lambda: "What it changed is not known" in said(app))
        await press(pilot, "down", "enter")
        await until(pilot, lambda: "there is no version before it" in said(app))
        await press(pilot, "r")
        await until(pilot, lambda: "don't tell the code of a new function" in said(app))
        await press(pilot, "h")
        assert isinstance(app.screen, HistoryScreen)


async def test_versions_kept_here_tell_what_the_trail_does_not() -> None:
    update = row(5, "ada", UPDATED, "hello-world", code="newer\n")
    kept = FakeHistory(("hello-world", 60, Edited("Hello World", "", "active", "kept here\n")))
    app = FixtureConsole(auditing((update,)), history=kept)
    async with app.run_test(size=SIZE) as pilot:
        await press(pilot, "6", "enter")
        await until(pilot, lambda: isinstance(app.screen, VersionsScreen))
        assert "kept here" in words(app)


async def test_the_filter_asks_the_server_once_the_keys_rest() -> None:
    clock = FakeClock(NOW)
    server = auditing()
    app = FixtureConsole(server, clock=clock)
    async with app.run_test(size=SIZE) as pilot:
        await press(pilot, "6", "/", typed("since:1h"))
        assert len(shown(app)) == 4
        before = len(server.asked)
        await turned(pilot, clock, 1)
        assert [asked.since for _, _, asked in server.asked[before:]] == [NOW - timedelta(hours=1)]
        assert "4 rows, all that match" in words(app)
        await press(pilot, "escape")
        assert len(shown(app)) == len(TRAIL)
        await press(pilot, "end", "b", "l")
        assert shown(app) == ["UPDATE_FUNCTION hello-world", "CREATE_FUNCTION hello-world"]
        assert server.asked[-1][2].actor == "api-key"
        await press(pilot, "b", "l")
        assert len(shown(app)) == len(TRAIL)
        await press(pilot, "/", typed("since:soon"))
        assert "That is no time" in words(app)
        await press(pilot, "escape", "/", typed("nothing-like-this"))
        assert "No row that was read matches the filter." in words(app)


async def test_older_rows_are_read_as_the_selection_nears_the_end() -> None:
    many = tuple(row(number, "ada", UPDATED, f"function-{number}", code="x") for number in range(1, 200))
    server = auditing(many)
    app = FixtureConsole(server)
    async with app.run_test(size=SIZE) as pilot:
        await press(pilot, "6")
        assert len(shown(app)) == 20
        assert "20 of 199 rows read" in words(app)
        await press(pilot, "end")
        assert len(shown(app)) == 40
        assert on(app, AuditScreen).listed.table.state.place == 19
        # A filter that finds nothing reads some pages by itself, and no more.
        before = len(server.asked)
        await press(pilot, "/", typed("-function"), "enter")
        assert len(server.asked) - before <= 6
        assert "o reads further back" in words(app)
        await press(pilot, "o")
        await press(pilot, "escape", "o", "o")
        assert "199 rows, all of them" in words(app)
        await press(pilot, "o")
        assert "There are no older rows." in said(app)


async def test_what_happens_is_followed_without_reading_the_rows_again() -> None:
    clock = FakeClock(NOW)
    server = auditing()
    app = FixtureConsole(server, clock=clock)
    async with app.run_test(size=SIZE) as pilot:
        await press(pilot, "6")
        server.asked.clear()
        await turned(pilot, clock, 6)
        assert [limit for limit, offset, _ in server.asked if offset > 1000] == [1]
        assert all(offset > 1000 for _, offset, _ in server.asked)
        server.trail = (secret(0, "CREATE_SECRET", "NEW_KEY"), *server.trail)
        await turned(pilot, clock, 60)
        assert shown(app)[0] == "CREATE_SECRET NEW_KEY"
        await press(pilot, "f")
        assert "paused: f follows" in words(app)
        server.asked.clear()
        await turned(pilot, clock, 600)
        assert server.asked == []
        await press(pilot, "1")
        await press(pilot, "6", "f")
        await press(pilot, "1")
        server.asked.clear()
        await turned(pilot, clock, 600)
        # Nobody looks.
        assert [each for each in server.asked if each[2] != OF_FUNCTIONS] == []


async def test_why_there_is_nothing_is_said() -> None:
    errors: tuple[tuple[ApiError, str], ...] = (
        (NotFound(404, "NOT_FOUND", "no such endpoint"), "This server keeps no audit trail"),
        (ResponseLost("cut"), "closed the connection without an answer"),
    )
    server = auditing(())
    app = FixtureConsole(server)
    async with app.run_test(size=SIZE) as pilot:
        await press(pilot, "6")
        assert "The audit trail has no row." in words(app)
        await press(pilot, "m")
        assert "The audit trail has no row about functions." in words(app)
        await press(pilot, "m", "m")
        server.trail = TRAIL
        for error, told in errors:
            await press(pilot, "1")
            server.trail_error = error
            await press(pilot, "6", "R")
            assert told in words(app)
            is_lacking = isinstance(error, NotFound)
            assert ("not offered" in words(app)) == is_lacking
            assert bool(on(app, AuditScreen).connection.lacking) == is_lacking
            server.trail_error = None
            await press(pilot, "R")
            assert len(shown(app)) == len(TRAIL)
            assert not on(app, AuditScreen).connection.lacking


async def test_an_answer_that_comes_late_opens_nothing_elsewhere() -> None:
    server = auditing()
    app = FixtureConsole(server)
    async with app.run_test(size=SIZE) as pilot:
        await press(pilot, "6", "down")
        for key in ("down", "1"):
            server.gate.clear()
            await press_meanwhile(pilot, "enter", key)
            server.gate.set()
            await settled(pilot)
            assert not isinstance(app.screen, VersionsScreen)
            await press(pilot, "6", "up")
