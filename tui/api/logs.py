"""The calls about logs: what a server logged, the build log of the last deployment, and how both are read.

Owns the shapes in which servers of all ages word an entry. Refuses to know what is done with it.
"""

from __future__ import annotations

import json
import re
from collections.abc import Mapping
from datetime import UTC, datetime
from urllib.parse import quote, urlencode

from tui.api.transport import Transport
from tui.model.fields import Fields, InvalidValue, moment, replace_surrogates
from tui.model.log import DEBUG, ERROR, FUNCTION_LOGS, INFO, WARNING, LogEntry, LogPage
from tui.model.secret import Secret
from tui.model.server import BuildLog, BuildLogEntry

_LEVELS = {
    **dict.fromkeys(("trace", "verbose", "silly", "debug", "debug1", "debug2", "debug3", "debug4", "debug5"), DEBUG),
    **dict.fromkeys(("info", "information", "http", "notice", "log", "statement", "detail", "hint"), INFO),
    **dict.fromkeys(("warn", "warning"), WARNING),
    **dict.fromkeys(("error", "err", "fatal", "panic", "critical", "crit", "alert", "emerg"), ERROR),
}
_SLUG = re.compile(r"[A-Za-z0-9_-]{1,200}")
_OF_FUNCTION = re.compile(r"\[([A-Za-z0-9_-]{1,200})\] ")
"""What a cloud project's servers put in front of each line that a function printed."""
_FUNCTION_PATH = re.compile(r"/functions/([A-Za-z0-9_-]{1,200})(?=[/?]|$)")
"""The path of a call as the backend logs it. Calls of the API itself begin with /api."""
_POSTGRES_LEVEL = re.compile(
    r"(?:^|[\]\s])(LOG|ERROR|FATAL|PANIC|WARNING|NOTICE|INFO|DEBUG[1-5]?|STATEMENT|DETAIL|HINT): "
)
_FIRST_CHARACTERS = 200


class LogsApi:
    """The logs of one server. Every call raises the errors under `tui.errors.ApiError` and no others."""

    def __init__(self, transport: Transport, key: Secret | None) -> None:
        self._transport = transport
        self._key = key

    async def read(self, source: str, *, limit: int, before: datetime | None = None) -> LogPage:
        """The newest entries of a source (`function.logs`, ...), or the newest of those older than `before`.

        `before` (aware) is compared by the millisecond, and is itself not among them. A source that the server does not
        have is empty or raises NotFound, as the server likes.
        """
        query = {"limit": str(limit)}
        if before is not None:
            query["before_timestamp"] = before.astimezone(UTC).isoformat(timespec="milliseconds").replace("+00:00", "Z")
        path = f"/api/logs/{quote(source, safe='')}?{urlencode(query, safe=':')}"

        def decode(value: object) -> LogPage:
            return log_page(value, of_functions=source == FUNCTION_LOGS)

        return await self._transport.read(path, decode, key=self._key)

    async def sources(self) -> tuple[str, ...]:
        """The names of the sources that the server knows, each once; some of them may be empty for ever."""
        return await self._transport.read("/api/logs/sources", log_sources, key=self._key)

    async def build_log(self) -> BuildLog:
        """The build log of the last deployment; NotFound where there is none, as on self-hosted servers."""
        return await self._transport.read("/api/logs/functions/build-logs", build_log, key=self._key)


def log_page(value: object, *, of_functions: bool = False) -> LogPage:
    """A page of entries: in an object with how many there are, or a list alone. The oldest come first.

    `of_functions`: what they printed, where `[slug] ` in front of a message is the function that did.
    """
    if isinstance(value, list):
        listed, total = value, None
    else:
        content = Fields(value, "the answer")
        listed = content.items("logs")
        found = content.value("total")
        total = found if isinstance(found, int) and not isinstance(found, bool) else None
    entries = [log_entry(each, f"entry {number}", of_functions=of_functions) for number, each in enumerate(listed, 1)]
    # Stable: entries of one time stay in the server's order, unless all came the other way round.
    if len(entries) > 1 and entries[0].at > entries[-1].at:
        entries.reverse()
    return LogPage(tuple(sorted(entries, key=lambda entry: entry.at)), total)


def log_sources(value: object) -> tuple[str, ...]:
    """The names in a list of sources."""
    if not isinstance(value, list):
        raise InvalidValue("the sources are not a list")
    return tuple(dict.fromkeys(Fields(each, f"source {number}").text("name") for number, each in enumerate(value, 1)))


def log_entry(value: object, what: str, *, of_functions: bool = False) -> LogEntry:
    """An entry as the servers word it: `eventMessage` or `event_message`, in the entry or in its `body`."""
    content = Fields(value, what)
    raw = content.value("body")
    body: Mapping[str, object] = raw if isinstance(raw, dict) else {}
    about = Fields(body, f"body of {what}")
    timestamp = content.value("timestamp") or about.value("timestamp")
    at = moment(timestamp)
    if at is None or not isinstance(timestamp, str):
        raise InvalidValue(f"timestamp of {what} is not a time")
    message = _first_text(content.value("event_message"), about.value("event_message"), about.value("message"))
    metadata = body.get("metadata")
    own: Mapping[str, object] = metadata if isinstance(metadata, dict) else {}
    said = _json_object(message)
    own_id = body.get("id")
    return LogEntry(
        at,
        replace_surrogates(timestamp),
        message,
        _level(body, own, said, message),
        _slug(body, own, said) or (_printed_by(message) if of_functions else ""),
        replace_surrogates(own_id) if isinstance(own_id, str) else "",
        json.dumps(body, separators=(",", ":")),
    )


def _first_text(*values: object) -> str:
    found = next((value for value in values if isinstance(value, str)), "")
    return replace_surrogates(found)


def _json_object(message: str) -> Mapping[str, object]:
    """What a runtime that logs in JSON says in a message."""
    if not (message.startswith("{") and message.endswith("}") and len(message) < 10_000):
        return {}
    try:
        found: object = json.loads(message)
    except (ValueError, RecursionError):
        return {}
    return found if isinstance(found, dict) else {}


def _level(body: Mapping[str, object], own: Mapping[str, object], said: Mapping[str, object], message: str) -> str:
    parsed = own.get("parsed")
    if isinstance(parsed, list):
        parsed = parsed[0] if parsed else None
    severity = parsed.get("error_severity") if isinstance(parsed, dict) else None
    for word in (body.get("level"), own.get("level"), said.get("level"), severity, body.get("error_severity")):
        if isinstance(word, str) and word:
            return _LEVELS.get(word.casefold(), "")
    found = _POSTGRES_LEVEL.search(message, 0, _FIRST_CHARACTERS)
    return _LEVELS.get(found[1].casefold(), "") if found is not None else ""


def _slug(body: Mapping[str, object], own: Mapping[str, object], said: Mapping[str, object]) -> str:
    for fields in (said, own, body):
        slug = fields.get("slug")
        if isinstance(slug, str) and _SLUG.fullmatch(slug):
            return slug
    path = own.get("path")
    called = _FUNCTION_PATH.match(path) if isinstance(path, str) else None
    return called[1] if called is not None else ""


def _printed_by(message: str) -> str:
    found = _OF_FUNCTION.match(message)
    return found[1] if found is not None and found[1].casefold() not in _LEVELS else ""


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
