"""The key of one profile never reaches another's server, whatever is switched, open, under way or redirected."""

from __future__ import annotations

import threading
from base64 import b64encode
from collections.abc import Iterator
from contextlib import contextmanager, suppress
from dataclasses import dataclass, field
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer
from pathlib import Path

from textual.pilot import Pilot

from tests.console_fixture import FakeServer, FixtureConsole, press, press_meanwhile, settled, until
from tests.faults.right_answers import RightAnswers
from tests.screen_text import shown_text
from tui.api.client import Client
from tui.app.compare.screen import VersionsScreen
from tui.app.editor.screen import EditorScreen
from tui.app.profiles.screen import ProfilesScreen
from tui.app.runner.screen import RunnerScreen
from tui.flows.connect import ProfileSigns, Target
from tui.model.secret import Secret
from tui.store.files import write_private

KEYS = {"a": "ik_of_a_4711", "b": "ik_of_b_0815", "environment": "ik_of_environment_62"}


@dataclass
class RecordingServer:
    """Answers as a server of one function does, and keeps every byte that came."""

    right: RightAnswers = field(default_factory=RightAnswers)
    came: list[str] = field(default_factory=list)
    redirects: dict[str, str] = field(default_factory=dict)
    """By method and path: where such a request is sent on to."""
    may_save: threading.Event = field(default_factory=threading.Event)
    url: str = ""

    def holds(self, key: str) -> list[str]:
        """The requests in which a key stands, as it is or in a form that headers have."""
        forms = (key, b64encode(key.encode()).decode(), b64encode(f":{key}".encode()).decode().rstrip("="))
        return [each for each in self.came if any(form in each for form in forms)]

    def answered(self, request: BaseHTTPRequestHandler) -> None:
        """Keep a request, and answer it."""
        body = request.rfile.read(int(request.headers.get("content-length", 0)))
        self.came.append(f"{request.requestline}\n{request.headers}\n{body.decode('utf-8', 'replace')}")
        to = self.redirects.get(f"{request.command} {request.path}")
        if request.command == "PUT":
            self.may_save.wait(60)
        if to is not None:
            request.send_response(307)
            request.send_header("location", to)
            answer = b""
        else:
            is_call = request.path.startswith("/functions/")
            answer = b"{}" if is_call else self.right.answer(request.command, request.path, body)
            request.send_response(200)
            request.send_header("content-type", "application/json")
        request.send_header("content-length", str(len(answer)))
        with suppress(BrokenPipeError):
            request.end_headers()
            request.wfile.write(answer)


@contextmanager
def recording(name: str) -> Iterator[RecordingServer]:
    """A server that listens on loopback."""
    server = RecordingServer(RightAnswers(f"// {name}\nmodule.exports = async () => new Response('{name}');\n"))
    server.may_save.set()

    class Handler(BaseHTTPRequestHandler):
        def _any(self) -> None:
            server.answered(self)

        do_GET = do_PUT = do_POST = do_DELETE = _any  # the library's names

        def log_message(self, *_: object) -> None:
            """Nothing."""

    listening = ThreadingHTTPServer(("127.0.0.1", 0), Handler)
    listening.daemon_threads = True
    server.url = f"http://127.0.0.1:{listening.server_address[1]}"
    threading.Thread(target=listening.serve_forever, args=(0.02,), daemon=True).start()
    try:
        yield server
    finally:
        server.may_save.set()
        listening.shutdown()
        listening.server_close()


class RealConsole(FixtureConsole):
    """A staged console whose clients are real ones."""

    async def make_client(self, target: Target) -> Client:
        return await self.parts.connection.open_client(target)


def console(folder: Path, first: RecordingServer, second: RecordingServer) -> RealConsole:
    """Connected with the environment's key to the first of two servers, each of which has a profile."""
    path = folder / "config.toml"
    each = ((name, server.url) for name, server in (("a", first), ("b", second)))
    write_private(
        path, "".join(f'[profiles.{name}]\nurl = "{url}"\napi_key = "{KEYS[name]}"\n' for name, url in each).encode()
    )
    own = Target(first.url, Secret(KEYS["environment"]), "INSFORGE_URL", "INSFORGE_API_KEY", profile=ProfileSigns("a"))
    app = RealConsole(FakeServer(), target=own)
    app.parts.profiles.config = app.parts.connecting.config = path
    return app


