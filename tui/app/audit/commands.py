"""What a user can do in the audit view: see what was changed, restore, filter, follow."""

from __future__ import annotations

from collections.abc import Callable
from typing import Protocol

from tui.app.audit.changes import RowChanges
from tui.app.audit.driver import AuditDriver
from tui.app.audit.listed import ListedRows
from tui.app.audit.rows import Times
from tui.app.audit.words import MODULES, line_facts, not_of_function
from tui.app.shell.connection import Connection
from tui.app.shell.facts import as_text
from tui.app.shell.list_filter import ListFilter
from tui.app.shell.navigation import Navigator
from tui.app.shell.outcome import OutcomePanel
from tui.app.shell.prompts import Prompts
from tui.app.shell.routes import OpenFunction
from tui.app.widgets.command import CommandDefaults, Footer, Scope, command
from tui.model.function import FunctionSummary
from tui.sessions.audit_events import (
    Anew,
    FollowAsked,
    OlderAsked,
)
from tui.sessions.audit_filter import FORMS, with_part
from tui.sessions.audit_rows import AuditLine
from tui.terminal.sanitise import printable

_IN_FILTER = "In the filter of the audit trail"


class AuditPage(Protocol):
    """The screen as its commands see it; `AuditScreen` is one."""

    connection: Connection
    driver: AuditDriver
    listed: ListedRows
    report: OutcomePanel
    changes: RowChanges

    def update_keys(self) -> None: ...

    def say(self, text: str, style: str = ...) -> None: ...


