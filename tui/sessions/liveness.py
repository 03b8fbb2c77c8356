"""What is known of whether calls reach an active function: the proofs, and what follows from them.

Owns the words for what was found, and for which functions it holds. Refuses to ask a server: `tui.flows.liveness` does.
"""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass
from enum import Enum

from tui.errors import ApiError

RUNNING = "running"


class Liveness(Enum):
    """What is known of whether calls reach a function."""

    LIVE = "what runs it answers"
    RUNTIME_DOWN = "the functions runtime does not run"
    NOTHING_DEPLOYED = "nothing is deployed at the deployment's address"
    NO_ANSWER = "the deployment's address does not answer, or not as a deployment"
    NOT_SERVED = "the deployment answers, and does not serve this function"
    UNKNOWN = "the server did not say"


@dataclass(frozen=True, slots=True)
class LivenessProof:
    """What was found; `url` is the deployment's address where one was asked, `error` what came instead of an answer."""

    liveness: Liveness
    url: str | None = None
    error: ApiError | None = None


@dataclass(frozen=True, slots=True)
class ServerProof(LivenessProof):
    """What was found of all functions of a server.

    `status` is the server's own word for its runtime; `served` are the slugs that the deployment serves, None where it
    does not say, or where there is no deployment. `held_back` are those that callers get as they were before the last
    deployment, which failed.
    """

    status: str = ""
    served: frozenset[str] | None = None
    held_back: frozenset[str] = frozenset()

    def of(self, slug: str) -> LivenessProof:
        """What it says of one active function."""
        if self.liveness is Liveness.LIVE and self.uncallable((slug,)):
            return LivenessProof(Liveness.NOT_SERVED, self.url)
        return LivenessProof(self.liveness, self.url, self.error)

    def uncallable(self, active: Iterable[str]) -> frozenset[str]:
        """Which of these active functions nobody can call, as far as is known."""
        if self.liveness in (Liveness.LIVE, Liveness.UNKNOWN):
            return frozenset() if self.served is None else frozenset(active) - self.served
        return frozenset(active)


UNDEPLOYED = ServerProof(Liveness.NOTHING_DEPLOYED)
"""Of a cloud project in which no deployment has succeeded yet: it has no address."""


def of_runtime(status: str | None) -> ServerProof:
    """What a server's word for its own runtime proves. A cloud project's word proves nothing."""
    known = {RUNNING: Liveness.LIVE, None: Liveness.UNKNOWN, "": Liveness.UNKNOWN}
    return ServerProof(known.get(status, Liveness.RUNTIME_DOWN), status=status or "")
