"""The save as the editor's screen sees it: what is asked before, what is shown after, and how it goes on.

A save that meets somebody else's change, a key that is not accepted any more or a limit of writes is not over: the edit
stays, the question is asked in place, and the answer finishes the save.
"""

from __future__ import annotations

import asyncio
from collections.abc import Coroutine, Sequence
from datetime import datetime

from tui.app.outcomes import describe_outcome, with_meanwhile
from tui.app.report import Report, Tone
from tui.app.screens.compared_function import NOT_SENT, SAVED
from tui.app.screens.planned_function import Leave, PlannedFunction
from tui.app.screens.questions import CountdownScreen
from tui.errors import AnswerLost, ApiError, Unauthorised
from tui.flows.meantime import saved_meanwhile
from tui.flows.save import create_again, look_up, save
from tui.model.function import Function, FunctionChanges, FunctionSummary
from tui.model.history import How
from tui.model.problem import Problem
from tui.sessions.edit.concurrent_saves import Meanwhile
from tui.sessions.edit.conflict import as_edited
from tui.sessions.edit.outcome import (
    CANCELLED,
    Conflict,
    Gone,
    LetGo,
    NotAllowed,
    NothingToSave,
    Rejected,
    Saved,
    SavedNotDeployed,
    SaveOutcome,
    SlowDown,
    Taken,
    Unknown,
)
from tui.sessions.edit.rules import SavePlan, changes_of_new, with_changes
from tui.terminal.sanitise import printable

_REMEMBERED = 8
"""So many saves may have been sent before the trail tells of the first."""

READING_SECONDS = 2.0
"""How long an outcome stays that came while somebody typed."""


