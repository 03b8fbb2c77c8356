"""What the console knows about the server it talks to: version, write budget, runtime, build log, an answer."""

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


class RuntimeState(NamedTuple):
    """What runs the functions. `status` is `running`, `unavailable`, or None where the server does not say.

    Self-hosted servers ask their runtime for it each time; cloud projects always say `running`, whatever became of the
    deployment at `deployment_url` (None where there is none): ask that for its health.
    """

    status: str | None = None
    deployment_url: str | None = None


class DeploymentHealth(NamedTuple):
    """What a cloud deployment says of itself without running anybody's code.

    `functions` are the slugs that it serves; None where it does not say.
    """

    status: str = ""
    functions: tuple[str, ...] | None = None


class BuildLogEntry(NamedTuple):
    """An entry of a build log. `level` is `info`, `warning`, `error` or another word; `message` may have lines."""

    level: str
    message: str


class BuildLog(NamedTuple):
    """The build log of a cloud project's last deployment; of which function's save it came is not said."""

    deployment_id: str
    status: str
    entries: tuple[BuildLogEntry, ...]
    created_at: datetime | None = None

    @property
    def lines(self) -> tuple[str, ...]:
        """The entries as a failed save's answer has them: `[level] message`."""
        return tuple(f"[{entry.level}] {entry.message}" if entry.level else entry.message for entry in self.entries)


class Invocation(NamedTuple):
    """The answer of a called function: HTTP status, headers in order, the body as bytes, time in seconds."""

    status: int
    headers: tuple[tuple[str, str], ...]
    body: bytes
    seconds: float
