"""The list's commands for what it shows and in which order."""

from __future__ import annotations

from tui.app.functions.page import ListPage, PageCommands
from tui.app.functions.rows import FIRST_ORDER
from tui.app.shell.list_filter import ListFilter
from tui.app.shell.navigation import Navigator
from tui.app.shell.routes import OpenSearch
from tui.app.widgets.command import CommandDefaults, Footer, Scope, command
from tui.sessions.listing import Order, filtered, next_order, sorted_by
from tui.sessions.marks import clear_marks

_IN_FILTER = "In the filter box"


class ShowingCommands(PageCommands):
    """Filters and sorts the list, and switches its times."""

    COMMAND_DEFAULTS = CommandDefaults("list", "What the list shows", Scope.MAIN)

    def __init__(self, page: ListPage, box: ListFilter, navigator: Navigator) -> None:
        super().__init__(page)
        self._box = box
        self._navigator = navigator

    def _nothing_to_clear(self) -> str | None:
        if self._box.text or self._box.has_focus or self.state.marked:
            return None
        return "There is no filter and no mark to clear."

    def take_over(self) -> None:
        """Show what matches what was typed into the filter box."""
        if self._box.text != self.state.needle:
            self.page.show(filtered(self.state, self.page.table.spec, self._box.text))

    @command(
        keys=("slash",),
        title="Filter",
        help="Type to filter by name or slug; esc clears.",
        footer=Footer("filter", 2),
    )
    def filter(self) -> None:
        """Type to filter by name or slug."""
        self._box.open()

    @command(
        keys=("ctrl+f",),
        title="Search all code",
        help="Search the code of all functions, and replace in many.",
        footer=Footer("search", 9),
        scope=Scope.ANYWHERE,
        disabled=PageCommands.no_server,
    )
    def search(self) -> None:
        """Search the code of all functions."""
        self._navigator.go(OpenSearch(self.state.items))

    @command(
        keys=("enter",),
        title="Keep the filter",
        help="Keep the filter and go to the list.",
        footer=Footer("list", 1),
        group=_IN_FILTER,
        scope=Scope.BOX,
    )
    def keep_filter(self) -> None:
        """Keep the filter and go to the list."""
        # Here and not in answer to the box's own message, which would come behind the next key.
        self._box.close()
        self.page.update_keys()

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
        if not self._box.text and not self._box.has_focus:
            self.page.show(clear_marks(self.state))
            return
        self._box.clear_and_close()
        self.page.show(filtered(self.state, self.page.table.spec, ""))

    @command(
        keys=("s",),
        title="Sort by the next column",
        help="Sort by updated, activated, name, slug, status in turn.",
        footer=Footer("sort", 4),
    )
    def sort(self) -> None:
        """Sort by the next column."""
        order = next_order(self.state.order or FIRST_ORDER, self.page.table.spec)
        self.page.show(sorted_by(self.state, self.page.table.spec, order))
        self.page.say(f"Sorted by {order.column.lower()}.", "$muted")

    @command(keys=("S", "shift+s"), title="Reverse the sort order", help="Reverse the sort order.")
    def reverse(self) -> None:
        """Reverse the sort order."""
        order = self.state.order or FIRST_ORDER
        self.page.show(sorted_by(self.state, self.page.table.spec, Order(order.column, not order.reverse)))

    @command(
        keys=("t",), title="Exact times", help="Switch between relative and exact times.", footer=Footer("times", 5)
    )
    def times(self) -> None:
        """Switch between relative and exact times."""
        self.page.tell(self.page.facts._replace(exact_times=not self.page.facts.exact_times))
        self.page.lay_out()
