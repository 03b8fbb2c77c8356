"""A staged server with logs, for tests of the screens that show them."""

from __future__ import annotations

import asyncio
import json
from dataclasses import dataclass, field
from datetime import datetime, timedelta

from tests.console_fixture import NOW, FakeServer
from tests.sessions.log_server import LogServer
from tui.api.logs import log_entry
from tui.errors import ApiError
from tui.model.log import BACKEND_LOGS, FUNCTION_LOGS, LogEntry, LogPage

TRACE = (
    "TypeError: Cannot read properties of undefined (reading 'id')\n    at default (file:///src/functions/{}.ts:15:11)"
)


def printed(seconds: float, message: str, level: str = "info", slug: str = "hello-world") -> LogEntry:
    """What a function printed so many seconds before now, as a cloud project has it."""
    at = (NOW - timedelta(seconds=seconds)).isoformat(timespec="milliseconds").replace("+00:00", "Z")
    words = f"[{slug}] {message}"
    body = {"event_message": words, "metadata": {"level": level, "region": "us-east4"}}
    return log_entry({"timestamp": at, "eventMessage": words, "body": body}, "it", of_functions=True)


def called(seconds: float, slug: str, status: int = 200, took: int = 31) -> LogEntry:
    """A call as the backend logs it, so many seconds before now."""
    at = (NOW - timedelta(seconds=seconds)).isoformat(timespec="milliseconds").replace("+00:00", "Z")
    about = {"method": "POST", "path": f"/functions/{slug}", "status": status, "size": 261, "duration": f"{took}ms"}
    body = {"id": f"{seconds}-{slug}", "message": "HTTP Request", "level": "info", "metadata": about}
    words = f"POST /functions/{slug} {status} 261 {took}ms - 127.0.0.1 - curl/8"
    return log_entry({"timestamp": at, "eventMessage": words, "body": body}, "it")


def reading(seconds: float) -> LogEntry:
    """A read of the log by a console of ours, as the backend logs it."""
    at = (NOW - timedelta(seconds=seconds)).isoformat(timespec="milliseconds").replace("+00:00", "Z")
    about = {"method": "GET", "path": "/insforge.logs", "status": 200, "userAgent": "insforge-tui"}
    words = "GET /insforge.logs 200 4411 2ms - 127.0.0.1 - insforge-tui"
    return log_entry({"timestamp": at, "eventMessage": words, "body": {"level": "info", "metadata": about}}, "it")


def plain(seconds: float, message: str) -> LogEntry:
    """A line that is about nothing in particular."""
    at = (NOW - timedelta(seconds=seconds)).isoformat(timespec="milliseconds")
    return log_entry({"timestamp": at, "eventMessage": message, "body": json.loads("{}")}, "it")


@dataclass
class LoggingServer(FakeServer):
    """A server whose sources are values; a source that is missing raises `log_error`, or is empty."""

    logs: dict[str, LogServer] = field(default_factory=dict)
    log_error: ApiError | None = None
    log_reads: list[tuple[str, int, datetime | None]] = field(default_factory=list)
    log_hangs: bool = False

    async def read_logs(self, source: str, *, limit: int, before: datetime | None = None) -> LogPage:
        self.log_reads.append((source, limit, before))
        if self.log_hangs:
            await asyncio.Event().wait()
        if self.log_error is not None:
            raise self.log_error
        return self.logs.setdefault(source, LogServer()).read(limit, before)

    def log(self, *entries: LogEntry, source: str = FUNCTION_LOGS) -> None:
        """Log these."""
        self.logs.setdefault(source, LogServer()).log(*entries)


def printing() -> LoggingServer:
    """A cloud project's server with some lines of two functions."""
    server = LoggingServer(deployment_url="https://abc12.function2.insforge.app")
    server.log(
        *(printed(600 - number, f"tick {number}", slug="daily-digest") for number in range(40)),
        printed(60, "greeting Ada"),
        printed(
            59, "\x1b[33mslow\x1b[0m: 1,204 ms to the database, which is more than this function usually waits", "warn"
        ),
        printed(58, TRACE.format("hello-world"), "error"),
        printed(57, "retrying", "debug"),
        printed(30, "done in 12 ms"),
    )
    return server


def keeping_no_output() -> LoggingServer:
    """A newest self-hosted server: calls in the backend's log, no output of functions."""
    server = LoggingServer(version="2.3.1")
    server.log(
        *(called(900 - 10 * number, "hello-world", took=20 + number) for number in range(12)),
        plain(300, "info - Secret check successful"),
        reading(290),
        called(200, "stripe-webhook", 500, 905),
        called(100, "daily-digest", 404, 9),
        called(20, "hello-world"),
        source=BACKEND_LOGS,
    )
    return server