async def switched(pilot: Pilot[int], app: FixtureConsole, name: str, server: RecordingServer) -> None:
    """Go to the profile's server, and see its list."""
    await press(pilot, "P", "home", *(["down"] if name == "b" else []), "enter")
    await until(pilot, lambda: app.connection.target is not None and app.connection.target.url == server.url)
    await until(pilot, lambda: app.list_screen.table.state.is_loaded)
    await settled(pilot)
    assert app.connection.target is not None
    assert app.connection.target.key.reveal() == KEYS[name]


async def saved(pilot: Pilot[int], app: FixtureConsole, *keys: str) -> None:
    """Save what these keys change in the open function, and go back to the list."""
    await press(pilot, *keys, "ctrl+s")
    await until(pilot, lambda: isinstance(app.screen, EditorScreen) and app.screen.unsaved == ())
    await settled(pilot)
    await press(pilot, "escape")
    await until(pilot, lambda: app.screen is app.list_screen)


async def test_no_key_reaches_another_server(tmp_path: Path) -> None:
    with recording("a") as first, recording("b") as second:
        app = console(tmp_path, first, second)
        async with app.run_test(size=(120, 40)) as pilot:
            await until(pilot, lambda: "Hello World" in shown_text(app))
            # A save that is under way, in a function that stays open, while another server is asked for.
            first.may_save.clear()
            await press(pilot, "enter", "x")
            await press_meanwhile(pilot, "ctrl+s")
            await until(pilot, lambda: any(each.startswith("PUT") for each in first.came))
            await press_meanwhile(pilot, "alt+0", "P", "down", "enter")
            assert "Leave them (esc) before another server is connected" in shown_text(app)
            # Compared with the other server while that save is still under way.
            await press_meanwhile(pilot, "C", "down", "enter")
            await until(pilot, lambda: isinstance(app.screen, VersionsScreen))
            await press_meanwhile(pilot, "escape", "P", "down", "t")
            await until(pilot, lambda: isinstance(app.screen, ProfilesScreen) and "reached" in shown_text(app))
            first.may_save.set()
            await settled(pilot)
            assert first.right.code.startswith("x// a")
            await press(pilot, "escape", "alt+1")
            await until(pilot, lambda: isinstance(app.screen, EditorScreen) and app.screen.unsaved == ())
            await press(pilot, "escape")
            await until(pilot, lambda: app.screen is app.list_screen)
            # Switched, edited there, and copied there.
            await switched(pilot, app, "b", second)
            await press(pilot, "enter")
            await until(pilot, lambda: isinstance(app.screen, EditorScreen) and "// b" in shown_text(app))
            await saved(pilot, app, "y")
            assert second.right.code.startswith("y// b")
            await switched(pilot, app, "a", first)
            await press(pilot, "C", "down", "enter")
            await until(pilot, lambda: isinstance(app.screen, VersionsScreen))
            await press(pilot, "1")
            await until(pilot, lambda: isinstance(app.screen, EditorScreen) and app.screen.unsaved == ("code",))
            await saved(pilot, app)
            assert second.right.code == first.right.code
            # The other server sends everything on to the first one.
            there = "/api/functions"
            for what in (f"GET {there}", f"GET {there}/hello-world", f"PUT {there}/hello-world", "GET /api/health"):
                second.redirects[what] = first.url + what.split(" ")[1]
            second.redirects["POST /functions/hello-world"] = first.url + "/functions/hello-world"
            await press(pilot, "r")
            await until(pilot, lambda: "which the key is not for" in shown_text(app))
            second.redirects.pop(f"GET {there}/hello-world")
            writes = sum(each.startswith("PUT") for each in second.came)
            await press(pilot, "enter", "z", "ctrl+s")
            await until(pilot, lambda: sum(each.startswith("PUT") for each in second.came) > writes)
            await settled(pilot)
            await press(pilot, "ctrl+z", "escape")
            await until(pilot, lambda: app.screen is app.list_screen)
            await press(pilot, "x")
            await until(pilot, lambda: isinstance(app.screen, RunnerScreen))
            await press(pilot, *["tab"] * 3, "space")
            await press(pilot, "ctrl+r", *["f6"] * 3, "f")
            await until(pilot, lambda: first.came[-1].startswith("POST /functions/hello-world"))
        for server, own, others in ((first, "a", ("b",)), (second, "b", ("a", "environment"))):
            assert server.holds(KEYS[own])
            assert [each for other in others for each in server.holds(KEYS[other])] == []
        assert first.holds(KEYS["environment"])
