"""Deployments of all active functions together, as one revision: the cloud's way.

Owns the revisions, their build logs and which one answers. Refuses to know how modules are started and called.
"""

import asyncio
import secrets
from collections import deque
from collections.abc import Callable, Mapping
from dataclasses import dataclass
from datetime import UTC, datetime
from typing import Protocol

from tui.sandbox.cloud_code import as_module
from tui.sandbox.store import FunctionStore, wire_time

_MOST_REVISIONS = 50
_PAUSE_SECONDS = 2.0
# What makes a deployment fail on purpose, wherever it stands in the code.
_FAIL_MARK = "FAILDEPLOY"
_FAILED = "Event iterator validation failed"
_BUILT = (("info", "Downloaded npm registry metadata"), ("info", "Build finished"))


class Starts(Protocol):
    """What can tell why modules, named by their slugs, do not start; None when they do."""

    async def start(self, modules: dict[str, str]) -> str | None:
        """The first that goes wrong, as a build log has it."""


@dataclass(frozen=True)
class Deployment:
    """One revision: the modules in it by slug, the secrets they see, and what its build log says."""

    id: str
    url: str | None
    log: tuple[tuple[str, str], ...]
    created_at: str
    modules: Mapping[str, str]
    secrets: Mapping[str, str]

    @property
    def status(self) -> str:
        """ "success" or "failed"."""
        return "failed" if self.url is None else "success"

    def told(self) -> dict[str, object]:
        """What the answer to a save says of it."""
        said: dict[str, object] = {"id": self.id, "status": self.status, "url": self.url}
        return said if self.url is not None else said | {"buildLogs": [f"[{level}] {text}" for level, text in self.log]}


class Deployments:
    """The revisions of one project. A failed one changes nothing: the last good one goes on answering."""

    def __init__(
        self,
        store: FunctionStore,
        starts: Starts,
        url: str,
        *,
        secrets_now: Callable[[], Mapping[str, str]] = dict,
        pause_seconds: float = _PAUSE_SECONDS,
    ) -> None:
        self._store = store
        self._starts = starts
        self._url = url
        self._secrets_now = secrets_now
        self._pause_seconds = pause_seconds
        self._turn = asyncio.Lock()
        self._revisions: deque[Deployment] = deque(maxlen=_MOST_REVISIONS)
        self._waiting: asyncio.Task[None] | None = None
        self._begun = False
        self.live: Deployment | None = None

    @property
    def url(self) -> str | None:
        """Where the deployed functions are; None before a deployment succeeded."""
        return None if self.live is None else self._url

    @property
    def live_revision(self) -> str | None:
        """The deployment that answers calls."""
        return None if self.live is None else self.live.id

    async def begin(self) -> None:
        """Deploys what the store held already, once; nothing where it holds nothing that is active."""
        if not self._begun:
            self._begun = True
            if any(function.status == "active" for function in self._store.all()):
                await self.deploy()

    async def deploy(self) -> Deployment:
        """Deploys all active functions as they are now."""
        self._begun = True
        async with self._turn:
            active = [function for function in self._store.all() if function.status == "active"]
            modules = {function.slug: as_module(function.code, function.slug) for function in active}
            reason = _failing_on_purpose(modules) or await self._starts.start(modules)
            log = _BUILT if reason is None else (*_BUILT, ("error", _FAILED), ("error", reason))
            deployment = Deployment(
                f"rev-{secrets.token_hex(6)}",
                self._url if reason is None else None,
                log,
                wire_time(datetime.now(UTC)),
                modules,
                dict(self._secrets_now()),
            )
            self._revisions.append(deployment)
            if reason is None:
                self.live = deployment
            return deployment

    def schedule(self) -> None:
        """Deploys in a moment; what is scheduled before that counts from anew."""
        self.close()
        self._waiting = asyncio.ensure_future(self._deploy_later())

    def withdraw(self) -> None:
        """Takes down what is deployed, as when a project's deployment was removed."""
        self.live = None

    def close(self) -> None:
        """Forgets what is scheduled."""
        if self._waiting is not None:
            self._waiting.cancel()

    def build_log(self, revision: str | None) -> dict[str, object] | None:
        """The build log of a deployment, of the last one for None; None where there is no such deployment."""
        for one in reversed(self._revisions):
            if revision in (None, one.id):
                logs = [{"level": level, "message": text} for level, text in one.log]
                return {"deploymentId": one.id, "status": one.status, "logs": logs, "createdAt": one.created_at}
        return None

    async def _deploy_later(self) -> None:
        await asyncio.sleep(self._pause_seconds)
        await self.deploy()


def _failing_on_purpose(modules: Mapping[str, str]) -> str | None:
    for slug, module in modules.items():
        if _FAIL_MARK in module:
            words = "error: Uncaught (in promise) SyntaxError: Identifier 'LIMIT' has already been declared"
            return f"{words}\n    at file:///src/functions/{slug}.ts:7:7"
    return None
