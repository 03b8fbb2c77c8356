"""What asks for a new function."""

from __future__ import annotations

from typing import TYPE_CHECKING

from tui.app.shell.navigation import Registry
from tui.app.shell.routes import CreateFunction
from tui.app.shell.shared import Shared

if TYPE_CHECKING:
    from tui.app.create.screen import CreateScreen


def register(registry: Registry, shared: Shared) -> None:
    """Ask for one from now on."""

    def open_form(route: CreateFunction) -> CreateScreen:
        from tui.app.create.screen import CreateScreen

        return CreateScreen(route, shared.connection)

    registry.register(CreateFunction, open_form)
