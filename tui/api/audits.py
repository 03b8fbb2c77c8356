"""The calls about the audit trail: a page of it, and how its rows are read.

Owns the path and the shape of a row. What a row leaves out or words in a way of its own is not guessed at.
"""

from __future__ import annotations

from tui.api.transport import Transport
from tui.model.fields import Fields, InvalidValue, replace_surrogates
from tui.model.function import FunctionChanges
from tui.model.history import CREATED, AuditRow, TrailPage
from tui.model.secret import Secret


class AuditsApi:
    """The audit trail of one server. Every call raises the errors under `tui.errors.ApiError` and no others."""

    def __init__(self, transport: Transport, key: Secret | None) -> None:
        self._transport = transport
        self._key = key

    async def page(self, *, limit: int, offset: int = 0) -> TrailPage:
        """Changes to functions as the server noted them, the newest first, from the row `offset` on.

        A server without such a trail raises NotFound.
        """
        path = f"/api/logs/audits?limit={limit}&offset={offset}&module=FUNCTIONS"
        rows, total = await self._transport.read_part(path, audit_rows, key=self._key)
        return TrailPage(rows, total)


def audit_rows(value: object) -> tuple[AuditRow, ...]:
    """A page of the audit trail."""
    if not isinstance(value, list):
        raise InvalidValue("the audit trail is not a list")
    return tuple(_row(Fields(item, f"row {number}")) for number, item in enumerate(value, 1))


def _row(content: Fields) -> AuditRow:
    details = content.value("details")
    about = Fields(details if isinstance(details, dict) else {}, "details")
    slug = about.value("slug")
    action = content.optional_text("action") or ""
    # Of a new function the servers note name and status, beside the slug.
    changes = {name: about.value(name) for name in ("name", "status")} if action == CREATED else about.value("changes")
    return AuditRow(
        id=content.optional_text("id") or "",
        at=content.optional_moment("created_at"),
        actor=content.optional_text("actor") or "",
        action=action,
        slug=replace_surrogates(slug) if isinstance(slug, str) else "",
        changes=_changes(Fields(changes, "changes")) if isinstance(changes, dict) else FunctionChanges(),
    )


def _changes(content: Fields) -> FunctionChanges:
    def text(name: str) -> str | None:
        value = content.value(name)
        # A code with half a character can't be sent back as it was: then it is as good as not there.
        return value if isinstance(value, str) and replace_surrogates(value) == value else None

    return FunctionChanges(**{name: text(name) for name in FunctionChanges._fields})
