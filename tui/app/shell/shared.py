"""What nearly every screen is handed, and what its opener asks first."""

from __future__ import annotations

from collections.abc import Callable
from typing import NamedTuple, TypeVar

from tui.app.shell.connection import Connection
from tui.app.shell.navigation import Navigator
from tui.app.shell.prompts import Prompts
from tui.app.widgets.clock import Clock

R = TypeVar("R")
Opened = TypeVar("Opened")


class Shared(NamedTuple):
    """What screens take first, in this order."""

    connection: Connection
    clock: Clock
    navigator: Navigator
    prompts: Prompts

    def once_connected(self, opener: Callable[[R], Opened | None]) -> Callable[[R], Opened | None]:
        """The opener of what is of no use without a server: until there is one, nothing opens."""
        return lambda route: opener(route) if self.connection.is_connected else None
