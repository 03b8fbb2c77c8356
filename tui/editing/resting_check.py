"""What a server's runtime can't run, in a text that is edited: found when the keys rest, followed until then.

Owns which lines are parsed anew and where a problem is after an edit. Refuses to know when keys rest and what runs a
check: `RestingCheck` may be asked in a thread, `FollowedProblems` belongs to whoever owns the text.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import replace

from tui.editing.runnable import RunnableCheck, Runtime
from tui.model.problem import CodeRange, Problem


class RestingCheck:
    """The check of one text, asked again after edits. One thread at a time may ask.

    It has lines of its own, so that the text may be edited while it is checked.
    """

    def __init__(self, runtime: Runtime) -> None:
        self.runtime = runtime
        self._lines: list[str] = []
        self._check = RunnableCheck(self._lines, runtime)
        self._found: tuple[Problem, ...] = ()

    def problems(self, lines: Sequence[str]) -> tuple[Problem, ...]:
        """Why calls of this code would fail; only what differs from the lines before is parsed anew."""
        edit = _difference(self._lines, lines)
        if edit is not None:
            first, old_count, new_count = edit
            self._lines[first : first + old_count] = lines[first : first + new_count]
            self._check.edited(first, old_count, new_count)
            self._found = self._check.problems()
        return self._found


def _difference(old: Sequence[str], new: Sequence[str]) -> tuple[int, int, int] | None:
    """The first line that differs, and how many lines have become how many; None where nothing differs.

    Where there are lines at all, both counts are at least 1: a parser needs a line to hold on to.
    """
    shorter = min(len(old), len(new))
    first = next((line for line in range(shorter) if old[line] != new[line]), shorter)
    if first == len(old) == len(new):
        return None
    last = 0
    while last < shorter - first and old[-1 - last] == new[-1 - last]:
        last += 1
    old_count, new_count = len(old) - last - first, len(new) - last - first
    if not (old_count and new_count) and first:
        return first - 1, old_count + 1, new_count + 1
    if not (old_count and new_count) and last:
        return first, old_count + 1, new_count + 1
    return first, old_count, new_count


class FollowedProblems:
    """Problems of a text that has been edited since they were found: those that an edit touches are gone."""

    def __init__(self) -> None:
        self._found: tuple[Problem, ...] = ()
        # The text of each problem's line, by which an edit within the line is told.
        self._texts: tuple[str, ...] = ()

    @property
    def problems(self) -> tuple[Problem, ...]:
        """The problems where they are now, in the order of their places."""
        return self._found

    def show(self, found: Sequence[Problem], lines: Sequence[str]) -> None:
        """These were found in these lines. Problems without a range are left out."""
        placed = [(problem, problem.range) for problem in found if problem.range is not None]
        self._found = tuple(problem for problem, _ in placed)
        self._texts = tuple(lines[where.start_line] for _, where in placed)

    def edited(self, lines: Sequence[str], first: int, old_count: int, new_count: int) -> None:
        """`old_count` lines from `first` on have become `new_count`; `lines` are as they are now."""
        kept: list[tuple[Problem, str]] = []
        for problem, text in zip(self._found, self._texts, strict=True):
            where = problem.range
            if where is None:
                continue
            if first <= where.start_line < first + old_count:
                moved = None
                if new_count and where.start_line == first:
                    moved = _before_the_edit(where, text, lines[first])
                if moved is None and new_count and where.start_line == first + old_count - 1:
                    moved = _behind_the_edit(where, text, lines, first + new_count - 1)
                if moved is not None:
                    kept.append((problem if moved == where else replace(problem, range=moved), lines[moved.start_line]))
                continue
            delta = new_count - old_count if where.start_line >= first else 0
            kept.append((replace(problem, range=_moved(where, delta)) if delta else problem, text))
        self._found = tuple(problem for problem, _ in kept)
        self._texts = tuple(text for _, text in kept)


def _moved(where: CodeRange, lines: int) -> CodeRange:
    return CodeRange(where.start_line + lines, where.start_column, where.end_line + lines, where.end_column)


def _before_the_edit(where: CodeRange, old: str, new: str) -> CodeRange | None:
    """Where a place is whose line was edited behind it; None where it was not."""
    is_there = where.end_line == where.start_line and new[: where.end_column] == old[: where.end_column]
    return where if is_there else None


def _behind_the_edit(where: CodeRange, old: str, lines: Sequence[str], line: int) -> CodeRange | None:
    """Where a place is that stands in the last edited line, now `line`, behind the edit; None where it does not."""
    new, rest = lines[line], old[where.start_column :]
    if where.end_line != where.start_line or not new.endswith(rest):
        return None
    start = len(new) - len(rest)
    return CodeRange(line, start, line, start + where.end_column - where.start_column)
