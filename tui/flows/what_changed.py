"""What one row of the audit trail did to a function: the version it left, and the one before it.

Owns how far the trail is read back for it, and that versions kept on this machine are asked where the trail does not
tell a code. Refuses to know how versions are compared and restored.
"""

from __future__ import annotations

import asyncio
from collections.abc import Sequence
from datetime import UTC, datetime, timedelta
from typing import NamedTuple, Protocol

from tui.errors import ApiError, InvalidResponse
from tui.model.function import Edited, Function
from tui.model.history import CREATED, DELETED, FUNCTIONS, UPDATED, AuditQuery, AuditRow, KeptVersion, TrailPage
from tui.sessions.versions import PastVersion, one_history, source_of, told_by_trail, with_changes

_LIMITS = (4, 8, 20)
"""Rows asked for at a time, each perhaps with a whole code: the version before is often near."""
_MOST_ROWS = 400
_LATER = timedelta(milliseconds=1)
"""A row's time is told without what is behind its milliseconds."""
_EVER = datetime.min.replace(tzinfo=UTC)


class Functions(Protocol):
    """The call about functions."""

    async def get(self, slug: str) -> Function: ...


class Audits(Protocol):
    """The call about the trail; `tui.api.audits.AuditsApi` has it."""

    async def page(self, *, limit: int, offset: int = 0, asked: AuditQuery = ...) -> TrailPage: ...


class TrailApi(Protocol):
    """Where both are found: `tui.api.client.Client`."""

    @property
    def functions(self) -> Functions: ...

    @property
    def audits(self) -> Audits: ...


class KeptVersions(Protocol):
    """The versions of one server that this machine keeps. Both raise StorageError."""

    def versions(self, slug: str) -> list[KeptVersion]: ...

    def content(self, slug: str, mark: str) -> Edited | None: ...


class Known(NamedTuple):
    """A version and what it holds."""

    version: PastVersion
    content: Edited


class Change(NamedTuple):
    """What a row left, None where that is not known or it was a deletion; what was before, None where it is not known.

    `rows` were read back for it; `is_all`: there are no older ones.
    """

    after: Known | None
    before: Known | None
    rows: int = 0
    is_all: bool = False


class _ReadBack(NamedTuple):
    """Rows about the function from the wanted one back, how many were read, and from when on all are known."""

    rows: Sequence[AuditRow]
    read: int
    since: datetime | None
    is_all: bool


async def what_changed(
    server: TrailApi, slug: str, row_id: str, at: datetime, action: str, kept: KeptVersions | None
) -> Change:
    """The version that a row (its id, time and action) left of a function, and the one before it.

    Raises the client's errors about the trail, and StorageError.
    """
    current = await _now(server, slug)
    found = await _read_back(server, slug, row_id, at)
    told = told_by_trail(found.rows, None, current)
    there = await asyncio.to_thread(kept.versions, slug) if kept is not None else []
    since = _EVER if found.is_all else found.since
    lines = one_history([each for each in there if each.at <= at + timedelta(seconds=2)], told, since)
    place = next((place for place, line in enumerate(lines) if (line.at, line.action) == (at, action)), None)
    if place is None:
        # A change that left everything as it was is one version with the one before it.
        same = next((line for line in lines if line.at <= at and line.is_known), None) if action == UPDATED else None
        one = await _content(same, slug, kept) if same is not None else None
        return Change(one, one, found.read, found.is_all)
    after = await _content(lines[place], slug, kept)
    before = next((line for line in lines[place + 1 :] if line.is_known), None) if action != CREATED else None
    return Change(after, await _content(before, slug, kept) if before is not None else None, found.read, found.is_all)


async def _now(server: TrailApi, slug: str) -> Edited | None:
    """What the server holds, for what no row tells; None where it can't be had."""
    try:
        return (await server.functions.get(slug)).content
    except ApiError:
        return None


async def _read_back(server: TrailApi, slug: str, row_id: str, at: datetime) -> _ReadBack:
    """The trail from the wanted row back, until it tells what the function was before."""
    asked = AuditQuery(FUNCTIONS, until=at + _LATER)
    rows: list[AuditRow] = []
    read, since, largest = 0, None, max(_LIMITS)
    limits = list(_LIMITS)
    while read < _MOST_ROWS:
        limit = min(limits.pop(0) if limits else largest, largest)
        try:
            page = await server.audits.page(limit=limit, offset=read, asked=asked)
        except InvalidResponse:
            # So many codes may be more than an answer may hold; fewer may not be.
            if limit == 1:
                raise
            largest = max(1, limit // 4)
            continue
        read += len(page.rows)
        for row in page.rows:
            since = row.at or since
            if row.slug == slug and (rows or row.id == row_id):
                rows.append(row)
        if not page.rows or (read >= page.total if page.total is not None else len(page.rows) < limit):
            return _ReadBack(rows, read, since, True)
        if _tells_enough(rows):
            break
    return _ReadBack(rows, read, since, False)


def _tells_enough(rows: Sequence[AuditRow]) -> bool:
    """Whether older rows would tell nothing more of the first row's change."""
    if not rows:
        return False
    begun = any(row.action in (CREATED, DELETED) for row in rows[1:]) or rows[0].action == CREATED
    told = told_by_trail(rows, None)
    is_known = bool(told) and (told[0].action == DELETED or told[0].is_whole)
    return begun or (is_known and any(other.is_whole for other in told[1:]))


async def _content(version: PastVersion, slug: str, kept: KeptVersions | None) -> Known | None:
    source, changes = source_of(version)
    found = source.content
    if found is None and source.kept_at is not None and kept is not None:
        found = await asyncio.to_thread(kept.content, slug, source.mark)
    return None if found is None else Known(version, with_changes(found, changes))
