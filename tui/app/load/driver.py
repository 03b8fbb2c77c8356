"""What a load asks for, carried out: calls are sent, and how each ended is told. It decides nothing."""

from __future__ import annotations

import asyncio
from collections.abc import Callable
from contextlib import aclosing
from dataclasses import replace

from tui.app.shell.connection import Connection
from tui.app.widgets.clock import Cancel, Clock
from tui.errors import ApiError, InvalidResponse, ResponseLost
from tui.model.invocation import InvocationCall, ResponseEnd, ResponseHead
from tui.sessions.load import (
    CallEnded,
    DropCalls,
    Ending,
    LoadEvent,
    LoadState,
    Sample,
    SendCall,
    ShowResult,
    StartAsked,
    StopAsked,
    step,
)

_SHOWN_EVERY_SECONDS = 0.25


class LoadDriver:
    """The loads of one request. `show` is called a few times a second while one runs, `ended` with each result."""

    def __init__(
        self,
        slug: str,
        call: InvocationCall,
        connection: Connection,
        clock: Clock,
        *,
        show: Callable[[LoadState], None],
        ended: Callable[[LoadState], None],
    ) -> None:
        self.state = LoadState()
        self._slug = slug
        # A connection for each call would be what is measured, where the server is far.
        self._call = replace(call, shares_connections=True)
        self._connection = connection
        self._clock = clock
        self._show = show
        self._ended = ended
        self._calls: set[asyncio.Task[None]] = set()
        self._due: Cancel | None = None
        self._started = 0.0

    def tell(self, event: LoadEvent) -> None:
        """An event of the load: take the next state, do what it asks for, show it."""
        if isinstance(event, StartAsked) and not self.state.is_running:
            self._started = self._clock.monotonic()
        self.state, effects = step(self.state, event)
        for effect in effects:
            match effect:
                case SendCall():
                    task = asyncio.get_running_loop().create_task(self._send(effect))
                    self._calls.add(task)
                    task.add_done_callback(self._calls.discard)
                case DropCalls():
                    self._drop()
                case ShowResult():
                    self._ended(self.state)
        if self.state.is_over:
            self._show_now()
        elif self._due is None:
            self._due = self._clock.call_later(_SHOWN_EVERY_SECONDS, self._show_now)

    def stop(self) -> None:
        """The user wants no more calls."""
        self.tell(StopAsked(self._clock.monotonic() - self._started))

    def close(self) -> None:
        """Send and show nothing more."""
        self._drop()
        self._forget_due()

    def _drop(self) -> None:
        for task in self._calls:
            task.cancel()

    def _forget_due(self) -> None:
        if self._due is not None:
            self._due()
            self._due = None

    def _show_now(self) -> None:
        self._forget_due()
        self._show(self.state)

    async def _send(self, send: SendCall) -> None:
        sent_at = self._clock.monotonic() - self._started
        outcome: int | Ending = Ending.NOT_UNDERSTOOD
        seconds = 0.0
        try:
            async with aclosing(self._connection.api.invocations.stream(self._slug, self._call)) as events:
                async for event in events:
                    match event:
                        case ResponseHead(status=status):
                            outcome = status
                        case ResponseEnd():
                            seconds = event.seconds
                        case _:
                            pass
        except ApiError as error:
            outcome = _ending_of(error)
            seconds = self._clock.monotonic() - self._started - sent_at
        self.tell(CallEnded(send.run, Sample(send.number, sent_at, seconds, outcome)))


def _ending_of(error: ApiError) -> Ending:
    match error:
        case ResponseLost(timed_out=True):
            return Ending.TIMED_OUT
        case ResponseLost():
            return Ending.CUT
        case InvalidResponse():
            return Ending.NOT_UNDERSTOOD
        case _:
            return Ending.NOT_REACHED
