"""A server whose functions are called, for screens: it notes the calls and answers piece by piece, as it is told."""

from __future__ import annotations

import asyncio
from collections.abc import AsyncGenerator, Sequence
from dataclasses import dataclass, field

from tests.console_fixture import FakeServer
from tui.errors import ApiError
from tui.model.invocation import BodyPiece, InvocationCall, InvocationEvent, ResponseEnd, ResponseHead

Script = Sequence[InvocationEvent | ApiError]
URL = "http://localhost:7130/functions/greet"


def answered(
    body: bytes = b"",
    status: int = 200,
    kind: str = "application/json",
    *,
    headers: tuple[tuple[str, str], ...] = (),
    seconds: float = 0.012,
    piece_bytes: int = 65536,
) -> Script:
    """A whole answer."""
    own = (("content-type", kind),) if kind else ()
    pieces = [BodyPiece(body[at : at + piece_bytes], seconds) for at in range(0, len(body), piece_bytes)]
    return (ResponseHead(status, (*own, *headers), seconds, URL), *pieces, ResponseEnd(seconds))


@dataclass
class ScriptedServer(FakeServer):
    """Answers every call with the same events; a script that does not end leaves the call waiting.

    `answers` are for the calls before, one each.
    """

    answer: Script = field(default_factory=answered)
    answers: list[Script] = field(default_factory=list)
    called: list[tuple[str, InvocationCall]] = field(default_factory=list)
    left: int = 0

    def __init__(self, answer: Script | None = None, *answers: Script) -> None:
        super().__init__()
        self.answer = answered() if answer is None else answer
        self.answers = list(answers)
        self.called = []
        self.more = asyncio.Queue[InvocationEvent | ApiError]()
        """What comes behind a script that does not end, when a test puts it here."""
        self.left = 0

    async def stream_invocation(self, slug: str, call: InvocationCall) -> AsyncGenerator[InvocationEvent, None]:
        self.called.append((slug, call))
        script = self.answers.pop(0) if self.answers else self.answer
        try:
            for event in script:
                if isinstance(event, ApiError):
                    raise event
                yield event
            self.calls_hang = not script or not isinstance(script[-1], ResponseEnd | ApiError)
            while self.calls_hang:
                event = await self.more.get()
                if isinstance(event, ApiError):
                    raise event
                yield event
                if isinstance(event, ResponseEnd):
                    return
        finally:
            self.left += 1
            self.calls_hang = False
