"""A proxy between a console and a server that cuts writes, loses their answers and refuses them for a rate limit.

It knows which writes the server was sent whole, and which of them it carried out: what is told is judged by that.
"""

from __future__ import annotations

import asyncio
import contextlib
import json
import re
from collections import Counter
from collections.abc import Iterator
from dataclasses import dataclass, field
from itertools import cycle
from random import Random
from urllib.parse import unquote

_LENGTH = re.compile(rb"\r\ncontent-length: *(\d+)", re.IGNORECASE)
_CHUNKED = re.compile(rb"\r\ntransfer-encoding: *chunked", re.IGNORECASE)
_REFUSAL = b'{"error":"TOO_MANY_REQUESTS","message":"Too many functions write requests.","statusCode":429}'


@dataclass
class FailingProxy:
    """Forwards requests one by one; a share of the writes meets a fault, each kind in turn, and fewer of the reads."""

    port: int
    random: Random
    write_faults: float = 0.4
    read_faults: float = 0.03
    retry_after_seconds: int = 1
    carried_out: list[tuple[str, str]] = field(default_factory=list)
    """The slug and the code of each write that the server answered with a success, in their order."""
    sent: int = 0
    faults: Counter[str] = field(default_factory=Counter)
    _due: dict[bool, float] = field(default_factory=lambda: {True: 0.0, False: 0.0})
    _kinds: dict[bool, Iterator[str]] = field(
        default_factory=lambda: {True: cycle(("limit", "request", "answer")), False: cycle(("request", "answer"))}
    )

    async def start(self) -> int:
        """Listen; answers the port."""
        self._server = await asyncio.start_server(self._serve, "127.0.0.1", 0)
        return int(self._server.sockets[0].getsockname()[1])

    async def stop(self) -> None:
        """Listen no longer."""
        self._server.close()

    def code_of(self, slug: str) -> str | None:
        """The code that was carried out last for this function."""
        return next((code for each, code in reversed(self.carried_out) if each == slug), None)

    async def _serve(self, reader: asyncio.StreamReader, writer: asyncio.StreamWriter) -> None:
        there_reader, there_writer = await asyncio.open_connection("127.0.0.1", self.port)
        with contextlib.suppress(OSError, asyncio.IncompleteReadError):
            while await self._forward(reader, writer, there_reader, there_writer):
                pass
        for each in (writer, there_writer):
            each.close()

    async def _forward(
        self,
        reader: asyncio.StreamReader,
        writer: asyncio.StreamWriter,
        there_reader: asyncio.StreamReader,
        there_writer: asyncio.StreamWriter,
    ) -> bool:
        """Forward a request and its answer; False where the connection is to be cut."""
        request = await _message(reader)
        is_write = request.startswith(b"PUT ")
        fault = self._fault(is_write)
        self.faults[fault] += 1
        if fault == "limit":
            head = f"HTTP/1.1 429 Too Many\r\nretry-after: {self.retry_after_seconds}\r\n"
            writer.write(f"{head}content-length: {len(_REFUSAL)}\r\n\r\n".encode() + _REFUSAL)
            await writer.drain()
            return True
        if fault == "request":
            there_writer.write(request[: self.random.randrange(len(request))])
            await there_writer.drain()
            return False
        self.sent += is_write
        there_writer.write(request)
        await there_writer.drain()
        answer = await _message(there_reader)
        if is_write and answer.split(b" ", 2)[1].startswith(b"2"):
            path, body = request.split(b" ", 2)[1], request.split(b"\r\n\r\n", 1)[1]
            self.carried_out.append((unquote(path.decode().rpartition("/")[2]), json.loads(body).get("code", "")))
        if fault == "answer":
            writer.write(answer[: self.random.randrange(len(answer))])
            await writer.drain()
            return False
        writer.write(answer)
        await writer.drain()
        return True

    def _fault(self, is_write: bool) -> str:
        """A fault in turn for so many of all; where a message is cut is up to the seed."""
        self._due[is_write] += self.write_faults if is_write else self.read_faults
        if self._due[is_write] < 1:
            return "none"
        self._due[is_write] -= 1
        return next(self._kinds[is_write])


async def _message(reader: asyncio.StreamReader) -> bytes:
    """One request or answer, whole. Raises IncompleteReadError at the end."""
    head = await reader.readuntil(b"\r\n\r\n")
    length = _LENGTH.search(head)
    if length is not None:
        return head + await reader.readexactly(int(length[1]))
    body = b""
    while _CHUNKED.search(head) and not body.endswith(b"0\r\n\r\n"):
        size = await reader.readuntil(b"\r\n")
        body += size + await reader.readexactly(int(size, 16) + 2)
    return head + body
