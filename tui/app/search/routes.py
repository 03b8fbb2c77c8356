"""What opens the search in all code."""

from __future__ import annotations

from collections.abc import Callable
from typing import TYPE_CHECKING

from tui.app.shell.navigation import Registry
from tui.app.shell.routes import OpenSearch
from tui.app.shell.shared import Shared

if TYPE_CHECKING:
    from tui.app.search.screen import SearchScreen
    from tui.flows.all_code import CodeShelf


def register(registry: Registry, shared: Shared, shelf: Callable[[], CodeShelf]) -> None:
    """Open it from now on. `shelf` has the code of the connected server's functions."""

    def open_search(route: OpenSearch) -> SearchScreen:
        from tui.app.search.screen import SearchScreen

        return SearchScreen(route, *shared, shelf=shelf())

    registry.register(OpenSearch, shared.once_connected(open_search))
