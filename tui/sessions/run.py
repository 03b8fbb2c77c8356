"""Running one function: what was asked for, what is on its way and what came back, as values.

Owns which answer belongs to which request and what is known about a response. Refuses to know sockets and screens: a
driver sends what `step` returns.
"""

from __future__ import annotations

import json
import re
from dataclasses import dataclass, field, replace

from tui.model.server import Invocation
from tui.sessions.run_request import RunRequest, is_json

_TEXTUAL = re.compile(r"text/|[/+](?:json|javascript|xml|x-www-form-urlencoded)", re.IGNORECASE)
_CHARSET = re.compile(r"charset=\"?([\w.:-]+)", re.IGNORECASE)


@dataclass(frozen=True, slots=True)
class RunState:
    """One function's runs. `sending` is the number of the request on its way; `failure` says why none was answered."""

    slug: str
    request: RunRequest = field(default_factory=RunRequest)
    number: int = 0
    sending: int | None = None
    response: Invocation | None = None
    failure: str = ""


@dataclass(frozen=True, slots=True)
class SendAsked:
    """The user wants this request sent."""

    request: RunRequest


@dataclass(frozen=True, slots=True)
class Answered:
    """The response to request `number` is here."""

    number: int
    response: Invocation


@dataclass(frozen=True, slots=True)
class NotAnswered:
    """Request `number` had no response; `reason` is a sentence."""

    number: int
    reason: str


@dataclass(frozen=True, slots=True)
class CancelAsked:
    """The user no longer waits."""


RunEvent = SendAsked | Answered | NotAnswered | CancelAsked


@dataclass(frozen=True, slots=True)
class Send:
    """Send this request once, and report with its number."""

    number: int
    request: RunRequest


@dataclass(frozen=True, slots=True)
class StopWaiting:
    """Close the connection of request `number`. Whether the function ran is not known then."""

    number: int


RunEffect = Send | StopWaiting


def step(state: RunState, event: RunEvent) -> tuple[RunState, tuple[RunEffect, ...]]:
    """The state after an event, and what is to be done. A report on any but the request on its way changes nothing."""
    match event:
        case SendAsked(request) if state.sending is None:
            number = state.number + 1
            asked = replace(state, request=request, number=number, sending=number, response=None, failure="")
            return asked, (Send(number, request),)
        case Answered(number, response) if number == state.sending:
            return replace(state, sending=None, response=response), ()
        case NotAnswered(number, reason) if number == state.sending:
            return replace(state, sending=None, failure=reason), ()
        case CancelAsked() if state.sending is not None:
            said = "Cancelled. Whether the function ran is not known."
            return replace(state, sending=None, failure=said), (StopWaiting(state.sending),)
        case _:
            return state, ()


def content_type_of(response: Invocation) -> str:
    """The response's content type as the server wrote it; "" where it wrote none."""
    return next((value for name, value in response.headers if name.lower() == "content-type"), "")


def body_text(response: Invocation, *, limit: int = 200_000) -> str | None:
    """The body as text, JSON indented, at most `limit` characters; None for a body that is no text."""
    kind = content_type_of(response)
    if response.body and kind and not _TEXTUAL.search(kind):
        return None
    charset = _CHARSET.search(kind)
    try:
        text = response.body.decode(charset.group(1) if charset else "utf-8")
    except (LookupError, UnicodeDecodeError):
        return None
    if "json" in kind.lower() and len(text) <= limit and is_json(text):
        text = json.dumps(json.loads(text), ensure_ascii=False, indent=2)
    return text[:limit]


def error_of(response: Invocation) -> str:
    """The words of a response's `error` field, as runtimes and backends send them; "" where there is none."""
    text = body_text(response) if response.status >= 400 else None
    if not text or not is_json(text):
        return ""
    told = json.loads(text)
    error = told.get("error") if isinstance(told, dict) else None
    return error if isinstance(error, str) else ""
