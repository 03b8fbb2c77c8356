"""Which rows of which lines stand on the screen, where a line may take several. Pure.

Owns where the screen begins. No height of a line is asked for that is not near it: there may be a hundred thousand.
"""

from __future__ import annotations

from collections.abc import Callable

Place = tuple[int, int]
"""A line, and which of its rows."""


class Viewport:
    """So many `rows` of the screen show `count` lines from `top` on; `height_of` a line is at least one row."""

    def __init__(self, height_of: Callable[[int], int]) -> None:
        self._height_of = height_of
        self.count = 0
        self.rows = 0
        self.top: Place = (0, 0)
        self.seen: list[Place] = []
        """What stands in each row of the screen; less than there are rows where there are few lines."""

    def after(self, place: Place, rows: int) -> Place:
        """The place so many rows further down, the last at most."""
        line, part = place
        part += rows
        while part >= self._height_of(line):
            if line >= self.count - 1:
                return line, self._height_of(line) - 1
            part -= self._height_of(line)
            line += 1
        return line, part

    def before(self, place: Place, rows: int) -> Place:
        """The place so many rows further up, the first at most."""
        line, part = place
        part -= rows
        while part < 0:
            if line == 0:
                return 0, 0
            line -= 1
            part += self._height_of(line)
        return line, part

    def begin_at(self, line: int) -> None:
        """Let the screen begin at a line, at the row of it at which it began, if it has that."""
        line = max(0, min(line, self.count - 1))
        part = self.top[1]
        self.top = (line, part if self.count and part < self._height_of(line) else 0)

    def lay_out(self, selected: int | None) -> None:
        """Find out what is seen: the selected line wherever there is room for it, and no blank rows below the last."""
        if not self.rows or not self.count:
            self.seen = []
            return
        if selected is not None:
            self._keep_in_sight(selected)
        last = self.count - 1
        self.top = min(self.top, self.before((last, self._height_of(last) - 1), self.rows - 1))
        self.seen = []
        line, part = self.top
        while len(self.seen) < self.rows and line < self.count:
            self.seen += [(line, each) for each in range(part, self._height_of(line))]
            line, part = line + 1, 0
        del self.seen[self.rows :]

    def _keep_in_sight(self, line: int) -> None:
        height = self._height_of(line)
        if height > self.rows:
            # It may be scrolled through, from where it was come to: its start, or from below its end.
            part = min(self.top[1], height - self.rows) if self.top[0] == line else 0
            self.top = (line, part)
            return
        if (line, 0) < self.top:
            self.top = (line, 0)
            return
        lowest = self.before((line, height - 1), self.rows - 1)
        self.top = max(self.top, lowest)

    def scroll_within(self, line: int, by: int) -> bool:
        """Scroll a row in a line that is higher than the screen; False where it does not go on that way."""
        if not self.seen or self._height_of(line) <= self.rows:
            return False
        first, last = self.seen[0], self.seen[-1]
        if by > 0 and last[0] == line and last[1] < self._height_of(line) - 1:
            self.top = self.after(self.top, 1)
        elif by < 0 and first[0] == line and first[1] > 0:
            self.top = self.before(self.top, 1)
        else:
            return False
        self.lay_out(None)
        return True
