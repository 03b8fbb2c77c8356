"""A server of real sockets on a loopback port that says what a test tells it to, byte for byte, good manners or not."""

from __future__ import annotations

import asyncio
import json
import ssl
import struct
from collections.abc import AsyncIterator, Callable, Mapping
from contextlib import asynccontextmanager
from dataclasses import dataclass, field
from enum import Enum
from socket import SO_LINGER, SOL_SOCKET, socket
from urllib.parse import urlsplit


class Then(Enum):
    """What the server does once it has sent its bytes."""

    WAIT = "keep the connection open for the next request"
    CLOSE = "close it"
    RESET = "tear it down"
    HANG = "say nothing more until the client leaves"


@dataclass(frozen=True)
class Reply:
    """The bytes that answer one request, and what becomes of the connection. `pieces` are sent some time apart."""

    raw: bytes = b""
    then: Then = Then.WAIT
    pieces: tuple[bytes, ...] = ()


@dataclass(frozen=True)
class Received:
    """A request as it arrived. `connection` counts the connections from 1."""

    method: str
    target: str
    headers: Mapping[str, str]
    body: bytes
    connection: int

    def json(self) -> object:
        """The body as JSON."""
        return json.loads(self.body)


@dataclass
class Replay:
    """A running server: where it is, what it was asked, how often it was connected to."""

    url: str
    received: list[Received] = field(default_factory=list)
    connections: int = 0
    asked: asyncio.Event = field(default_factory=asyncio.Event)
    left: asyncio.Event = field(default_factory=asyncio.Event)

    @property
    def port(self) -> int:
        """The port it listens on."""
        return urlsplit(self.url).port or 0


def reply(
    status: int = 200,
    body: object = None,
    *,
    headers: Mapping[str, str] | None = None,
    content_type: str | None = "application/json; charset=utf-8",
    then: Then = Then.WAIT,
) -> Reply:
    """A well-formed answer; a body that is not bytes or text is written as JSON."""
    data = body if isinstance(body, bytes) else (body if isinstance(body, str) else json.dumps(body)).encode()
    own = {"content-length": str(len(data))} | ({"content-type": content_type} if content_type else {})
    given = {name: value for name, value in (headers or {}).items() if name.lower() != "content-length"}
    lines = [f"HTTP/1.1 {status} Whatever", *(f"{name}: {value}" for name, value in (own | given).items())]
    return Reply("\r\n".join([*lines, "", ""]).encode() + data, then)


def html(status: int) -> Reply:
    """A proxy's page."""
    return reply(status, f"<html><h1>{status} from nginx</h1></html>", content_type="text/html")


@asynccontextmanager
async def serving(
    *replies: Reply, tls: ssl.SSLContext | None = None, route: Callable[[Received], Reply] | None = None
) -> AsyncIterator[Replay]:
    """Answers the first request with the first reply, and so on; after the last it closes without a word.

    Where there is a `route`, that chooses the reply by the request.
    """
    waiting = list(replies)
    tasks: set[asyncio.Task[None]] = set()

    def next_reply(_received: Received) -> Reply:
        return waiting.pop(0) if waiting else Reply(then=Then.CLOSE)

    async def talk(reader: asyncio.StreamReader, writer: asyncio.StreamWriter) -> None:
        replay.connections += 1
        number = replay.connections
        try:
            while (received := await _request(reader, number)) is not None:
                replay.received.append(received)
                replay.asked.set()
                answer = next_reply(received) if route is None else route(received)
                writer.write(answer.raw)
                await writer.drain()
                for piece in answer.pieces:
                    writer.write(piece)
                    await writer.drain()
                    # A pause between pieces that ends at once when the client leaves.
                    await _left_within(reader, 0.02)
                if answer.then is Then.HANG:
                    await reader.read()
                if answer.then is Then.RESET:
                    _make_close_a_reset(writer.get_extra_info("socket"))
                if answer.then is not Then.WAIT:
                    return
        except (ConnectionError, asyncio.IncompleteReadError):
            return
        finally:
            replay.left.set()
            writer.close()

    def start(reader: asyncio.StreamReader, writer: asyncio.StreamWriter) -> None:
        task = asyncio.ensure_future(talk(reader, writer))
        tasks.add(task)
        task.add_done_callback(tasks.discard)

    server = await asyncio.start_server(start, "127.0.0.1", 0, ssl=tls)
    port = server.sockets[0].getsockname()[1]
    replay = Replay(f"{'https' if tls else 'http'}://127.0.0.1:{port}")
    try:
        yield replay
    finally:
        server.close()
        for task in tuple(tasks):
            task.cancel()
        await asyncio.gather(*tasks, return_exceptions=True)


async def _request(reader: asyncio.StreamReader, connection: int) -> Received | None:
    try:
        head = await reader.readuntil(b"\r\n\r\n")
    except asyncio.IncompleteReadError:
        return None
    first, *lines = head.decode("latin-1").split("\r\n")[:-2]
    method, target, _ = first.split(" ")
    headers = {name.strip().lower(): value.strip() for name, _, value in (line.partition(":") for line in lines)}
    body = await reader.readexactly(int(headers.get("content-length", "0")))
    return Received(method, target, headers, body, connection)


async def _left_within(reader: asyncio.StreamReader, seconds: float) -> None:
    try:
        async with asyncio.timeout(seconds):
            if not await reader.read():
                raise ConnectionError
    except TimeoutError:
        return


def _make_close_a_reset(connection: object) -> None:
    # asyncio's stand-in for a socket has setsockopt too, and no public name.
    if hasattr(connection, "setsockopt"):
        connection.setsockopt(SOL_SOCKET, SO_LINGER, struct.pack("ii", 1, 0))


def closed_port() -> int:
    """A loopback port that nothing listens on."""
    with socket() as probe:
        probe.bind(("127.0.0.1", 0))
        port: int = probe.getsockname()[1]
    return port
