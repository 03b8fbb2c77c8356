"""Who else saved between the look before a save and the save: what the rows of the audit trail mean.

Owns which rows are somebody else's, and what they say about what the server holds. Refuses to read the trail.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass, replace
from datetime import timedelta

from tui.model.function import ALL_FIELDS, Function, FunctionChanges
from tui.model.history import AuditRow
from tui.sessions.edit.rules import differing_fields, with_changes

_OWN_ROW_WITHIN = timedelta(seconds=2)
"""How long after a write its row may come."""


@dataclass(frozen=True, slots=True)
class ConcurrentSave:
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


def told_by_rows(theirs: Sequence[AuditRow], seen: Function, sent: FunctionChanges) -> ConcurrentSave:
    """What rows of others (at least one, the newest first) tell; what the server holds now is not known yet."""
    fields = tuple(name for name in ALL_FIELDS if any(name in row.changes.names() for row in theirs))
    contested = tuple(name for name in fields if name in sent.names())
    return ConcurrentSave(theirs[0].actor, fields, contested, with_changes(seen, sent))


def with_what_is_held_now(
    found: ConcurrentSave, seen: Function, sent: FunctionChanges, now: Function
) -> ConcurrentSave:
    """The same with what the server holds after both saves, and so what of ours is lost and what else is unseen."""
    lost = differing_fields(now, found.base, found.contested)
    others = [name for name in ALL_FIELDS if name not in found.contested and name != "status"]
    kept = with_changes(seen, sent._replace(**dict.fromkeys(lost)))
    return replace(found, base=kept, now=now, lost=lost, unseen=differing_fields(now, found.base, others))


def saves_of_others(rows: Sequence[AuditRow], seen: Function, ours: Sequence[FunctionChanges]) -> list[AuditRow]:
    """The rows that tell of somebody else's save after the function was `seen`; `ours` are changes sent from here."""
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
