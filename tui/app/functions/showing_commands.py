"""The list's commands for what it shows and in which order."""

from __future__ import annotations

from tui.app.functions.page import ListPage, PageCommands
from tui.app.functions.rows import FIRST_ORDER
from tui.app.shell.list_commands import ListShowing, filter_commands, sort_commands
from tui.app.shell.list_filter import ListFilter
from tui.app.shell.navigation import Navigator
from tui.app.shell.routes import OpenSearch
from tui.app.widgets.command import CommandDefaults, Footer, Scope, command
from tui.sessions.marks import clear_marks

_IN_FILTER = "In the filter box"


class ShowingCommands(PageCommands):
    """Filters and sorts the list, and switches its times."""

    COMMAND_DEFAULTS = CommandDefaults("list", "What the list shows", Scope.MAIN)

    def __init__(self, page: ListPage, box: ListFilter, navigator: Navigator) -> None:
        super().__init__(page)
        self.listing = ListShowing(page, box, FIRST_ORDER)
        self._navigator = navigator

    def _nothing_to_clear(self) -> str | None:
        if self.listing.is_filtered or self.state.marked:
            return None
        return "There is no filter and no mark to clear."

    FILTERING = filter_commands("list", lambda part: part.listing, "name or slug", group=_IN_FILTER, place=2)

    @command(
        keys=("ctrl+f",),
        title="Search all code",
        help="Search the code of all functions, and replace in many.",
        footer=Footer("search", 9, lambda part: part.listing.has_rows),
        scope=Scope.ANYWHERE,
        disabled=PageCommands.no_server,
    )
    def search(self) -> None:
        """Search the code of all functions."""
        self._navigator.go(OpenSearch(self.state.items))

    @command(
        keys=("escape",),
        title="Clear the filter",
        help="Show all functions again; where no filter is, take all marks away.",
        disabled=_nothing_to_clear,
    )
    @command(
        keys=("escape",),
        title="Clear the filter",
        help="Show all functions again.",
        footer=Footer("clear", 2),
        group=_IN_FILTER,
        scope=Scope.BOX,
    )
    def clear_filter(self) -> None:
        """Show all functions again, or take all marks away."""
        if self.listing.is_filtered:
            self.listing.clear_filter()
        else:
            self.page.show(clear_marks(self.state))

    SORTING = sort_commands("list", lambda part: part.listing, "updated, activated, name, slug, status", place=4)

    @command(
        keys=("t",),
        title="Exact times",
        help="Switch between relative and exact times.",
        footer=Footer("times", 5, lambda part: part.listing.has_rows),
    )
    def times(self) -> None:
        """Switch between relative and exact times."""
        self.page.tell(self.page.facts._replace(exact_times=not self.page.facts.exact_times))
        self.page.lay_out()
