"""What a run asks for, carried out: the request is sent, and what comes back is told to the run. It decides nothing."""

from __future__ import annotations

from collections.abc import Awaitable, Callable, Coroutine
from contextlib import aclosing
from dataclasses import replace
from typing import Protocol

from tui.app.runner.words import cut_short, not_answered
from tui.app.shell.connection import Connection
from tui.app.shell.saved_checks import addresses_of
from tui.app.widgets.clock import Cancel, Clock
from tui.errors import ApiError
from tui.model.address import redirect_target, same_origin
from tui.model.invocation import BodyPiece, InvocationCall, ResponseEnd, ResponseHead
from tui.model.kept_run import KeptRun
from tui.model.secret import Secret
from tui.sessions.run import (
    ChunkArrived,
    Ended,
    Failed,
    FollowAsked,
    HeadArrived,
    KeepRun,
    RunEvent,
    RunState,
    Send,
    StopWaiting,
    step,
)
from tui.sessions.run_history import secrets_of, state_of
from tui.sessions.run_request import RunRequest

_SHOWN_EVERY_SECONDS = 0.1
"""While an answer comes its state is shown so often; each change of its kind is shown at once."""

_LEAVES = "The redirect leads to another server: headers, auth and body stayed here."

Prepare = Callable[[RunRequest], Awaitable[InvocationCall | str]]
"""What a request is sent as, or a sentence on why it can't be sent."""


class Work(Protocol):
    """Work that goes on, and can be stopped."""

    def cancel(self) -> None: ...


Start = Callable[[Coroutine[object, object, None]], Work]


class RunDriver:
    """The runs of one function. `show` is called with each state that is to be seen, `kept` with each whole run."""

    def __init__(
        self,
        slug: str,
        connection: Connection,
        clock: Clock,
        *,
        start: Start,
        prepare: Prepare,
        show: Callable[[RunState], None],
        kept: Callable[[RunState], object] = lambda _state: None,
    ) -> None:
        self.state = RunState(slug)
        self._connection = connection
        self._clock = clock
        self._start = start
        self._prepare = prepare
        self._show = show
        self._kept = kept
        self._calls: dict[int, Work] = {}
        self._due: Cancel | None = None

    def tell(self, event: RunEvent) -> None:
        """An event of the run: take the next state, do what it asks for, show it."""
        self.state, effects = step(self.state, event)
        for effect in effects:
            match effect:
                case Send(number=number):
                    self._calls[number] = self._start(self._send(effect))
                case StopWaiting(number=number):
                    self._calls.pop(number).cancel()
                case KeepRun():
                    self._kept(self.state)
        if isinstance(event, ChunkArrived):
            self._show_soon()
        else:
            self._show_now()

    def follow(self) -> str | None:
        """Follow the redirect that was answered; a sentence where it leads nowhere, or to another server."""
        response = self.state.response
        there = redirect_target(response.head.url, response.redirects_to) if response is not None else None
        if response is None or there is None:
            return "The redirect leads to no address that can be called."
        # Not the address that answered: it may be another server's, of a run that was kept.
        addresses = addresses_of(self._connection)
        own = addresses.deployment if self.state.request.is_direct else addresses.base
        self.tell(FollowAsked(there, same_origin(there, own) and same_origin(response.head.url, own)))
        followed = self.state.redirected
        return None if followed is None or followed.is_same_origin else _LEAVES

    def restore(self, run: KeptRun) -> None:
        """Show a run that was kept in place of the last one."""
        if self.state.sending is None:
            self.state = state_of(self.state.slug, run, self.state.number + 1)
            self._show_now()

    def stop(self) -> None:
        """Show nothing more."""
        if self._due is not None:
            self._due()
            self._due = None

    def _show_soon(self) -> None:
        if self._due is None:
            self._due = self._clock.call_later(_SHOWN_EVERY_SECONDS, self._show_now)

    def _show_now(self) -> None:
        self.stop()
        self._show(self.state)

    async def _send(self, send: Send) -> None:
        number = send.number
        call = await self._prepare(send.request)
        if isinstance(call, str):
            self.tell(Failed(number, call))
            return
        for secret in secrets_of(call):
            # From now on it is left out of reports, and of what is kept.
            Secret(secret)
        try:
            stream = self._connection.api.invocations.stream(self.state.slug, _redirected(call, send))
            async with aclosing(stream) as events:
                async for event in events:
                    match event:
                        case ResponseHead():
                            self.tell(HeadArrived(number, event))
                        case BodyPiece(data=data, seconds=seconds):
                            self.tell(ChunkArrived(number, data, seconds))
                        case ResponseEnd(seconds=seconds):
                            self.tell(Ended(number, seconds))
        except ApiError as error:
            has_begun = self.state.sending == number and self.state.response is not None
            said = (cut_short if has_begun else not_answered)(error, self._connection.display_name)
            self.tell(Failed(number, said))


def _redirected(call: InvocationCall, send: Send) -> InvocationCall:
    """A call to where a redirect leads. What proves who calls is for the first server alone."""
    there = send.redirected
    if there is None:
        return call
    headers = call.headers
    if not there.with_body:
        headers = tuple(each for each in headers if each[0].lower() != "content-type")
    if not there.is_same_origin:
        headers = ()
    return replace(
        call,
        method=there.method,
        url=there.url,
        headers=headers,
        body=call.body if there.with_body else b"",
        with_key=call.with_key and there.is_same_origin,
    )
