"""A function called by hand: what is sent, and what of the answer has come, piece by piece. Plain values."""

from __future__ import annotations

from dataclasses import dataclass, field
from typing import NamedTuple


@dataclass(frozen=True, slots=True)
class InvocationCall:
    """A call of a function. `path` is what follows the slug (`/more`), `query` what follows `?`, both percent-encoded.

    `base` is a deployment's URL in place of the server's `/functions`; `url` is a whole address in place of both.
    `with_key` sends the console's API key, which goes to its own server alone. `timeout_seconds` is how long to wait
    for the answer to begin, and then for each further piece of it. `shares_connections` uses those that earlier calls
    left open, one of which the server may close at that moment: for many calls that are measured.
    """

    method: str = "POST"
    path: str = ""
    query: str = ""
    headers: tuple[tuple[str, str], ...] = field(default=(), repr=False)
    body: bytes = field(default=b"", repr=False)
    base: str | None = None
    url: str | None = None
    with_key: bool = False
    timeout_seconds: float = 60.0
    shares_connections: bool = False


class ResponseHead(NamedTuple):
    """Status and headers, and the seconds from sending until they came. `url` is the address that answered."""

    status: int
    headers: tuple[tuple[str, str], ...]
    seconds: float
    url: str = ""

    def header(self, name: str) -> str:
        """The first header of a name in lower case; "" where there is none."""
        return next((value for each, value in self.headers if each.lower() == name), "")


class BodyPiece(NamedTuple):
    """The next bytes of the body, unpacked, and the seconds since sending at which they came."""

    data: bytes
    seconds: float


class ResponseEnd(NamedTuple):
    """The body is whole; the seconds since sending."""

    seconds: float


InvocationEvent = ResponseHead | BodyPiece | ResponseEnd
