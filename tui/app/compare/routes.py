"""What opens two versions side by side."""

from __future__ import annotations

from typing import TYPE_CHECKING

from tui.app.shell.navigation import Registry
from tui.app.shell.routes import Compare
from tui.app.shell.shared import Shared

if TYPE_CHECKING:
    from tui.app.compare.screen import VersionsScreen


def register(registry: Registry, shared: Shared) -> None:
    """Open them from now on."""

    def open_versions(route: Compare) -> VersionsScreen:
        from tui.app.compare.screen import VersionsScreen

        return VersionsScreen(route, shared.navigator, shared.prompts)

    registry.register(Compare, open_versions)
