"""A function called as its callers do: what is handed to the runtime, and what of its reply goes back.

Owns which headers pass and which functions are called. Refuses to know how code runs.
"""

import asyncio
import re
from typing import Protocol

from starlette.requests import Request
from starlette.responses import Response

from tui.sandbox.incoming import disconnected
from tui.sandbox.refusal import encode_json
from tui.sandbox.runtime import Call, Reply
from tui.sandbox.store import StoredFunction

_RUNNABLE_SLUG = re.compile(r"[a-zA-Z0-9_-]+")
_TEXTUAL = re.compile(r"text/|application/(?:javascript|json)", re.IGNORECASE)
_NOT_PASSED_ON = frozenset(
    ("connection", "content-length", "host", "keep-alive", "te", "trailer", "transfer-encoding", "upgrade")
)


class Runs(Protocol):
    """What can run a function's code."""

    @property
    def status(self) -> str:
        """ "running" or "unavailable"."""

    async def run(self, code: str, call: Call) -> Reply:
        """Runs the code once."""


async def invoke(request: Request, function: StoredFunction | None, slug: str, body: bytes, runtime: Runs) -> Response:
    """Calls the function of this slug, None where there is none, and answers what it answers."""
    reply = await _run(request, function if _RUNNABLE_SLUG.fullmatch(slug) else None, slug, body, runtime)
    response = Response(reply.body, reply.status)
    for name, value in reply.headers:
        if name.lower() not in _NOT_PASSED_ON:
            response.headers.append(name, _with_charset(value) if name.lower() == "content-type" else value)
    response.headers["access-control-allow-origin"] = "*"
    return response


async def _run(request: Request, function: StoredFunction | None, slug: str, body: bytes, runtime: Runs) -> Reply:
    if runtime.status == "running" and (function is None or function.status != "active"):
        words = encode_json({"error": "Function not found or not active"})
        return Reply(404, [("content-type", "application/json")], words)
    headers = [(name, value) for name, value in request.headers.items() if name not in _NOT_PASSED_ON]
    if request.method not in ("GET", "HEAD") and "content-type" not in request.headers:
        headers.append(("content-type", "text/plain;charset=UTF-8"))
    query = f"?{request.url.query}" if request.url.query else ""
    # The address under which the real backend's runtime sees itself.
    call = Call(request.method, f"http://deno:7133/{slug}{query}", headers, body)
    work = asyncio.ensure_future(runtime.run("" if function is None else function.code, call))
    gone = asyncio.ensure_future(disconnected(request))
    try:
        await asyncio.wait((work, gone), return_when=asyncio.FIRST_COMPLETED)
        return work.result() if work.done() else Reply(499, [], b"")
    finally:
        for task in (work, gone):
            task.cancel()
        await asyncio.gather(work, gone, return_exceptions=True)


def _with_charset(content_type: str) -> str:
    if "charset" in content_type.lower() or not _TEXTUAL.match(content_type):
        return content_type
    return f"{content_type}; charset=utf-8"
