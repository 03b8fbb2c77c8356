"""Which problems a text has and where, while it is edited: what a server named, what can't run or is lacking.

Owns where each problem is after an edit, and which lines look otherwise then. Refuses to know who finds them.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import replace

from tui.editing.diagnostics import WarningTracker
from tui.editing.resting_check import FollowedProblems
from tui.model.problem import CodeRange, Problem


class ProblemMarks:
    """The problems of one text. Lines count from 0."""

    def __init__(self) -> None:
        self._errors: tuple[Problem, ...] = ()
        self._tracker: WarningTracker | None = None
        self._unrunnable = FollowedProblems()
        self._noted = FollowedProblems()
        self._advised = FollowedProblems()
        self.all: tuple[Problem, ...] = ()
        """In the order of their places."""
        self.by_line: dict[int, list[Problem]] = {}

    def watch(self, lines: Sequence[str]) -> None:
        """From now on look for what servers are known to refuse. What can't run is not known yet."""
        self._tracker = WarningTracker(lines)
        self._unrunnable = FollowedProblems()

    def show_errors(self, problems: Sequence[Problem]) -> None:
        """What a server named. Problems without a range have no place in the text."""
        self._errors = tuple(problem for problem in problems if problem.range is not None)

    def show_unrunnable(self, found: tuple[Problem, ...], lines: Sequence[str]) -> None:
        """What can't run in these lines."""
        self._unrunnable.show(found, lines)

    def show_noted(self, found: tuple[Problem, ...], lines: Sequence[str]) -> None:
        """What is lacking that these lines name."""
        self._noted.show(found, lines)

    def show_advised(self, found: tuple[Problem, ...], lines: Sequence[str]) -> None:
        """What another tool has to say of these lines."""
        self._advised.show(found, lines)

    def edited(self, lines: Sequence[str], first: int, old_count: int, new_count: int) -> None:
        """Lines were replaced. Problems below move along; those on the lines vanish until found anew."""
        if self._tracker is not None:
            self._tracker.edited(first, old_count, new_count)
            self._unrunnable.edited(lines, first, old_count, new_count)
        self._noted.edited(lines, first, old_count, new_count)
        self._advised.edited(lines, first, old_count, new_count)
        moved = (_moved(problem, first, old_count, new_count - old_count) for problem in self._errors)
        self._errors = tuple(problem for problem in moved if problem is not None)

    def update(self) -> set[int] | None:
        """Put all together anew. Returns the lines that had problems or have some now; None where nothing changed."""
        warnings = self._tracker.problems() if self._tracker is not None else ()
        told = said_once(self._errors, self._unrunnable.problems, warnings)
        told += not_said_yet(self._advised.problems, told)
        marked = tuple(sorted((*told, *self._noted.problems), key=_place))
        if marked == self.all:
            return None
        before = set(self.by_line)
        self.all = marked
        self.by_line = {}
        for problem in marked:
            if problem.range is not None:
                for line in range(problem.range.start_line, problem.range.end_line + 1):
                    self.by_line.setdefault(line, []).append(problem)
        return before | set(self.by_line)


def _both(here: str, there: str) -> str:
    """What is said here of a place, and what the server said of it."""
    return f"{here}{'' if here.endswith(('.', '}')) else '.'} The server said: {there}"


def said_once(errors: Sequence[Problem], unrunnable: Sequence[Problem], refused: Sequence[Problem]) -> list[Problem]:
    """What is marked where several speak of one place.

    What a server named keeps its words; what this server needs instead is said before them. What is refused everywhere
    says less than what can't run here; what some servers refuse is said behind it, in the same warning.
    """
    here = {_start_of(problem): problem for problem in unrunnable}
    named = {_start_of(problem) for problem in errors}
    taken = {problem.range for problem in errors}
    told = [
        replace(problem, message=_both(here[start].message, problem.message))
        if (start := _start_of(problem)) in here
        else problem
        for problem in errors
    ]
    by_pattern = {_start_of(problem): problem for problem in refused if problem.pattern is not None}
    for problem in unrunnable:
        start = _start_of(problem)
        some = by_pattern.pop(start, None)
        if start not in named:
            told.append(problem if some is None else replace(some, message=f"{problem.message} {some.message}"))
    return told + [
        problem
        for problem in refused
        if problem.range not in taken
        and (_start_of(problem) not in here if problem.pattern is None else _start_of(problem) in by_pattern)
    ]


def not_said_yet(advised: Sequence[Problem], told: Sequence[Problem]) -> list[Problem]:
    """What another tool has to say of places that nothing is said of yet; of one place the first."""
    taken = {_start_of(problem) for problem in told}
    kept: list[Problem] = []
    for problem in advised:
        if _start_of(problem) not in taken:
            taken.add(_start_of(problem))
            kept.append(problem)
    return kept


def _start_of(problem: Problem) -> tuple[int, int] | None:
    return None if problem.range is None else (problem.range.start_line, problem.range.start_column)


def _place(problem: Problem) -> tuple[int, int]:
    return (problem.range.start_line, problem.range.start_column) if problem.range is not None else (0, 0)


def _moved(problem: Problem, first: int, old_count: int, delta: int) -> Problem | None:
    where = problem.range
    if where is None or where.end_line < first:
        return problem
    if where.start_line < first + old_count:
        return None
    moved = CodeRange(where.start_line + delta, where.start_column, where.end_line + delta, where.end_column)
    return replace(problem, range=moved)
