"""What opens the runner of a function."""

from __future__ import annotations

from typing import TYPE_CHECKING

from tui.app.shell.navigation import Registry
from tui.app.shell.routes import OpenRunner
from tui.app.shell.shared import Shared
from tui.app.shell.stores import Stores

if TYPE_CHECKING:
    from tui.app.runner.keeping import Picked
    from tui.app.runner.screen import RunnerScreen


def register(registry: Registry, shared: Shared, stores: Stores) -> None:
    """Open runners from now on; which request was picked is known until the console ends."""
    picked: Picked = {}

    def open_runner(route: OpenRunner) -> RunnerScreen | None:
        if shared.connection.is_changing:
            shared.prompts.say("Another server is being connected: nothing is sent before.")
            return None
        from tui.app.runner.screen import RunnerScreen

        requests = None if stores.requests is None else stores.requests()
        runs = None if stores.runs is None else stores.runs()
        return RunnerScreen(route, *shared, requests, runs, picked)

    registry.register(OpenRunner, shared.once_connected(open_runner))
