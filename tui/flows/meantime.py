"""Who else saved between the look before a save and the save.

No server takes a condition with a write, so within those milliseconds two saves can go over each other. A server's
audit trail tells it afterwards. Owns what is read there and what it means. Refuses to undo anything.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass, replace
from datetime import timedelta
from typing import Protocol

from tui.errors import ApiError
from tui.flows.save import ALL_FIELDS, differing_fields, with_changes
from tui.model.function import Function, FunctionChanges
from tui.model.history import CREATED, UPDATED, AuditRow, TrailPage

_ROWS = (2, 8, 40)
"""Rows asked for at a time, each perhaps with a whole code: nearly always the second is older than the look."""

_OWN_ROW_WITHIN = timedelta(seconds=2)
"""How long after a write its row may come."""


@dataclass(frozen=True, slots=True)
class Meanwhile:
    """Somebody else's save at the moment of ours.

    `fields` are those it sent, `contested` those both sent. `now` is what the server holds after both, None where it
    could not be asked. `lost` are the contested fields that it does not hold as we sent them, `unseen` others that are
    not as we saw them. `base` is what the editor's content is to be compared with: ours, where it is not lost.
    """

    actor: str
    fields: tuple[str, ...]
    contested: tuple[str, ...]
    base: Function
    now: Function | None = None
    lost: tuple[str, ...] = ()
    unseen: tuple[str, ...] = ()


class WitnessServer(Protocol):
    """The calls this needs; `tui.api.client.Client` has them."""

    async def audit_trail(self, *, limit: int, offset: int = 0) -> TrailPage: ...

    async def get_function(self, slug: str) -> Function: ...


async def saved_meanwhile(
    server: WitnessServer, seen: Function, sent: FunctionChanges, ours: Sequence[FunctionChanges] = ()
) -> Meanwhile | None:
    """The last save by somebody else since the function was `seen`, as the trail has it after `sent` was saved.

    `ours` are other changes that were sent from here: by the time the trail answers there may be more than one.
    None where there was none, and where nobody can tell: no trail, no answer, or times it does not give.
    """
    try:
        theirs = _of_others(await _rows_since(server, seen), seen, (sent, *ours))
    except ApiError:
        return None
    if not theirs:
        return None
    fields = tuple(name for name in ALL_FIELDS if any(name in row.changes.names() for row in theirs))
    contested = tuple(name for name in fields if name in sent.names())
    found = Meanwhile(theirs[0].actor, fields, contested, with_changes(seen, sent))
    try:
        now = await server.get_function(seen.slug)
    except ApiError:
        return found
    lost = differing_fields(now, found.base, contested)
    others = [name for name in ALL_FIELDS if name not in contested and name != "status"]
    kept = with_changes(seen, sent._replace(**dict.fromkeys(lost)))
    return replace(found, base=kept, now=now, lost=lost, unseen=differing_fields(now, found.base, others))


async def _rows_since(server: WitnessServer, seen: Function) -> list[AuditRow]:
    """Changes of this function since it was written as it was seen, that one included, the newest first."""
    since = seen.summary.updated_at
    rows: list[AuditRow] = []
    offset = 0
    # Without a time of the server's own nothing tells where to stop.
    for limit in _ROWS if since is not None else ():
        page = await server.audit_trail(limit=limit, offset=offset)
        for row in page.rows:
            if row.at is not None and since is not None and row.at < since:
                return rows
            if row.slug == seen.slug and row.action in (CREATED, UPDATED):
                rows.append(row)
        offset += len(page.rows)
        if len(page.rows) < limit:
            break
    return rows


def _of_others(rows: list[AuditRow], seen: Function, ours: Sequence[FunctionChanges]) -> list[AuditRow]:
    others = [row for row in rows if row.changes not in ours]
    # The write that made what was seen is no news, also where the server stored something else than was sent.
    if others and (_is_in(others[-1], seen) or _follows(others[-1], seen)):
        others.pop()
    return [row for row in others if not _is_in(row, seen)]


def _is_in(row: AuditRow, seen: Function) -> bool:
    """Whether what a row sent is what was seen anyway."""
    return not differing_fields(with_changes(seen, row.changes), seen)


def _follows(row: AuditRow, seen: Function) -> bool:
    """Whether a row came so soon after what was seen was written that it tells of just that."""
    written = seen.summary.updated_at
    return row.at is not None and written is not None and row.at - written < _OWN_ROW_WITHIN
