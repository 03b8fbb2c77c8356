"""The secrets on the wire: list, read, create, update, delete.

Owns their checks and sentences. Refuses to know how a dialect wraps a refusal and where secrets are kept.
"""

import re
from collections.abc import Callable
from datetime import UTC, datetime, timedelta

from starlette.responses import Response

from tui.sandbox.access import Verdict
from tui.sandbox.audits import AuditTrail, Change
from tui.sandbox.exchange import Exchange
from tui.sandbox.refusal import HttpError
from tui.sandbox.router import Route, json_response
from tui.sandbox.secret_store import API_KEY, SecretStore, StoredSecret
from tui.sandbox.store import wire_time

_KEY = re.compile(r"[A-Z0-9_]+")
_BAD_KEY = "Invalid key format. Use uppercase letters, numbers, and underscores only (e.g., STRIPE_API_KEY)"

# Rotation is not among the captured exchanges: its shape is that of the servers' source.
_ROTATED = {"api-key": (API_KEY, "API key", "apiKey"), "anon-key": ("ANON_KEY", "Anon key", "anonKey")}
_USUAL_HOURS = {"api-key": 24, "anon-key": 168}
_MOST_HOURS = {"api-key": 168, "anon-key": 720}


class Secrets:
    """The secrets of one server; `changed` is called whenever a function would see another one."""

    def __init__(self, store: SecretStore, changed: Callable[[], None], trail: AuditTrail) -> None:
        self._store = store
        self._changed = changed
        self._trail = trail

    def routes(self) -> tuple[Route, ...]:
        """The routes of this resource."""
        return (
            Route("GET", "/api/secrets", self._list),
            Route("GET", "/api/secrets/{key}", self._read),
            Route("POST", "/api/secrets", self._create),
            Route("PUT", "/api/secrets/{key}", self._update),
            Route("DELETE", "/api/secrets/{key}", self._delete),
            Route("POST", "/api/secrets/{which}/rotate", self._rotate),
        )

    async def _list(self, exchange: Exchange) -> Response:
        exchange.admit()
        return json_response({"secrets": [_row(secret) for secret in self._store.all()]})

    async def _read(self, exchange: Exchange, key: str) -> Response:
        verdict = exchange.admit()
        found = self._store.usable(key)
        if found is None:
            raise self._unknown(exchange, key)
        self._store.used(key)
        self._note(exchange, verdict, Change.of_secret("GET_SECRET", key))
        return json_response({"key": found.key, "value": found.value})

    async def _create(self, exchange: Exchange) -> Response:
        sent = _fields(exchange)
        verdict = exchange.admit()
        key, value = sent.get("key"), sent.get("value")
        if not (isinstance(key, str) and isinstance(value, str) and key and value):
            raise exchange.dialect.other(400, "INVALID_INPUT", "Both key and value are required")
        if not _KEY.fullmatch(key):
            raise exchange.dialect.other(400, "INVALID_INPUT", _BAD_KEY)
        there = self._store.get(key)
        if there is not None and there.is_active:
            raise exchange.dialect.other(409, exchange.dialect.secret_exists_code, f"Secret already exists: {key}")
        expires = _moment(exchange, sent.get("expiresAt"), "create")
        secret = self._store.create(key, value, expires)
        self._note(exchange, verdict, Change.of_secret("CREATE_SECRET", key, id=secret.id))
        self._changed()
        return json_response({**_done(key, "created"), "id": secret.id}, 201)

    async def _update(self, exchange: Exchange, key: str) -> Response:
        sent = _fields(exchange)
        verdict = exchange.admit()
        self._found(exchange, key, "update")
        changes: dict[str, str | int | None] = {}
        if isinstance(sent.get("value"), str):
            changes["value"] = str(sent["value"])
        if isinstance(sent.get("isActive"), bool):
            changes["is_active"] = int(bool(sent["isActive"]))
        if "expiresAt" in sent:
            changes["expires_at"] = _moment(exchange, sent["expiresAt"], "update")
        self._store.update(key, changes)
        updates: dict[str, object] = {"hasNewValue": bool(sent.get("value"))}
        updates.update((name, sent[name]) for name in ("isActive", "isReserved", "expiresAt") if name in sent)
        self._note(exchange, verdict, Change.of_secret("UPDATE_SECRET", key, updates=updates))
        if "value" in changes:
            self._changed()
        return json_response(_done(key, "updated"))

    async def _delete(self, exchange: Exchange, key: str) -> Response:
        verdict = exchange.admit()
        self._found(exchange, key, "delete")
        self._store.update(key, {"is_active": 0})
        self._note(exchange, verdict, Change.of_secret("DELETE_SECRET", key))
        self._changed()
        return json_response(_done(key, "deleted"))

    async def _rotate(self, exchange: Exchange, which: str) -> Response:
        exchange.admit()
        if which not in exchange.dialect.rotates:
            raise exchange.dialect.no_such_endpoint(f"/api/secrets/{which}/rotate")
        hours = _fields(exchange).get("gracePeriodHours", _USUAL_HOURS[which])
        if isinstance(hours, bool) or not isinstance(hours, int) or not 0 <= hours <= _MOST_HOURS[which]:
            raise exchange.dialect.other(400, "INVALID_INPUT", _bad_hours(hours, _MOST_HOURS[which]))
        key, words, field = _ROTATED[which]
        new, ends = self._store.rotate(key, timedelta(hours=hours))
        if key != API_KEY:
            # Functions are given it.
            self._changed()
        message = f"{words} rotated successfully. Old key will remain valid during grace period."
        return json_response({"success": True, "message": message, field: new, "oldKeyExpiresAt": ends})

    def _note(self, exchange: Exchange, verdict: Verdict, change: Change) -> None:
        self._trail.note(exchange.request, by_key=verdict is Verdict.WELCOME_KEY, change=change)

    def _found(self, exchange: Exchange, key: str, act: str) -> None:
        """Refuses an unknown key, and a reserved one where the dialect's servers do."""
        there = self._store.get(key)
        if there is None:
            raise self._unknown(exchange, key)
        if there.is_reserved and (act == "delete" or not exchange.dialect.updates_reserved_secrets):
            raise exchange.dialect.other(403, "FORBIDDEN", f"Cannot {act} reserved secret: {key}")

    def _unknown(self, exchange: Exchange, key: str) -> HttpError:
        return exchange.dialect.other(404, exchange.dialect.no_secret_code, f"Secret not found: {key}")


