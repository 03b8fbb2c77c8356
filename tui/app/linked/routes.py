"""What opens the folder that is linked with the server."""

from __future__ import annotations

from collections.abc import Callable
from typing import TYPE_CHECKING

from tui.app.shell.navigation import Registry
from tui.app.shell.routes import OpenLinked
from tui.app.shell.shared import Shared
from tui.app.shell.stores import Stores

if TYPE_CHECKING:
    from tui.app.linked.screen import LinkedScreen


def register(
    registry: Registry, shared: Shared, stores: Stores, look_up_delays: Callable[[], tuple[float, ...]]
) -> None:
    """Open it from now on, where the console works in one."""

    def open_linked(route: OpenLinked) -> LinkedScreen | None:
        working = stores.working_folder()
        if working is None:
            return None
        from tui.app.linked.screen import LinkedScreen

        return LinkedScreen(working, *shared, look_up_delays=look_up_delays())

    registry.register(OpenLinked, shared.once_connected(open_linked))
