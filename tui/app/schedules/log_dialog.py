"""What a schedule did, a page at a time, and for how long the server keeps it."""

from __future__ import annotations

from textual.app import ComposeResult
from textual.containers import VerticalScroll
from textual.content import Content
from textual.widgets import Static
from textual.worker import Worker

from tui.app.schedules.words import log_report
from tui.app.shell.connection import Connection
from tui.app.shell.notice import Report, Tone, describe_error
from tui.app.shell.prompts import Prompts
from tui.app.shell.screen import Dialog
from tui.app.shell.scrolling import scroll_commands
from tui.app.widgets.command import CommandDefaults, Footer, command
from tui.errors import ApiError
from tui.model.schedule import Schedule, ScheduleRuns
from tui.terminal.sanitise import printable

PAGE = 50


class ScheduleLog(Dialog[None]):
    """The execution log of one schedule."""

    COMMAND_DEFAULTS = CommandDefaults("schedule-log", "In the log of a schedule")
    DEFAULT_CSS = """
    ScheduleLog { align: center middle; background: $background; }
    ScheduleLog > VerticalScroll {
        width: 100%; height: 100%; border: solid $line; background: $panel; padding: 0 1; scrollbar-size-vertical: 1;
    }
    """

    def __init__(self, schedule: Schedule, connection: Connection, prompts: Prompts) -> None:
        super().__init__()
        self._prompts = prompts
        self._schedule = schedule
        self._connection = connection
        self._offset = 0
        self._page = ScheduleRuns((), 0)
        self._retention: int | None = None
        self._shown = Content("")

    def compose(self) -> ComposeResult:
        with VerticalScroll(can_focus=False):
            yield Static("", id="runs")

    def on_mount(self) -> None:
        self.ask_again()

    def _show(self, report: Report) -> None:
        report = report.fit_to_show()
        lines = [Content.styled(f"{report.tone.value} {report.headline}", "bold")]
        lines += [Content.styled(report.next_step, "$muted")] if report.next_step else []
        lines += [Content(detail) for detail in report.details]
        self._shown = Content("\n").join(lines)
        self.query_one("#runs", Static).update(self._shown)
        self.update_keys()

    async def _read(self) -> None:
        api = self._connection.api.schedules
        try:
            self._page = await api.runs(self._schedule.id, limit=PAGE, offset=self._offset)
        except ApiError as error:
            self._show(describe_error(error, self._connection.display_name, asked="schedule"))
            return
        if self._retention is None:
            try:
                self._retention = await api.retention()
            except ApiError:
                # Older servers do not tell it.
                self._retention = None
        self._show(log_report(self._schedule, self._page, self._offset, self._retention))

    scrolls = scroll_commands(lambda screen: screen.query_one(VerticalScroll))

    @command(keys=("y",), title="Copy", help="Copy the runs that are shown.", footer=Footer("copy", 6))
    def copy(self) -> None:
        """Copy the runs that are shown."""
        self.app.copy_to_clipboard(self._shown.plain)

    def say(self, text: str, style: str = "$muted") -> None:
        """Say something in the frame."""
        self.query_one(VerticalScroll).border_subtitle = Content(printable(text, limit=200))

    def _no_older(self) -> str | None:
        has_more = self._offset + len(self._page.runs) < self._page.total
        return None if has_more else "There are no older runs."

    @command(keys=("n", "right"), title="Older", help="Show older runs.", footer=Footer("older", 2), disabled=_no_older)
    def older(self) -> None:
        """Show older runs."""
        self._offset += PAGE
        self.ask_again()

    def _no_newer(self) -> str | None:
        return None if self._offset else "These are the newest runs."

    @command(keys=("p", "left"), title="Newer", help="Show newer runs.", footer=Footer("newer", 3), disabled=_no_newer)
    def newer(self) -> None:
        """Show newer runs."""
        self._offset = max(0, self._offset - PAGE)
        self.ask_again()

    @command(keys=("r",), title="Ask now", help="Read the log again.", footer=Footer("again", 4))
    def ask_again(self) -> None:
        """Read the log now."""
        self._show(Report(Tone.BUSY, f"Asking {self._connection.display_name} for the log."))
        _worker: Worker[None] = self.run_worker(self._read, group="runs", exclusive=True)

    def _no_retention(self) -> str | None:
        return None if self._retention is not None else "This server does not tell for how long it keeps runs."

    @command(
        keys=("d",),
        title="Keep for",
        help="For how many days the server keeps what schedules did.",
        footer=Footer("keep for", 5),
        writes=True,
        disabled=_no_retention,
    )
    def keep_for(self) -> None:
        """Ask for how many days runs are kept."""
        from tui.app.shell.asked_text import AskText

        def answered(text: str | None) -> None:
            if text is not None and text.strip() != str(self._retention):
                self.run_worker(self._keep_for(int(text)), group="retention")

        question = "Keep what schedules did for how many days?"
        explanation = "It holds for all schedules of this server; older runs are deleted there."
        asked = AskText(question, explanation, _no_days, value=str(self._retention))
        self._prompts.ask(asked, answered)

    async def _keep_for(self, days: int) -> None:
        api = self._connection.api.schedules
        try:
            await api.keep_for(days)
        except ApiError as error:
            report = describe_error(error, self._connection.display_name, asked="setting")
            step = f"{report.next_step} Whether it was changed is not known: r reads it."
            self._retention = None
            self._show(Report(report.tone, report.headline, step, report.details))
        else:
            self._retention = None
            self.ask_again()

    @command(keys=("escape", "q", "t"), title="Close", help="Close the log.", footer=Footer("close", 1))
    def close(self) -> None:
        """Close the log."""
        self.dismiss(None)


def _no_days(text: str) -> str:
    days = text.strip()
    is_number = days.isascii() and days.isdecimal() and len(days) <= 4 and int(days) > 0
    return "" if is_number else "A whole number of days, 1 to 9999."
