"""A stretch of lines as one text, and the lines of a lexing run as they become whole."""

from __future__ import annotations

from array import array
from bisect import bisect_right
from collections.abc import Callable, Sequence
from typing import TypeAlias

from tui.editing.token_rules import Openers

Part = tuple[int, int, int, int]
"""A token's part in one line: line, start column, end column, kind."""

Tokens: TypeAlias = "bytes | array[int]"
"""The tokens of one line: start column, end column and kind of each, one after the other."""

Store = Callable[[int, Tokens, int, int], None]
"""Takes a whole line: its number, its tokens, how many lines ahead they looked, which openers failed in it."""


def packed(numbers: list[int]) -> Tokens:
    """A line's tokens as they are kept, one for each line of the text: in bytes, unless the line is too wide for it."""
    return bytes(numbers) if max(numbers, default=0) < 256 else array("H", numbers)


class Window:
    """A stretch of lines as one text, with a line end before it unless it is the start of the document."""

    def __init__(self, lines: Sequence[str], base: int, count: int) -> None:
        taken = lines[base : base + count]
        self.base = base
        self.count = count
        self.at_end = base + len(taken) >= len(lines)
        prefix = "" if base == 0 else "\n"
        self.text = prefix + "\n".join(taken) + ("" if self.at_end else "\n")
        self.starts: list[int] = []
        offset = len(prefix)
        for line in taken:
            self.starts.append(offset)
            offset += len(line) + 1

    def line_at(self, offset: int) -> int:
        """Which line of the window holds an offset."""
        return max(0, bisect_right(self.starts, offset) - 1)


class Record:
    """The lines of a run, gathered token by token and stored when they are whole.

    Lines above the seam are whole already: of the token that reaches into the seam's line, only the rest is taken.
    """

    def __init__(self, store: Store, seam: int) -> None:
        self._store = store
        self._line = seam
        self._tokens: list[int] = []
        self._reach = 0
        self._failed = 0

    def note(self, line: int, reach: int, failed: Openers | None) -> None:
        """A match that starts on a line looked so many lines ahead."""
        if line < self._line:
            return
        self._advance(line)
        self._reach = max(self._reach, reach)
        if failed is not None:
            self._failed |= failed.bit

    def add(self, parts: Sequence[Part], stopped: int) -> None:
        """Take tokens' parts; with `stopped` not negative, only what lies above that line, and store all up to it."""
        for line, start, end, kind in parts:
            if line < self._line or (0 <= stopped <= line):
                continue
            self._advance(line)
            self._tokens.extend((start, end, kind))
        if stopped >= 0:
            self._advance(stopped)

    def finish(self, line_count: int) -> None:
        """The text ended."""
        self._advance(line_count)

    def _advance(self, line: int) -> None:
        while self._line < line:
            self._store(self._line, packed(self._tokens), self._reach, self._failed)
            self._line += 1
            self._tokens = []
            self._reach = self._failed = 0
