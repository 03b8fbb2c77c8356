"""The schedules on the wire: list, read, create, update, delete, their log, and for how long that is kept.

Owns their checks and sentences. Refuses to know how a dialect wraps a refusal, and when something runs.
"""

import re
import uuid
from collections.abc import Mapping
from dataclasses import replace
from urllib.parse import urlsplit

from starlette.responses import Response

from tui.sandbox.cron import BadCron, read_times
from tui.sandbox.exchange import Exchange
from tui.sandbox.refusal import HttpError
from tui.sandbox.router import Route, json_response
from tui.sandbox.schedule_store import ScheduleStore, StoredRun, StoredSchedule
from tui.sandbox.secret_store import SecretStore
from tui.sandbox.store import wire_time

_METHODS = ("GET", "POST", "PUT", "PATCH", "DELETE")
_PLACEHOLDER = re.compile(r"\$\{\{secrets\.([A-Z0-9_]+)\}\}")
_BAD_CRON = (
    'Invalid cron schedule. Use 5-field cron (e.g., "*/5 * * * *") or sub-minute interval form'
    ' (1–59 seconds, e.g., "30 seconds").'
)
_USUAL_LIMIT, _MOST_DAYS = 50, 3650


class Schedules:
    """The schedules of one server."""

    def __init__(self, store: ScheduleStore, secrets: SecretStore | None) -> None:
        self._store = store
        self._secrets = secrets

    def routes(self, *, has_config: bool) -> tuple[Route, ...]:
        """The routes of this resource. Without a config its path is that of a schedule with a bad id."""
        config = (
            Route("GET", "/api/schedules/config", self._config),
            Route("PATCH", "/api/schedules/config", self._set_config),
        )
        return (
            *(config if has_config else ()),
            Route("GET", "/api/schedules", self._list),
            Route("POST", "/api/schedules", self._create),
            Route("GET", "/api/schedules/{id}", self._read),
            Route("PATCH", "/api/schedules/{id}", self._update),
            Route("DELETE", "/api/schedules/{id}", self._delete),
            Route("GET", "/api/schedules/{id}/logs", self._logs),
        )

    async def _list(self, exchange: Exchange) -> Response:
        exchange.admit()
        return json_response([self._row(each, listed=True) for each in self._store.all()])

    async def _read(self, exchange: Exchange, id: str) -> Response:
        exchange.admit()
        return json_response(self._row(self._found(exchange, id, "Schedule not found."), listed=False))

    async def _create(self, exchange: Exchange) -> Response:
        exchange.admit()
        sent = _checked(exchange, partly=False)
        self._check_further(exchange, sent)
        now = wire_time(self._store.now())
        schedule = StoredSchedule(
            id=str(uuid.uuid4()),
            name=str(sent["name"]),
            cron=str(sent["cronSchedule"]),
            url=str(sent["functionUrl"]),
            method=str(sent["httpMethod"]),
            headers=_headers(sent),
            body=_as_kept(sent.get("body", {})),
            is_active=True,
            job=self._store.next_job(),
            created_at=now,
            updated_at=now,
        )
        self._store.put(schedule)
        return json_response(_done(schedule.id, schedule.job, "created"), 201)

    async def _update(self, exchange: Exchange, id: str) -> Response:
        exchange.admit()
        there = self._found(exchange, id, "Schedule not found")
        sent = _checked(exchange, partly=True)
        self._check_further(exchange, sent)
        changed = replace(
            there,
            name=str(sent.get("name", there.name)),
            cron=str(sent.get("cronSchedule", there.cron)),
            url=str(sent.get("functionUrl", there.url)),
            method=str(sent.get("httpMethod", there.method)),
            headers=_headers(sent) if "headers" in sent else there.headers,
            body=_as_kept(sent["body"]) if "body" in sent else there.body,
            updated_at=wire_time(self._store.now()),
        )
        if sent.keys() - {"name", "isActive"}:
            changed = replace(changed, job=self._store.next_job())
        # The job that is told is the one before it is switched on or off.
        told, is_active = changed.job, sent.get("isActive", there.is_active) is True
        if "isActive" in sent:
            changed = replace(changed, job=(told or self._store.next_job()) if is_active else None)
        self._store.put(replace(changed, is_active=is_active))
        return json_response(_done(id, told, "updated"))

    async def _delete(self, exchange: Exchange, id: str) -> Response:
        exchange.admit()
        self._found(exchange, id, "Schedule not found.")
        self._store.delete(id)
        return json_response({"message": "Schedule deleted successfully."})

    async def _logs(self, exchange: Exchange, id: str) -> Response:
        exchange.admit()
        self._found(exchange, id, "Schedule not found.")
        limit, offset = _number(exchange, "limit", _USUAL_LIMIT), _number(exchange, "offset", 0)
        runs, total = self._store.runs(id, limit, offset)
        logs = [_run(run) for run in runs]
        return json_response({"logs": logs, "totalCount": total, "limit": limit, "offset": offset})

    async def _config(self, exchange: Exchange) -> Response:
        exchange.admit()
        return json_response({"retentionDays": self._store.retention_days})

    async def _set_config(self, exchange: Exchange) -> Response:
        exchange.admit()
        sent = exchange.json_body()
        days = sent.get("retentionDays") if isinstance(sent, dict) else None
        if not isinstance(days, int) or isinstance(days, bool) or not 1 <= days <= _MOST_DAYS:
            raise exchange.dialect.other(400, "INVALID_INPUT", "retentionDays: Invalid retention")
        self._store.keep_for(days)
        return json_response({"message": "Schedules config updated successfully"})

    def _found(self, exchange: Exchange, id: str, words: str) -> StoredSchedule:
        try:
            uuid.UUID(id)
        except ValueError as error:
            complaint = f'invalid input syntax for type uuid: "{id}"'
            raise exchange.dialect.other(500, "INTERNAL_ERROR", complaint) from error
        there = self._store.get(id)
        if there is None:
            raise exchange.dialect.other(404, exchange.dialect.no_schedule_code, words)
        return there

    def _check_further(self, exchange: Exchange, sent: Mapping[str, object]) -> None:
        """What a server finds out after the shape is right: numbers out of range, secrets that are not there."""
        dialect = exchange.dialect
        if "cronSchedule" in sent:
            cron = str(sent["cronSchedule"])
            try:
                times = read_times(cron)
            except BadCron as error:
                complaint = f"Invalid cron expression: {error}"
                raise dialect.other(400, dialect.bad_cron_code, complaint) from error
            if times.pause is not None and not dialect.schedules_by_seconds:
                raise dialect.other(500, "DATABASE_INTERNAL_ERROR", f"invalid schedule: {cron}")
        for name, value in _headers(sent).items():
            for key in _PLACEHOLDER.findall(value):
                if self._secrets is None or self._secrets.usable(key) is None:
                    raise self._no_secret(exchange, key, name)

    def _no_secret(self, exchange: Exchange, key: str, header: str) -> HttpError:
        words = f'Secret with key "{key}" not found for schedule header "{header}".'
        return exchange.dialect.other(404, exchange.dialect.no_secret_code, words)

    def _row(self, schedule: StoredSchedule, *, listed: bool) -> dict[str, object]:
        following = read_times(schedule.cron).next_after(self._store.now())
        content: dict[str, object] = {"body": schedule.body, "headers": schedule.headers}
        active: dict[str, object] = {"isActive": schedule.is_active}
        return {
            "id": schedule.id,
            "name": schedule.name,
            "cronSchedule": schedule.cron,
            "functionUrl": schedule.url,
            "httpMethod": schedule.method,
            **(active | content if listed else content | active),
            "cronJobId": None if schedule.job is None else str(schedule.job),
            "createdAt": schedule.created_at,
            "updatedAt": schedule.updated_at,
            "lastExecutedAt": schedule.last_run,
            "nextRun": None if following is None else wire_time(following),
        }


