"""The calls of a save: look at the function, send, create, read the audit trail.

Owns that each is made once and ends as a value, whatever becomes of it. Refuses to know what an answer means, and
whether it is to be followed by another call: `tui.sessions.edit` does.
"""

from __future__ import annotations

from typing import Protocol

from tui.errors import ApiError
from tui.model.function import Function, FunctionChanges, NewFunction, WriteAnswer
from tui.model.history import CREATED, UPDATED, AuditRow, TrailPage

_ROWS = (2, 8, 40)
"""Rows asked for at a time, each perhaps with a whole code: nearly always the second is older than the look."""


class LookApi(Protocol):
    """What a look needs; `tui.api.client.Client` has it."""

    async def get_function(self, slug: str) -> Function: ...


class WriteApi(Protocol):
    """What writing needs; `tui.api.client.Client` has it."""

    async def update_function(self, slug: str, changes: FunctionChanges) -> WriteAnswer: ...

    async def create_function(self, new: NewFunction) -> WriteAnswer: ...


class AuditApi(Protocol):
    """What reading the audit trail needs; `tui.api.client.Client` has it."""

    async def audit_trail(self, *, limit: int, offset: int = 0) -> TrailPage: ...


async def look(server: LookApi, slug: str) -> Function | ApiError:
    """The function as the server holds it, or why it can't be had."""
    try:
        return await server.get_function(slug)
    except ApiError as error:
        return error


async def send(server: WriteApi, slug: str, changes: FunctionChanges) -> WriteAnswer | ApiError:
    """Send changes, once; the answer, or why there is none."""
    try:
        return await server.update_function(slug, changes)
    except ApiError as error:
        return error


async def create(server: WriteApi, new: NewFunction) -> WriteAnswer | ApiError:
    """Create a function, once; the answer, or why there is none."""
    try:
        return await server.create_function(new)
    except ApiError as error:
        return error


async def read_trail(server: AuditApi, seen: Function) -> tuple[AuditRow, ...]:
    """Changes of this function since it was written as it was `seen`, that one included, the newest first.

    None where nobody can tell: no trail, no answer, or no time of the server's own, which says where to stop.
    """
    since = seen.summary.updated_at
    rows: list[AuditRow] = []
    offset = 0
    for limit in _ROWS if since is not None else ():
        try:
            page = await server.audit_trail(limit=limit, offset=offset)
        except ApiError:
            # Some of the rows would tell of the newest save and hide the one before it.
            return ()
        for row in page.rows:
            if row.at is not None and since is not None and row.at < since:
                return tuple(rows)
            if row.slug == seen.slug and row.action in (CREATED, UPDATED):
                rows.append(row)
        offset += len(page.rows)
        if len(page.rows) < limit:
            break
    return tuple(rows)
