"""The calls of a save: each is made once, and every failure is a value."""

from __future__ import annotations

from datetime import UTC, datetime, timedelta

import pytest

from tests.fake_client import client_of
from tui.errors import ApiError, ResponseLost
from tui.flows.save import create, look, read_trail, send
from tui.model.function import Function, FunctionChanges, FunctionSummary, NewFunction, WriteAnswer
from tui.model.history import CREATED, DELETED, UPDATED, AuditRow, TrailPage

NOON = datetime(2026, 11, 26, 12, tzinfo=UTC)
SEEN = Function(FunctionSummary("greet", "Greet", "active", updated_at=NOON), "old();\n")
WRITTEN = WriteAnswer(True, SEEN.summary)
CHANGES = FunctionChanges(code="new();\n")


class Server:
    """Answers each call, or raises `error` from call number `fails_from` on; `rows` are its trail's."""

    def __init__(self, rows: tuple[AuditRow, ...] = (), error: ApiError | None = None, fails_from: int = 1) -> None:
        self.rows = rows
        self.error = error
        self.fails_from = fails_from
        self.calls: list[object] = []

    def _called(self, *call: object) -> None:
        self.calls.append(call)
        if self.error is not None and len(self.calls) >= self.fails_from:
            raise self.error

    async def get_function(self, slug: str) -> Function:
        self._called(slug)
        return SEEN

    async def update_function(self, slug: str, changes: FunctionChanges) -> WriteAnswer:
        self._called(slug, changes)
        return WRITTEN

    async def create_function(self, new: NewFunction) -> WriteAnswer:
        self._called(new)
        return WRITTEN

    async def audit_trail(self, *, limit: int, offset: int = 0) -> TrailPage:
        self._called(limit, offset)
        return TrailPage(self.rows[offset : offset + limit], len(self.rows))


def row(seconds: float, action: str = UPDATED, slug: str = "greet") -> AuditRow:
    return AuditRow(f"{seconds}", NOON + timedelta(seconds=seconds), "ada", action, slug, CHANGES)


async def test_each_call_is_made_once_and_its_answer_is_a_value() -> None:
    server, new = Server(), NewFunction("Greet", "new();\n", "greet", "", "active")
    assert await look(client_of(server), "greet") == SEEN
    assert await send(client_of(server), "greet", CHANGES) == WRITTEN
    assert await create(client_of(server), new) == WRITTEN
    assert server.calls == [("greet",), ("greet", CHANGES), (new,)]


async def test_a_failure_is_a_value_and_nothing_is_sent_again() -> None:
    cut = ResponseLost("cut")
    server, new = Server(error=cut), NewFunction("Greet", "", "greet", "", "active")
    assert await look(client_of(server), "greet") is cut
    assert await send(client_of(server), "greet", CHANGES) is cut
    assert await create(client_of(server), new) is cut
    assert await read_trail(client_of(server), SEEN) == ()
    assert len(server.calls) == 4


async def test_the_trail_is_read_back_to_what_was_seen_and_no_further() -> None:
    server = Server((row(60), row(0), row(-1), row(-60)))
    assert await read_trail(client_of(server), SEEN) == (row(60), row(0))
    assert server.calls == [(2, 0), (8, 2)]


async def test_rows_of_other_functions_and_deletions_are_left_out() -> None:
    created = row(50, CREATED)
    assert await read_trail(client_of(Server((row(60, slug="other"), row(55, DELETED), created))), SEEN) == (created,)


@pytest.mark.parametrize("fails_from", [1, 2])
async def test_a_trail_that_can_be_read_in_part_only_tells_nothing(fails_from: int) -> None:
    server = Server(tuple(row(60 - n) for n in range(9)), ResponseLost("cut"), fails_from)
    assert await read_trail(client_of(server), SEEN) == ()
    assert len(server.calls) == fails_from


async def test_without_a_time_of_the_servers_own_the_trail_is_not_asked_for() -> None:
    server = Server((row(60),))
    assert await read_trail(client_of(server), Function(SEEN.summary._replace(updated_at=None), SEEN.code)) == ()
    assert server.calls == []
