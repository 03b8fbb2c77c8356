"""Versions of a function that were: as this machine kept them, and as the server's audit trail tells of them.

Owns the words for both. Refuses to know where they are kept and how they travel.
"""

from __future__ import annotations

from datetime import datetime
from enum import Enum
from typing import NamedTuple

from tui.model.function import FunctionChanges

CREATED = "CREATE_FUNCTION"
UPDATED = "UPDATE_FUNCTION"
DELETED = "DELETE_FUNCTION"

FUNCTIONS = "FUNCTIONS"
SECRETS = "SECRETS"
"""Modules of the servers' trails: what its rows are about."""


class How(Enum):
    """How a version came into the history."""

    SEEN = "seen here"
    SAVED = "saved here"
    TRAIL = "audit trail"


class AuditRow(NamedTuple):
    """One row of a server's audit trail.

    `at` is aware UTC, None where the server's time is none. `slug` is empty for a row that is about no function;
    `changes` holds what an update sent, of a creation name and status, and nothing for other actions. `target` names
    what a row of another module is about (a secret's key), and `told` what else may be shown of it: never a value.
    """

    id: str
    at: datetime | None
    actor: str
    action: str
    slug: str
    changes: FunctionChanges = FunctionChanges()
    module: str = FUNCTIONS
    target: str = ""
    told: tuple[tuple[str, str | bool | None], ...] = ()


class AuditQuery(NamedTuple):
    """Which rows a server is asked for: an empty text and None are any. The times (aware) are included."""

    module: str = ""
    action: str = ""
    actor: str = ""
    since: datetime | None = None
    until: datetime | None = None


OF_FUNCTIONS = AuditQuery(FUNCTIONS)
EVERY_ROW = AuditQuery()


class TrailPage(NamedTuple):
    """Rows of the trail, the newest first, and how many the whole trail has, where the server says so."""

    rows: tuple[AuditRow, ...]
    total: int | None = None


class KeptVersion(NamedTuple):
    """A version kept on this machine, its code left on disk until it is asked for.

    `at` (aware UTC) is when the server says it was written, or else when it was seen. `mark` finds it in its store; it
    is the same for versions that are the same in every field.
    """

    at: datetime
    how: How
    mark: str


class KeptFunction(NamedTuple):
    """A function of which versions are kept: its name and the time of the newest."""

    slug: str
    name: str
    at: datetime
