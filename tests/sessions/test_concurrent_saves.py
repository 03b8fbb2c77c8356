"""Two saves at one moment: what the trail says of it afterwards, from a real server and in its odd cases."""

from __future__ import annotations

from datetime import UTC, datetime, timedelta

import pytest

from tests.conftest import StartSandbox
from tests.fake_client import client_of
from tests.sessions.served import saved
from tui.api.client import Client
from tui.errors import ApiError, NotFound, ResponseLost
from tui.model.function import Function, FunctionChanges, FunctionSummary, NewFunction, WriteAnswer
from tui.model.history import CREATED, DELETED, UPDATED, AuditRow, TrailPage
from tui.model.secret import Secret
from tui.sessions.edit.concurrent_saves import ConcurrentSave
from tui.sessions.edit.outcome import Saved
from tui.sessions.edit.rules import with_changes

NOON = datetime(2026, 11, 26, 12, tzinfo=UTC)
SEEN = Function(FunctionSummary("greet", "Greet", "active", description="about", updated_at=NOON), "old();\n")
OURS = FunctionChanges(code="ours();\n")
THEIRS = FunctionChanges(code="theirs();\n")


def row(seconds: float, changes: FunctionChanges, action: str = UPDATED, slug: str = "greet") -> AuditRow:
    return AuditRow(f"{seconds} {changes}", NOON + timedelta(seconds=seconds), "ada", action, slug, changes)


class Server:
    """A trail of rows, the newest first, and what it holds from a save on; errors are raised."""

    def __init__(self, rows: list[AuditRow] | ApiError, now: Function | ApiError, seen: Function = SEEN) -> None:
        self.rows = rows
        self.now = now
        self.seen = seen
        self.is_written = False
        self.asked: list[tuple[int, int]] = []

    async def audit_trail(self, *, limit: int, offset: int = 0) -> TrailPage:
        self.asked.append((limit, offset))
        if isinstance(self.rows, ApiError):
            raise self.rows
        return TrailPage(tuple(self.rows[offset : offset + limit]), len(self.rows))

    async def get_function(self, slug: str) -> Function:
        found = self.now if self.is_written else self.seen
        if isinstance(found, ApiError):
            raise found
        return found

    async def update_function(self, slug: str, changes: FunctionChanges) -> WriteAnswer:
        self.is_written = True
        stored = with_changes(self.seen, changes)
        return WriteAnswer(True, stored.summary, stored.code)

    async def create_function(self, new: NewFunction) -> WriteAnswer:
        raise AssertionError("nothing is created")


async def saved_meanwhile(server: Server, sent: FunctionChanges = OURS) -> ConcurrentSave | None:
    """What a save tells of others."""
    told = await saved(client_of(server), server.seen, sent)
    assert isinstance(told.outcome, Saved)
    return told.meanwhile


def found(result: ConcurrentSave | None) -> ConcurrentSave:
    assert result is not None
    return result


class Racing:
    """Our client, with somebody else's save between its look and its write, or right after the write."""

    def __init__(self, client: Client, theirs: FunctionChanges, *, first: bool) -> None:
        self.client = client
        self.theirs = theirs
        self.first = first

    async def get_function(self, slug: str) -> Function:
        return await self.client.functions.get(slug)

    async def audit_trail(self, *, limit: int, offset: int = 0) -> TrailPage:
        return await self.client.audits.page(limit=limit, offset=offset)

    async def create_function(self, new: NewFunction) -> WriteAnswer:
        raise AssertionError("nothing is created")

    async def update_function(self, slug: str, changes: FunctionChanges) -> WriteAnswer:
        if self.first:
            await self.client.functions.update(slug, self.theirs)
        answer = await self.client.functions.update(slug, changes)
        if not self.first:
            await self.client.functions.update(slug, self.theirs)
        return answer


RACES = (
    # What they change, whether theirs goes in first, and what of it is contested, lost and unseen.
    (THEIRS, True, ("code",), (), ()),
    (THEIRS, False, ("code",), ("code",), ()),
    (FunctionChanges(name="Theirs"), True, (), (), ("name",)),
    (FunctionChanges(name="Theirs", code="theirs();\n"), False, ("code",), ("code",), ("name",)),
)


