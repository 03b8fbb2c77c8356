"""Which lines of a text are folded away: how the rows on the screen and the lines of the text belong together.

A fold shows its first line and hides those behind it, up to its last. Hundreds of thousands of folds cost what lists of
numbers do. Refuses to know what the lines are.
"""

from __future__ import annotations

from bisect import bisect_left, bisect_right
from collections.abc import Iterable
from itertools import accumulate, chain
from operator import sub


class Folds:
    """Folds side by side. What was folded inside of one comes back when that is unfolded."""

    def __init__(self) -> None:
        self._starts: list[int] = []
        self._ends: list[int] = []
        self._hidden: list[int] = []
        self._rows: list[int] = []
        self._inside: dict[int, tuple[list[int], list[int]]] = {}

    def __len__(self) -> int:
        return len(self._starts)

    def _count(self) -> None:
        """Sum up anew how many lines are hidden up to each fold, and on which row each stands."""
        self._hidden = list(accumulate(map(sub, self._ends, self._starts)))
        self._rows = list(map(sub, self._starts, chain((0,), self._hidden)))

    def row_count(self, lines: int) -> int:
        """How many rows so many lines take."""
        return lines - (self._hidden[-1] if self._hidden else 0)

    def line_at(self, row: int) -> int:
        """The line that stands on a row."""
        before = bisect_left(self._rows, row)
        return row + (self._hidden[before - 1] if before else 0)

    def row_of(self, line: int) -> int:
        """The row of a line; of one that is hidden the row of its fold."""
        place = bisect_right(self._starts, line) - 1
        if place < 0:
            return line
        return self._rows[place] if line <= self._ends[place] else line - self._hidden[place]

    def is_folded(self, line: int) -> bool:
        """Whether a fold begins on a line that can be seen."""
        place = bisect_left(self._starts, line)
        return place < len(self._starts) and self._starts[place] == line

    def is_hidden(self, line: int) -> bool:
        """Whether a line can't be seen."""
        place = bisect_right(self._starts, line) - 1
        return place >= 0 and self._starts[place] < line <= self._ends[place]

    def fold(self, start: int, end: int) -> None:
        """Fold the lines behind `start`, up to `end`."""
        if self.is_folded(start) or end <= start:
            return
        first, last = bisect_left(self._starts, start), bisect_right(self._starts, end)
        self._inside[start] = (self._starts[first:last], self._ends[first:last])
        self._starts[first:last], self._ends[first:last] = [start], [end]
        self._count()

    def unfold(self, start: int) -> None:
        """Show what the fold at a line hides; the folds inside of it stay."""
        place = bisect_left(self._starts, start)
        if not self.is_folded(start):
            return
        starts, ends = self._inside.pop(start, ([], []))
        self._starts[place : place + 1], self._ends[place : place + 1] = starts, ends
        self._count()

    def reveal(self, line: int) -> None:
        """Unfold what hides a line."""
        while self.is_hidden(line):
            self.unfold(self._starts[bisect_right(self._starts, line) - 1])

    def replace(self, starts: Iterable[int], ends: Iterable[int]) -> None:
        """Fold these, which are in order and side by side, and nothing else."""
        self._starts, self._ends, self._inside = list(starts), list(ends), {}
        self._count()
