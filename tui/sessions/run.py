"""Running one function: what was asked for, what is on its way and what came back, as values.

Owns which answer belongs to which request. Refuses to know sockets and screens: a driver sends what `step` returns.
"""

from __future__ import annotations

from dataclasses import dataclass, field, replace

from tui.model.invocation import ResponseHead
from tui.sessions.response import Response
from tui.sessions.run_request import RunRequest


@dataclass(frozen=True, slots=True)
class RunState:
    """One function's runs. `sending` is the number of the request on its way.

    `response` is what has come of the answer; with `failure`, a sentence, it is not whole, or there is none.
    `redirected` is where the request went in place of the function's own address.
    """

    slug: str
    request: RunRequest = field(default_factory=RunRequest)
    number: int = 0
    sending: int | None = None
    response: Response | None = None
    failure: str = ""
    redirected: Redirected | None = None


@dataclass(frozen=True, slots=True)
class Redirected:
    """Where a followed redirect leads: a whole address, and with which method; whether the body goes along.

    `is_same_origin`: headers, body and the proof of who calls may go along, which no other server may see.
    """

    method: str
    url: str
    with_body: bool
    is_same_origin: bool


@dataclass(frozen=True, slots=True)
class SendAsked:
    """The user wants this request sent."""

    request: RunRequest


@dataclass(frozen=True, slots=True)
class FollowAsked:
    """The user wants the redirect followed that was answered. It leads to `url`, a whole address.

    `is_same_origin`: that is the server the request is for, and so is the one that answered.
    """

    url: str
    is_same_origin: bool


@dataclass(frozen=True, slots=True)
class HeadArrived:
    """Status and headers of the answer to request `number` are here."""

    number: int
    head: ResponseHead


@dataclass(frozen=True, slots=True)
class ChunkArrived:
    """More of the body is here, so many seconds after sending."""

    number: int
    data: bytes
    seconds: float


@dataclass(frozen=True, slots=True)
class Ended:
    """The answer is whole."""

    number: int
    seconds: float


@dataclass(frozen=True, slots=True)
class Failed:
    """Request `number` had no answer, or none that is whole; `reason` is a sentence."""

    number: int
    reason: str


@dataclass(frozen=True, slots=True)
class CancelAsked:
    """The user no longer waits."""


RunEvent = SendAsked | FollowAsked | HeadArrived | ChunkArrived | Ended | Failed | CancelAsked


@dataclass(frozen=True, slots=True)
class Send:
    """Send this request once, and report with its number. `redirected` is where to in place of the function itself."""

    number: int
    request: RunRequest
    redirected: Redirected | None = None


@dataclass(frozen=True, slots=True)
class StopWaiting:
    """Close the connection of request `number`. Whether the function ran is not known then."""

    number: int


@dataclass(frozen=True, slots=True)
class KeepRun:
    """The answer to request `number` is whole: keep the run in its history."""

    number: int


RunEffect = Send | StopWaiting | KeepRun

_CANCELLED = "Cancelled. Whether the function ran is not known."
_STOPPED = "Stopped: the answer is shown as far as it came."


def step(state: RunState, event: RunEvent) -> tuple[RunState, tuple[RunEffect, ...]]:
    """The state after an event, and what is to be done. A report on any but the request on its way changes nothing."""
    match event:
        case SendAsked(request) if state.sending is None:
            return _sent(state, request, None)
        case FollowAsked(url, is_same_origin) if state.sending is None and state.response is not None:
            return _sent(state, state.request, _redirected(state, state.response, url, is_same_origin))
        case CancelAsked() if state.sending is not None:
            said = _CANCELLED if state.response is None else _STOPPED
            return replace(state, sending=None, failure=said), (StopWaiting(state.sending),)
        case HeadArrived(number) | ChunkArrived(number) | Ended(number) | Failed(number) if number == state.sending:
            return _told(state, event)
        case _:
            return state, ()


def _sent(
    state: RunState, request: RunRequest, redirected: Redirected | None
) -> tuple[RunState, tuple[RunEffect, ...]]:
    number = state.number + 1
    asked = RunState(state.slug, request, number, sending=number, redirected=redirected)
    return asked, (Send(number, request, redirected),)


def _told(
    state: RunState, event: HeadArrived | ChunkArrived | Ended | Failed
) -> tuple[RunState, tuple[RunEffect, ...]]:
    """The request on its way has something to tell."""
    response = state.response
    match event:
        case HeadArrived(_, head) if response is None:
            return replace(state, response=Response(head, seconds=head.seconds)), ()
        case ChunkArrived(_, data, seconds) if response is not None:
            return replace(state, response=response.longer(data, seconds)), ()
        case Ended(number, seconds) if response is not None:
            return replace(state, sending=None, response=response.whole(seconds)), (KeepRun(number),)
        case Failed(_, reason):
            return replace(state, sending=None, failure=reason), ()
        case _:
            return state, ()


def _redirected(state: RunState, response: Response, url: str, is_same_origin: bool) -> Redirected:
    """How a redirect is followed, as other clients do it: only 307 and 308 keep a method that has a body."""
    before = state.redirected or Redirected(state.request.method, "", with_body=True, is_same_origin=True)
    keeps = response.status in (307, 308) or before.method in ("GET", "HEAD")
    stays = is_same_origin and before.is_same_origin
    # A body may hold what the environment's variables stood for.
    with_body = keeps and before.with_body and stays
    return Redirected(before.method if keeps else "GET", url, with_body=with_body, is_same_origin=stays)
