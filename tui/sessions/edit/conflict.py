"""What to do when two people changed a function: field by field, and within the code line by line.

A field only one side changed is no conflict: it is taken. Owns the three resolutions. Refuses to choose one.
"""

from __future__ import annotations

from enum import Enum
from typing import NamedTuple

from tui.editing.merge import merge
from tui.model.function import ALL_FIELDS, Edited, Function


class Resolution(Enum):
    """How a conflict is resolved."""

    THEIRS = "theirs"
    MINE = "mine"
    MERGE = "merge"


class Resolved(NamedTuple):
    """What the editor holds afterwards, and how many conflicts of the code are left, marked."""

    edited: Edited
    conflict_count: int = 0


def as_edited(function: Function) -> Edited:
    """A function as the editor holds it."""
    return function.content


def fields_in_conflict(base: Edited, mine: Edited, theirs: Edited) -> tuple[str, ...]:
    """The fields both sides changed, each differently."""
    return tuple(
        field
        for field in ALL_FIELDS
        if getattr(mine, field) not in (getattr(base, field), getattr(theirs, field))
        and getattr(theirs, field) != getattr(base, field)
    )


def resolve(base: Edited, mine: Edited, theirs: Edited, resolution: Resolution) -> Resolved:
    """The editor's content after one of the three resolutions.

    `THEIRS` is their version whole. The other two take what only one side changed from that side; of what both changed
    `MINE` keeps mine, and `MERGE` brings the lines of the code together (of the other fields it keeps mine).
    """
    if resolution is Resolution.THEIRS:
        return Resolved(theirs)
    code, conflict_count = _one(base.code, mine.code, theirs.code), 0
    if resolution is Resolution.MERGE and "code" in fields_in_conflict(base, mine, theirs):
        code, conflict_count = merge(base.code, mine.code, theirs.code)
    return Resolved(
        Edited(
            _one(base.name, mine.name, theirs.name),
            _one(base.description, mine.description, theirs.description),
            _one(base.status, mine.status, theirs.status),
            code,
        ),
        conflict_count,
    )


def _one(base: str, mine: str, theirs: str) -> str:
    return theirs if mine == base else mine
