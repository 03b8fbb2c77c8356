"""Saves that go wrong in each way a user can meet: a sentence for each, and the edit is still there.

One console goes through all of them: what a screen shows of each is tested with a pilot (`tests/app`).
"""

from __future__ import annotations

import json
import sys
import threading
from collections.abc import Iterator
from contextlib import contextmanager
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer
from pathlib import Path

from tests.journeys.test_sandbox_journey import surroundings
from tests.pty_session import TerminalSession

FUNCTION = {
    "id": "1",
    "slug": "greet",
    "name": "Greet",
    "description": None,
    "status": "active",
    "createdAt": "2026-01-01T00:00:00Z",
    "updatedAt": "2026-01-01T00:00:00Z",
    "deployedAt": None,
    "code": "module.exports = 1;\n",
}


class Failing(BaseHTTPRequestHandler):
    """Shows one function, and fails its updates in the way the server was told to."""

    protocol_version = "HTTP/1.1"
    way = ""
    updates = 0

    def do_GET(self) -> None:
        if self.path == "/api/functions":
            listed = {name: value for name, value in FUNCTION.items() if name != "code"}
            self._answer(200, json.dumps({"functions": [listed], "runtime": {"status": "running"}}))
        elif self.path == "/api/functions/greet" and not (self.way == "gone" and self.updates):
            self._answer(200, json.dumps(FUNCTION))
        else:
            self._answer(404, json.dumps({"error": "NOT_FOUND", "message": "no", "statusCode": 404}))

    def do_PUT(self) -> None:
        type(self).updates += 1
        sent = json.loads(self.rfile.read(int(self.headers["content-length"])))
        match self.way:
            case "ok":
                self._answer(200, json.dumps({"success": True, "function": {**FUNCTION, **sent}, "deployment": None}))
            case "cut":
                self.close_connection = True
                self.connection.close()
            case "proxy":
                self._answer(502, "<html><h1>502 Bad Gateway</h1></html>", "text/html")
            case "slow down":
                body = {"error": "TOO_MANY_REQUESTS", "message": "Too many functions write requests."}
                limits = {"RateLimit-Limit": "15", "RateLimit-Remaining": "0", "RateLimit-Reset": "164"}
                self._answer(429, json.dumps(body), headers={**limits, "Retry-After": "164"})
            case "wrong key":
                self._answer(401, json.dumps({"error": "AUTH_INVALID_API_KEY", "message": "Invalid API key"}))
            case "gone":
                self._answer(404, json.dumps({"error": "FUNCTION_NOT_FOUND", "message": "Function not found"}))

    def do_POST(self) -> None:
        sent = json.loads(self.rfile.read(int(self.headers["content-length"])))
        self._answer(201, json.dumps({"success": True, "function": {**FUNCTION, **sent}, "deployment": None}))

    def _answer(
        self, status: int, body: str, kind: str = "application/json", headers: dict[str, str] | None = None
    ) -> None:
        self.send_response(status)
        for name, value in (headers or {}).items():
            self.send_header(name, value)
        self.send_header("Content-Type", kind)
        self.send_header("Content-Length", str(len(body.encode())))
        self.end_headers()
        self.wfile.write(body.encode())

    def log_message(self, format: str, *args: object) -> None:
        """Say nothing on the test's output."""


@contextmanager
def failing() -> Iterator[tuple[str, type[Failing]]]:
    """A server, and its handler, which is told how to fail."""
    handler = type("Handler", (Failing,), {"way": "", "updates": 0})
    server = ThreadingHTTPServer(("127.0.0.1", 0), handler)
    threading.Thread(target=server.serve_forever, kwargs={"poll_interval": 0.01}, daemon=True).start()
    try:
        yield f"http://127.0.0.1:{server.server_port}", handler
    finally:
        server.shutdown()
        server.server_close()


def test_each_failure_has_its_sentence_and_keeps_the_edit_until_it_is_saved(tmp_path: Path) -> None:
    with failing() as (url, handler):
        env = {**surroundings(tmp_path), "INSFORGE_URL": url, "INSFORGE_API_KEY": "ik_test"}
        argv = [sys.executable, "-m", "tui", "greet"]
        with TerminalSession(argv, env=env, cwd=Path(__file__).parents[2]) as terminal:
            terminal.wait_for(r"1:1  no changes")
            terminal.type("// mine ")
            terminal.wait_for(r"unsaved: code")

            def save(way: str) -> None:
                handler.way, handler.updates = way, 0
                terminal.press("ctrl+s")

            save("cut")
            terminal.wait_for(r"Not saved: the connection was cut before an answer came\.")
            assert handler.updates == 1
            save("proxy")
            terminal.wait_for(r"Not saved: the answer was not InsForge's \(HTTP 502; a proxy\?\)\.")
            assert handler.updates == 1
            terminal.wait_shown("// mine module.exports")

            # A save of too many is kept ready: enter is too early, and escape lets it go.
            save("slow down")
            terminal.wait_to_read(r"The next write is free in 2:4\d; then enter")
            terminal.press("enter", "escape")
            terminal.wait_gone("Your save is kept ready")
            terminal.wait_for(r"Not saved: the server allows no more writes just now\.")
            terminal.wait_for(r"unsaved: code")
            assert handler.updates == 1


def test_a_key_that_is_refused_is_asked_for_in_place_and_what_is_gone_is_created_again(tmp_path: Path) -> None:
    with failing() as (url, handler):
        handler.way = "wrong key"
        env = {**surroundings(tmp_path), "INSFORGE_URL": url, "INSFORGE_API_KEY": "ik_test"}
        argv = [sys.executable, "-m", "tui", "greet"]
        with TerminalSession(argv, env=env, cwd=Path(__file__).parents[2]) as terminal:
            terminal.wait_for(r"1:1  no changes")
            terminal.type("// mine ")
            terminal.press("ctrl+s")
            terminal.wait_to_read(r"The server does not accept the key\.")
            handler.way = "ok"
            terminal.type("ik_fresh")
            terminal.press("enter")
            terminal.wait_for(r"Saved code")
            assert handler.updates == 2
            terminal.wait_shown("// mine module.exports")

            handler.way, handler.updates = "gone", 1
            terminal.press("end", "x", "ctrl+s")
            terminal.wait_for(r"the function was deleted on the server")
            terminal.press("\x0e")
            terminal.wait_for(r"Created")
            terminal.wait_shown("// mine module.exports")
