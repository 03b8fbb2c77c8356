"""What the console knows about the server it talks to: version, write budget, an invocation's answer."""

from __future__ import annotations

from datetime import datetime
from typing import NamedTuple


class ServerHealth(NamedTuple):
    """What `/api/health` answers; empty strings where the server does not say."""

    status: str = ""
    version: str = ""
    service: str = ""


class WriteBudget(NamedTuple):
    """How many writes are left, as the last `RateLimit-*` headers said.

    `resets_at` is the aware UTC time at which the window ends; `window_seconds` comes from the policy.
    """

    limit: int
    remaining: int
    resets_at: datetime
    window_seconds: int | None = None


class Invocation(NamedTuple):
    """The answer of a called function: HTTP status, headers in order, the body as bytes, time in seconds."""

    status: int
    headers: tuple[tuple[str, str], ...]
    body: bytes
    seconds: float