def _fields(exchange: Exchange) -> dict[str, object]:
    sent = exchange.json_body()
    return sent if isinstance(sent, dict) else {}


def _moment(exchange: Exchange, value: object, act: str) -> str | None:
    if value is None:
        return None
    try:
        moment = datetime.fromisoformat(str(value))
    except ValueError as error:
        raise exchange.dialect.other(500, "INTERNAL_ERROR", f"Failed to {act} secret") from error
    return wire_time(moment if moment.tzinfo is not None else moment.replace(tzinfo=UTC))


def _bad_hours(hours: object, most: int) -> str:
    if isinstance(hours, bool) or not isinstance(hours, int):
        return "Invalid request: Expected number, received nan"
    bound = "greater than or equal to 0" if hours < 0 else f"less than or equal to {most}"
    return f"Invalid request: Number must be {bound}"


def _done(key: str, what: str) -> dict[str, object]:
    return {"success": True, "message": f"Secret {key} has been {what} successfully"}


def _row(secret: StoredSecret) -> dict[str, object]:
    return {
        "id": secret.id,
        "key": secret.key,
        "isActive": secret.is_active,
        "isReserved": secret.is_reserved,
        "lastUsedAt": secret.last_used_at,
        "expiresAt": secret.expires_at,
        "createdAt": secret.created_at,
        "updatedAt": secret.updated_at,
    }
