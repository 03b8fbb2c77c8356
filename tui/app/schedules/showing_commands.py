"""How the view of schedules is looked at: filtered, sorted, in full, asked for again."""

from __future__ import annotations

from tui.app.schedules.commands import SchedulesPage
from tui.app.schedules.rows import FIRST_ORDER
from tui.app.schedules.words import facts_of
from tui.app.shell.facts import as_text
from tui.app.shell.list_commands import ListShowing, filter_commands, sort_commands
from tui.app.shell.list_filter import ListFilter
from tui.app.shell.prompts import Prompts
from tui.app.widgets.clock import Clock
from tui.app.widgets.command import CommandDefaults, Footer, Scope, command

_IN_FILTER = "In the filter of the schedules"


class SchedulesShowing:
    """The commands that change what is shown, and nothing else."""

    COMMAND_DEFAULTS = CommandDefaults("schedules", "In the schedules", Scope.MAIN)

    def __init__(self, page: SchedulesPage, prompts: Prompts, box: ListFilter, clock: Clock) -> None:
        self._page, self._prompts, self._clock = page, prompts, clock
        self.listing = ListShowing(page, box, FIRST_ORDER)

    FILTERING = filter_commands("schedules", lambda part: part.listing, "name or URL", group=_IN_FILTER)

    def _no_filter(self) -> str | None:
        return self.listing.why_not_clear()

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
        self.listing.clear_filter()

    SORTING = sort_commands("schedules", lambda part: part.listing, "name, function, next run")

    @command(keys=("f4",), title="In full", help="Show in full: the selected schedule, and its next five runs.")
    def details(self) -> None:
        """Show in full what rows have no room for."""
        from tui.app.shell.questions import DetailsScreen

        row = self._page.table.item
        facts = [] if row is None else list(facts_of(row, self._clock.now()))
        self._prompts.ask(DetailsScreen(self._page.report.report, facts))

    def _no_row(self) -> str | None:
        return None if self._page.table.item is not None else "There is no schedule to select."

    @command(keys=("y",), title="Copy", help="Copy the selected schedule, and its next five runs.", disabled=_no_row)
    def copy_row(self) -> None:
        """Copy all that is known of the selected schedule."""
        row = self._page.table.item
        if row is not None:
            self._page.table.app.copy_to_clipboard(as_text(facts_of(row, self._clock.now())))

    def _no_server(self) -> str | None:
        return None if self._page.connection.is_connected else "No server is connected: c connects."

    @command(
        keys=("r",),
        title="Ask now",
        help="Read the schedules now.",
        disabled=_no_server,
        footer=Footer("refresh", 3, lambda acts: acts._page.report.is_failure),
    )
    def refresh(self) -> None:
        """Read the schedules now."""
        self._page.tell(None)
        self._page.driver.show()
