"""Serves the sandbox on a free loopback port until nobody needs it any more.

Owns the socket, the ready line and the end of the process. Refuses to know what is served.
"""

import asyncio
import contextlib
import json
import os
import signal
import socket
import sys
import threading
from collections.abc import Callable, Iterator, Sequence
from dataclasses import dataclass

from starlette.types import ASGIApp
from uvicorn import Config, Server

_SHUTDOWN_SECONDS = 1


@dataclass(frozen=True)
class ReadyLine:
    """What is told, as one line of JSON, once connections are accepted; `url` is added."""

    api_key: str
    password: str
    dialect: str
    runtime: str


def bind(port: int) -> socket.socket:
    """A socket on this loopback port, any free one for 0. Raises OSError."""
    listener = socket.socket(socket.AF_INET, socket.SOCK_STREAM)
    listener.setsockopt(socket.SOL_SOCKET, socket.SO_REUSEADDR, 1)
    try:
        listener.bind(("127.0.0.1", port))
    except OSError:
        listener.close()
        raise
    return listener


async def serve(
    app: ASGIApp, listeners: Sequence[socket.socket], ready: ReadyLine, stopping: Callable[[], None]
) -> None:
    """Serves until standard input ends or a signal asks to stop; `stopping` ends what would go on for ever.

    The first listener's address is told.
    """
    config = Config(
        app,
        loop="asyncio",
        http="h11",
        ws="none",
        lifespan="off",
        log_config=None,
        access_log=False,
        server_header=False,
        timeout_graceful_shutdown=_SHUTDOWN_SECONDS,
    )
    server = _Server(config, listeners[0], ready, stopping)
    loop = asyncio.get_running_loop()
    for number in (signal.SIGINT, signal.SIGTERM):
        loop.add_signal_handler(number, server.stop)
    _watch_input(lambda: loop.call_soon_threadsafe(server.stop))
    await server.serve(sockets=list(listeners))


class _Server(Server):
    def __init__(self, config: Config, listener: socket.socket, ready: ReadyLine, stopping: Callable[[], None]) -> None:
        super().__init__(config)
        self._listener = listener
        self._ready = ready
        self._stopping = stopping

    def stop(self) -> None:
        self._stopping()
        self.should_exit = True

    async def startup(self, sockets: list[socket.socket] | None = None) -> None:
        await super().startup(sockets)
        url = f"http://127.0.0.1:{self._listener.getsockname()[1]}"
        line = {"url": url, **vars(self._ready)}
        # Nobody may be left to read it; then standard input has ended too, and that is how we learn of it.
        with contextlib.suppress(BrokenPipeError):
            print(json.dumps(line), flush=True)

    @contextlib.contextmanager
    def capture_signals(self) -> Iterator[None]:
        # uvicorn's own handling ends the process by the signal; a sandbox that was asked to stop has not failed.
        yield


def _watch_input(ended: Callable[[], object]) -> None:
    """Calls `ended` once standard input ends: whoever started us is gone, however they went."""

    def wait() -> None:
        with contextlib.suppress(OSError):
            while os.read(0, 4096):
                pass
        with contextlib.suppress(RuntimeError):
            ended()

    threading.Thread(target=wait, name="stdin-watch", daemon=True).start()


def fail(reason: str) -> int:
    """Tells on one line why there is no sandbox; returns the exit code."""
    print(f"insforge-tui sandbox: {' '.join(reason.split())}", file=sys.stderr)
    return 2
