"""Whether callers get a function that is saved and active: proven by asking, not assumed.

Self-hosted servers tell in the list whether the functions runtime runs. Cloud projects always say that it does: there
the deployment itself is asked for its health. Owns what is asked. Refuses to know how it is shown.
"""

from __future__ import annotations

from typing import Protocol

from tui.errors import AnswerLost, AnswerNotUnderstood, NotFound, NotReached, ServerAnswered
from tui.model.server import DeploymentHealth
from tui.sessions.liveness import Liveness, ServerProof


class DeploymentServer(Protocol):
    """The call that tells; `tui.api.client.Client` has it."""

    async def deployment_health(self, deployment_url: str) -> DeploymentHealth: ...


async def prove_deployment(server: DeploymentServer, url: str) -> ServerProof:
    """Ask a cloud project's deployment for its health. Raises nothing of `tui.errors`."""
    try:
        health = await server.deployment_health(url)
    except NotFound as error:
        return ServerProof(Liveness.NOTHING_DEPLOYED, url, error)
    except (NotReached, AnswerLost, AnswerNotUnderstood, ServerAnswered) as error:
        return ServerProof(Liveness.NO_ANSWER, url, error)
    return ServerProof(Liveness.LIVE, url, served=None if health.functions is None else frozenset(health.functions))
