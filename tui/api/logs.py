"""The calls about logs: the build log of the last deployment, and how it is read."""

from __future__ import annotations

from tui.api.transport import Transport
from tui.model.fields import Fields, InvalidValue, replace_surrogates
from tui.model.secret import Secret
from tui.model.server import BuildLog, BuildLogEntry


class LogsApi:
    """The logs of one server. Every call raises the errors under `tui.errors.ApiError` and no others."""

    def __init__(self, transport: Transport, key: Secret | None) -> None:
        self._transport = transport
        self._key = key

    async def build_log(self) -> BuildLog:
        """The build log of the last deployment; NotFound where there is none, as on self-hosted servers."""
        return await self._transport.read("/api/logs/functions/build-logs", build_log, key=self._key)


def build_log(value: object) -> BuildLog:
    """The build log of the last deployment. Entries may be objects or, as in a save's answer, texts."""
    content = Fields(value, "the answer")
    logs = content.value("logs")
    if not isinstance(logs, list):
        raise InvalidValue("there are no logs in it")
    return BuildLog(
        deployment_id=content.optional_text("deployment_id") or "",
        status=content.optional_text("status") or "",
        entries=tuple(_entry(entry, f"entry {number}") for number, entry in enumerate(logs, 1)),
        created_at=content.optional_moment("created_at"),
    )


def _entry(value: object, what: str) -> BuildLogEntry:
    if isinstance(value, str):
        return BuildLogEntry("", replace_surrogates(value))
    content = Fields(value, what)
    return BuildLogEntry(content.optional_text("level") or "", content.optional_text("message") or "")
