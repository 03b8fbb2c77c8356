"""What a schedule does, done now, and where it leads: its log, its function."""

from __future__ import annotations

from collections.abc import Callable

from tui.app.schedules.commands import SchedulesPage
from tui.app.schedules.run_words import asked_to_run, ran
from tui.app.shell.navigation import Navigator
from tui.app.shell.notice import Report, Tone
from tui.app.shell.prompts import Prompts
from tui.app.shell.routes import OpenFunction, OpenRunner
from tui.app.widgets.command import CommandDefaults, Footer, Scope, command
from tui.flows.schedule_run import at_server, run_now
from tui.model.function import FunctionSummary
from tui.model.schedule import Schedule
from tui.sessions.listing import stay
from tui.sessions.schedules import calls_a_function
from tui.terminal.sanitise import printable


class SchedulesRunning:
    """The commands that call, look at the log, and lead to a function. `listed` finds one by its slug."""

    COMMAND_DEFAULTS = CommandDefaults("schedules", "In the schedules", Scope.MAIN)

    def __init__(
        self,
        page: SchedulesPage,
        navigator: Navigator,
        prompts: Prompts,
        listed: Callable[[str], FunctionSummary | None],
    ) -> None:
        self._page, self._navigator, self._prompts, self._listed = page, navigator, prompts, listed
        self._is_running = False

    @property
    def _selected(self) -> Schedule | None:
        row = self._page.table.item
        return None if row is None else row.schedule

    def _no_row(self) -> str | None:
        return None if self._selected is not None else "There is no schedule to select."

    def _no_run(self) -> str | None:
        return "A schedule is being run, and has not answered yet." if self._is_running else self._no_row()

    @command(
        keys=("x",),
        title="Run now",
        help="Send what the selected schedule sends, now, after a question.",
        footer=Footer("run now", 5),
        writes=True,
        disabled=_no_run,
    )
    def run_now(self) -> None:
        """Ask whether, and where to, then send it."""
        from tui.app.shell.questions import Choice, QuestionScreen

        schedule, target = self._selected, self._page.connection.target
        if schedule is None or target is None:
            return
        self._page.table.show(stay(self._page.table.state))
        here = at_server(schedule, target.url)
        choices = [Choice("url", "Send it to its URL" if here else "Send it")]
        if here:
            choices.insert(0, Choice("here", "Send it to that function at this server"))
        server_id = self._page.connection.server_id

        def answered(answer: str | None) -> None:
            if answer in ("here", "url") and self._page.connection.server_id == server_id:
                self._is_running = True
                url = here if answer == "here" else schedule.url
                self._page.tell(Report(Tone.BUSY, f"Running {printable(schedule.name, limit=60)}."))
                self._page.run_worker(self._run(schedule, url, server_id), group="schedule-run")

        question = f"Run {printable(schedule.name, limit=60)} now?"
        said = asked_to_run(schedule, here, self._page.connection.display_name)
        self._prompts.ask(QuestionScreen(question, said, (*choices, Choice("leave", "Leave it"))), answered)

    async def _run(self, schedule: Schedule, url: str, server_id: str) -> None:
        try:
            outcome = await run_now(self._page.connection.api, schedule, url)
        finally:
            self._is_running = False
        if self._page.connection.server_id == server_id:
            has_runner = self._function_of(schedule) is not None
            self._page.tell(ran(schedule, url, outcome, has_runner=has_runner))
            self._page.driver.look()

    # What leads elsewhere

    @command(
        keys=("t",),
        title="Log",
        help="What the selected schedule did: times, statuses, messages.",
        footer=Footer("log", 3),
        disabled=_no_row,
    )
    def log(self) -> None:
        """Show what the selected schedule did."""
        from tui.app.schedules.log_dialog import ScheduleLog

        if self._selected is not None:
            self._page.table.show(stay(self._page.table.state))
            self._prompts.ask(ScheduleLog(self._selected, self._page.connection, self._prompts))

    def _function_of(self, schedule: Schedule | None) -> FunctionSummary | None:
        return self._listed(schedule.slug) if schedule is not None and calls_a_function(schedule.url) else None

    def _no_function(self) -> str | None:
        schedule = self._selected
        if schedule is None:
            return self._no_row()
        if not calls_a_function(schedule.url):
            return "It calls a URL that is none of the server's functions."
        if self._listed(schedule.slug) is None:
            return f"The server has no function {printable(schedule.slug, limit=60)}: these calls fail."
        return None

    @command(
        keys=("R", "shift+r"),
        title="Open the runner",
        help="Open the runner for the function that the selected schedule calls.",
        disabled=_no_function,
    )
    def open_runner(self) -> None:
        """Open the runner for its function."""
        function = self._function_of(self._selected)
        if function is not None:
            self._navigator.go(OpenRunner(function))

    @command(keys=("v",), title="Open the code", help="Open its function in the editor.", disabled=_no_function)
    def open_function(self) -> None:
        """Open the function of the selected schedule in the editor."""
        function = self._function_of(self._selected)
        if function is not None:
            self._navigator.go(OpenFunction(function))
