"""The list's commands that delete a function and put it back, and what became of it below the list."""

from __future__ import annotations

from collections.abc import Callable
from typing import TYPE_CHECKING

from tui.app.functions.page import ListPage, PageCommands
from tui.app.shell.notice import Report, Tone
from tui.app.shell.outcome import OutcomePanel
from tui.app.widgets.command import CommandDefaults, Footer, Scope, command
from tui.sessions.listing import stay
from tui.terminal.sanitise import printable

if TYPE_CHECKING:
    from tui.app.functions.deleter import Deleter
    from tui.model.function import Function, FunctionSummary


class DeletingCommands(PageCommands):
    """Deletes the selected function, and puts it back. `deleter` makes what does it.

    `delete_marked` does it where functions are marked: then they are meant.
    """

    COMMAND_DEFAULTS = CommandDefaults("list", "Functions", Scope.MAIN)

    def __init__(self, page: ListPage, deleter: Callable[[], Deleter], delete_marked: Callable[[], object]) -> None:
        super().__init__(page)
        self._delete_marked = delete_marked
        self._deleter = deleter
        self._panel: OutcomePanel | None = None
        self._back: Function | None = None

    # What became of it

    @property
    def report(self) -> Report | None:
        """What is told of the last deletion."""
        return self._panel.report if self._panel is not None else None

    def _tell(self, report: Report, back: Function | None = None) -> None:
        self._back = back
        if self._panel is None:
            # Made when there is something to say: the first frame does not wait for it.
            self._panel = OutcomePanel("deleting-report")
            self.page.console_screen().query_one("#list").mount(self._panel)
        self._panel.show(report)
        self.page.update_keys()

    def covered(self) -> None:
        """The user goes elsewhere: what became of it is told on only while it can be taken back."""
        if self._back is None:
            self.forget()

    def forget(self) -> None:
        """What became of it is told no more, and can't be taken back by a key: the list is another one."""
        if self._panel is not None and not self._is_busy:
            self._panel.show(None)
            self._back = None

    @property
    def _is_busy(self) -> bool:
        report = self.report
        return report is not None and report.tone is Tone.BUSY

    # Commands

    def _cannot_delete(self) -> str | None:
        return "Wait: what was asked for is under way." if self._is_busy else self.nothing_to_ask()

    @command(
        keys=("X", "shift+x"),
        title="Delete",
        help="Delete the selected function, once you have seen what will be lost; all that are marked.",
        writes=True,
        disabled=_cannot_delete,
    )
    def delete(self) -> None:
        """Ask whether to delete the selected function, or those that are marked."""
        if self.state.marked:
            self._delete_marked()
            return
        function = self.page.table.item
        if function is not None:
            self._ask(function)

    def ask_about(self, slug: str) -> None:
        """Ask whether to delete a function, whichever is selected or marked."""
        function, reason = self.page.listed(slug), self._cannot_delete()
        if function is None or reason is not None:
            self.page.say(reason or f"The list does not have {printable(slug, limit=60)}: r fetches it again.")
            return
        self.page.select_slug(slug)
        self._ask(function)

    def _ask(self, function: FunctionSummary) -> None:
        self.page.table.show(stay(self.state))
        self._deleter().ask(self.page.console_screen(), function, self._tell)

    def _nothing_to_put_back(self) -> str | None:
        if self._is_busy:
            return "Wait: what was asked for is under way."
        if self._back is None:
            return "No function was deleted just now: H shows the deleted ones."
        return self.no_server()

    @command(
        keys=("u",),
        title="Put back",
        help="Create the function again that was deleted just now, as it was.",
        footer=Footer("put back", 1),
        writes=True,
        disabled=_nothing_to_put_back,
    )
    def put_back(self) -> None:
        """Create the function again that was deleted just now."""
        function = self._back
        if function is not None:
            self._deleter().put_back(self.page.console_screen(), function, self._tell)
