"""The stream of changes: servers from 2.3.0 on tell that something changed, and of what kind it is.

Owns the stream's format and its words. Refuses to know when it is opened again.
"""

from __future__ import annotations

import json
from collections.abc import AsyncGenerator, Mapping
from contextlib import aclosing

from tui.api.transport import Transport
from tui.model.fields import replace_surrogates
from tui.model.secret import Secret
from tui.model.server_change import ServerChange, Told

SILENCE_SECONDS = 70.0
"""How long a stream may be silent: servers send a sign of life every 25 seconds."""

_LINE_LIMIT_BYTES = 64 * 1024
_ABOUT: Mapping[object, Told] = {
    "functions": Told.FUNCTIONS,
    "secrets": Told.SECRETS,
    "schedules": Told.SCHEDULES,
}


class EventsApi:
    """What one server tells by itself. Every call raises the errors under `tui.errors.ApiError` and no others."""

    def __init__(self, transport: Transport, key: Secret | None) -> None:
        self._transport = transport
        self._key = key

    async def changes(self) -> AsyncGenerator[ServerChange, None]:
        """The changes as the server tells them, `READY` first; it ends when the server ends it.

        Raises NotFound or InvalidResponse where the server does not tell, ResponseLost where the stream broke or was
        silent for `SILENCE_SECONDS`. It is read for as long as it is iterated: close it.
        """
        parser = EventParser()
        async with (
            self._transport.stream(
                "/api/dashboard/events", "text/event-stream", key=self._key, silence_seconds=SILENCE_SECONDS
            ) as pieces,
            aclosing(pieces),
        ):
            async for piece in pieces:
                for data in parser.take(piece):
                    change = server_change(data)
                    if change is not None:
                        yield change


class EventParser:
    """Reads a stream of server-sent events as it comes, in pieces of any size; ends of lines may be \\r, \\n or both.

    An event whose data is longer than it may be is dropped; so are comments and fields other than the data.
    """

    def __init__(self) -> None:
        self._rest = bytearray()
        self._data: list[bytes] = []
        self._size = 0
        self._after_return = False

    def take(self, piece: bytes) -> list[str]:
        """The data of each event that is whole with this piece."""
        if self._after_return and piece:
            piece = piece.removeprefix(b"\n")
            self._after_return = False
        self._after_return = piece.endswith(b"\r")
        *lines, rest = piece.replace(b"\r\n", b"\n").replace(b"\r", b"\n").split(b"\n")
        found: list[str] = []
        for line in lines:
            self._rest += line
            self._line(bytes(self._rest), found)
            self._rest.clear()
        # What is longer than a line may be is not kept, but its length is: the event is dropped.
        self._size += len(rest)
        if self._size <= _LINE_LIMIT_BYTES:
            self._rest += rest
        return found

    def _line(self, line: bytes, found: list[str]) -> None:
        if not line:
            if self._data and self._size <= _LINE_LIMIT_BYTES:
                found.append(b"\n".join(self._data).decode("utf-8", "replace"))
            self._data, self._size = [], 0
            return
        self._size += len(line)
        name, _, content = line.partition(b":")
        if name == b"data" and self._size <= _LINE_LIMIT_BYTES:
            self._data.append(content.removeprefix(b" "))


def server_change(data: str) -> ServerChange | None:
    """What an event says; None where it says nothing that is known. Nothing in it is an error."""
    try:
        value: object = json.loads(data)
    except (ValueError, RecursionError):
        return None
    if not isinstance(value, dict):
        return None
    match value.get("type"):
        case "ready":
            return ServerChange(Told.READY)
        case "data-update":
            resource, more = value.get("resource"), value.get("data")
            about = _ABOUT.get(resource, Told.OTHER) if isinstance(resource, str) else Told.OTHER
            slug = more.get("slug") if isinstance(more, dict) else None
            return ServerChange(about, replace_surrogates(slug) if isinstance(slug, str) and slug else None)
        case _:
            return None
