"""The tokens of one long line, lexed in pieces.

A line of minified code may be the whole function. It is kept in chunks of about a thousand characters, each with the
state before it; an edit costs the chunks it touched, and what is not seen can wait.
"""

from __future__ import annotations

from array import array
from bisect import bisect_right
from collections.abc import Iterator
from typing import NamedTuple

from tui.editing.script_rules import LOOKAHEAD
from tui.editing.script_scan import scan

Found = tuple[int, int, int]
"""Start column, end column and number of the kind of a token."""

CHUNK = 1000
"""About how many characters are lexed at once."""


class _Chunk(NamedTuple):
    """Some tokens, their columns counted from the chunk's own start, and the states before and behind them."""

    length: int
    before: str
    behind: str
    tokens: array[int]


class LongLine:
    """A line's tokens as far as they are known, and what is left of those it had before an edit."""

    def __init__(self, text: str, state: str) -> None:
        self._text = text
        self._state = state
        self._starts: list[int] = []
        self._chunks: list[_Chunk] = []
        # Chunks from before an edit, the last one first, with their places now. One is right again as soon as lexing
        # arrives at its start in its state: its text is as it was.
        self._old: list[tuple[int, _Chunk]] = []
        self.known = 0
        """Up to which column the tokens are known."""

    @property
    def done(self) -> bool:
        """Whether the tokens are known to the line's end."""
        return self.known >= len(self._text)

    @property
    def end_state(self) -> str:
        """The state behind what is known."""
        return self._chunks[-1].behind if self._chunks else self._state

    def copy(self) -> LongLine:
        """Another line with the same tokens, to be changed on its own."""
        made = LongLine(self._text, self._state)
        made._starts, made._chunks, made._old = self._starts[:], self._chunks[:], self._old[:]
        made.known = self.known
        return made

    def joined(self, other: LongLine) -> LongLine:
        """The line that has this one's text and the other's behind it, known as far as this one is."""
        made = self.copy()
        made._text += other._text
        shift = len(self._text)
        behind = [*zip(other._starts, other._chunks, strict=True), *reversed(other._old)]
        made._old = [*((start + shift, chunk) for start, chunk in reversed(behind)), *made._old]
        return made

    def change(self, text: str, state: str) -> None:
        """The line, or the state before it, has become this one. Keeps what can't have changed."""
        before = self._text
        if text == before and state == self._state:
            return
        same_at_start = _common_start(before, text)
        same_at_end = _common_end(before, text, min(len(before), len(text)) - same_at_start)
        end, delta = len(before) - same_at_end, len(text) - len(before)
        kept = 0
        if state == self._state:
            seen = len(before) + LOOKAHEAD if before == text else same_at_start
            while kept < len(self._chunks) and self._end_of(kept) + LOOKAHEAD <= seen:
                kept += 1
        behind = [
            *self._old,
            *(
                (start, chunk)
                for start, chunk in zip(self._starts[kept:][::-1], self._chunks[kept:][::-1], strict=True)
            ),
        ]
        self._old = [(start + delta, chunk) for start, chunk in behind if start >= end]
        del self._starts[kept:], self._chunks[kept:]
        self._text, self._state = text, state
        self.known = self._end_of(kept - 1) if kept else 0

    def advance(self, until: int, most: int) -> int:
        """Lex up to a column, at most about so many characters; returns how many were lexed."""
        lexed = 0
        while self.known < min(until, len(self._text)):
            state = self.end_state
            while self._old and self._old[-1][0] < self.known:
                self._old.pop()
            start, chunk = self._old[-1] if self._old else (-1, None)
            if chunk is not None and start == self.known and chunk.before == state:
                self._old.pop()
            elif lexed >= most:
                break
            else:
                near = self.known < start <= self.known + 2 * CHUNK
                tokens, end, behind = scan(self._text, self.known, state, start if near else self.known + CHUNK)
                lexed += end - self.known
                chunk = _Chunk(end - self.known, state, behind, _relative(tokens, self.known))
            self._starts.append(self.known)
            self._chunks.append(chunk)
            self.known += chunk.length
        if self.done:
            self._old.clear()
        return lexed

    def covers(self, column: int) -> bool:
        """Whether something is known of this column, or was before an edit."""
        return column < self.known or any(at <= column < at + chunk.length for at, chunk in self._old)

    def tokens(self, start: int, end: int) -> Iterator[Found]:
        """The tokens that lie in these columns, in order; where they are not known, those from before an edit."""
        first = max(0, bisect_right(self._starts, start) - 1)
        for number in range(first, len(self._chunks)):
            if self._starts[number] >= end:
                return
            yield from _tokens_of(self._starts[number], self._chunks[number], start, end)
        for at, chunk in reversed(self._old):
            if at >= end:
                return
            if at >= self.known and at + chunk.length > start:
                yield from _tokens_of(at, chunk, start, end)

    def _end_of(self, number: int) -> int:
        return self._starts[number] + self._chunks[number].length


def _relative(tokens: list[int], base: int) -> array[int]:
    wide = bool(tokens) and tokens[-2] - base > 0xFFFF
    moved = array("L" if wide else "H")
    for index in range(0, len(tokens), 3):
        moved.extend((tokens[index] - base, tokens[index + 1] - base, tokens[index + 2]))
    return moved


def _tokens_of(base: int, chunk: _Chunk, start: int, end: int) -> Iterator[Found]:
    tokens = chunk.tokens
    for index in range(0, len(tokens), 3):
        left, right = base + tokens[index], base + tokens[index + 1]
        if right > start and left < end:
            yield left, right, tokens[index + 2]


def _common_start(one: str, other: str) -> int:
    """How many characters two texts have in common at their starts, by halving: comparing slices is quick."""
    low, high = 0, min(len(one), len(other))
    while low < high:
        middle = (low + high + 1) // 2
        if one[low:middle] == other[low:middle]:
            low = middle
        else:
            high = middle - 1
    return low


def _common_end(one: str, other: str, most: int) -> int:
    """How many characters two texts have in common at their ends, at most so many."""
    low, high = 0, most
    while low < high:
        middle = (low + high + 1) // 2
        if one[len(one) - middle : len(one) - low] == other[len(other) - middle : len(other) - low]:
            low = middle
        else:
            high = middle - 1
    return low
