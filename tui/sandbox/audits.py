"""The audit trail: who changed which function when, with what was sent.

Owns the rows' shape on the wire and how they are paged. Refuses to know what a change does and where rows are kept.
"""

from dataclasses import dataclass

from starlette.requests import Request
from starlette.responses import Response

from tui.sandbox.dialect_base import Dialect
from tui.sandbox.exchange import Exchange
from tui.sandbox.logbook import Logbook
from tui.sandbox.refusal import compact_json, encode_json
from tui.sandbox.router import Route
from tui.sandbox.store import AuditRow, FunctionStore, StoredFunction

_MODULE = "FUNCTIONS"
_USUAL_LIMIT = 100


@dataclass(frozen=True)
class Change:
    """What the trail says of a write that was carried out."""

    action: str
    details: dict[str, object]
    line: str
    """What the backend's log says of it, without by whom."""

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
        self._store.record(actor, change.action, compact_json(change.details), address)
        if self._dialect.logs_requests:
            self._book.backend(f"{change.line} by {actor}", {})
            noted: dict[str, object] = {"actor": actor, "action": change.action, "module": _MODULE}
            self._book.backend("Audit log created", noted)

    def routes(self) -> tuple[Route, ...]:
        """The routes of this resource: none where the dialect's servers have no trail."""
        return (Route("GET", "/api/logs/audits", self._page),) if self._dialect.has_audits else ()

    async def _page(self, exchange: Exchange) -> Response:
        """The rows that `limit`, `offset` and `module` ask for, the newest first."""
        exchange.admit()
        request = exchange.request
        limit, offset = self._number(request, "limit", _USUAL_LIMIT), self._number(request, "offset", 0)
        if request.query_params.get("module", _MODULE) == _MODULE:
            rows, total = self._store.recorded(limit, offset)
        else:
            rows, total = [], 0
        headers = {
            "content-type": "application/json; charset=utf-8",
            "content-range": f"{offset}-{min(offset + len(rows), total) - 1}/{total}",
            "preference-applied": "count=exact",
        }
        body = b"[" + b",".join(_row(row) for row in rows) + b"]"
        return Response(body, 206 if len(rows) < total else 200, headers)

    def _number(self, request: Request, name: str, usual: int) -> int:
        text = request.query_params.get(name, str(usual))
        if not (text.isascii() and text.isdigit() and len(text) < 10):
            raise self._dialect.other(400, "INVALID_INPUT", f"{name} is not a number")
        return int(text)


def _row(row: AuditRow) -> bytes:
    head = {"id": row.id, "actor": row.actor, "action": row.action, "module": _MODULE}
    tail = {"ipAddress": row.ip_address, "createdAt": row.created_at, "updatedAt": row.created_at}
    # The details are JSON already.
    return (
        encode_json(head)[:-1]
        + b',"details":'
        + row.details.encode("utf-8", "backslashreplace")
        + b","
        + encode_json(tail)[1:]
    )
