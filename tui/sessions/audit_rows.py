"""The rows of an audit trail as they are kept while it is looked at: without codes, of which each may be a megabyte.

Pure. Owns what of a row is kept. Refuses to know how the trail is read.
"""

from __future__ import annotations

from datetime import datetime
from typing import NamedTuple

from tui.model.history import CREATED, DELETED, FUNCTIONS, UPDATED, AuditRow

_NAME_CHARACTERS = 1_000
_WORD_CHARACTERS = 200


class AuditLine(NamedTuple):
    """A row of the trail without its code. `subject` is what it is about: a slug, the key of a secret, a table.

    `fields` are those a change of a function sent, `told` what may be shown of another change.
    """

    id: str
    at: datetime | None
    actor: str
    action: str
    module: str
    subject: str
    fields: tuple[str, ...] = ()
    told: tuple[tuple[str, str | bool | None], ...] = ()

    @property
    def is_of_function(self) -> bool:
        """Whether it tells of a function that was created, changed or deleted."""
        return self.module == FUNCTIONS and self.action in (CREATED, UPDATED, DELETED) and bool(self.subject)


def line_of(row: AuditRow) -> AuditLine:
    """What is kept of a row."""
    subject = row.slug if row.module == FUNCTIONS else row.target
    told = tuple((name, value[:_WORD_CHARACTERS] if isinstance(value, str) else value) for name, value in row.told)
    return AuditLine(
        row.id,
        row.at,
        row.actor[:_NAME_CHARACTERS],
        row.action[:_WORD_CHARACTERS],
        row.module[:_WORD_CHARACTERS],
        subject[:_NAME_CHARACTERS],
        row.changes.names() if row.action == UPDATED else (),
        told,
    )
