"""Whether callers get a function that is saved and active: proven by asking, not assumed.

Self-hosted servers tell in the list whether the functions runtime runs. Cloud projects always say that it does: there
the deployment itself is asked for its health. Owns what is asked. Refuses to know how it is shown.
"""

from __future__ import annotations

from typing import Protocol

from tui.errors import ErrorResponse, InvalidResponse, NotFound, ResponseLost, Unreachable
from tui.model.server import DeploymentHealth
from tui.sessions.liveness import Liveness, ServerProof


class TellsHealth(Protocol):
    """The call that asks a deployment; `tui.api.health.HealthApi` has it."""

    async def deployment(self, deployment_url: str) -> DeploymentHealth: ...


class DeploymentServer(Protocol):
    """The calls that tell; `tui.api.client.Client` has them."""

    @property
    def health(self) -> TellsHealth: ...


async def prove_deployment(server: DeploymentServer, url: str) -> ServerProof:
    """Ask a cloud project's deployment for its health. Raises nothing of `tui.errors`."""
    try:
        health = await server.health.deployment(url)
    except NotFound as error:
        return ServerProof(Liveness.NOTHING_DEPLOYED, url, error)
    except (Unreachable, ResponseLost, InvalidResponse, ErrorResponse) as error:
        return ServerProof(Liveness.NO_ANSWER, url, error)
    return ServerProof(Liveness.LIVE, url, served=None if health.functions is None else frozenset(health.functions))
