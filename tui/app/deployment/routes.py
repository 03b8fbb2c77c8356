"""What opens a deployment."""

from __future__ import annotations

from typing import TYPE_CHECKING

from tui.app.shell.navigation import Registry
from tui.app.shell.routes import OpenDeployment
from tui.app.shell.shared import Shared
from tui.app.shell.stores import Stores

if TYPE_CHECKING:
    from tui.app.deployment.screen import DeploymentScreen


def register(registry: Registry, shared: Shared, stores: Stores) -> None:
    """Open deployments from now on."""

    def open_deployment(route: OpenDeployment) -> DeploymentScreen:
        from tui.app.deployment.screen import DeploymentScreen
        from tui.app.shell.logged_code import LoggedCode

        return DeploymentScreen(route, *shared, code=LoggedCode(shared.connection, stores.history))

    registry.register(OpenDeployment, shared.once_connected(open_deployment))
