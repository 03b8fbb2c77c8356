"""The runner's screen on a stage: a console with one function, and a project's folder that keeps its requests."""

from __future__ import annotations

from pathlib import Path

from tests.console_fixture import HELLO, FakeServer, FixtureConsole, function
from tui.app.runner.screen import RunnerScreen
from tui.sessions.run_request import RunRequest
from tui.store.request_drafts import RequestDrafts
from tui.store.requests import RequestStore

SERVER = "http://localhost:7130"


def console(server: FakeServer, requests: RequestStore | None = None, status: str = "draft") -> FixtureConsole:
    """The console on this server; saved requests are kept where a store for them is given."""
    server.functions = (function("greet", "Greet", status, 1, HELLO),)
    app = FixtureConsole(server)
    app.requests = requests
    return app


def store_in(folder: Path) -> RequestStore:
    """A store of saved requests in a project's folder."""
    (folder / ".insforge").mkdir(exist_ok=True)
    return RequestStore(folder / "data", folder / "locks", folder, RequestDrafts(folder / "drafts"))


def runner(app: FixtureConsole) -> RunnerScreen:
    """The runner's screen, which is on top or below a dialog."""
    return next(screen for screen in app.screen_stack if isinstance(screen, RunnerScreen))


def edited(app: FixtureConsole) -> RunRequest | str:
    """The request as it is edited."""
    return runner(app).requests.pane.request
