"""How the view of schedules is looked at: filtered, sorted, in full, asked for again."""

from __future__ import annotations

from tui.app.schedules.commands import SchedulesPage
from tui.app.schedules.rows import FIRST_ORDER
from tui.app.schedules.words import facts_of
from tui.app.shell.list_filter import ListFilter
from tui.app.shell.prompts import Prompts
from tui.app.widgets.clock import Clock
from tui.app.widgets.command import CommandDefaults, Footer, Scope, command
from tui.sessions.listing import Order, filtered, next_order, sorted_by

_IN_FILTER = "In the filter of the schedules"


class SchedulesShowing:
    """The commands that change what is shown, and nothing else."""

    COMMAND_DEFAULTS = CommandDefaults("schedules", "In the schedules", Scope.MAIN)

    def __init__(self, page: SchedulesPage, prompts: Prompts, box: ListFilter, clock: Clock) -> None:
        self._page, self._prompts, self._box, self._clock = page, prompts, box, clock

    @command(keys=("slash",), title="Filter", help="Type to filter by name or URL; esc clears.")
    def filter(self) -> None:
        """Type to filter."""
        self._box.open()

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
        self._box.close()
        self._page.update_keys()

    def take_over(self) -> None:
        """Show what matches what was typed into the filter box."""
        table = self._page.table
        if self._box.text != table.state.needle:
            self._page.show(filtered(table.state, table.spec, self._box.text))

    def _no_filter(self) -> str | None:
        return None if self._box.text or self._box.has_focus else "There is no filter to clear: 1 shows the functions."

    @command(keys=("escape",), title="Clear the filter", help="Show all schedules.", disabled=_no_filter)
    @command(
        keys=("escape",),
        title="Clear the filter",
        help="Show all schedules.",
        footer=Footer("clear", 2),
        group=_IN_FILTER,
        scope=Scope.BOX,
    )
    def clear_filter(self) -> None:
        """Show all schedules."""
        self._box.clear_and_close()
        self._page.show(filtered(self._page.table.state, self._page.table.spec, ""))

    @command(keys=("s",), title="Sort by the next column", help="Sort by name, function, next run in turn.")
    def sort(self) -> None:
        """Sort by the next column."""
        table = self._page.table
        order = next_order(table.state.order or FIRST_ORDER, table.spec)
        self._page.show(sorted_by(table.state, table.spec, order))
        self._page.say(f"Sorted by {order.column.lower()}.", "$muted")

    @command(keys=("S", "shift+s"), title="Reverse the sort order", help="Reverse the sort order.")
    def reverse(self) -> None:
        """Reverse the sort order."""
        table = self._page.table
        order = table.state.order or FIRST_ORDER
        self._page.show(sorted_by(table.state, table.spec, Order(order.column, not order.reverse)))

    @command(keys=("f4",), title="In full", help="Show in full: the selected schedule, and its next five runs.")
    def details(self) -> None:
        """Show in full what rows have no room for."""
        from tui.app.shell.questions import DetailsScreen

        row = self._page.table.item
        facts = [] if row is None else list(facts_of(row, self._clock.now()))
        self._prompts.ask(DetailsScreen(self._page.report.report, facts))

    def _no_server(self) -> str | None:
        return None if self._page.connection.is_connected else "No server is connected: c connects."

    @command(keys=("r",), title="Ask now", help="Read the schedules now.", disabled=_no_server)
    def refresh(self) -> None:
        """Read the schedules now."""
        self._page.tell(None)
        self._page.driver.show()
