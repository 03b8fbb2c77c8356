"""How an audit trail is read: in pages, until one tells of the function."""

from __future__ import annotations

from datetime import UTC, datetime, timedelta

import pytest

from tests.fake_client import client_of
from tui.errors import InvalidResponse
from tui.flows.history import ROWS_A_PAGE, Trail
from tui.model.function import FunctionChanges
from tui.model.history import DELETED, UPDATED, AuditRow, TrailPage

NOON = datetime(2026, 11, 25, 12, tzinfo=UTC)


def at(minutes: float) -> datetime:
    return NOON + timedelta(minutes=minutes)


def row(minutes: float, action: str = UPDATED, slug: str = "greet", *, actor: str = "ada", **changes: str) -> AuditRow:
    return AuditRow(f"row {slug} {minutes}", at(minutes), actor, action, slug, FunctionChanges(**changes))


class Server:
    """A trail of rows, the newest first; `told` is what it says of its length."""

    def __init__(self, rows: list[AuditRow], *, tells_total: bool = True) -> None:
        self.rows = rows
        self.tells_total = tells_total
        self.asked: list[tuple[int, int]] = []

    async def audit_trail(self, *, limit: int, offset: int = 0) -> TrailPage:
        self.asked.append((limit, offset))
        return TrailPage(tuple(self.rows[offset : offset + limit]), len(self.rows) if self.tells_total else None)


async def test_the_trail_is_read_until_a_page_tells_of_the_function() -> None:
    others = [row(-n, slug="other") for n in range(50)]
    server = Server([*others, row(-60, code="v1"), *[row(-100 - n, slug="other") for n in range(40)]])
    trail = Trail(lambda: client_of(server), "greet")
    await trail.read_on()
    assert server.asked == [(ROWS_A_PAGE, 0), (ROWS_A_PAGE, 20), (ROWS_A_PAGE, 40)]
    assert [each.changes.code for each in trail.rows] == ["v1"]
    assert (trail.read, trail.total, trail.ended) == (60, 91, False)
    await trail.read_on()
    assert trail.ended
    assert len(server.asked) == 5
    await trail.read_on()
    assert len(server.asked) == 5


async def test_no_more_than_five_pages_are_read_at_once() -> None:
    server = Server([row(-n, slug="other") for n in range(500)])
    trail = Trail(lambda: client_of(server), "greet")
    await trail.read_on()
    assert (len(server.asked), trail.ended) == (5, False)


async def test_a_server_that_tells_no_total_ends_with_a_short_page() -> None:
    trail = Trail(lambda: client_of(Server([row(-n) for n in range(25)], tells_total=False)), "greet")
    await trail.read_on()
    assert not trail.ended
    await trail.read_on()
    assert (trail.ended, len(trail.rows)) == (True, 25)


async def test_a_row_added_while_reading_is_not_listed_twice() -> None:
    server = Server([row(-n) for n in range(30)])
    trail = Trail(lambda: client_of(server), "greet")
    await trail.read_on()
    server.rows.insert(0, row(1))
    await trail.read_on()
    assert [each.at for each in trail.rows] == [at(-n) for n in range(30)]


async def test_rows_added_while_reading_and_read_then_leave_no_older_one_out() -> None:
    server = Server([row(-n) for n in range(70)])
    trail = Trail(lambda: client_of(server), "greet")
    await trail.read_on()
    server.rows[:0] = [row(3), row(2), row(1)]
    await trail.read_on()
    await trail.read_newest()
    while not trail.ended:
        await trail.read_on()
    assert [each.at for each in trail.rows] == [each.at for each in server.rows]


async def test_rows_that_are_too_long_together_are_asked_for_in_smaller_pages() -> None:
    class Narrow(Server):
        async def audit_trail(self, *, limit: int, offset: int = 0) -> TrailPage:
            if limit > 3:
                self.asked.append((limit, offset))
                raise InvalidResponse(200, "application/json", "[", "it is longer than 32 MiB")
            return await super().audit_trail(limit=limit, offset=offset)

    server = Narrow([row(-n, code=f"v{n}") for n in range(2)])
    trail = Trail(lambda: client_of(server), "greet")
    await trail.read_on()
    await trail.read_on()
    assert server.asked == [(ROWS_A_PAGE, 0), (5, 0), (1, 0), (1, 1)]
    assert [each.changes.code for each in trail.rows] == ["v0", "v1"]
    server.rows.append(row(-9))
    trail = Trail(lambda: client_of(server), "greet")

    async def never(*, limit: int, offset: int = 0) -> TrailPage:
        raise InvalidResponse(502, "text/html", "<html>", "it is not JSON")

    server.audit_trail = never  # type: ignore[method-assign]  # a server whose every answer is another's
    with pytest.raises(InvalidResponse):
        await trail.read_on()


async def test_each_page_is_asked_of_the_client_of_then() -> None:
    rows = [row(-n, slug="other") for n in range(500)]
    before, after = Server(rows), Server(rows)
    client = client_of(before)
    trail = Trail(lambda: client, "greet")
    await trail.read_on()
    client = client_of(after)
    await trail.read_on()
    assert (len(before.asked), len(after.asked)) == (5, 5)
    assert after.asked[0] == (ROWS_A_PAGE, 100)
    await trail.read_newest()
    assert len(after.asked) == 6


async def test_functions_that_are_gone_are_found_in_the_trail() -> None:
    server = Server([row(0, DELETED, "b"), row(-1, slug="a"), row(-2, slug="c"), row(-3, slug="b"), row(-4, slug="")])
    trail = Trail(lambda: client_of(server))
    await trail.read_on()
    assert trail.deleted(["a"]) == {"b": at(0), "c": at(-2)}


async def test_it_is_known_since_when_every_change_was_read_and_whose_code_was_told() -> None:
    trail = Trail(
        lambda: client_of(Server([*[row(-n, slug="other") for n in range(30)], row(-40, slug="old", code="v1")])),
        "greet",
    )
    assert trail.read_back_to is None
    trail._limit = 10
    await trail._read_page()
    assert trail.read_back_to == at(-9)
    await trail.read_on()
    assert trail.ended
    assert trail.read_back_to < at(-(10**6)) if trail.read_back_to else False
    assert trail.with_code == {"old"}
