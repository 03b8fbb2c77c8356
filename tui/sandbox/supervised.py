"""The self-hosted runtime as one program for all functions: it can be stopped, and an error that nobody caught ends it.

Owns whether it runs. Refuses to know how a function is run.
"""

import time
from collections.abc import Callable

from tui.sandbox.calls import Call, Reply, Runs, problem
from tui.sandbox.logbook import Logbook

_LISTENING = "Listening on http://deno:7133/"
_RESTART_SECONDS = 5.0


class Supervised:
    """A runtime that ends by an uncaught error and comes back by itself after `restart_seconds`, as a container does.

    `book` is where it says that it runs, if anything is kept of it. One that was stopped on purpose comes back when it
    is started.
    """

    def __init__(
        self,
        runtime: Runs,
        book: Logbook | None,
        *,
        restart_seconds: float = _RESTART_SECONDS,
        clock: Callable[[], float] = time.monotonic,
    ) -> None:
        self._runtime = runtime
        self._book = book
        self._restart_seconds = restart_seconds
        self._clock = clock
        self._down_until: float | None = None
        self._begin()

    @property
    def status(self) -> str:
        """ "running" or "unavailable", as the wire says it."""
        if self._down_until is not None and self._clock() >= self._down_until:
            self.start()
        return "unavailable" if self._down_until is not None else self._runtime.status

    def stop(self) -> None:
        """Ends it until it is started."""
        self._down_until = float("inf")

    def start(self) -> None:
        """Starts it where it has ended."""
        if self._down_until is not None:
            self._down_until = None
            self._begin()

    async def run(self, code: str, call: Call) -> Reply:
        """Runs the code once; where the runtime is down, the reply is a 502."""
        if self.status != "running":
            return problem(502, "Failed to connect to Deno runtime")
        reply = await self._runtime.run(code, call)
        if reply.uncaught and self._down_until is None:
            self._down_until = self._clock() + self._restart_seconds
        return reply

    def _begin(self) -> None:
        if self._book is not None and self._runtime.status == "running":
            self._book.printed(_LISTENING)