class SavingFunction(PlannedFunction):
    """A function that can be saved."""

    def __init__(self, summary: FunctionSummary) -> None:
        super().__init__(summary)
        self._sending = False
        self._sent_here: list[FunctionChanges] = []
        self._seen: Function | None = None
        self._outcome_report = Report(Tone.BUSY, "")
        self._meanwhile: Meanwhile | None = None
        self._asking_trail = 0
        self._gone = False
        self._field_problems: tuple[Problem, ...] = ()
        self._awaited: asyncio.Future[SaveOutcome] | None = None
        self._stops = 0
        self._to_ask: SaveOutcome | Meanwhile | None = None
        self._unread_until = 0.0
        self._unanswered: tuple[Function, FunctionChanges, ApiError] | None = None

    def settled_with_server(self) -> None:
        """What the editor holds may have become what the server holds. For subclasses that keep a draft."""

    # Sending

    def _send(self, plan: SavePlan) -> None:
        base = self._base
        if base is None:
            return
        if base is not self._planned_on:
            # Fetched again behind a question: what was planned is to be looked at anew.
            self._save()
            return
        if not plan.changes.names():
            self._show_outcome(NothingToSave(), base)
            return
        self._seen = self._unanswered = None

        def being_sent(seen: Function) -> None:
            self._sending, self._seen = True, seen
            self._sent_here.append(plan.changes)
            del self._sent_here[:-_REMEMBERED]

        sending = save(self.console.client, base, plan.changes, pauses=self.console.look_pauses, on_sending=being_sent)
        self._begin(f"Saving {', '.join(plan.changes.names())}. esc stops waiting.", sending, base, plan.changes)

    def _create_again(self) -> None:
        base = self._base
        if base is None or self._saving:
            return
        edited = self.edited
        # A save that was to leave afterwards, and was not sent, has nothing to do with this.
        self._seen = self._unanswered = self._then_leave = None

        def being_sent() -> None:
            self._sending = True

        sending = create_again(
            self.console.client, base, edited, pauses=self.console.look_pauses, on_sending=being_sent
        )
        self._begin(f"Creating {printable(base.slug, limit=60)} again.", sending, base, changes_of_new(edited))

    def _look_up(self) -> None:
        if self._unanswered is None or self._saving:
            return
        base, changes, error = self._unanswered
        self._begin("Looking at the function.", self._look(base, changes, error), base, changes)

    def _look(self, base: Function, changes: FunctionChanges, error: ApiError) -> Coroutine[None, None, SaveOutcome]:
        return look_up(self.console.client, base, changes, error, pauses=self._pauses)

    @property
    def _pauses(self) -> Sequence[float]:
        return self.console.look_pauses

    def _begin(
        self, said: str, sending: Coroutine[None, None, SaveOutcome], base: Function, changes: FunctionChanges
    ) -> None:
        self._saving, self._sending, self._stops = True, False, 0
        self._to_ask = None
        if not self._asking_trail:
            self._meanwhile = None
        self._tell(Report(Tone.BUSY, said))
        self.update_keys()
        self.run_worker(self._sent(sending, base, changes), group="save")

    def _stop_waiting(self) -> None:
        """The user does not want to wait. What was being sent is looked up; a second time nothing is waited for."""
        self._stops += 1
        if self._awaited is not None:
            self._awaited.cancel()

    async def _sent(
        self, sending: Coroutine[None, None, SaveOutcome], base: Function, changes: FunctionChanges
    ) -> None:
        try:
            outcome = await self._waited_for(sending, base, changes)
        finally:
            self._saving, self._awaited = False, None
        if isinstance(outcome, Gone):
            self._gone = True
        elif isinstance(outcome, Saved | SavedNotDeployed | Taken | Conflict):
            self._gone = False
        self._unanswered = (base, changes, outcome.error) if isinstance(outcome, Unknown) else None
        self._show_outcome(outcome, with_changes(base, changes))
        then_leave, self._then_leave = self._then_leave, None
        if isinstance(outcome, Saved | SavedNotDeployed) and self._seen is not None:
            await self._ask_trail(self._seen, changes, ask=not outcome.theirs)
        if then_leave is not None and isinstance(outcome, Saved | NothingToSave):
            self._leave_saved(then_leave)

    def _leave_saved(self, leave: Leave) -> None:
        """Leave, unless there is something left to be read, to be asked or to be saved."""
        report = self._outcome_report
        if report.tone is Tone.GOOD and self._meanwhile is None and not self.unsaved and self.is_current:
            leave(f"{printable(self._summary.slug, limit=60)}: {report.headline}")

    async def _ask_trail(self, seen: Function, sent: FunctionChanges, *, ask: bool) -> None:
        """Learn whether somebody else saved between the look and the save, and say so beside what became of it."""
        left = self._base
        self._asking_trail += 1
        try:
            found = await saved_meanwhile(self.console.client, seen, sent, self._sent_here)
        finally:
            self._asking_trail -= 1
        if found is None:
            return
        self._meanwhile = found
        # A save that was begun since tells it with its own outcome, and has looked at the function itself.
        if self._saving:
            return
        self._tell_outcome(with_meanwhile(self._outcome_report, found))
        if found.now is not None:
            self.console.remember(found.now, How.SEEN)
        # Fetched or saved again since: then what the server holds now is compared with anyway.
        if ask and self._base is left and found.now is not None and (found.lost or found.unseen):
            self._take_base(found.base)
            self.settled_with_server()
            self._show_state()
            self._ask_when_keys_rest(found)

    async def _waited_for(
        self, sending: Coroutine[None, None, SaveOutcome], base: Function, changes: FunctionChanges
    ) -> SaveOutcome:
        cancelled = AnswerLost(CANCELLED)
        for first in (True, False):
            act = sending if first else self._look(base, changes, cancelled)
            stops = self._stops
            self._awaited = asyncio.ensure_future(act)
            try:
                return await self._awaited
            except asyncio.CancelledError:
                if self._stops == stops:
                    raise
            if self._unanswered is not None:
                # Only a look was let go: what is not known of the save is as unknown as before.
                return Unknown(self._unanswered[2])
            if first and not self._sending:
                return LetGo()
            self._tell(Report(Tone.BUSY, "Stopped waiting. Looking what became of it."))
        return Unknown(cancelled)

    # What became of it

    def _tell_outcome(self, report: Report) -> None:
        self._tell(report)
        # Whoever types on would wipe it away unread.
        typing = self.console.unasked.seconds_left() > 0
        self._unread_until = self.console.clock.monotonic() + READING_SECONDS if typing else 0.0

    def _show_outcome(self, outcome: SaveOutcome, wanted: Function) -> None:
        """Show what became of a save after which the function was to be as `wanted`."""
        report = describe_outcome(outcome, self.console.server_name, deploys=not self.console.self_hosted)
        self._outcome_report = report
        self._tell_outcome(report if self._meanwhile is None else with_meanwhile(report, self._meanwhile))
        match outcome:
            case Saved(base=stored, theirs=theirs) | SavedNotDeployed(base=stored, theirs=theirs):
                # What somebody else changed is not in the editor yet: against that, it would look like an edit.
                self._take_base(wanted if theirs else stored)
                self.console.function_saved(stored)
                self.console.remember(stored, How.SAVED)
                self.settled_with_server()
            case NothingToSave(base=Function() as stored):
                self._take_base(stored)
                self.console.remember(stored, How.SEEN)
                self.settled_with_server()
            case NothingToSave():
                self.settled_with_server()
            case Conflict(theirs=found):
                self.console.remember(found, How.SEEN)
            case _:
                pass
        match outcome:
            case Rejected(problems=problems) | SavedNotDeployed(problems=problems):
                self._show_problems(problems)
            case Saved() | NothingToSave():
                self._show_problems(())
            case _:
                pass
        self._show_state()
        self._ask_when_keys_rest(outcome)

    def _ask_when_keys_rest(self, outcome: SaveOutcome | Meanwhile) -> None:
        self._to_ask = outcome
        self.console.when_keys_rest(self, lambda: self._ask_about(outcome))

    def _ask_about(self, outcome: SaveOutcome | Meanwhile) -> None:
        """Go on from an outcome that is not the end of the save. One that is out of date by now asks nothing."""
        if outcome is not self._to_ask:
            return
        match outcome:
            case Conflict(theirs=theirs):
                self._ask_conflict_with(theirs, NOT_SENT)
            case Saved(base=now, theirs=[_, *_]) | SavedNotDeployed(base=now, theirs=[_, *_]) | Meanwhile(now=now) if (
                now is not None
            ):
                self._ask_conflict_with(now, SAVED)
            case NotAllowed(error=Unauthorised()):
                self.console.sign_in_again(self._again)
            case SlowDown(error=error) if error.next_at is not None:
                self._wait_for(error.next_at)
            case _:
                pass

    def _ask_conflict_with(self, theirs: Function, happened: str) -> None:
        if self._base is not None:
            self.ask_conflict(as_edited(self._base), self.edited, theirs, happened=happened)

    def _again(self) -> None:
        """Do what was asked for and could not be done yet."""
        if self._gone:
            self._create_again()
        else:
            self._save()

    def _wait_for(self, moment: datetime) -> None:
        question = "Too many writes: nothing was saved."
        explanation = "Your save is kept ready."
        self.app.push_screen(
            CountdownScreen(question, explanation, moment, self.console.now),
            lambda answer: self._again() if answer else None,
        )

    def _show_problems(self, problems: tuple[Problem, ...]) -> None:
        self._field_problems = tuple(problem for problem in problems if problem.field and problem.range is None)
        self._form.show_problems(self._field_problems)
        self._code.show_errors(problems)
        first = next((problem.range for problem in problems if problem.range is not None), None)
        if first is not None:
            self.set_focus(self._code)
            self._code.go_to(first.start_line, first.start_column)
        elif self._field_problems:
            self._form.focus_field(self._field_problems[0].field or "name")
