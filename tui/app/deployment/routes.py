"""What opens a deployment."""

from __future__ import annotations

from typing import TYPE_CHECKING

from tui.app.shell.navigation import Registry
from tui.app.shell.routes import OpenDeployment
from tui.app.shell.shared import Shared

if TYPE_CHECKING:
    from tui.app.deployment.screen import DeploymentScreen


def register(registry: Registry, shared: Shared) -> None:
    """Open deployments from now on."""

    def open_deployment(route: OpenDeployment) -> DeploymentScreen:
        from tui.app.deployment.screen import DeploymentScreen

        return DeploymentScreen(route, *shared)

    registry.register(OpenDeployment, shared.once_connected(open_deployment))
