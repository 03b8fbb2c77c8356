"""The calls, made without the key, that ask whether something is up: the server, or a cloud project's deployment."""

from __future__ import annotations

from tui.api.transport import Transport, checked_url
from tui.model.fields import Fields, InvalidValue, replace_surrogates
from tui.model.server import DeploymentHealth, ServerHealth


class HealthApi:
    """The health calls. Every call raises the errors under `tui.errors.ApiError` and no others."""

    def __init__(self, transport: Transport) -> None:
        self._transport = transport

    async def server(self) -> ServerHealth:
        """What the server says of itself. Some have no such call."""
        return await self._transport.read("/api/health", server_health, key=None)

    async def deployment(self, deployment_url: str) -> DeploymentHealth:
        """What answers at a cloud project's deployment.

        NotFound means that nothing is deployed there. Whatever else fails is raised as for any read.
        """
        return await self._transport.read_elsewhere(f"{checked_url(deployment_url)}/health", deployment_health)


def server_health(value: object) -> ServerHealth:
    """What the server's health call answers."""
    content = Fields(value, "health")
    return ServerHealth(*(content.optional_text(name) or "" for name in ServerHealth._fields))


def deployment_health(value: object) -> DeploymentHealth:
    """What a deployment's own health call answers."""
    content = Fields(value, "the answer")
    status, slugs = content.optional_text("status"), content.value("functions")
    if status is None:
        raise InvalidValue("the answer comes without a status")
    functions = (
        tuple(replace_surrogates(slug) for slug in slugs if isinstance(slug, str)) if isinstance(slugs, list) else None
    )
    return DeploymentHealth(status, functions)
