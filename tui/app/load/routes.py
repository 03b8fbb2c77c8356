"""What opens many requests to one function."""

from __future__ import annotations

from typing import TYPE_CHECKING

from tui.app.shell.navigation import Registry
from tui.app.shell.routes import OpenLoad
from tui.app.shell.shared import Shared

if TYPE_CHECKING:
    from tui.app.load.screen import LoadScreen
    from tui.sessions.load import LoadHistory


def register(registry: Registry, shared: Shared) -> None:
    """Open them from now on; what was measured is known until the console ends."""
    loads: dict[tuple[str, str], LoadHistory] = {}

    def open_load(route: OpenLoad) -> LoadScreen:
        from tui.app.load.screen import LoadScreen

        return LoadScreen(route, *shared, loads=loads)

    registry.register(OpenLoad, shared.once_connected(open_load))
