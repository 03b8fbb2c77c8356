"""What a row of the audit trail did to a function: the version it left and the one before, from trail and disk."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import UTC, datetime, timedelta

import pytest

from tests.console_fixture import is_asked_for
from tests.fake_client import client_of
from tui.errors import InvalidResponse, NotFound
from tui.flows.what_changed import Change, what_changed
from tui.model.fingerprint import fingerprint
from tui.model.function import Edited, Function, FunctionChanges, FunctionSummary
from tui.model.history import CREATED, DELETED, OF_FUNCTIONS, UPDATED, AuditQuery, AuditRow, How, KeptVersion, TrailPage

NOON = datetime(2026, 11, 27, 12, tzinfo=UTC)
_BEHIND = timedelta(microseconds=700)
NOW = Edited("Greet", "now", "active", "now\n")


def row(minutes: float, action: str = UPDATED, slug: str = "greet", **changes: str) -> AuditRow:
    at = NOON - timedelta(minutes=minutes)
    return AuditRow(f"{slug} {minutes}", at, "ada", action, slug, FunctionChanges(**changes))


class Server:
    """A server with a trail, the newest row first, and one function or none."""

    def __init__(self, *rows: AuditRow, most: int = 100, there: bool = True) -> None:
        self.rows = rows
        self.most = most
        self.there = there
        self.read = 0

    async def get_function(self, slug: str) -> Function:
        if not self.there:
            raise NotFound(404, "NOT_FOUND", "Function not found")
        return Function(FunctionSummary(slug, NOW.name, NOW.status, description=NOW.description), NOW.code)

    async def audit_trail(self, *, limit: int, offset: int = 0, asked: AuditQuery = OF_FUNCTIONS) -> TrailPage:
        if limit > self.most:
            raise InvalidResponse(206, "", "", "too large")
        # Servers compare the whole times of their rows, and tell them without what is behind the milliseconds.
        rows = [each for each in self.rows if each.at and is_asked_for(each._replace(at=each.at + _BEHIND), asked)]
        found = tuple(rows[offset : offset + limit])
        self.read += len(found)
        return TrailPage(found, len(rows))


class Kept:
    """Versions kept here, by how many minutes ago."""

    def __init__(self, **versions: Edited) -> None:
        self._versions = {float(name[1:]): content for name, content in versions.items()}

    def versions(self, slug: str) -> list[KeptVersion]:
        return [
            KeptVersion(NOON - timedelta(minutes=ago), How.SEEN, fingerprint(content))
            for ago, content in sorted(self._versions.items())
        ]

    def content(self, slug: str, mark: str) -> Edited | None:
        return next((each for each in self._versions.values() if fingerprint(each) == mark), None)


async def changed(server: Server, wanted: AuditRow, kept: Kept | None = None) -> Change:
    assert wanted.at is not None
    return await what_changed(client_of(server), wanted.slug, wanted.id, wanted.at, wanted.action, kept)


def codes(change: Change) -> tuple[str | None, str | None]:
    known = (change.before, change.after)
    before, after = (None if each is None else each.content.code for each in known)
    return before, after


ROWS = (
    row(1, code="newest\n"),
    row(2, slug="other", code="other\n"),
    row(3, code="third\n"),
    row(4, status="draft"),
    row(5, code="second\n"),
    row(6, name="Greet", description="told", status="active", code="first\n"),
    row(7, CREATED, name="Old", status="draft"),
)


@pytest.mark.parametrize(
    ("wanted", "expected"),
    [
        (0, ("third\n", "newest\n")),
        (2, ("second\n", "third\n")),
        (3, ("second\n", "second\n")),
        (4, ("first\n", "second\n")),
        (5, (None, "first\n")),
        (6, (None, None)),
    ],
)
async def test_a_row_is_told_by_itself_and_the_older_ones(wanted: int, expected: tuple[str | None, str | None]) -> None:
    change = await changed(Server(*ROWS), ROWS[wanted])
    assert codes(change) == expected
    if wanted == 3:
        assert change.before is not None
        assert change.after is not None
        assert (change.before.content.status, change.after.content.status) == ("active", "draft")


async def test_of_a_deletion_what_was_deleted_is_known() -> None:
    gone = row(1, DELETED)
    change = await changed(Server(gone, *ROWS[2:], there=False), gone)
    assert codes(change) == ("third\n", None)


async def test_no_more_is_read_back_than_is_needed() -> None:
    many = tuple(row(100 + number, code=f"{number}\n") for number in range(300))
    server = Server(*ROWS[:3], *many)
    change = await changed(server, ROWS[2])
    assert codes(change) == ("0\n", "third\n")
    assert change.after is not None
    # No row tells the other fields: all that may be read is read.
    assert change.after.version.unknown == ("name", "description", "status")
    assert change.after.content.name == "Greet"
    whole = Server(*ROWS, *many)
    assert codes(await changed(whole, ROWS[0])) == ("third\n", "newest\n")
    assert whole.read < 20


async def test_the_version_before_may_be_kept_on_this_machine() -> None:
    update = row(1, code="new\n")
    kept = Kept(_30=Edited("Greet", "kept", "active", "kept\n"), _0=NOW)
    change = await changed(Server(update, row(90, CREATED, name="Greet", status="active")), update, kept)
    assert codes(change) == ("kept\n", "new\n")
    assert (change.after is not None and change.after.content.description) == "kept"


async def test_rows_too_large_for_one_answer_are_read_one_by_one() -> None:
    change = await changed(Server(*ROWS, most=1), ROWS[2])
    assert codes(change) == ("second\n", "third\n")
    with pytest.raises(InvalidResponse):
        await changed(Server(*ROWS, most=0), ROWS[2])


async def test_a_change_that_changed_nothing_left_what_was_there() -> None:
    rows = (row(1, code="first\n"), *ROWS[5:])
    assert codes(await changed(Server(*rows), rows[0])) == ("first\n", "first\n")


async def test_a_row_of_one_millisecond_with_others_is_the_one_that_was_meant() -> None:
    rows: Sequence[AuditRow] = (row(1, code="b\n")._replace(id="b"), row(1, slug="other"), row(2, code="a\n"))
    change = await changed(Server(*rows), rows[0])
    assert codes(change) == ("a\n", "b\n")
    assert (change.rows, change.is_all) == (3, True)
