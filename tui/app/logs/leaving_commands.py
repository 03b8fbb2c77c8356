"""The commands of the logs that end something: a mark, a filter, the view itself; and all of a line in full."""

from __future__ import annotations

from typing import Protocol

from tui.app.logs.box_commands import BoxCommands
from tui.app.logs.lines import LogLines
from tui.app.logs.words import entry_facts
from tui.app.shell.connection import Connection
from tui.app.shell.navigation import Navigator
from tui.app.shell.notice import Report
from tui.app.shell.outcome import OutcomePanel
from tui.app.shell.prompts import Prompts
from tui.app.shell.routes import Back, OpenFunctions
from tui.app.shell.status import server_facts
from tui.app.shell.status_line import StatusLine
from tui.app.widgets.command import CommandDefaults, Footer, Scope, command
from tui.model.log import LogEntry


class LeavingPage(Protocol):
    """The screen as these commands see it; `LogsScreen` is one."""

    connection: Connection
    view: str
    lines: LogLines
    boxes: BoxCommands
    report: OutcomePanel
    status: StatusLine
    standing: Report | None

    def show_state(self) -> None: ...


class LeavingCommands:
    """Escape, which ends the nearest thing, and F4."""

    COMMAND_DEFAULTS = CommandDefaults("logs", "In the logs", Scope.MAIN)

    def __init__(self, page: LeavingPage, navigator: Navigator, prompts: Prompts) -> None:
        self._page = page
        self._navigator = navigator
        self._prompts = prompts

    @command(
        keys=("escape",), title="Back", help="Clear the mark, then the filter, then go back.", footer=Footer("back", 6)
    )
    def close(self) -> None:
        """Clear what is set, or leave."""
        page = self._page
        if page.lines.mark is not None:
            page.lines.mark = None
            page.lines.refresh()
        elif page.boxes.filter_text:
            page.boxes.clear_filter()
        elif page.standing is not None:
            page.standing = None
            page.show_state()
        else:
            self._navigator.go(OpenFunctions() if page.view else Back())

    @command(
        keys=("f4",),
        title="In full",
        help="Show in full: the selected line and what was logged with it, the last message.",
    )
    def details(self) -> None:
        """Show in full what rows may cut."""
        from tui.app.shell.questions import DetailsScreen

        page, row = self._page, self._page.lines.row
        facts = [
            ("said", page.status.last_said),
            *(entry_facts(row) if isinstance(row, LogEntry) else [("log", page.status.resting)]),
            *(("server", text) for _, text in server_facts(page.connection)[:1]),
        ]
        self._prompts.ask(DetailsScreen(page.report.report, facts))
