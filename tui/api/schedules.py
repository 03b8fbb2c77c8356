"""The calls about schedules, and how their answers are read."""

from __future__ import annotations

import json

from tui.api.functions import message
from tui.api.json_body import JsonValue
from tui.api.transport import Transport
from tui.model.address import quoted_slug
from tui.model.fields import Fields, InvalidField, InvalidValue, replace_surrogates
from tui.model.schedule import Headers, Schedule, ScheduleChanges, ScheduleRun, ScheduleRuns, ScheduleWritten
from tui.model.secret import Secret

_PATH = "/api/schedules"
_CONFIG = f"{_PATH}/config"


class SchedulesApi:
    """The schedules of one server. Every call raises the errors under `tui.errors.ApiError` and no others.

    What changes something is sent once. InvalidResponse with a 2xx status means that it may have been carried out.
    """

    def __init__(self, transport: Transport, key: Secret | None) -> None:
        self._transport = transport
        self._key = key

    async def list(self) -> tuple[Schedule, ...]:
        """Every schedule, switched-off ones too; NotFound where a server has none of them."""
        return await self._transport.read(_PATH, schedules, key=self._key)

    async def get(self, id: str) -> Schedule:
        """One schedule."""
        return await self._transport.read(_path(id), _one, key=self._key)

    async def create(self, new: ScheduleChanges) -> ScheduleWritten:
        """Create a schedule. The server takes a name that another one has."""
        return await self._write("POST", _PATH, new)

    async def update(self, id: str, changes: ScheduleChanges) -> ScheduleWritten:
        """Send the fields that are not None."""
        return await self._write("PATCH", _path(id), changes)

    async def delete(self, id: str) -> str:
        """Delete a schedule; returns the server's sentence, or nothing where it says none."""
        return await self._transport.write("DELETE", _path(id), message, key=self._key, budgeted=False)

    async def runs(self, id: str, *, limit: int, offset: int = 0) -> ScheduleRuns:
        """A page of what the schedule did, the newest first, from the run `offset` on."""
        path = f"{_path(id)}/logs?limit={limit}&offset={offset}"
        return await self._transport.read(path, schedule_runs, key=self._key)

    async def retention(self) -> int:
        """For how many days the server keeps what schedules did. Servers without it answer 500, or NotFound."""
        return await self._transport.read(_CONFIG, _days, key=self._key)

    async def keep_for(self, days: int) -> str:
        """Have what schedules did be kept for so many days; returns the server's sentence."""
        body: JsonValue = {"retentionDays": days}
        return await self._transport.write("PATCH", _CONFIG, message, body, key=self._key, budgeted=False)

    async def _write(self, method: str, path: str, changes: ScheduleChanges) -> ScheduleWritten:
        body = _sent(changes)
        return await self._transport.write(method, path, _written, body, key=self._key, budgeted=False)


def _path(id: str) -> str:
    return f"{_PATH}/{quoted_slug(id)}"


def _sent(changes: ScheduleChanges) -> dict[str, JsonValue]:
    """The fields as the servers name them. Raises ValueError where the body is no JSON: it is checked before."""
    body: JsonValue = None if changes.body is None else json.loads(changes.body)
    named: dict[str, JsonValue] = {
        "name": changes.name,
        "cronSchedule": changes.cron,
        "functionUrl": changes.url,
        "httpMethod": changes.method,
        "headers": None if changes.headers is None else dict(changes.headers),
        "body": body,
        "isActive": changes.is_active,
    }
    return {name: value for name, value in named.items() if value is not None}


# How the answers are read


def schedules(value: object) -> tuple[Schedule, ...]:
    """A bare array, or an object with `schedules` (or `data`)."""
    items = value.get("schedules", value.get("data")) if isinstance(value, dict) else value
    if not isinstance(items, list):
        raise InvalidValue("there is no list of schedules in it")
    return tuple(_schedule(Fields(item, f"schedule {number}")) for number, item in enumerate(items, 1))


def _one(value: object) -> Schedule:
    found = _schedule(Fields(value, "the schedule"))
    if not found.id:
        raise InvalidField("the schedule", "id", "text", is_missing=True)
    return found


def _schedule(content: Fields) -> Schedule:
    body = content.value("body")
    return Schedule(
        name=content.optional_text("name") or "",
        url=content.optional_text("function_url") or "",
        cron=content.optional_text("cron_schedule") or "",
        is_active=content.flag("is_active", True),
        id=content.optional_text("id") or "",
        method=content.optional_text("http_method") or "",
        headers=_headers(content),
        body="" if body is None else json.dumps(body, ensure_ascii=True),
        created_at=content.optional_moment("created_at"),
        updated_at=content.optional_moment("updated_at"),
        last_run=content.optional_moment("last_executed_at"),
        next_run=content.optional_moment("next_run"),
    )


def _headers(content: Fields) -> Headers:
    found = content.optional_object("headers", "the headers")
    if found is None:
        return ()
    # A value that is no text can't be sent as one; it is shown as it came.
    values = ((name, found.value(name)) for name in found.names())
    return tuple(
        (replace_surrogates(name), replace_surrogates(value) if isinstance(value, str) else json.dumps(value))
        for name, value in values
    )


def _written(value: object) -> ScheduleWritten:
    content = Fields(value, "the answer")
    return ScheduleWritten(content.text("id"), content.optional_text("cron_job_id") or "")


def schedule_runs(value: object) -> ScheduleRuns:
    """A page of a schedule's log."""
    content = Fields(value, "the answer")
    items = content.items("logs")
    total = content.value("total_count")
    runs = tuple(_run(Fields(item, f"run {number}")) for number, item in enumerate(items, 1))
    return ScheduleRuns(runs, total if isinstance(total, int) and not isinstance(total, bool) else len(runs))


def _run(content: Fields) -> ScheduleRun:
    status, took = content.value("status_code"), content.value("duration_ms")
    number = status if isinstance(status, int) and not isinstance(status, bool) else 0
    is_time = isinstance(took, int | float) and not isinstance(took, bool) and 0 <= took < 1e12
    return ScheduleRun(
        id=content.optional_text("id") or "",
        at=content.moment("executed_at"),
        status=number,
        succeeded=content.flag("success", 200 <= number < 300),
        seconds=float(str(took)) / 1000 if is_time else None,
        message=content.optional_text("message") or "",
    )


def _days(value: object) -> int:
    return Fields(value, "the answer").whole_number("retention_days")
