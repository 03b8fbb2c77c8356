"""A server of real sockets on loopback that answers rightly until it is told not to. It notes where the key arrives."""

from __future__ import annotations

import re
import socket
import threading
from collections.abc import Callable
from dataclasses import dataclass, field

from tests.faults.bad_answers import FAULTS, whole
from tests.faults.right_answers import RightAnswers

KEY = "ik_peer_0123456789"
REDIRECTS = ("round in circles", "to ever new places", "to another host", "to another host's key path")

Serve = Callable[[socket.socket], None]


@dataclass
class Peer:
    """A server that answers rightly, until the request that `armed` names: from then on with the fault."""

    fault: str
    moment: str
    armed: bool = False
    stray_keys: list[str] = field(default_factory=list)
    right: RightAnswers = field(default_factory=RightAnswers)

    def __enter__(self) -> Peer:
        self._listener = socket.create_server(("127.0.0.1", 0), backlog=50)
        self._elsewhere = socket.create_server(("127.0.0.1", 0), backlog=50)
        for listener, serve in ((self._listener, self._serve), (self._elsewhere, self._serve_elsewhere)):
            threading.Thread(target=self._accept, args=(listener, serve), daemon=True).start()
        return self

    def __exit__(self, *_: object) -> None:
        for listener in (self._listener, self._elsewhere):
            listener.close()

    @property
    def url(self) -> str:
        """Where it listens."""
        return f"http://127.0.0.1:{self._listener.getsockname()[1]}"

    def _accept(self, listener: socket.socket, serve: Serve) -> None:
        while True:
            try:
                client, _ = listener.accept()
            except OSError:
                return
            threading.Thread(target=self._talk, args=(client, serve), daemon=True).start()

    def _talk(self, client: socket.socket, serve: Serve) -> None:
        with client:
            try:
                serve(client)
            except OSError:
                # The console has heard enough.
                return

    def _serve_elsewhere(self, client: socket.socket) -> None:
        request = client.recv(1 << 16)
        if KEY.encode() in request:
            self.stray_keys.append(request.split(b"\r\n", 1)[0].decode("latin-1"))
        client.sendall(whole(b'{"functions": []}'))

    def _serve(self, client: socket.socket) -> None:
        while (request := _request(client)) is not None:
            method, path, body = request
            # Redirects lead to paths of the same calls.
            plain = path.split("/hop", 1)[0]
            good = self.right.answer(method, plain, body)
            if self._spoils(method, plain):
                self._answer(client, good, path)
                return
            if self.moment == "look-up" and self.armed and method == "PUT":
                # The save is carried out, and its answer is lost.
                return
            client.sendall(whole(good))

    def _spoils(self, method: str, path: str) -> bool:
        if not self.armed or path == "/api/health":
            return False
        match self.moment:
            case "list":
                return path == "/api/functions"
            case "save":
                return method == "PUT"
            case "look-up":
                return method == "GET" and self.right.writes > 0 and path != "/api/functions"
            case _:
                return method == "GET" and path != "/api/functions"

    def _answer(self, client: socket.socket, good: bytes, path: str) -> None:
        if self.fault not in REDIRECTS:
            FAULTS[self.fault](client, good)
            return
        elsewhere = f"http://127.0.0.1:{self._elsewhere.getsockname()[1]}"
        plain, _, number = path.partition("/hop")
        to = {
            "round in circles": path,
            "to ever new places": f"{plain}/hop{int(number or 0) + 1}",
            "to another host": f"{elsewhere}{path}",
            "to another host's key path": f"{elsewhere.replace('127.0.0.1', f'{KEY}@127.0.0.1')}{path}",
        }[self.fault]
        client.sendall(f"HTTP/1.1 307 Elsewhere\r\nlocation: {to}\r\ncontent-length: 0\r\n\r\n".encode())


def _request(client: socket.socket) -> tuple[str, str, bytes] | None:
    data = b""
    while b"\r\n\r\n" not in data:
        some = client.recv(1 << 16)
        if not some:
            return None
        data += some
    top, _, body = data.partition(b"\r\n\r\n")
    length = re.search(rb"content-length: (\d+)", top, re.IGNORECASE)
    while len(body) < (int(length[1]) if length else 0):
        body += client.recv(1 << 16)
    method, path, _ = top.split(b"\r\n", 1)[0].decode("latin-1").split(" ", 2)
    return method, path, body
