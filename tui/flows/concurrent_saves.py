"""Who else saved between the look before a save and the save.

No server takes a condition with a write, so within those milliseconds two saves can overwrite each other. A server's
audit trail tells it afterwards. Owns what is read there and what it means. Refuses to undo anything.
"""

from __future__ import annotations

from collections.abc import Sequence
from typing import Protocol

from tui.errors import ApiError
from tui.model.function import Function, FunctionChanges
from tui.model.history import CREATED, UPDATED, AuditRow, TrailPage
from tui.sessions.edit.concurrent_saves import ConcurrentSave, saves_of_others, told_by_rows, with_what_is_held_now

_ROWS = (2, 8, 40)
"""Rows asked for at a time, each perhaps with a whole code: nearly always the second is older than the look."""


class Audits(Protocol):
    """The audit trail's call; `tui.api.audits.AuditsApi` has it."""

    async def page(self, *, limit: int, offset: int = 0) -> TrailPage: ...


class ReadsFunctions(Protocol):
    """The call that reads a function; `tui.api.functions.FunctionsApi` has it."""

    async def get(self, slug: str) -> Function: ...


class AuditApi(Protocol):
    """The calls this needs; `tui.api.client.Client` has them."""

    @property
    def audits(self) -> Audits: ...

    @property
    def functions(self) -> ReadsFunctions: ...


async def saved_meanwhile(
    server: AuditApi, seen: Function, sent: FunctionChanges, ours: Sequence[FunctionChanges] = ()
) -> ConcurrentSave | None:
    """The last save by somebody else since the function was `seen`, as the trail has it after `sent` was saved.

    `ours` are other changes that were sent from here: by the time the trail answers there may be more than one.
    None where there was none, and where nobody can tell: no trail, no answer, or times it does not give.
    """
    try:
        theirs = saves_of_others(await rows_since(server, seen), seen, (sent, *ours))
    except ApiError:
        return None
    if not theirs:
        return None
    found = told_by_rows(theirs, seen, sent)
    try:
        now = await server.functions.get(seen.slug)
    except ApiError:
        return found
    return with_what_is_held_now(found, seen, sent, now)


async def rows_since(server: AuditApi, seen: Function) -> list[AuditRow]:
    """Changes of this function since it was written as it was seen, that one included, the newest first.

    Raises the client's errors.
    """
    since = seen.summary.updated_at
    rows: list[AuditRow] = []
    offset = 0
    # Without a time of the server's own nothing tells where to stop.
    for limit in _ROWS if since is not None else ():
        page = await server.audits.page(limit=limit, offset=offset)
        for row in page.rows:
            if row.at is not None and since is not None and row.at < since:
                return rows
            if row.slug == seen.slug and row.action in (CREATED, UPDATED):
                rows.append(row)
        offset += len(page.rows)
        if len(page.rows) < limit:
            break
    return rows
