"""The list's screen as its commands see it."""

from __future__ import annotations

from typing import TYPE_CHECKING, Protocol

from tui.app.functions.rows import FunctionFacts
from tui.app.shell.connection import Connection
from tui.app.widgets.row_table import RowTable
from tui.model.function import FunctionSummary
from tui.sessions.listing import ListState, Loading

if TYPE_CHECKING:
    from tui.app.shell.screen import ConsoleScreen


class ListPage(Protocol):
    """What the commands work on; `FunctionsScreen` is one."""

    connection: Connection
    facts: FunctionFacts

    @property
    def table(self) -> RowTable[FunctionSummary]: ...

    @property
    def is_on_top(self) -> bool:
        """Whether nothing covers the list."""
        ...

    def console_screen(self) -> ConsoleScreen: ...

    def show(self, state: ListState[FunctionSummary]) -> None: ...

    def tell(self, facts: FunctionFacts) -> None: ...

    def listed(self, slug: str) -> FunctionSummary | None: ...

    def select_slug(self, slug: str) -> None: ...

    def lay_out(self) -> None: ...

    def update_keys(self) -> None: ...

    def say(self, text: str, style: str = ...) -> None: ...


class PageCommands:
    """Commands that work on the list, and why some can't run now."""

    def __init__(self, page: ListPage) -> None:
        self.page = page

    @property
    def state(self) -> ListState[FunctionSummary]:
        """The list as it is shown."""
        return self.page.table.state

    def no_function(self) -> str | None:
        """Why nothing can be done with the selected function."""
        if self.state.shown:
            return None
        return (
            "There is no function to select."
            if self.state.items
            else self.no_list() or "There is no function yet: n creates one."
        )

    def no_server(self) -> str | None:
        """Why the server can't be asked."""
        return None if self.page.connection.is_connected else "No server is connected: c connects."

    def nothing_to_ask(self) -> str | None:
        """Why the server can't be asked about the selected function."""
        return self.no_function() or self.no_server()

    def no_list(self) -> str | None:
        """Why it is not known which functions there are."""
        if not self.page.connection.is_connected or self.state.is_loaded:
            return self.no_server()
        if isinstance(self.state.load, Loading):
            return "The list of this server is being fetched: press this again once it is there."
        return "The list of this server is not loaded: r fetches it."
