"""What a save is going to send, and what is asked before."""

from __future__ import annotations

from collections.abc import Callable

from tui.app.screens.compared_function import ComparedFunction
from tui.app.screens.questions import Choice, QuestionScreen
from tui.model.function import Function, FunctionSummary
from tui.sessions.edit.rules import SavePlan

Leave = Callable[[str], None]
"""Leaves the editor and says a sentence where the user is then; an empty one says nothing."""


class PlannedFunction(ComparedFunction):
    """A function whose save is planned, and sent once every question about it was answered."""

    def __init__(self, summary: FunctionSummary) -> None:
        super().__init__(summary)
        self._saving = False
        self._planned_on: Function | None = None
        self._then_leave: Leave | None = None

    def _send(self, plan: SavePlan) -> None:
        """Send what was planned. For subclasses."""

    def _save(self, then_leave: Leave | None = None) -> None:
        """Save; with `then_leave`, leave once it is saved, live and nothing is left to be read."""
        self._then_leave = then_leave
        plan = self._plan()
        if plan is None or self._saving:
            return
        self._planned_on = self._base
        marks = self._show_conflicts()
        if marks:
            question = QuestionScreen(
                f"Save with {marks} conflict{'' if marks == 1 else 's'} still marked?",
                "The marks (<<<<<<< and so on) would be part of the code.",
                (Choice("stay", "Keep editing; f8 walks them"), Choice("save", "Save the marks too")),
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
