"""What opens one change of many functions."""

from __future__ import annotations

from collections.abc import Callable
from typing import TYPE_CHECKING

from tui.app.shell.navigation import Registry
from tui.app.shell.routes import OpenBulk
from tui.app.shell.shared import Shared

if TYPE_CHECKING:
    from tui.app.bulk.driver import ListWatcher
    from tui.app.bulk.screen import BulkScreen
    from tui.flows.deleting import KeepVersion


def register(
    registry: Registry,
    shared: Shared,
    *,
    watcher: ListWatcher,
    keep_version: Callable[[], KeepVersion | None],
    look_up_delays: Callable[[], tuple[float, ...]],
) -> None:
    """Open it from now on. `watcher` is told how the functions are by then."""

    def open_bulk(route: OpenBulk) -> BulkScreen:
        from tui.app.bulk.doing import Doing
        from tui.app.bulk.screen import BulkScreen

        doing = Doing(route.action, shared.connection, shared.clock, keep_version(), look_up_delays(), route.changes)
        return BulkScreen(route, *shared, watcher=watcher, doing=doing)

    registry.register(OpenBulk, shared.once_connected(open_bulk))
