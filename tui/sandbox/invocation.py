"""A function called as its callers do: what is handed to the runtime, and what of its reply goes back.

Owns which headers pass and which functions are called. Refuses to know how code runs.
"""

import asyncio
import re
import time
from collections.abc import Callable, Coroutine, Mapping
from dataclasses import dataclass
from datetime import UTC, datetime
from urllib.parse import urljoin, urlsplit

from starlette.requests import Request
from starlette.responses import Response, StreamingResponse

from tui.sandbox.calls import Call, Printed, Reply, Runs, problem
from tui.sandbox.dialect_base import Dialect
from tui.sandbox.incoming import disconnected
from tui.sandbox.logbook import Logbook
from tui.sandbox.refusal import compact_json
from tui.sandbox.store import StoredFunction, wire_time

# The address under which the real backend's runtime sees itself.
_RUNTIME = "http://deno:7133"
_REDIRECTS = frozenset((301, 302, 303, 307, 308))
_MOST_REDIRECTS = 20
_RUNNABLE_SLUG = re.compile(r"[a-zA-Z0-9_-]+")
_TEXTUAL = re.compile(r"text/|application/(?:javascript|json)", re.IGNORECASE)
HOP_BY_HOP = frozenset(
    ("connection", "content-length", "host", "keep-alive", "te", "trailer", "transfer-encoding", "upgrade")
)


@dataclass(frozen=True)
class Invocation:
    """A function called by a request: None where there is none of this slug. `call` is completed by the request's."""

    function: StoredFunction | None
    slug: str
    body: bytes

    @property
    def runs(self) -> bool:
        """Whether there is something to run."""
        known = self.function is not None and self.function.status == "active"
        return known and _RUNNABLE_SLUG.fullmatch(self.slug) is not None


class Backend:
    """The backend between a caller and the runtime beside it. `lookup` finds a function by its slug."""

    def __init__(
        self,
        lookup: Callable[[str], StoredFunction | None],
        runtime: Runs,
        dialect: Dialect,
        book: Logbook,
        secrets: Callable[[], Mapping[str, str]],
    ) -> None:
        self._secrets = secrets
        self._lookup = lookup
        self._runtime = runtime
        self._dialect = dialect
        self._book = book

    async def invoke(self, request: Request, slug: str, body: bytes) -> Response:
        """Calls the function and answers what it answers."""
        method, query = request.method, request.url.query
        reply = await self._run(request, Invocation(self._lookup(slug), slug, body), method, query)
        place = f"{_RUNTIME}/{slug}"
        for _ in range(_MOST_REDIRECTS):
            target = {name.lower(): value for name, value in reply.headers}.get("location")
            if not (self._dialect.follows_redirects and reply.status in _REDIRECTS and target):
                break
            place = urljoin(place, target)
            reply = await self._fetch(request, place)
        return answer_with(reply)

    async def _fetch(self, request: Request, place: str) -> Reply:
        """What is at the place that a function redirects to: the runtime's own places, and nothing else."""
        parts = urlsplit(place)
        if not place.startswith(f"{_RUNTIME}/"):
            return problem(502, f"request to {place} failed, reason: getaddrinfo ENOTFOUND {parts.hostname}")
        slug = parts.path.removeprefix("/")
        if not _RUNNABLE_SLUG.fullmatch(slug):
            return Reply(404, [("content-type", "text/plain")], b"Not Found")
        return await self._run(request, Invocation(self._lookup(slug), slug, b""), "GET", parts.query)

    async def _run(self, request: Request, invocation: Invocation, method: str, query: str) -> Reply:
        function = invocation.function
        if self._runtime.status != "running":
            return problem(502, self._dialect.runtime_is_down.format(slug=invocation.slug))
        if not invocation.runs or function is None:
            return problem(404, "Function not found or not active")
        kept = self._dialect.keeps_output
        call = Call(
            method,
            f"{_RUNTIME}/{invocation.slug}{f'?{query}' if query else ''}",
            passed_headers(request),
            invocation.body,
            secrets=self._secrets(),
            streams=self._dialect.streams_answers,
            printed=(lambda printed: self._book.printed(printed.text)) if kept else _unkept,
        )
        began = time.monotonic()
        reply = await while_connected(request, self._runtime.run(function.code, call))
        if kept:
            self._book.printed(_completed(method, invocation.slug, reply.status, time.monotonic() - began))
        return reply


def answer_with(reply: Reply) -> Response:
    """The reply as a response: its headers but those of the connection."""
    response = Response(reply.body, reply.status) if reply.more is None else StreamingResponse(reply.more, reply.status)
    for name, value in reply.headers:
        if name.lower() not in HOP_BY_HOP:
            response.headers.append(name, _with_charset(value) if name.lower() == "content-type" else value)
    response.headers["access-control-allow-origin"] = "*"
    return response


def passed_headers(request: Request) -> list[tuple[str, str]]:
    """The request's headers that a function gets to see."""
    headers = [(name, value) for name, value in request.headers.items() if name not in HOP_BY_HOP]
    if request.method not in ("GET", "HEAD") and "content-type" not in request.headers:
        headers.append(("content-type", "text/plain;charset=UTF-8"))
    return headers


async def while_connected(request: Request, running: Coroutine[object, object, Reply]) -> Reply:
    """The reply of what runs; it is ended once the caller has gone."""
    work = asyncio.ensure_future(running)
    gone = asyncio.ensure_future(disconnected(request))
    try:
        await asyncio.wait((work, gone), return_when=asyncio.FIRST_COMPLETED)
        return work.result() if work.done() else Reply(499, [], b"")
    finally:
        for task in (work, gone):
            task.cancel()
        await asyncio.gather(work, gone, return_exceptions=True)


def _unkept(_: Printed) -> None:
    """The dialect's servers keep nothing of it."""


def _completed(method: str, slug: str, status: int, seconds: float) -> str:
    """The line that the runtime writes once a function has answered."""
    told = {"timestamp": wire_time(datetime.now(UTC)), "level": "info", "slug": slug, "method": method}
    return compact_json({**told, "status": status, "duration": f"{seconds * 1000:.0f}ms"})


def _with_charset(content_type: str) -> str:
    if "charset" in content_type.lower() or not _TEXTUAL.match(content_type):
        return content_type
    return f"{content_type}; charset=utf-8"