def _checked(exchange: Exchange, *, partly: bool) -> dict[str, object]:
    """The known fields. All that is wrong with their shape is told in one sentence."""
    body = exchange.json_body()
    sent = body if isinstance(body, dict) else {}
    wrong = [f"{name}: {words}" for name, words in _wrong(sent, partly=partly)]
    if wrong:
        raise exchange.dialect.other(400, "INVALID_INPUT", ", ".join(wrong))
    return sent


def _wrong(sent: Mapping[str, object], *, partly: bool) -> list[tuple[str, str]]:
    found: list[tuple[str, str]] = []
    for name in ("name", "cronSchedule", "functionUrl", "httpMethod"):
        value = sent.get(name)
        if value is None and (name not in sent):
            found += [] if partly else [(name, "Required")]
        elif not isinstance(value, str):
            found.append((name, "Expected string"))
        elif name == "name" and len(value) < 3:
            found.append((name, "Schedule name must be at least 3 characters long"))
        elif name == "cronSchedule" and not _is_cron(value):
            found.append((name, _BAD_CRON))
        elif name == "functionUrl" and not _is_url(value):
            found.append((name, "The function URL must be a valid URL."))
        elif name == "httpMethod" and value not in _METHODS:
            options = " | ".join(f"'{method}'" for method in _METHODS)
            found.append((name, f"Invalid enum value. Expected {options}, received '{value}'"))
    headers = sent.get("headers", {})
    if not isinstance(headers, dict) or not all(isinstance(value, str) for value in headers.values()):
        found.append(("headers", "Expected string"))
    if "body" in sent and not isinstance(sent["body"], dict):
        found.append(("body", "Expected object"))
    if "isActive" in sent and not isinstance(sent["isActive"], bool):
        found.append(("isActive", "Expected boolean"))
    return found


def _is_cron(text: str) -> bool:
    try:
        read_times(text)
    except BadCron as error:
        return error.out_of_range
    return True


def _is_url(text: str) -> bool:
    try:
        parts = urlsplit(text)
    except ValueError:
        return False
    return bool(parts.scheme and parts.netloc)


def _headers(sent: Mapping[str, object]) -> dict[str, str]:
    headers = sent.get("headers", {})
    kept = _as_kept(headers)
    return {name: str(value) for name, value in kept.items()} if isinstance(kept, dict) else {}


def _as_kept(value: object) -> object:
    """A value as the database gives it back: names of an object in its own order."""
    match value:
        case dict():
            ordered = sorted(value, key=lambda name: (len(name.encode("utf-8", "replace")), name))
            return {name: _as_kept(value[name]) for name in ordered}
        case list():
            return [_as_kept(each) for each in value]
    return value


def _number(exchange: Exchange, name: str, usual: int) -> int:
    text = exchange.request.query_params.get(name, str(usual))
    if not (text.isascii() and text.isdigit() and len(text) < 10):
        raise exchange.dialect.other(400, "INVALID_INPUT", f"{name} is not a number")
    return int(text)


def _done(id: str, job: int | None, what: str) -> dict[str, object]:
    return {"id": id, "cronJobId": None if job is None else str(job), "message": f"Schedule {what} successfully"}


def _run(run: StoredRun) -> dict[str, object]:
    return {
        "id": run.id,
        "scheduleId": run.schedule_id,
        "executedAt": run.executed_at,
        "statusCode": run.status,
        "success": 200 <= run.status < 300,
        "durationMs": run.duration_ms,
        "message": run.message,
    }
