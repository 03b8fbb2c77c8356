"""A function as the console knows it, whatever dialect it arrived in.

Owns the words for a function, its list and what a write answers. Refuses to know how they travel.
"""

from __future__ import annotations

from collections.abc import Iterable
from datetime import datetime
from typing import NamedTuple

DRAFT = "draft"
ACTIVE = "active"
ERROR = "error"

OFFERED_STATUSES = (DRAFT, ACTIVE)
"""The statuses a user can choose. Servers set `error` themselves and refuse it in a write."""


class Edited(NamedTuple):
    """What the form and the editor hold: the part of a function that people write."""

    name: str
    description: str
    status: str
    code: str

    def differing(self, other: Edited, fields: Iterable[str] | None = None) -> tuple[str, ...]:
        """The names of the fields (all of them, or of these) whose values are not the other's, in their order."""
        return tuple(
            name for name in (ALL_FIELDS if fields is None else fields) if getattr(self, name) != getattr(other, name)
        )

    def with_changes(self, changes: FunctionChanges) -> Edited:
        """The content as it is once these changes were made."""
        return self._replace(**changes.sent())


ALL_FIELDS = Edited._fields
"""The names of what people write, in the order the form shows them."""


class FunctionChanges(NamedTuple):
    """The fields of a write. None means: not sent, left as it is on the server."""

    name: str | None = None
    code: str | None = None
    description: str | None = None
    status: str | None = None

    def names(self) -> tuple[str, ...]:
        """The fields that would be sent, in the order the form shows them."""
        return tuple(name for name in ALL_FIELDS if getattr(self, name) is not None)

    def sent(self) -> dict[str, str]:
        """The fields that would be sent, with their values."""
        return {name: value for name, value in self._asdict().items() if value is not None}


class FunctionSummary(NamedTuple):
    """One row of the functions list. All text is foreign: make it fit to show before it is shown.

    `deployed_at` is, on all servers captured (up to the newest of 2026-11), the time at which the status was last sent
    as `active`, by a create or an update. It is not the last deployment: code that is saved and deployed later does
    not change it, and a function that went back to draft keeps it. None: it never was active.
    """

    slug: str
    name: str
    status: str
    id: str = ""
    description: str | None = None
    created_at: datetime | None = None
    updated_at: datetime | None = None
    deployed_at: datetime | None = None


class Function(NamedTuple):
    """A function with its source. `code` is exactly the text the server holds, line endings included."""

    summary: FunctionSummary
    code: str

    @property
    def slug(self) -> str:
        """The identifier in URLs; it never changes."""
        return self.summary.slug

    @property
    def content(self) -> Edited:
        """The part of it that people write; no description is as good as an empty one."""
        return Edited(self.summary.name, self.summary.description or "", self.summary.status, self.code)


class FunctionList(NamedTuple):
    """What the list call answers. `runtime` is `running`, `unavailable`, or None where the server does not say."""

    functions: tuple[FunctionSummary, ...]
    runtime: str | None = None
    deployment_url: str | None = None


class NewFunction(NamedTuple):
    """What a create call sends. A missing slug lets the server derive one from the name."""

    name: str
    code: str
    slug: str | None = None
    description: str | None = None
    status: str | None = None


class Deployment(NamedTuple):
    """What became of the deployment a write caused. `status` is `success`, `failed` or a server's own word."""

    id: str
    status: str
    url: str | None = None
    build_logs: tuple[str, ...] = ()


class WriteAnswer(NamedTuple):
    """A write the server carried out. `success` is false where it stored the code and could not deploy it.

    `code` is None where the dialect does not send it back (the documented one answers metadata only).
    """

    success: bool
    summary: FunctionSummary
    code: str | None = None
    deployment: Deployment | None = None
