"""What a user can write in the view of schedules: make one, change, switch, delete it."""

from __future__ import annotations

from collections.abc import Coroutine
from typing import Protocol

from textual.worker import Worker

from tui.app.schedules.driver import SchedulesDriver, ids_of
from tui.app.schedules.surroundings import Surroundings
from tui.app.schedules.words import written
from tui.app.shell.connection import Connection
from tui.app.shell.notice import Report, Tone, describe_error
from tui.app.shell.outcome import OutcomePanel
from tui.app.shell.prompts import Prompts
from tui.app.widgets.clock import Clock
from tui.app.widgets.command import CommandDefaults, Footer, Scope, command
from tui.app.widgets.row_table import RowTable
from tui.errors import ApiError
from tui.flows.schedules import Carried, WriteOutcome, change_schedule, create_schedule, delete_schedule
from tui.model.schedule import Schedule, ScheduleChanges
from tui.sessions.listing import ListState, stay
from tui.sessions.schedules import ScheduleRow, changed
from tui.terminal.sanitise import printable


class SchedulesPage(Protocol):
    """The screen as its commands see it; `SchedulesScreen` is one."""

    connection: Connection
    driver: SchedulesDriver
    table: RowTable[ScheduleRow]
    report: OutcomePanel

    def show(self, state: ListState[ScheduleRow]) -> None: ...

    def tell(self, report: Report | None) -> None: ...

    def select_new(self, before: frozenset[str], name: str) -> None: ...

    def update_keys(self) -> None: ...

    def say(self, text: str, style: str = ...) -> None: ...

    def run_worker(self, work: Coroutine[None, None, None], *, group: str) -> Worker[None]: ...


class SchedulesCommands:
    """The commands that write."""

    COMMAND_DEFAULTS = CommandDefaults("schedules", "In the schedules", Scope.MAIN)

    def __init__(
        self,
        page: SchedulesPage,
        prompts: Prompts,
        clock: Clock,
        around: Surroundings,
    ) -> None:
        self._page, self._prompts = page, prompts
        self._clock, self._around = clock, around
        self._is_writing = False

    @property
    def _selected(self) -> Schedule | None:
        row = self._page.table.item
        return None if row is None else row.schedule

    def _no_row(self) -> str | None:
        return None if self._selected is not None else "There is no schedule to select."

    def _no_new(self) -> str | None:
        return "The server was asked for a change and has not answered yet." if self._is_writing else None

    def _no_write(self) -> str | None:
        return self._no_new() or (None if self._page.driver.was_read else "The schedules are not known yet.")

    def _no_change(self) -> str | None:
        return self._no_write() or self._no_row()

    # What is written

    @command(
        keys=("n",),
        title="New",
        help="Make a schedule: which URL is called, and when.",
        footer=Footer("new", 2),
        prepares=True,
        disabled=_no_new,
    )
    def new(self) -> None:
        """Make a schedule."""
        self._fill_in(None)

    @command(
        keys=("enter", "e"),
        title="Edit",
        help="Change the selected schedule: times, what is called, with what.",
        footer=Footer("edit", 1),
        prepares=True,
        disabled=_no_change,
    )
    def edit(self) -> None:
        """Change the selected schedule."""
        if self._selected is not None:
            self._fill_in(self._selected)

    def _fill_in(self, before: Schedule | None) -> None:
        from tui.app.schedules.form import ScheduleForm

        self._page.table.show(stay(self._page.table.state))
        target = self._page.connection.target
        base = "" if target is None else target.url
        server_id = self._page.connection.server_id

        async def save(wanted: ScheduleChanges) -> Report | None:
            """Send it; the report where it was not carried out, so that what was typed stays."""
            if self._page.connection.server_id != server_id:
                return Report(Tone.BAD, "Another server is connected now. Nothing was sent.")
            api = self._page.connection.api
            outcome: WriteOutcome
            if before is None:
                try:
                    ids = await self._ids_before()
                except ApiError as error:
                    return describe_error(error, self._page.connection.display_name)
                outcome = await create_schedule(api, wanted, ids)
                if isinstance(outcome, Carried):
                    self._page.select_new(ids, wanted.name or "")
                done = f"{printable(wanted.name or '', limit=60)} was created."
            else:
                # A body that was taken away is an empty one: a field that is not sent stays as it was.
                changes = changed(before, wanted._replace(body=wanted.body or "{}"))
                if not any(each is not None for each in changes):
                    return None
                outcome = await change_schedule(api, before.id, changes)
                done = f"{printable(wanted.name or '', limit=60)} was changed."
            return self._after(outcome, done)

        self._prompts.ask(ScheduleForm(before, base, save, self._around, self._clock, self._prompts))

    async def _ids_before(self) -> frozenset[str]:
        """The ids of what is there: by them a new one is told from others of its name. Raises ApiError."""
        driver = self._page.driver
        return driver.ids if driver.was_read else ids_of(await self._page.connection.api.schedules.list())

    def _after(self, outcome: WriteOutcome, done: str) -> Report | None:
        """Say what became of it; the report is returned where it is not known to be done."""
        report = written(outcome, done, self._page.connection.display_name)
        self._page.driver.look()
        if isinstance(outcome, Carried):
            self._page.say(report.headline, "$success")
            return None
        return report

    @command(
        keys=("o",),
        title="On or off",
        help="Switch the selected schedule off, or on again.",
        footer=Footer("on/off", 4),
        writes=True,
        disabled=_no_change,
    )
    def switch(self) -> None:
        """Switch the selected schedule."""
        schedule = self._selected
        if schedule is not None:
            wanted = not schedule.is_active
            done = f"{printable(schedule.name, limit=60)} was switched {'on' if wanted else 'off'}."
            api = self._page.connection.api
            self._write(change_schedule(api, schedule.id, ScheduleChanges(is_active=wanted)), done)

    @command(
        keys=("X", "shift+x"),
        title="Delete",
        help="Delete the selected schedule, after a question.",
        writes=True,
        disabled=_no_change,
    )
    def delete(self) -> None:
        """Delete the selected schedule."""
        from tui.app.shell.questions import Choice, QuestionScreen

        schedule = self._selected
        if schedule is None:
            return
        self._page.table.show(stay(self._page.table.state))
        server_id = self._page.connection.server_id

        def answered(answer: str | None) -> None:
            if answer == "delete" and self._page.connection.server_id == server_id:
                done = f"{printable(schedule.name, limit=60)} was deleted."
                self._write(delete_schedule(self._page.connection.api, schedule.id), done)

        question = QuestionScreen(
            f"Delete the schedule {printable(schedule.name, limit=60)}?",
            f"It calls {printable(schedule.url, limit=200)}. Its log is deleted with it; o switches it off instead.",
            (Choice("keep", "Keep it"), Choice("delete", "Delete it")),
        )
        self._prompts.ask(question, answered)

    def _write(self, writing: Coroutine[None, None, WriteOutcome], done: str) -> None:
        async def work() -> None:
            try:
                report = self._after(await writing, done)
            finally:
                self._is_writing = False
            self._page.tell(report)

        self._is_writing = True
        self._page.run_worker(work(), group="schedule-write")
