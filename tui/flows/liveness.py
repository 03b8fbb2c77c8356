"""Whether callers get a function that is saved and active: proven by asking, not assumed.

Self-hosted servers tell in the list whether the functions runtime runs. Cloud projects always say that it does: there
the deployment itself is asked for its health, and the last build log for what a failed deployment keeps from callers.
Owns what is asked. Refuses to know how it is shown.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import replace
from typing import Protocol

from tui.errors import ApiError, ErrorResponse, InvalidResponse, NotFound, ResponseLost, Unreachable
from tui.model.function import FunctionSummary
from tui.model.server import BuildLog, DeploymentHealth
from tui.sessions.liveness import UNDEPLOYED, Liveness, ServerProof


class TellsHealth(Protocol):
    """The call that asks a deployment; `tui.api.health.HealthApi` has it."""

    async def deployment(self, deployment_url: str) -> DeploymentHealth: ...


class TellsBuilds(Protocol):
    """The call for the last deployment's build log; `tui.api.logs.LogsApi` has it."""

    async def build_log(self) -> BuildLog: ...


class DeploymentServer(Protocol):
    """The calls that tell; `tui.api.client.Client` has them."""

    @property
    def health(self) -> TellsHealth: ...

    @property
    def logs(self) -> TellsBuilds: ...


async def prove_deployment(
    server: DeploymentServer, url: str, functions: Sequence[FunctionSummary] = ()
) -> ServerProof:
    """Ask a cloud project's deployment for its health, and the build log which of `functions` it does not have yet.

    Raises nothing of `tui.errors`.
    """
    proof = await _asked(server, url)
    if proof.liveness is not Liveness.LIVE or not functions:
        return proof
    try:
        log = await server.logs.build_log()
    except ApiError:
        # What a log does not tell is not held against the deployment.
        return proof
    # Of a cloud project alone.
    from tui.sessions.deployments import held_back

    return replace(proof, held_back=frozenset(held_back(log, functions)))


async def prove_undeployed(server: DeploymentServer) -> ServerProof | None:
    """Ask a server that names no deployment whether it is a cloud project in which none has succeeded yet.

    A list is the same there and on a self-hosted server: only the build log tells them apart. None where there is no
    such log. Raises ApiError where it can't be told.
    """
    try:
        await server.logs.build_log()
    except NotFound:
        return None
    return UNDEPLOYED


async def _asked(server: DeploymentServer, url: str) -> ServerProof:
    try:
        health = await server.health.deployment(url)
    except NotFound as error:
        return ServerProof(Liveness.NOTHING_DEPLOYED, url, error)
    except (Unreachable, ResponseLost, InvalidResponse, ErrorResponse) as error:
        return ServerProof(Liveness.NO_ANSWER, url, error)
    return ServerProof(Liveness.LIVE, url, served=None if health.functions is None else frozenset(health.functions))