class AuditCommands:
    """The commands of the view. `listed` finds a function of the list by its slug."""

    COMMAND_DEFAULTS = CommandDefaults("audit", "In the audit trail", Scope.MAIN)

    def __init__(
        self,
        page: AuditPage,
        navigator: Navigator,
        prompts: Prompts,
        box: ListFilter,
        listed: Callable[[str], FunctionSummary | None],
    ) -> None:
        self._page = page
        self._navigator = navigator
        self._prompts = prompts
        self._box = box
        self._listed = listed

    @property
    def _selected(self) -> AuditLine | None:
        return self._page.listed.table.item

    def _has_rows(self) -> bool:
        return bool(self._page.listed.table.state.items)

    def _has_trail(self) -> bool:
        return self._page.driver.state.failure is None

    def _no_row(self) -> str | None:
        return None if self._selected is not None else "There is no row to select."

    def _no_change(self) -> str | None:
        return self._no_row() if self._selected is None else not_of_function(self._selected)

    # What leads elsewhere

    @command(
        keys=("enter",),
        title="What changed",
        help="Show what the row changed in a function, beside the version before it; of another row all it tells.",
        footer=Footer("change", 1),
        disabled=_no_row,
    )
    def open_change(self) -> None:
        """Show what the selected row did."""
        selected = self._selected
        if selected is None:
            return
        if selected.is_of_function:
            self._page.changes.show(selected)
        else:
            self.details()

    @command(
        keys=("r",),
        title="Restore",
        help="Put the version of the row into the editor, unsaved; of a deletion what was deleted.",
        footer=Footer("restore", 2),
        disabled=_no_change,
    )
    def restore(self) -> None:
        """Put the version of the selected row into the editor."""
        if self._selected is not None:
            self._page.changes.restore(self._selected)

    @command(
        keys=("h",),
        title="History",
        help="Show the versions of the row's function: compare, restore.",
        disabled=_no_change,
    )
    def history(self) -> None:
        """Show the versions of the function."""
        if self._selected is not None:
            self._page.changes.history(self._selected)

    def _not_there(self) -> str | None:
        selected = self._selected
        if selected is None or not selected.is_of_function:
            return self._no_change()
        if self._listed(selected.subject) is None:
            return f"The server has no function {printable(selected.subject, limit=60)}: r restores it."
        return None

    @command(keys=("e",), title="Open the code", help="Open the row's function in the editor.", disabled=_not_there)
    def open_function(self) -> None:
        """Open the function in the editor."""
        function = self._listed(self._selected.subject) if self._selected is not None else None
        if function is not None:
            self._navigator.go(OpenFunction(function))

    # What is shown

    @command(
        keys=("m",),
        title="Functions, secrets, all",
        help="Look at what was done to functions, to secrets, or to everything, in turn.",
        footer=Footer("about", 3, _has_trail),
    )
    def next_module(self) -> None:
        """Look at the next kind of rows."""
        modules = list(MODULES)
        module = modules[(modules.index(self._page.listed.module) + 1) % len(modules)]
        self._page.listed.look_at(module)
        self._page.say(f"Audit of {MODULES[module]}.", "$muted")

    @command(
        keys=("slash",),
        title="Filter",
        help=f"Type to filter: {FORMS}; esc clears.",
        footer=Footer("filter", 4, _has_rows),
    )
    def filter(self) -> None:
        """Type to filter."""
        self._box.open()

    @command(
        keys=("enter",),
        title="Keep the filter",
        help="Keep the filter and go to the rows.",
        footer=Footer("rows", 1),
        group=_IN_FILTER,
        scope=Scope.BOX,
    )
    def keep_filter(self) -> None:
        """Keep the filter and go to the rows."""
        self._page.listed.filter_by(self._box.text)
        self._box.close()
        self._page.update_keys()

    def _no_filter(self) -> str | None:
        return None if self._box.text or self._box.has_focus else "There is no filter to clear: 1 shows the functions."

    @command(keys=("escape",), title="Clear the filter", help="Show all rows.", disabled=_no_filter)
    @command(
        keys=("escape",),
        title="Clear the filter",
        help="Show all rows.",
        footer=Footer("clear", 2),
        group=_IN_FILTER,
        scope=Scope.BOX,
    )
    def clear_filter(self) -> None:
        """Show all rows."""
        self._box.clear_and_close()
        self._page.listed.filter_by("")

    @command(
        keys=("b",),
        title="By one person, or all",
        help="Filter by who did what the row tells, or show everybody's again.",
        disabled=_no_row,
    )
    def by_person(self) -> None:
        """Filter by the person of the selected row, or not any more."""
        if self._selected is not None:
            self._filter_with("by", self._selected.actor)

    @command(
        keys=("l",),
        title="Of one, or all",
        help="Filter by the function or secret of the row, or show those of all again.",
        footer=Footer("one/all", 7),
        disabled=_no_row,
    )
    def of_one(self) -> None:
        """Filter by what the selected row is about, or not any more."""
        if self._selected is not None:
            self._filter_with("of", self._selected.subject)

    def _filter_with(self, name: str, value: str) -> None:
        selected = self._page.listed.table.state.selected
        self._box.put(with_part(self._box.text, name, value))
        self._page.listed.filter_by(self._box.text, selected)

    @command(
        keys=("t",),
        title="Times",
        help="Show times as how long ago, local, or in UTC.",
        footer=Footer("times", 5, _has_rows),
    )
    def next_times(self) -> None:
        """Show times in the next way."""
        ways = list(Times)
        way = ways[(ways.index(self._page.listed.times) + 1) % len(ways)]
        self._page.listed.show_times(way)
        self._page.say(f"Times: {way.value}.", "$muted")

    @command(keys=("f4",), title="In full", help="Show in full: all that the row tells.")
    def details(self) -> None:
        """Show in full what rows have no room for."""
        from tui.app.shell.questions import DetailsScreen

        facts = line_facts(self._selected) if self._selected is not None else []
        self._prompts.ask(DetailsScreen(self._page.report.report, facts))

    @command(keys=("y",), title="Copy", help="Copy all that the selected row tells.", disabled=_no_row)
    def copy_row(self) -> None:
        """Copy the selected row."""
        if self._selected is not None:
            self._page.listed.table.app.copy_to_clipboard(as_text(line_facts(self._selected)))

    # Following

    def _no_server(self) -> str | None:
        return None if self._page.connection.is_connected else "No server is connected: c connects."

    @command(
        keys=("f",),
        title="Follow",
        help="Show what is done as it happens, or stop following.",
        footer=Footer("follow", 6, _has_trail),
    )
    def follow(self) -> None:
        """Follow, or stop."""
        driver = self._page.driver
        driver.tell(FollowAsked(not driver.state.is_following))

    def _no_older(self) -> str | None:
        state = self._page.driver.state
        if not state.was_read or state.has_older:
            return self._no_server()
        if state.is_full:
            return "So many rows are kept and no more: until:DATE in the filter goes further back."
        return "There are no older rows."

    @command(keys=("o",), title="Older", help="Read further back.", disabled=_no_older)
    def older(self) -> None:
        """Read further back."""
        self._page.listed.may_read_on()
        self._page.driver.tell(OlderAsked())

    @command(
        id="refresh",
        keys=("R", "shift+r"),
        title="Reload",
        help="Read the newest rows again.",
        footer=Footer("refresh", 3, lambda acts: acts._page.report.is_failure),
        disabled=_no_server,
    )
    def refresh(self) -> None:
        """Read the newest rows again."""
        self._page.driver.tell(Anew())
