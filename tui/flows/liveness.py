"""Whether callers get a function that is saved and active: proven by asking, not assumed.

Self-hosted servers tell in the list whether the functions runtime runs. Cloud projects always say that it does: there
the deployment itself is asked for its health. Owns what is asked and what follows. Refuses to know how it is told.
"""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass
from enum import Enum
from typing import Protocol

from tui.errors import ApiError, ErrorResponse, InvalidResponse, NotFound, ResponseLost, Unreachable
from tui.model.server import DeploymentHealth, RuntimeState

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
    does not say, or where there is no deployment.
    """

    status: str = ""
    served: frozenset[str] | None = None

    def uncallable(self, active: Iterable[str]) -> frozenset[str]:
        """Which of these active functions nobody can call, as far as is known."""
        if self.liveness in (Liveness.LIVE, Liveness.UNKNOWN):
            return frozenset() if self.served is None else frozenset(active) - self.served
        return frozenset(active)


class TellsRuntime(Protocol):
    """The call that tells what runs the functions; `tui.api.functions.FunctionsApi` has it."""

    async def runtime(self) -> RuntimeState: ...


class TellsHealth(Protocol):
    """The call that asks a deployment; `tui.api.health.HealthApi` has it."""

    async def deployment(self, deployment_url: str) -> DeploymentHealth: ...


class RuntimeServer(Protocol):
    """The calls that tell; `tui.api.client.Client` has them."""

    @property
    def functions(self) -> TellsRuntime: ...

    @property
    def health(self) -> TellsHealth: ...


def of_runtime(status: str | None) -> ServerProof:
    """What a server's word for its own runtime proves. A cloud project's word proves nothing."""
    known = {RUNNING: Liveness.LIVE, None: Liveness.UNKNOWN, "": Liveness.UNKNOWN}
    return ServerProof(known.get(status, Liveness.RUNTIME_DOWN), status=status or "")


async def prove_deployment(server: RuntimeServer, url: str) -> ServerProof:
    """Ask a cloud project's deployment for its health. Raises nothing of `tui.errors`."""
    try:
        health = await server.health.deployment(url)
    except NotFound as error:
        return ServerProof(Liveness.NOTHING_DEPLOYED, url, error)
    except (Unreachable, ResponseLost, InvalidResponse, ErrorResponse) as error:
        return ServerProof(Liveness.NO_ANSWER, url, error)
    return ServerProof(Liveness.LIVE, url, served=None if health.functions is None else frozenset(health.functions))


async def prove_liveness(server: RuntimeServer, slug: str, deployment_url: str | None = None) -> LivenessProof:
    """Ask whether calls of the active function `slug` reach it. Raises nothing of `tui.errors`.

    `deployment_url` is that of a save's answer, where it had one: it spares asking for the list.
    """
    url = deployment_url
    if not url:
        try:
            state = await server.functions.runtime()
        except ApiError as error:
            return LivenessProof(Liveness.UNKNOWN, error=error)
        url = state.deployment_url
        if not url:
            return LivenessProof(of_runtime(state.status).liveness)
    proof = await prove_deployment(server, url)
    if proof.uncallable([slug]) and proof.liveness is Liveness.LIVE:
        return LivenessProof(Liveness.NOT_SERVED, url)
    return LivenessProof(proof.liveness, url, proof.error)
