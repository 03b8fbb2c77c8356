"""Running one function: what was asked for, what is on its way and what came back, as values.

Owns which answer belongs to which request and what is known about a response. Refuses to know sockets and screens: a
driver sends what `step` returns. What servers do to a request on its way is taken from exchanges with running servers
(`tests/wire`, "invoke …").
"""

from __future__ import annotations

import json
import re
from dataclasses import dataclass, replace

from tui.model.server import Invocation

METHODS = ("GET", "POST", "PUT", "PATCH", "DELETE", "HEAD", "OPTIONS")

_TEXTUAL = re.compile(r"text/|[/+](?:json|javascript|xml|x-www-form-urlencoded)", re.IGNORECASE)
_CHARSET = re.compile(r"charset=\"?([\w.:-]+)", re.IGNORECASE)
_WITHOUT_BODY = ("GET", "HEAD", "OPTIONS")


@dataclass(frozen=True, slots=True)
class RunRequest:
    """What is to be sent: an HTTP method, what stands behind the question mark, a body ("" for none)."""

    method: str = "POST"
    query: str = ""
    body: str = ""

    @property
    def content_type(self) -> str:
        """The type the body is sent as: JSON where it is JSON, else plain text; "" where no body is sent."""
        if not self.sent_body:
            return ""
        return "application/json" if _is_json(self.body) else "text/plain; charset=utf-8"

    @property
    def sent_body(self) -> str:
        """The body that goes along: methods that have none by HTTP's rules send none."""
        return "" if self.method in _WITHOUT_BODY or not self.body.strip() else self.body


@dataclass(frozen=True, slots=True)
class RunState:
    """One function's runs. `sending` is the number of the request on its way; `failure` says why none was answered."""

    slug: str
    request: RunRequest = RunRequest()
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


def read_target(text: str) -> tuple[str, str] | str:
    """The method and the query that a line as `POST ?name=Ada` asks for, or a sentence on why it can't be sent."""
    method, _, rest = text.strip().partition(" ")
    query = rest.strip()
    if method.upper() not in METHODS:
        return f"Begin with a method: {', '.join(METHODS[:-1])} or {METHODS[-1]}."
    if query and not query.startswith("?"):
        return "What follows the method is the query, as in: POST ?name=Ada"
    return method.upper(), query.removeprefix("?")


def changed_on_the_way(request: RunRequest) -> str:
    """What a self-hosted backend makes of this request before the function sees it, as a sentence; "" for nothing."""
    if request.method == "OPTIONS":
        return "OPTIONS never reaches the function: the backend answers it."
    if request.method in _WITHOUT_BODY:
        return "" if not request.body.strip() else f"{request.method} has no body: the body stays here."
    if not request.sent_body:
        return "An empty body reaches the function as {}."
    if request.content_type != "application/json":
        return "This body is no JSON: the function gets {} in its place."
    if not isinstance(json.loads(request.body), (dict, list)):
        return "The backend answers 400 to JSON that is neither an object nor an array."
    return ""


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
    if "json" in kind.lower() and len(text) <= limit and _is_json(text):
        text = json.dumps(json.loads(text), ensure_ascii=False, indent=2)
    return text[:limit]


def error_of(response: Invocation) -> str:
    """The words of a response's `error` field, as runtimes and backends send them; "" where there is none."""
    text = body_text(response) if response.status >= 400 else None
    if not text or not _is_json(text):
        return ""
    told = json.loads(text)
    error = told.get("error") if isinstance(told, dict) else None
    return error if isinstance(error, str) else ""


def _is_json(text: str) -> bool:
    try:
        json.loads(text)
    except (ValueError, RecursionError):
        return False
    return True
