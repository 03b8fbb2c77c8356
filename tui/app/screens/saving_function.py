"""The save as the editor's screen sees it: what is asked before, what is shown after, and how it goes on.

A save that meets somebody else's change, a key that is not accepted any more or a limit of writes is not over: the edit
stays, the question is asked in place, and the answer finishes the save.
"""

from __future__ import annotations

import asyncio
import time
from collections.abc import Callable, Coroutine, Sequence
from datetime import datetime

from tui.app.outcomes import CANCELLED, describe_outcome
from tui.app.report import Report, Tone
from tui.app.screens.edited_function import EditedFunction
from tui.app.screens.questions import Choice, CountdownScreen, QuestionScreen
from tui.errors import AnswerLost, ApiError, Unauthorised
from tui.flows.conflict import Way, as_edited, fields_in_conflict, settle
from tui.flows.save import SavePlan, create_again, look_up, save
from tui.flows.save_outcome import (
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
    Unknown,
)
from tui.model.function import Edited, Function, FunctionChanges, FunctionSummary
from tui.model.history import How
from tui.model.problem import Problem
from tui.terminal.sanitise import printable

_READING_SECONDS = 2.0
"""How long an outcome stays that came while somebody typed."""

_TAKEN = {
    Way.THEIRS: "The editor holds their version.",
    Way.MINE: "The editor holds your version, made from theirs.",
    Way.MERGE: "The editor holds both versions merged.",
}


