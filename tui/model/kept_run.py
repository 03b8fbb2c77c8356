"""A run of a function as it is kept on this machine: what was asked, as it was written, and what was answered."""

from __future__ import annotations

from datetime import datetime
from typing import NamedTuple

Headers = tuple[tuple[str, str], ...]


class KeptRequest(NamedTuple):
    """A request as it was written: with the names of variables, without headers that prove who calls."""

    method: str
    path: str = ""
    query: str = ""
    headers: Headers = ()
    body: str = ""
    auth: str = ""
    variable: str = ""
    name: str = ""
    is_direct: bool = False
    timeout_seconds: float | None = None


class KeptRun(NamedTuple):
    """A whole answer and its request. `at` is when the run ended (aware UTC).

    `body` is the beginning of the answer's body, which had `size` bytes; seconds are since sending. `redirected` is the
    method that was sent to `url` where a redirect was followed there, else empty.
    """

    at: datetime
    request: KeptRequest
    status: int
    headers: Headers
    first_seconds: float
    seconds: float
    size: int
    body: bytes
    url: str = ""
    redirected: str = ""

    @property
    def key(self) -> str:
        """What tells it from the others of its function."""
        return f"{self.at.isoformat()} {self.seconds}"
