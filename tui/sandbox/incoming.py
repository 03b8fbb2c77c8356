"""Reads what a request says of itself.

Owns the limits on bodies and the test of the name a request was sent to. Refuses to know routes and answers.
"""

import re
from urllib.parse import parse_qs, unquote

from starlette.requests import Request

BODY_LIMIT_BYTES = 10 * 1024**2
# What is read, and thrown away, of a body that is too large, so that its sender gets to read the answer.
_DRAIN_LIMIT_BYTES = 8 * BODY_LIMIT_BYTES
_LOOPBACK_HOST = re.compile(r"(?:127\.0\.0\.1|localhost|\[::1\])(?::[0-9]+)?", re.IGNORECASE)


def is_for_loopback(request: Request) -> bool:
    """Whether the request names this machine as itself."""
    return _LOOPBACK_HOST.fullmatch(request.headers.get("host", "")) is not None


def is_json(request: Request) -> bool:
    """Whether the body is declared to be JSON; the servers do not look at any other."""
    return request.headers.get("content-type", "").partition(";")[0].strip().lower() == "application/json"


def is_form(request: Request) -> bool:
    """Whether the body is declared to be a form's fields."""
    return (
        request.headers.get("content-type", "").partition(";")[0].strip().lower() == "application/x-www-form-urlencoded"
    )


def form_fields(body: bytes) -> dict[str, str | list[str]]:
    """A form's fields; one that is there more than once is a list."""
    fields = parse_qs(body.decode("utf-8", "replace"), keep_blank_values=True)
    return {name: values[0] if len(values) == 1 else values for name, values in fields.items()}


def path_segments(request: Request) -> list[str]:
    """The path cut at its real slashes (an escaped one is part of a slug), without a last empty piece."""
    raw = request.scope.get("raw_path")
    path = raw.decode("latin-1") if isinstance(raw, bytes) else request.url.path
    segments = [unquote(segment) for segment in path.partition("?")[0].split("/")[1:]]
    return segments[:-1] if len(segments) > 1 and not segments[-1] else segments


async def read_body(request: Request) -> bytes | None:
    """The whole body, None when it is larger than BODY_LIMIT_BYTES."""
    body, size = bytearray(), 0
    async for piece in request.stream():
        size += len(piece)
        if size <= BODY_LIMIT_BYTES:
            body += piece
        elif size > _DRAIN_LIMIT_BYTES:
            break
    return bytes(body) if size <= BODY_LIMIT_BYTES else None


async def disconnected(request: Request) -> None:
    """Returns once the client has gone; only after the body has been read."""
    while (await request.receive())["type"] != "http.disconnect":
        pass
