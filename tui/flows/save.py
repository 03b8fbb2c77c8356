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


class Functions(Protocol):
    """The calls about functions; `tui.api.functions.FunctionsApi` has them."""

    async def get(self, slug: str) -> Function: ...

    async def update(self, slug: str, changes: FunctionChanges) -> WriteAnswer: ...

    async def create(self, new: NewFunction) -> WriteAnswer: ...


class Audits(Protocol):
    """The audit trail's call; `tui.api.audits.AuditsApi` has it."""

    async def page(self, *, limit: int, offset: int = 0) -> TrailPage: ...


class SaveApi(Protocol):
    """Where a save finds its calls: `tui.api.client.Client`."""

    @property
    def functions(self) -> Functions: ...

    @property
    def audits(self) -> Audits: ...


async def look(server: SaveApi, slug: str) -> Function | ApiError:
    """The function as the server holds it, or why it can't be had."""
    try:
        return await server.functions.get(slug)
    except ApiError as error:
        return error


async def send(server: SaveApi, slug: str, changes: FunctionChanges) -> WriteAnswer | ApiError:
    """Send changes, once; the answer, or why there is none."""
    try:
        return await server.functions.update(slug, changes)
    except ApiError as error:
        return error


async def create(server: SaveApi, new: NewFunction) -> WriteAnswer | ApiError:
    """Create a function, once; the answer, or why there is none."""
    try:
        return await server.functions.create(new)
    except ApiError as error:
        return error


async def read_trail(server: SaveApi, seen: Function) -> tuple[AuditRow, ...]:
    """Changes of this function since it was written as it was `seen`, that one included, the newest first.

    None where nobody can tell: no trail, no answer, or no time of the server's own, which says where to stop.
    """
    since = seen.summary.updated_at
    rows: list[AuditRow] = []
    offset = 0
    for limit in _ROWS if since is not None else ():
        try:
            page = await server.audits.page(limit=limit, offset=offset)
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
