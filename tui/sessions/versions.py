"""A function's history: what this machine kept and what the server's audit trail tells, as one list.

Pure. Owns what a version held where its rows tell only changes, and which two lines are one version. Refuses to know
how the trail is read, how a history is shown and where versions are kept.
"""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from datetime import datetime, timedelta
from typing import NamedTuple

from tui.model.fingerprint import fingerprint
from tui.model.function import ALL_FIELDS, DRAFT, Edited, FunctionChanges
from tui.model.history import CREATED, DELETED, UPDATED, AuditRow, How, KeptVersion

_ROW_WITHIN = timedelta(seconds=2)


class PastVersion(NamedTuple):
    """One line of a function's history, the same whether the server or this machine remembers it.

    `action` is a word of the trail's, empty for a version kept here. `fields` are those a change sent. `content` is
    None while it is on disk, where its mark finds it, or where nobody remembers the code. `kept_at` is its time among
    the versions kept here, None for one that is not. `unknown` are the fields that no row tells, whatever stands for
    them in the content; `may_be_told` says that older rows of the trail may still tell them. `below` is the version
    that `changes` were made to, where this one follows from it.
    """

    at: datetime
    how: How
    actor: str = ""
    action: str = ""
    fields: tuple[str, ...] = ()
    content: Edited | None = None
    kept_at: datetime | None = None
    mark: str = ""
    unknown: tuple[str, ...] = ()
    may_be_told: bool = False
    changes: FunctionChanges = FunctionChanges()
    below: PastVersion | None = None

    @property
    def is_known(self) -> bool:
        """Whether its content can be had."""
        return self.content is not None or self.kept_at is not None or self.below is not None

    @property
    def is_whole(self) -> bool:
        """Whether every field of its content can be had."""
        return self.is_known and not self.unknown


def told_by_trail(
    rows: Sequence[AuditRow], current: Edited | None, otherwise: Edited | None = None
) -> list[PastVersion]:
    """The versions that rows about one function (the newest first) tell of, put together from their changes.

    A field is as the nearest older change left it. One that no older row tells, and no newer one changed, is as it is
    in `current` (None for a deleted function). Where newer rows did change it, nobody knows it: it is named in
    `unknown`, and stands in the content as in `otherwise`, by default as now. A version whose code is not known has no
    content.
    """
    told: list[PastVersion] = []
    for index, row in enumerate(rows):
        if row.at is None or row.action not in (CREATED, UPDATED, DELETED):
            continue
        is_deletion = row.action == DELETED
        content = None if is_deletion else _content(rows, index, current, otherwise or current)
        missing = [field for field in ALL_FIELDS if not is_deletion and _value(rows, index, current, field) is None]
        begins = any(older.action in (CREATED, DELETED) for older in rows[index:])
        told.append(
            PastVersion(
                row.at,
                How.TRAIL,
                row.actor,
                row.action,
                row.changes.names() if row.action == UPDATED else (),
                content,
                mark="" if content is None else fingerprint(content),
                unknown=tuple(missing),
                may_be_told=bool(missing) and not begins,
                changes=row.changes,
            )
        )
    return told


def _content(rows: Sequence[AuditRow], index: int, current: Edited | None, otherwise: Edited | None) -> Edited | None:
    values = {field: _value(rows, index, current, field) for field in ALL_FIELDS}
    code = values["code"]
    if code is None:
        return None
    # An empty name is refused, and nobody can call a draft: what is not known is not made up.
    otherwise = otherwise or Edited("", "", DRAFT, "")
    name, description, status = (
        getattr(otherwise, field) if (value := values[field]) is None else value for field in ALL_FIELDS[:3]
    )
    return Edited(name, description, status, code)


def _value(rows: Sequence[AuditRow], index: int, current: Edited | None, field: str) -> str | None:
    """What a field held just after a row's change; None where nobody tells."""
    for older in rows[index:]:
        value: str | None = getattr(older.changes, field)
        if value is not None:
            return value
        if older.action in (CREATED, DELETED):
            break
    newer = rows[:index]
    changed = any(getattr(row.changes, field) is not None or row.action in (CREATED, DELETED) for row in newer)
    return None if current is None or changed else getattr(current, field)


def one_history(
    kept: Iterable[KeptVersion], told: Iterable[PastVersion], read_back_to: datetime | None = None
) -> list[PastVersion]:
    """Both lists as one, the newest first. Neighbours that hold the same are one version: the trail says by whom.

    So are a version kept here and the row of the same moment of which not all is known. A change whose row does not
    tell all follows from the version below it, where every row in between was read: those from `read_back_to` on.
    """
    lines = [PastVersion(each.at, each.how, kept_at=each.at, mark=each.mark) for each in kept]
    found: list[PastVersion] = []
    for line in sorted([*lines, *told], key=lambda line: line.at, reverse=True):
        if found and (_are_equal(found[-1], line) or _of_one_moment(found[-1], line)):
            found[-1] = _merged(found[-1], line)
        else:
            found.append(line)
    return found if read_back_to is None else _following(found, read_back_to)


def _following(lines: list[PastVersion], read_back_to: datetime) -> list[PastVersion]:
    """The lines (the newest first), each change that is not known whole made to the one below it."""
    followed: list[PastVersion] = []
    below: PastVersion | None = None
    for line in reversed(lines):
        if line.action == UPDATED and not line.is_whole and below is not None and below.is_whole:
            # What it holds is put together when it is asked for: the version below may be on disk.
            line = line._replace(content=None, mark="", unknown=(), may_be_told=False, below=below)
        below = line if line.at >= read_back_to and line.action != DELETED else None
        followed.append(line)
    return followed[::-1]


def source_of(version: PastVersion) -> tuple[PastVersion, tuple[FunctionChanges, ...]]:
    """The version whose content is told or kept that this one follows from, and the changes made to it since."""
    changes: list[FunctionChanges] = []
    while version.below is not None:
        changes.append(version.changes)
        version = version.below
    return version, tuple(reversed(changes))


def with_changes(content: Edited, changes: Iterable[FunctionChanges]) -> Edited:
    """What a version holds once these changes were made to it, one after the other."""
    for each in changes:
        changed = {field: value for field in ALL_FIELDS if (value := getattr(each, field)) is not None}
        content = content._replace(**changed)
    return content


def filled(version: PastVersion, content: Edited, other: Edited) -> Edited:
    """A version's content to compare with another: a field that nobody knows shows no difference."""
    fields = [field for field in version.unknown if field != "code"]
    return content._replace(**{field: getattr(other, field) for field in fields})


def _are_equal(one: PastVersion, other: PastVersion) -> bool:
    return bool(one.mark) and one.mark == other.mark and not one.unknown and not other.unknown


def _of_one_moment(newer: PastVersion, older: PastVersion) -> bool:
    told, kept = (newer, older) if newer.how is How.TRAIL else (older, newer)
    # The row is written just after the function, whose time a kept version has; that has no other row yet.
    return bool(told.unknown) and kept.kept_at is not None and not kept.action and abs(told.at - kept.at) < _ROW_WITHIN


def _merged(newer: PastVersion, older: PastVersion) -> PastVersion:
    told = next((each for each in (older, newer) if each.how is How.TRAIL), older)
    how = max((newer.how, older.how), key=[How.SEEN, How.TRAIL, How.SAVED].index)
    kept = next((each for each in (newer, older) if each.kept_at is not None), None)
    if told.unknown and kept is not None:
        # What was kept is known whole.
        told = told._replace(content=kept.content, mark=kept.mark, unknown=(), may_be_told=False)
    return told._replace(how=how, kept_at=newer.kept_at or older.kept_at)
