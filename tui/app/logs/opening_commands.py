"""The commands of the logs that lead elsewhere: to the code a line is about, to what was not read."""

from __future__ import annotations

from datetime import timedelta
from functools import partial

from textual.worker import Worker

from tui.app.logs.page import LogPage, PageCommands
from tui.app.logs.painting import severity
from tui.app.shell.logged_code import LoggedCode
from tui.app.shell.navigation import Navigator
from tui.app.shell.notice import describe_error
from tui.app.widgets.command import CommandDefaults, Footer, Scope, command
from tui.editing.stack_traces import function_in_trace, place_in_trace
from tui.errors import ApiError, NotFound
from tui.model.log import ERROR, LogEntry
from tui.sessions.log_follow import OlderAsked
from tui.sessions.log_rows import Gap, Missing
from tui.terminal.sanitise import printable

_LINES_NEAR = 30
_NEAR = timedelta(seconds=5)
"""So long before its call's line a trace may have been logged."""


class OpeningCommands(PageCommands):
    """Opens the code that a line is about, and reads what is missing at a gap."""

    COMMAND_DEFAULTS = CommandDefaults("logs", "What the logs show", Scope.MAIN)

    def __init__(self, page: LogPage, navigator: Navigator, code: LoggedCode) -> None:
        super().__init__(page)
        self._code = code
        self._navigator = navigator

    def _leads_nowhere(self) -> str | None:
        row = self.page.lines.row
        match row:
            case Gap(missing=Missing.UNREAD):
                return None
            case Gap():
                return "There is nothing to read."
            case LogEntry() if function_of(row):
                return None
            case LogEntry():
                return "This line names no function. f4 shows it in full."
        return self.no_line()

    @command(
        keys=("enter",),
        title="Open the code",
        help="Open the function that the line is about, at the line a stack trace names; read the lines of a gap.",
        footer=Footer("code", 2),
        disabled=_leads_nowhere,
    )
    def open(self) -> None:
        """Open the code, or read what is missing."""
        row = self.page.lines.row
        if isinstance(row, Gap):
            self.page.driver.tell(OlderAsked(row.number))
        elif isinstance(row, LogEntry):
            screen = self.page.console_screen()
            told = self._traced(row)
            _worker: Worker[None] = screen.run_worker(partial(self._open_code, told), group="code", exclusive=True)

    def _traced(self, entry: LogEntry) -> LogEntry:
        """The entry, or for a call that failed the trace that was logged for it just before."""
        if severity(entry) != ERROR or function_in_trace(entry.message):
            return entry
        lines = self.page.lines
        for place in range(lines.selected - 1, max(-1, lines.selected - _LINES_NEAR), -1):
            row = lines.shown.row(place)
            is_near = isinstance(row, LogEntry) and row.slug == entry.slug and entry.at - row.at < _NEAR
            if is_near and isinstance(row, LogEntry) and function_in_trace(row.message) == entry.slug:
                return row
        return entry

    async def _open_code(self, entry: LogEntry) -> None:
        slug = function_of(entry)
        shown = printable(slug, limit=60)
        self.page.say(f"Asking for the code of {shown}.", "$muted")
        screen, server_id = self.page.console_screen(), self.page.connection.server_id
        try:
            function = await self.page.connection.api.functions.get(slug)
        except NotFound:
            self.page.say(f"The server has no function {shown} any more.")
            return
        except ApiError as error:
            self.page.say(describe_error(error, self.page.connection.display_name).headline)
            return
        route = await self._code.route(function, entry.at, lambda lines: place_in_trace(entry.message, slug, lines))
        self.page.say("")
        if not screen.is_active or self.page.connection.server_id != server_id:
            # The user went to something else meanwhile, which has the next key.
            return
        self._navigator.go(route)


def function_of(entry: LogEntry) -> str:
    """The slug of the function whose code a line is about; empty where it names none."""
    return function_in_trace(entry.message, entry.slug) or entry.slug
