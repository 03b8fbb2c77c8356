"""A call of a function, what comes back, and what it prints: plain values between those who ask and the runtime.

Owns the shape of a call. Refuses to know how it came in and how it is run.
"""

from collections.abc import AsyncGenerator, Callable, Mapping, Sequence
from dataclasses import dataclass, field
from typing import Protocol

from tui.sandbox.refusal import compact_json

Headers = Sequence[tuple[str, str]]


@dataclass(frozen=True)
class Printed:
    """What a function printed with one call of its console, or a line of what its process says as it dies."""

    level: str
    text: str


def _unheard(_: Printed) -> None:
    """Nobody keeps what the function prints."""


@dataclass(frozen=True)
class Call:
    """What a function is given. `url` is the one that it sees.

    `as_module`: the code is a module whose default export is called, as in the cloud; else a script that sets
    `module.exports`. `streams`: an answer that is not whole at once may come in pieces.
    """

    method: str
    url: str
    headers: Headers
    body: bytes
    slug: str = "function"
    as_module: bool = False
    streams: bool = False
    secrets: Mapping[str, str] = field(default_factory=dict)
    printed: Callable[[Printed], None] = _unheard


@dataclass(frozen=True)
class Reply:
    """What came of it. `more` are pieces that follow the body; whoever takes the reply reads or closes them.

    `uncaught`: the function ended its worker by an error that nobody caught.
    """

    status: int
    headers: Headers
    body: bytes
    more: AsyncGenerator[bytes, None] | None = None
    uncaught: bool = False


class StreamBroken(Exception):
    """An answer that began to stream was not finished."""


class Runs(Protocol):
    """What can run a function's code."""

    @property
    def status(self) -> str:
        """ "running" or "unavailable"."""

    async def run(self, code: str, call: Call) -> Reply:
        """Runs the code once."""


def problem(status: int, error: object, *, uncaught: bool = False) -> Reply:
    """The runtime's own answer: a JSON object that names the error."""
    body = compact_json({"error": error}).encode("utf-8", "backslashreplace")
    return Reply(status, [("content-type", "application/json")], body, uncaught=uncaught)
