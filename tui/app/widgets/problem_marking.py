"""The problems marked in one editor: who finds them, and when they are looked for.

Owns which checks run and what is marked of what they find. Refuses to know how a mark looks.
"""

from __future__ import annotations

from collections.abc import Callable, Iterable, Sequence
from typing import TYPE_CHECKING

from tui.app.widgets.clock import Clock
from tui.app.widgets.code_check import Check, CodeCheck
from tui.editing.problem_marks import ProblemMarks
from tui.editing.resting_check import RestingCheck
from tui.editing.runnable import Runtime
from tui.model.problem import Problem, Severity

if TYPE_CHECKING:
    from tui.app.widgets.light_text_area import LightTextArea

_ADVICE_REST_SECONDS = 0.8
"""How long the keys must rest before another tool is asked."""


class ProblemMarking:
    """`changed` is called with the lines that look otherwise."""

    def __init__(self, editor: LightTextArea, clock: Clock, changed: Callable[[Iterable[int]], None]) -> None:
        self._editor = editor
        self._changed = changed
        self._marks = ProblemMarks()
        self._runtime: Runtime | None = None
        self._check = CodeCheck(editor, clock, self._show_unrunnable)
        self.adviser: Check | None = None
        """Another tool that looks at the code once the keys rest; to be set before there is something to look at."""
        self._advice = CodeCheck(editor, clock, self._show_advised, _ADVICE_REST_SECONDS)

    @property
    def all(self) -> tuple[Problem, ...]:
        """In the order of their places: what a server named, then what may be refused."""
        return self._marks.all

    @property
    def by_line(self) -> dict[int, list[Problem]]:
        """The problems of each line that has some."""
        return self._marks.by_line

    @property
    def waits_for_check(self) -> bool:
        """Whether something may be marked otherwise soon."""
        return self._check.is_due or self._advice.is_due

    def worst_of(self, line: int) -> Severity | None:
        """How bad the worst problem of a line is; None where it has none."""
        found = [problem.severity for problem in self._marks.by_line.get(line, ())]
        if Severity.ERROR in found:
            return Severity.ERROR
        return Severity.WARNING if found else None

    def forget(self) -> None:
        """Another text is edited, of which nothing is known."""
        self._marks = ProblemMarks()
        self._check.end()
        self._advice.end()
        self._runtime = None

    def show_errors(self, problems: Sequence[Problem]) -> None:
        """Mark what a server named. Problems without a range are not the editor's to show."""
        self._marks.show_errors(problems)
        self._update()

    def show_noted(self, problems: tuple[Problem, ...]) -> None:
        """Mark what the code as it is now names and is not there."""
        self._marks.show_noted(problems, self._editor.document.lines)
        self._update()

    def warn_while_typing(self, *, self_hosted: bool) -> None:
        """From now on mark what servers are known to refuse, as it is typed, and what can't run, when keys rest."""
        self._marks.watch(self._editor.document.lines)
        self._runtime = Runtime.SELF_HOSTED if self_hosted else Runtime.CLOUD
        self._check.begin(RestingCheck(self._runtime))
        if self.adviser is not None:
            self._advice.begin(self.adviser)
        self._update()

    def runs_on(self, *, self_hosted: bool) -> None:
        """What runs the functions is known by now; marks of another kind of runtime go."""
        runtime = Runtime.SELF_HOSTED if self_hosted else Runtime.CLOUD
        if self._runtime not in (None, runtime):
            self.warn_while_typing(self_hosted=self_hosted)

    def edited(self, first: int, old_count: int, new_count: int) -> None:
        """Marks below an edit move with their lines; those on edited lines vanish until found anew."""
        self._marks.edited(self._editor.document.lines, first, old_count, new_count)
        self._check.edited()
        self._advice.edited()
        self._update()

    def _show_unrunnable(self, found: tuple[Problem, ...], lines: Sequence[str]) -> None:
        self._marks.show_unrunnable(found, lines)
        self._update()

    def _show_advised(self, found: tuple[Problem, ...], lines: Sequence[str]) -> None:
        self._marks.show_advised(found, lines)
        self._update()

    def _update(self) -> None:
        lines = self._marks.update()
        if lines is not None:
            self._changed(lines)
