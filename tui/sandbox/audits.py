"""The audit trail: who changed which function or secret when, with what was sent of a function.

Owns the rows' shape on the wire, how they are filtered and paged. Refuses to know what a change does and where rows
are kept.
"""

from dataclasses import dataclass
from datetime import UTC, datetime

from starlette.requests import Request
from starlette.responses import Response

from tui.sandbox.dialect_base import Dialect
from tui.sandbox.exchange import Exchange
from tui.sandbox.logbook import Logbook
from tui.sandbox.refusal import HttpError, compact_json, encode_json
from tui.sandbox.router import Route
from tui.sandbox.store import AuditFilter, AuditRow, FunctionStore, StoredFunction, wire_time

_FUNCTIONS, _SECRETS = "FUNCTIONS", "SECRETS"
_USUAL_LIMIT = 100


@dataclass(frozen=True)
class Change:
    """What the trail says of something that was carried out."""

    action: str
    details: dict[str, object]
    line: str = ""
    """What the backend's log says of it, without by whom."""
    module: str = _FUNCTIONS

    @property
    def changed_slug(self) -> str | None:
        """The function that was changed; None for one that came or went."""
        return str(self.details["slug"]) if self.action == "UPDATE_FUNCTION" else None

    @classmethod
    def created(cls, function: StoredFunction) -> "Change":
        """A new function; the servers don't note its code."""
        details: dict[str, object] = {"functionId": function.id, "slug": function.slug}
        return cls(
            "CREATE_FUNCTION",
            details | {"name": function.name, "status": function.status},
            f"Function {function.name} ({function.slug}) created",
        )

    @classmethod
    def updated(cls, slug: str, changes: dict[str, str]) -> "Change":
        """The fields that were sent, code included."""
        return cls("UPDATE_FUNCTION", {"slug": slug, "changes": changes}, f"Function {slug} updated")

    @classmethod
    def deleted(cls, slug: str) -> "Change":
        """A function that is gone."""
        return cls("DELETE_FUNCTION", {"slug": slug}, f"Function {slug} deleted")

    @classmethod
    def of_secret(cls, action: str, key: str, **told: object) -> "Change":
        """Something done with a secret; its value is never told."""
        return cls(action, {"key": key, **told}, module=_SECRETS)


class AuditTrail:
    """The rows of one store."""

    def __init__(self, store: FunctionStore, dialect: Dialect, book: Logbook) -> None:
        self._book = book
        self._store = store
        self._dialect = dialect

    def note(self, request: Request, *, by_key: bool, change: Change) -> None:
        """Adds a row: the key has no name but its own, an administrator has an id."""
        actor = "api-key" if by_key else self._dialect.admin_id
        host = request.client.host if request.client is not None else None
        address = None if host is None else self._dialect.address(host)
        details = compact_json(_as_kept(change.details))
        self._store.record(actor, change.action, details, address, change.module)
        if self._dialect.logs_requests:
            if change.line:
                self._book.backend(f"{change.line} by {actor}", {})
            noted: dict[str, object] = {"actor": actor, "action": change.action, "module": change.module}
            self._book.backend("Audit log created", noted)

    def routes(self) -> tuple[Route, ...]:
        """The routes of this resource: none where the dialect's servers have no trail."""
        return (Route("GET", "/api/logs/audits", self._page),) if self._dialect.has_audits else ()

    async def _page(self, exchange: Exchange) -> Response:
        """The rows that are asked for, the newest first."""
        exchange.admit()
        asked = exchange.request.query_params
        limit, offset = _number(asked.get("limit"), _USUAL_LIMIT), _number(asked.get("offset"), 0)
        try:
            start, end = _time(asked.get("start_date")), _time(asked.get("end_date"))
        except ValueError:
            raise self._failed() from None
        if limit < 0 or offset < 0:
            raise self._failed()
        wanted = AuditFilter(asked.get("actor") or None, asked.get("action") or None, asked.get("module") or None)
        rows, total = self._store.recorded(limit or None, offset, wanted._replace(start=start, end=end))
        headers = {
            "content-type": "application/json; charset=utf-8",
            "content-range": f"{offset}-{min(offset + len(rows), total) - 1}/{total}",
            "preference-applied": "count=exact",
        }
        body = b"[" + b",".join(_row(row) for row in rows) + b"]"
        return Response(body, 206 if len(rows) < total else 200, headers)

    def _failed(self) -> HttpError:
        return self._dialect.other(500, "INTERNAL_ERROR", "Failed to query audit logs")


def _number(text: str | None, usual: int) -> int:
    """What a number is read as; one that is none counts as 0, which is no limit."""
    if text is None:
        return usual
    try:
        return int(text) if len(text) < 10 else 0
    except ValueError:
        return 0


def _time(text: str | None) -> str | None:
    """A time as the rows have it. Raises ValueError."""
    if not text:
        return None
    moment = datetime.fromisoformat(text)
    return wire_time(moment if moment.tzinfo is not None else moment.replace(tzinfo=UTC))


def _as_kept(value: object) -> object:
    """A value as the real servers' database gives it back: the names of an object by their length."""
    if not isinstance(value, dict):
        return value
    return {name: _as_kept(value[name]) for name in sorted(value, key=lambda name: (len(name.encode()), name))}


def _row(row: AuditRow) -> bytes:
    head = {"id": row.id, "actor": row.actor, "action": row.action, "module": row.module}
    tail = {"ipAddress": row.ip_address, "createdAt": row.created_at, "updatedAt": row.created_at}
    # The details are JSON already.
    return (
        encode_json(head)[:-1]
        + b',"details":'
        + row.details.encode("utf-8", "backslashreplace")
        + b","
        + encode_json(tail)[1:]
    )
