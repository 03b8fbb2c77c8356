"""Makes the calls of schedules when they are due.

Owns what is due, what is sent and what the log says of it. Only the sandbox's own functions are called: at any other
address nobody answers. Refuses to know how a function runs.
"""

import asyncio
import re
import time
from collections.abc import Awaitable, Callable
from contextlib import suppress
from datetime import datetime
from urllib.parse import unquote, urlsplit

from starlette.requests import Request
from starlette.responses import Response, StreamingResponse
from starlette.types import Message

from tui.sandbox.calls import StreamBroken
from tui.sandbox.cron import Times, read_times
from tui.sandbox.refusal import encode_json
from tui.sandbox.schedule_store import ScheduleStore, StoredSchedule
from tui.sandbox.secret_store import SecretStore
from tui.sandbox.store import StoreUnusable

_PLACEHOLDER = re.compile(r"\$\{\{secrets\.([A-Z0-9_]+)\}\}")
_OWN_HOSTS = ("localhost", "127.0.0.1")
_LOOK_SECONDS = 0.5

CallsFunction = Callable[[Request, str, bytes], Awaitable[Response]]
"""Calls a function as its callers do: the request, its slug, its body."""


class Turning:
    """The sandbox's cron. `refused` is what its log says of an address at which nobody answers."""

    def __init__(
        self, store: ScheduleStore, secrets: SecretStore | None, call: CallsFunction, refused: Callable[[str], str]
    ) -> None:
        self._store = store
        self._secrets = secrets
        self._call = call
        self._refused = refused
        self._due: dict[str, tuple[str, Times, datetime | None]] = {}
        self._running: set[asyncio.Task[None]] = set()

    async def keep_turning(self) -> None:
        """Looks for what is due until it is cancelled."""
        try:
            while True:
                # A disk that is full for a while stops no schedule for ever.
                with suppress(StoreUnusable):
                    self.look()
                await asyncio.sleep(_LOOK_SECONDS)
        finally:
            for task in self._running:
                task.cancel()

    def look(self) -> None:
        """Starts what has become due since the last look; a schedule is seen first, and is due after that."""
        now, seen = self._store.now(), {each.id: each for each in self._store.all() if each.is_active}
        self._due = {id: known for id, known in self._due.items() if id in seen}
        for schedule in seen.values():
            known = self._due.get(schedule.id)
            if known is None or known[0] != schedule.cron:
                times = read_times(schedule.cron)
                self._due[schedule.id] = (schedule.cron, times, times.next_after(now))
                continue
            cron, times, due = known
            if due is not None and due <= now:
                # What was missed while the machine slept is not made up for.
                self._due[schedule.id] = (cron, times, times.next_after(now))
                task = asyncio.ensure_future(self._run(schedule, now))
                self._running.add(task)
                task.add_done_callback(self._running.discard)

    async def settle(self) -> None:
        """Waits until nothing runs."""
        await asyncio.gather(*self._running)

    async def _run(self, schedule: StoredSchedule, at: datetime) -> None:
        began = time.monotonic()
        parts = urlsplit(schedule.url)
        segments = parts.path.split("/")
        if parts.hostname in _OWN_HOSTS and len(segments) == 3 and segments[1] == "functions":
            status = await self._status_of(schedule, unquote(segments[2]), parts.query)
            message = "Success" if 200 <= status < 300 else f"HTTP {status}"
        else:
            status, message = 500, self._refused(parts.netloc)
        with suppress(StoreUnusable):
            self._store.ran(schedule.id, at, status, round((time.monotonic() - began) * 1000), message)

    async def _status_of(self, schedule: StoredSchedule, slug: str, query: str) -> int:
        body = b"" if schedule.method == "GET" else encode_json(schedule.body)
        headers = {"content-type": "application/json"}
        headers |= {name.lower(): self._filled(value) for name, value in schedule.headers.items()}
        scope = {
            "type": "http",
            "method": schedule.method,
            "path": f"/functions/{slug}",
            "raw_path": f"/functions/{slug}".encode("utf-8", "replace"),
            "query_string": query.encode("ascii", "replace"),
            "headers": [(name.encode("latin-1", "replace"), value.encode()) for name, value in headers.items()],
            "client": ("127.0.0.1", 0),
            "server": ("127.0.0.1", 0),
            "scheme": "http",
        }
        response = await self._call(Request(scope, _never), slug, body)
        if isinstance(response, StreamingResponse):
            with suppress(StreamBroken):
                async for _ in response.body_iterator:
                    pass
        return response.status_code

    def _filled(self, value: str) -> str:
        values = {} if self._secrets is None else self._secrets.values()
        return _PLACEHOLDER.sub(lambda found: values.get(found[1], ""), value)


async def _never() -> Message:
    """The caller stays until the answer is there."""
    await asyncio.Event().wait()
    raise AssertionError("unreachable")
