"""A staged server whose function is called: notes the calls, answers as it is told."""

from __future__ import annotations

import asyncio
from collections.abc import AsyncGenerator
from dataclasses import dataclass, field
from pathlib import Path

from tests.stage import HELLO, StagedConsole, StagedServer, function
from tui.app.runner.screen import RunnerScreen
from tui.errors import ResponseLost
from tui.model.invocation import BodyPiece, InvocationCall, InvocationEvent, ResponseEnd, ResponseHead
from tui.model.server import Invocation
from tui.sessions.run_request import RunRequest
from tui.store.requests import RequestStore

GREETING = b'{"greeting":"Hello \\u001b[31m"}'
GREETED = Invocation(200, (("content-type", "application/json"), ("x-seen", "yes")), GREETING, 0.012)
SERVER = "http://localhost:7130"


@dataclass
class CalledServer(StagedServer):
    """A server whose functions are called."""

    answer: Invocation | ResponseLost = GREETED
    called: list[InvocationCall] = field(default_factory=list)
    never: bool = False

    async def stream_invocation(self, slug: str, call: InvocationCall) -> AsyncGenerator[InvocationEvent, None]:
        assert slug == "greet"
        self.called.append(call)
        if self.never:
            await asyncio.Event().wait()
        if isinstance(self.answer, ResponseLost):
            raise self.answer
        yield ResponseHead(self.answer.status, self.answer.headers, self.answer.seconds)
        yield BodyPiece(self.answer.body, self.answer.seconds)
        yield ResponseEnd(self.answer.seconds)


def console(server: StagedServer, requests: RequestStore | None = None, status: str = "draft") -> StagedConsole:
    """The console on this server; saved requests are kept where a store for them is given."""
    server.functions = (function("greet", "Greet", status, 1, HELLO),)
    app = StagedConsole(server)
    app.requests = requests
    return app


def store_in(folder: Path) -> RequestStore:
    """A store of saved requests in a project's folder."""
    (folder / ".insforge").mkdir(exist_ok=True)
    return RequestStore(folder / "data", folder / "locks", folder)


def runner(app: StagedConsole) -> RunnerScreen:
    """The runner's screen, which is on top or below a dialog."""
    return next(screen for screen in app.screen_stack if isinstance(screen, RunnerScreen))


def edited(app: StagedConsole) -> RunRequest | str:
    """The request as it is edited."""
    return runner(app).pane.request
