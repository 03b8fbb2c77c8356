"""What a schedule calls, called now: the secrets of its headers read, then sent once.

Owns the order, and how much of the answer is kept. Refuses to know how it is told.
"""

from __future__ import annotations

from contextlib import aclosing
from dataclasses import dataclass
from typing import TYPE_CHECKING, Protocol
from urllib.parse import quote, urlsplit

from tui.errors import ApiError
from tui.flows.secrets import SecretsServer, current_values
from tui.model.address import same_origin
from tui.model.invocation import BodyPiece, ResponseEnd, ResponseHead
from tui.model.schedule import Schedule
from tui.model.secret import redacted
from tui.sessions.schedule_call import call_of, no_header, secrets_named
from tui.sessions.schedules import calls_a_function

if TYPE_CHECKING:
    from tui.api.invocations import InvocationsApi

_MOST_BYTES = 64 * 1024
_MOST_CHARACTERS = 400


class CallingServer(SecretsServer, Protocol):
    """The calls; `tui.api.client.Client` has them."""

    @property
    def invocations(self) -> InvocationsApi: ...


@dataclass(frozen=True)
class NotFilled:
    """Nothing was sent: a secret is not there, can't be read (`error`), or no header can carry it (`is_unfit`)."""

    key: str
    error: ApiError | None = None
    is_unfit: bool = False


@dataclass(frozen=True)
class NotAnswered:
    """It was sent, or could not be."""

    error: ApiError


@dataclass(frozen=True)
class Answered:
    """What came: `text` is the beginning of the body, without the values of secrets."""

    status: int
    seconds: float
    text: str


RunNow = NotFilled | NotAnswered | Answered


async def run_now(server: CallingServer, schedule: Schedule, url: str) -> RunNow:
    """Send what the schedule sends to the URL, once. Raises nothing of `tui.errors`."""
    keys = secrets_named(schedule.headers)
    values, error = await current_values(server, keys)
    for key in keys:
        if key not in values:
            return NotFilled(key, error)
        if no_header(values[key].reveal()):
            return NotFilled(key, is_unfit=True)
    status, seconds, body = 0, 0.0, b""
    try:
        async with aclosing(server.invocations.stream("", call_of(schedule, url, values))) as events:
            async for event in events:
                if isinstance(event, ResponseHead):
                    status, seconds = event.status, event.seconds
                elif isinstance(event, BodyPiece):
                    body += event.data
                    if len(body) > _MOST_BYTES:
                        break
                elif isinstance(event, ResponseEnd):
                    seconds = event.seconds
    except ApiError as error:
        return NotAnswered(error)
    text = body.decode("utf-8", "replace")
    for value in values.values():
        # Those too that are too short to be looked for elsewhere.
        text = text.replace(value.reveal(), "***") if value else text
    return Answered(status, seconds, redacted(text)[:_MOST_CHARACTERS])


def at_server(schedule: Schedule, base: str) -> str:
    """Where the same function is called at the connected server; empty where that is where the URL leads already."""
    if not calls_a_function(schedule.url) or same_origin(schedule.url, base):
        return ""
    query = urlsplit(schedule.url).query
    return f"{base}/functions/{quote(schedule.slug, safe='')}{'?' if query else ''}{query}"
