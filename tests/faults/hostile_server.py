"""A server that says whatever it is told to, over a real socket."""

from __future__ import annotations

import asyncio
import json
from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from urllib.parse import parse_qs

JsonRow = dict[str, object]


def answer(body: object, status: int = 200, *, reason: str = "OK", headers: Mapping[str, str] | None = None) -> bytes:
    """An HTTP answer. A body that is no bytes is written as JSON, in ASCII, so that it can hold half a character."""
    content = body if isinstance(body, bytes) else json.dumps(body).encode("ascii")
    own = {"content-type": "application/json"} | dict(headers or {})
    head = "".join(f"{name}: {value}\r\n" for name, value in own.items())
    start = f"HTTP/1.1 {status} {reason}\r\n{head}content-length: {len(content)}\r\n\r\n"
    return start.encode("utf-8", "replace") + content


def row(number: int, slug: str, **texts: str) -> JsonRow:
    """A function as the wire has it; the greater its number the older it is."""
    time = f"2026-11-{22 - number // 1440:02d}T{23 - number // 60 % 24:02d}:{59 - number % 60:02d}:00Z"
    told: JsonRow = {"id": str(number), "slug": slug, "name": slug, "status": "active", "code": "", "updated_at": time}
    return told | texts


@dataclass
class HostileServer:
    """Lists `functions` and holds `opened`, whatever function is asked for; `trail` is what it says was done.

    `instead` is sent for what it names: its keys are `LIST`, `TRAIL`, `CALL` (of a function), `LOGS`, `BUILD` (its
    log), `EVENTS`, `SCHEDULES`, `SECRETS` and `SECRET` (one; both where they are read), and else the method. `host` is
    where the list says that functions run: a cloud deployment, none where it is empty.
    """

    functions: Sequence[JsonRow] = ()
    opened: JsonRow = field(default_factory=lambda: row(0, "opened"))
    trail: Sequence[JsonRow] = ()
    runtime: str = "running"
    version: str = "2.1.0"
    host: str = ""
    instead: dict[str, bytes] = field(default_factory=dict)
    url: str = ""

    async def start(self) -> None:
        """Listen on a free loopback port."""
        self._server = await asyncio.start_server(self._serve, "127.0.0.1", 0)
        self.url = f"http://127.0.0.1:{self._server.sockets[0].getsockname()[1]}"

    def close(self) -> None:
        """Listen no more."""
        self._server.close()

    async def _serve(self, reader: asyncio.StreamReader, writer: asyncio.StreamWriter) -> None:
        try:
            while True:
                head = (await reader.readuntil(b"\r\n\r\n")).decode("latin-1").split("\r\n")
                sizes = [line.split(":")[1] for line in head if line.lower().startswith("content-length:")]
                body = await reader.readexactly(int(sizes[0]) if sizes else 0)
                method, path, _ = head[0].split(" ")
                writer.write(self._answer(method, path, body))
                await writer.drain()
        except (asyncio.IncompleteReadError, ConnectionError):
            writer.close()

    def _answer(self, method: str, path: str, body: bytes) -> bytes:
        if path.endswith("/api/health"):
            return answer({"status": "ok", "version": self.version})
        is_list = path.endswith("/api/functions")
        # Not by urlsplit: a path that begins with two slashes would be a host to it.
        is_trail = path.partition("?")[0].endswith("/api/logs/audits")
        kind = "LIST" if is_list else "TRAIL" if is_trail else _kind_of(path)
        if kind in ("SECRETS", "SECRET") and method != "GET":
            kind = ""
        told = self.instead.get(kind) or self.instead.get("" if (is_list and method == "GET") or is_trail else method)
        if told is not None:
            return told
        if is_trail:
            return self._page_of_trail(path)
        if is_list:
            rows = [{name: value for name, value in each.items() if name != "code"} for each in self.functions]
            runtime: JsonRow = {"status": self.runtime}
            return answer(
                {"functions": rows, "runtime": runtime, **({"deploymentUrl": self.host} if self.host else {})}
            )
        if method == "PUT":
            self.opened = self.opened | json.loads(body)
            return answer({"success": True, "function": self.opened})
        return answer(self.opened)

    def _page_of_trail(self, path: str) -> bytes:
        asked = parse_qs(path.partition("?")[2])
        first, most = (int(asked[name][0]) for name in ("offset", "limit"))
        part = list(self.trail[first : first + most])
        return answer(part, headers={"content-range": f"{first}-{first + len(part) - 1}/{len(self.trail)}"})


def _kind_of(path: str) -> str:
    place = path.partition("?")[0]
    if place.endswith("/functions/build-logs"):
        return "BUILD"
    if "/api/secrets" in place:
        return "SECRETS" if place.endswith("/secrets") else "SECRET"
    if place.endswith("/schedules"):
        return "SCHEDULES"
    if place.endswith("/dashboard/events"):
        return "EVENTS"
    if "/api/secrets" in place:
        return "SECRETS" if place.endswith("/secrets") else "SECRET"
    if "/api/logs/" in place:
        return "LOGS"
    return "CALL" if "/functions/" in place and "/api/functions/" not in place else ""
