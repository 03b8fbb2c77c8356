"""The calls about the audit trail: a page of it, and how its rows are read.

Owns the path and the shape of a row. What a row leaves out or words in a way of its own is not guessed at.
"""

from __future__ import annotations

from collections.abc import Iterable
from datetime import UTC, datetime
from urllib.parse import urlencode

from tui.api.transport import Transport
from tui.model.fields import Fields, InvalidValue, replace_surrogates
from tui.model.function import FunctionChanges
from tui.model.history import CREATED, FUNCTIONS, OF_FUNCTIONS, AuditQuery, AuditRow, TrailPage
from tui.model.secret import Secret

_TARGETS = ("key", "name", "slug", "table_name", "bucket_name")
"""What names the thing that a row of another module is about, the first that is there."""
_HARMLESS = ("has_new_value", "is_active", "is_reserved", "expires_at", "old_key_expires_at")


class AuditsApi:
    """The audit trail of one server. Every call raises the errors under `tui.errors.ApiError` and no others."""

    def __init__(self, transport: Transport, key: Secret | None) -> None:
        self._transport = transport
        self._key = key

    async def page(self, *, limit: int, offset: int = 0, asked: AuditQuery = OF_FUNCTIONS) -> TrailPage:
        """What was done as the server noted it, the newest first, from the row `offset` on; how many rows match in all.

        A server without such a trail raises NotFound.
        """
        wanted = {
            "module": asked.module,
            "action": asked.action,
            "actor": asked.actor,
            "start_date": _wire_time(asked.since),
            "end_date": _wire_time(asked.until),
        }
        query = urlencode({"limit": limit, "offset": offset} | {name: text for name, text in wanted.items() if text})
        path = f"/api/logs/audits?{query}"
        rows, total = await self._transport.read_part(path, audit_rows, key=self._key)
        return TrailPage(rows, total)


def _wire_time(at: datetime | None) -> str:
    return "" if at is None else f"{at.astimezone(UTC):%Y-%m-%dT%H:%M:%S}.{at.microsecond // 1000:03}Z"


def audit_rows(value: object) -> tuple[AuditRow, ...]:
    """A page of the audit trail."""
    if not isinstance(value, list):
        raise InvalidValue("the audit trail is not a list")
    return tuple(_row(Fields(item, f"row {number}")) for number, item in enumerate(value, 1))


def _row(content: Fields) -> AuditRow:
    details = content.value("details")
    about = Fields(details if isinstance(details, dict) else {}, "details")
    module = content.optional_text("module") or FUNCTIONS
    action = content.optional_text("action") or ""
    # Of a new function the servers note name and status, beside the slug.
    changes = {name: about.value(name) for name in ("name", "status")} if action == CREATED else about.value("changes")
    is_of_function = module == FUNCTIONS
    return AuditRow(
        id=content.optional_text("id") or "",
        at=content.optional_moment("created_at"),
        actor=content.optional_text("actor") or "",
        action=action,
        slug=_first_text(about, ("slug",)) if is_of_function else "",
        changes=_changes(Fields(changes, "changes"))
        if is_of_function and isinstance(changes, dict)
        else FunctionChanges(),
        module=module,
        target="" if is_of_function else _first_text(about, _TARGETS),
        told=() if is_of_function else _told(about),
    )


def _first_text(about: Fields, names: Iterable[str]) -> str:
    """The first of these that is a text."""
    found = (value for name in names if isinstance(value := about.value(name), str))
    return replace_surrogates(next(found, ""))


def _told(about: Fields) -> tuple[tuple[str, str | bool | None], ...]:
    """What is known to be no value of a secret; anything else is left out."""
    updates = about.value("updates")
    found: list[tuple[str, str | bool | None]] = []
    for part in (about, Fields(updates if isinstance(updates, dict) else {}, "updates")):
        for name in _HARMLESS:
            value = part.value(name)
            if part.has(name) and (value is None or isinstance(value, str | bool)):
                found.append((name, replace_surrogates(value) if isinstance(value, str) else value))
    return tuple(found)


def _changes(content: Fields) -> FunctionChanges:
    def text(name: str) -> str | None:
        value = content.value(name)
        # A code with half a character can't be sent back as it was: then it is as good as not there.
        return value if isinstance(value, str) and replace_surrogates(value) == value else None

    return FunctionChanges(**{name: text(name) for name in FunctionChanges._fields})
