"""GET /api/dashboard/events: tells whoever listens that functions changed.

Owns the stream and its listeners. Refuses to know what changes them.
"""

import asyncio
from collections.abc import AsyncIterator

from starlette.responses import Response, StreamingResponse

from tui.sandbox.exchange import Exchange
from tui.sandbox.refusal import encode_json
from tui.sandbox.router import Route

_HEARTBEAT_SECONDS = 25.0
_READY: dict[str, object] = {"type": "ready"}


class Events:
    """The listeners of one server, and what they are told."""

    def __init__(self) -> None:
        self._listeners: set[asyncio.Queue[bytes | None]] = set()
        self._closed = False

    def functions_changed(self, slug: str | None = None) -> None:
        """Tells that a function was changed (which one), or that one came or went (None)."""
        event: dict[str, object] = {"type": "data-update", "resource": "functions"}
        self._tell(_event(event if slug is None else event | {"data": {"slug": slug}}))

    def close(self) -> None:
        """Ends every stream: the server stops."""
        self._closed = True
        self._tell(None)

    def drop(self) -> None:
        """Ends every stream that is open, as a server that restarts does."""
        self._tell(None)

    def routes(self) -> tuple[Route, ...]:
        """The routes of this resource: none where the dialect's servers do not tell."""
        return (Route("GET", "/api/dashboard/events", self._stream),)

    async def _stream(self, exchange: Exchange) -> Response:
        exchange.admit()
        headers = {
            "content-type": "text/event-stream",
            "cache-control": "no-cache, no-transform",
            "x-accel-buffering": "no",
        }
        return StreamingResponse(self._listen(), headers=headers)

    async def _listen(self) -> AsyncIterator[bytes]:
        queue: asyncio.Queue[bytes | None] = asyncio.Queue()
        self._listeners.add(queue)
        try:
            yield _event(_READY)
            while not self._closed:
                try:
                    async with asyncio.timeout(_HEARTBEAT_SECONDS):
                        told = await queue.get()
                except TimeoutError:
                    told = b": keepalive\n\n"
                if told is None:
                    return
                yield told
        finally:
            self._listeners.discard(queue)

    def _tell(self, told: bytes | None) -> None:
        for queue in self._listeners:
            queue.put_nowait(told)


def _event(value: dict[str, object]) -> bytes:
    return b"data: " + encode_json(value) + b"\n\n"