class SavingFunction(EditedFunction):
    """A function that can be saved."""

    def __init__(self, summary: FunctionSummary) -> None:
        super().__init__(summary)
        self._saving = False
        self._sending = False
        self._gone = False
        self._field_problems: tuple[Problem, ...] = ()
        self._awaited: asyncio.Future[SaveOutcome] | None = None
        self._stops = 0
        self._to_ask: SaveOutcome | None = None
        self._unread_until = 0.0
        self._unanswered: tuple[Function, FunctionChanges, ApiError] | None = None

    def settled_with_server(self) -> None:
        """What the editor holds may have become what the server holds. For subclasses that keep a draft."""

    # Before it is sent

    def _save(self) -> None:
        plan = self._plan()
        if plan is None or self._saving:
            return
        marks = self._show_conflicts()
        if marks:
            question = QuestionScreen(
                f"Save with {marks} conflict{'' if marks == 1 else 's'} still marked?",
                "The marks (<<<<<<< and so on) would be part of the code.",
                (Choice("stay", "Keep editing; F8 walks them"), Choice("save", "Save the marks too")),
            )
            self.app.push_screen(question, lambda answer: self._ask_emptied(plan) if answer == "save" else None)
            return
        self._ask_emptied(plan)

    def _ask_emptied(self, plan: SavePlan) -> None:
        if not plan.emptied:
            self._send(plan)
            return
        fields = " and the ".join(plan.emptied)
        question = QuestionScreen(
            f"Save with an empty {fields}?",
            f"The server would empty the {fields} of this function.",
            (Choice("stay", "Keep editing"), Choice("empty", f"Yes, empty the {fields}")),
        )
        self.app.push_screen(question, lambda answer: self._send(plan) if answer == "empty" else None)

    # Sending

    def _send(self, plan: SavePlan) -> None:
        base = self._base
        if base is None:
            return
        if not plan.changes.names():
            self._show_outcome(NothingToSave())
            return
        sending = save(
            self.console.client, base, plan.changes, pauses=self.console.look_pauses, on_sending=self._being_sent
        )
        self._begin(f"Saving {', '.join(plan.changes.names())}. esc stops waiting.", sending, base, plan.changes)

    def _create_again(self) -> None:
        base = self._base
        if base is None or self._saving:
            return
        edited = self.edited
        changes = FunctionChanges(edited.name, edited.code, edited.description, edited.status)
        sending = create_again(
            self.console.client, base, edited, pauses=self.console.look_pauses, on_sending=self._being_sent
        )
        self._begin(f"Creating {printable(base.slug, limit=60)} again.", sending, base, changes)

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

    def _being_sent(self) -> None:
        self._sending = True

    def _begin(
        self, said: str, sending: Coroutine[None, None, SaveOutcome], base: Function, changes: FunctionChanges
    ) -> None:
        self._saving, self._sending, self._stops = True, False, 0
        self._to_ask = None
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
        self._gone = isinstance(outcome, Gone)
        self._unanswered = (base, changes, outcome.error) if isinstance(outcome, Unknown) else None
        self._show_outcome(outcome)

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
            if first and not self._sending:
                return LetGo()
            self._tell(Report(Tone.BUSY, "Stopped waiting. Looking what became of it."))
        return Unknown(cancelled)

    # What became of it

    def _show_outcome(self, outcome: SaveOutcome) -> None:
        self._tell(describe_outcome(outcome, self.console.server_name, self.console.now()))
        # Whoever types on would wipe it away unread.
        typing = self.console.unasked.seconds_left() > 0
        self._unread_until = time.monotonic() + _READING_SECONDS if typing else 0.0
        match outcome:
            case Saved(base=stored) | SavedNotDeployed(base=stored):
                self._take_base(stored)
                self.console.function_saved(stored)
                self.console.remember(stored, How.SAVED)
            case NothingToSave(base=Function() as stored):
                self._take_base(stored)
                self.console.remember(stored, How.SEEN)
            case Conflict(theirs=theirs):
                self.console.remember(theirs, How.SEEN)
            case _:
                pass
        match outcome:
            case Rejected(problems=problems) | SavedNotDeployed(problems=problems):
                self._show_problems(problems)
            case Saved() | NothingToSave():
                self._show_problems(())
                self.settled_with_server()
            case _:
                pass
        self._show_state()
        self._to_ask = outcome
        self.console.when_keys_rest(self, lambda: self._ask_about(outcome))

    def _ask_about(self, outcome: SaveOutcome) -> None:
        """Go on from an outcome that is not the end of the save. One that is out of date by now asks nothing."""
        if outcome is not self._to_ask:
            return
        match outcome:
            case Conflict(theirs=theirs):
                if self._base is not None:
                    self.ask_conflict(as_edited(self._base), self.edited, theirs)
            case NotAllowed(error=Unauthorised()):
                self.console.sign_in_again(self._save)
            case SlowDown(error=error) if error.next_at is not None:
                self._wait_for(error.next_at)
            case _:
                pass

    def _wait_for(self, moment: datetime) -> None:
        question = "Too many writes: nothing was saved."
        explanation = "Your save is kept ready."
        self.app.push_screen(
            CountdownScreen(question, explanation, moment, self.console.now),
            lambda answer: self._save() if answer else None,
        )

    def ask_conflict(
        self, base: Edited, mine: Edited, theirs: Function, then: Callable[[], None] | None = None
    ) -> None:
        """Show the three versions and let the user choose; then the editor holds the answer, made from `theirs`."""
        from tui.app.screens.versions import Version, VersionsScreen

        their = as_edited(theirs)
        both = fields_in_conflict(base, mine, their)
        merged = settle(base, mine, their, Way.MERGE)
        if merged.marks:
            how = f"merge ({merged.marks} place{'' if merged.marks == 1 else 's'} to settle)"
        else:
            how = "merge (nothing to settle)" if both in ((), ("code",)) else "merge, my fields"
        screen = VersionsScreen(
            "Somebody changed this function. Nothing was sent; choose what the editor holds, then save.",
            (Version("base", base), Version("mine", mine), Version("theirs, on the server", their)),
            (Choice("theirs", "take theirs"), Choice("mine", "keep mine"), Choice("merge", how)),
        )

        def answered(answer: str | None) -> None:
            if answer is not None:
                self._take_base(theirs)
                self._hold(settle(base, mine, their, Way(answer)))
                if then is not None:
                    then()
                self.say(f"{_TAKEN[Way(answer)]} Save (^s) when it is right; undo brings your text back.", "$accent")

        self.app.push_screen(screen, answered)

    def _show_changes(self) -> None:
        """What a save would send, beside what the server holds."""
        from tui.app.screens.versions import Version, VersionsScreen

        if self._base is not None:
            self.app.push_screen(
                VersionsScreen(
                    "What a save would send. Nothing has been sent.",
                    (Version("on the server", as_edited(self._base)), Version("in the editor", self.edited)),
                )
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