@pytest.mark.app
async def test_a_save_at_the_same_moment_is_found_on_a_real_server(sandbox: StartSandbox) -> None:
    process = sandbox()
    async with Client(process.url, Secret(process.api_key)) as client:
        for number, (theirs, first, *wanted) in enumerate(RACES):
            slug = f"greet-{number}"
            await client.functions.create(NewFunction("Greet", "module.exports = 1;\n", slug))
            base = await client.functions.get(slug)
            told = await saved(client_of(Racing(client, theirs, first=first)), base, OURS)
            assert isinstance(told.outcome, Saved), theirs
            meanwhile = found(told.meanwhile)
            assert [meanwhile.contested, meanwhile.lost, meanwhile.unseen] == wanted, theirs
            assert meanwhile.fields == theirs.names()
            # Saved alone, there is nothing to tell: not even right after such a race.
            base = await client.functions.get(slug)
            told = await saved(client, base, FunctionChanges(name="Alone"))
            assert isinstance(told.outcome, Saved)
            assert told.meanwhile is None


async def test_the_usual_save_asks_for_two_rows() -> None:
    server = Server([row(60, OURS), row(0.01, FunctionChanges(code=SEEN.code)), row(-60, THEIRS)], SEEN)
    assert await saved_meanwhile(server) is None
    assert server.asked == [(2, 0), (8, 2)]
    server = Server([row(60, OURS), row(-1, THEIRS), row(-60, THEIRS)], SEEN)
    assert await saved_meanwhile(server) is None
    assert server.asked == [(2, 0)]


async def test_rows_of_other_functions_and_deletions_are_nobodys_save() -> None:
    rows = [
        row(60, OURS),
        row(59, THEIRS, slug="other"),
        row(58, FunctionChanges(), DELETED),
        row(0.01, FunctionChanges(name="Greet", status="active"), CREATED),
    ]
    assert await saved_meanwhile(Server(rows, with_changes(SEEN, OURS))) is None


async def test_what_a_server_stored_otherwise_than_it_was_sent_is_no_news() -> None:
    # It ends each code with a line end; what was seen is what became of the row.
    rows = [row(60, OURS), row(0.2, FunctionChanges(code="old();"))]
    assert await saved_meanwhile(Server(rows, with_changes(SEEN, OURS))) is None
    # Nor is one who sends what was there.
    rows = [row(60, OURS), row(59, FunctionChanges(code=SEEN.code)), row(0.2, FunctionChanges(code="old();"))]
    assert await saved_meanwhile(Server(rows, with_changes(SEEN, OURS))) is None


async def test_many_rows_are_read_as_far_as_they_are_new() -> None:
    others = [row(50 - n / 10, FunctionChanges(name=f"n{n}"), slug="other") for n in range(20)]
    server = Server([row(60, OURS), *others, row(40, THEIRS), row(-5, THEIRS)], with_changes(SEEN, OURS))
    meanwhile = found(await saved_meanwhile(server))
    assert (meanwhile.actor, meanwhile.contested, meanwhile.lost) == ("ada", ("code",), ())
    assert server.asked == [(2, 0), (8, 2), (40, 10)]


async def test_only_what_can_be_known_is_told() -> None:
    rows = [row(60, OURS), row(59, THEIRS)]
    for error in (NotFound(404, "NOT_FOUND", "no trail"), ResponseLost("cut")):
        assert await saved_meanwhile(Server(error, SEEN)) is None
    timeless = Function(SEEN.summary._replace(updated_at=None), SEEN.code)
    assert await saved_meanwhile(Server(rows, SEEN, timeless)) is None
    # That somebody saved is known; which of both the server holds is not.
    meanwhile = found(await saved_meanwhile(Server(rows, ResponseLost("cut"))))
    assert (meanwhile.now, meanwhile.contested, meanwhile.lost) == (None, ("code",), ())


async def test_what_is_lost_counts_as_unsaved_again_and_what_is_not_as_saved() -> None:
    ours = FunctionChanges(code="ours();\n", name="Ours")
    now = Function(SEEN.summary._replace(name="Ours"), "theirs();\n")
    meanwhile = found(await saved_meanwhile(Server([row(61, THEIRS), row(60, ours)], now), ours))
    assert meanwhile.lost == ("code",)
    assert (meanwhile.base.code, meanwhile.base.summary.name) == (SEEN.code, "Ours")
