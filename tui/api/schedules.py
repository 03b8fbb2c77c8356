"""The calls about schedules, and how their answers are read."""

from __future__ import annotations

from tui.api.transport import Transport
from tui.model.fields import Fields, InvalidValue
from tui.model.schedule import Schedule
from tui.model.secret import Secret


class SchedulesApi:
    """The schedules of one server. Every call raises the errors under `tui.errors.ApiError` and no others."""

    def __init__(self, transport: Transport, key: Secret | None) -> None:
        self._transport = transport
        self._key = key

    async def list(self) -> tuple[Schedule, ...]:
        """Every schedule, switched-off ones too; NotFound where a server has none of them."""
        return await self._transport.read("/api/schedules", schedules, key=self._key)


def schedules(value: object) -> tuple[Schedule, ...]:
    """A bare array, or an object with `schedules` (or `data`)."""
    items = value.get("schedules", value.get("data")) if isinstance(value, dict) else value
    if not isinstance(items, list):
        raise InvalidValue("there is no list of schedules in it")
    return tuple(_schedule(Fields(item, f"schedule {number}")) for number, item in enumerate(items, 1))


def _schedule(content: Fields) -> Schedule:
    return Schedule(
        content.optional_text("name") or "",
        content.optional_text("function_url") or "",
        content.optional_text("cron_schedule") or "",
        content.flag("is_active", True),
    )
