"""What opens the history of a function."""

from __future__ import annotations

from typing import TYPE_CHECKING

from tui.app.shell.live import LiveChanges
from tui.app.shell.navigation import Registry
from tui.app.shell.routes import OpenHistory
from tui.app.shell.shared import Shared
from tui.app.shell.stores import Stores

if TYPE_CHECKING:
    from tui.app.history.screen import HistoryScreen


def register(registry: Registry, shared: Shared, stores: Stores, live: LiveChanges) -> None:
    """Open histories from now on."""

    def open_history(route: OpenHistory) -> HistoryScreen:
        from tui.app.history.screen import HistoryScreen

        return HistoryScreen(route, *shared, versions=stores.history, live=live)

    registry.register(OpenHistory, open_history)
