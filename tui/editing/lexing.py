"""Colours for code, kept while the text is edited.

Before every line there is a state, and a line's tokens depend on its text and that state alone (`script_scan`). After
an edit its lines are lexed anew, and those below until the state before one is as it was. A long line is lexed in
pieces (`long_lines`). What is not on the screen is done later, in slices.

Owns tokens, states and what is still to do. Refuses to know colours, and to hold text: it reads the editor's own list
of lines.
"""

from __future__ import annotations

import time
from array import array
from collections.abc import Iterable, Iterator, Sequence
from typing import TypeAlias

from tui.editing.long_lines import CHUNK, Found, LongLine
from tui.editing.script_kinds import KINDS, TokenType
from tui.editing.script_rules import FIRST_LINE, START
from tui.editing.script_scan import scan
from tui.editing.token_styles import style_of

StyledSpan = tuple[int, int, str]
"""Start column, end column, style name. What lies between spans is plain."""

Token = tuple[int, int, TokenType]
"""Start column, end column and type; never empty."""

_Tokens: TypeAlias = "bytes | array[int] | LongLine"
"""The tokens of one line: start column, end column and kind of each, one after the other."""

_LONG_CHARACTERS = 2 * CHUNK
"""Lines longer than this are lexed in pieces."""
_FAR_JUMP_LINES = 400
_MOST_AT_ONCE = 12_000
"""Characters lexed at most while somebody waits; it takes about as many microseconds."""
_GUESS_FROM_LINES = 12
_GUESS_FROM_COLUMNS = 200
_STYLES = [style_of(kind) for kind in KINDS]


class Highlighter:
    """The tokens of a list of lines. After every edit of the list, tell `edited`."""

    def __init__(self, lines: Sequence[str]) -> None:
        self._lines = lines
        self._tokens: list[_Tokens | None] = [None] * len(lines)
        self._states: list[str | None] = [None] * len(lines)
        self._states[0] = FIRST_LINE
        # Most lines begin as many others do: each state is held once.
        self._alike: dict[str, str] = {}
        # Lines whose text or state before them is another than that they were lexed with.
        self._stale: set[int] = {0}
        self._guesses: dict[int, list[Found]] = {}
        self._guessed_columns = (0, 0)
        self._columns = (0, _MOST_AT_ONCE)
        self._changed: tuple[int, int] | None = None

    @property
    def pending(self) -> bool:
        """Whether something is still to do."""
        return bool(self._stale)

    # What the editor asks

    def spans(self, line: int, start: int = 0, end: int | None = None) -> list[StyledSpan]:
        """The coloured stretches of a line in these columns, as far as they are known; `ensure` makes them known."""
        return [
            (left, right, style)
            for left, right, kind in self._found(line, start, len(self._lines[line]) if end is None else end)
            if (style := _STYLES[kind]) is not None
        ]

    def tokens(self, line: int) -> list[Token]:
        """Every token of a line."""
        return [(start, end, KINDS[kind]) for start, end, kind in self._found(line, 0, len(self._lines[line]))]

    def edited(self, first: int, old_count: int, new_count: int) -> None:
        """`old_count` lines from `first` on have become `new_count`; the list holds the new ones already."""
        end, delta = first + old_count, new_count - old_count
        begun = self._states[first] is not None
        self._tokens[first:end] = _still_of_use(self._tokens[first], self._tokens[end - 1], old_count, new_count)
        self._states[first:end] = [self._states[first], *[None] * (new_count - 1)]
        self._stale = {line if line < first else line + delta for line in self._stale if not first <= line < end}
        if begun:
            self._stale.add(first)
        self._guesses.clear()

    def ensure(self, first: int, last: int, start: int = 0, end: int = _MOST_AT_ONCE) -> tuple[int, int] | None:
        """Make the spans of these lines and columns known; returns the range of lines that look different from before.

        What lies far below the last one known is guessed, and corrected by `work`; so is what a long line hides.
        """
        self._columns = (start, end)
        left = _MOST_AT_ONCE
        while left > 0 and (line := min(self._stale, default=last + 1)) <= last:
            if first - line > _FAR_JUMP_LINES:
                break
            # The end of a long line matters less than the key that is waiting.
            left -= self._lex(line, left if line < first else min(left, self._to_see(line, end)))
            if line in self._stale:
                break
        self._guess([line for line in range(first, last + 1) if self._is_unknown(line)])
        return self.take_changed()

    def next_line(self) -> int:
        """The first line that is still to be lexed; the number of lines when none is."""
        return min(self._stale, default=len(self._tokens))

    def work(self, budget_seconds: float) -> bool:
        """Go on with what is to do for about so long; True while there is more."""
        until = time.perf_counter() + budget_seconds
        while self._stale:
            line = min(self._stale)
            self._lex(line, CHUNK)
            if time.perf_counter() >= until:
                break
        return bool(self._stale)

    def take_changed(self) -> tuple[int, int] | None:
        """The first and last line that look different since this was asked before; None when none does."""
        changed, self._changed = self._changed, None
        return changed

    # Lexing

    def _lex(self, line: int, most: int) -> int:
        """Lex a line, of a long one at most about so many characters; returns how many were lexed."""
        text, before = self._lines[line], self._states[line] or START
        known = self._tokens[line]
        if len(text) > _LONG_CHARACTERS:
            if not isinstance(known, LongLine):
                known = self._tokens[line] = LongLine(text, before)
            known.change(text, before)
            at = known.known
            lexed = known.advance(len(text), most)
            if at < self._columns[1] and known.known > self._columns[0]:
                self._note_changed(line)
            if known.done:
                self._finished(line, known.end_state)
            return lexed
        scanned = scan(text, 0, before, len(text))
        tokens = bytes(scanned.tokens) if len(text) < 256 else array("H", scanned.tokens)
        if known != tokens:
            self._tokens[line] = tokens
            self._note_changed(line)
        self._finished(line, scanned.state)
        return len(text) + 1

    def _to_see(self, line: int, end: int) -> int:
        """How many characters of a line to lex so that it is known to a column and somewhat further; 0 if far off."""
        tokens = self._tokens[line]
        known = tokens.known if isinstance(tokens, LongLine) else 0
        return 0 if min(end, len(self._lines[line])) - known > _MOST_AT_ONCE else max(end, 4 * CHUNK) + CHUNK - known

    def _is_unknown(self, line: int) -> bool:
        """Whether nothing is known of what is seen of a line."""
        known = self._tokens[line]
        if isinstance(known, LongLine):
            return not known.covers(min(self._columns[0], len(self._lines[line]) - 1))
        return known is None

    def _finished(self, line: int, state: str) -> None:
        """A line is lexed: the one below is to be, too, unless the state before it is as it was."""
        self._stale.discard(line)
        below = line + 1
        if below < len(self._states) and self._states[below] != state:
            self._states[below] = self._alike.setdefault(state, state)
            self._stale.add(below)

    def _guess(self, lines: Sequence[int]) -> None:
        """Tokens of lines not reached yet, as if nothing were open above them."""
        if self._guessed_columns != self._columns:
            self._guesses.clear()
            self._guessed_columns = self._columns
        if all(line in self._guesses for line in lines):
            return
        start, end = self._columns
        state = START
        for line in range(max(0, lines[0] - _GUESS_FROM_LINES), lines[-1] + 1):
            text = self._lines[line]
            at = 0
            if len(text) > _LONG_CHARACTERS:
                at, state = max(0, min(start, len(text)) - _GUESS_FROM_COLUMNS), START
            scanned = scan(text, at, state, min(end, len(text)))
            state = scanned.state if scanned.end == len(text) else START
            if line >= lines[0] and self._is_unknown(line):
                self._guesses[line] = list(_threes(scanned.tokens))
                self._note_changed(line)

    def _found(self, line: int, start: int, end: int) -> Iterable[Found]:
        """The tokens of a line in these columns, as far as they are known or guessed."""
        known = self._tokens[line]
        if isinstance(known, LongLine):
            if line not in self._guesses or known.covers(start):
                return known.tokens(start, end)
            known = None
        found = _threes(known) if known is not None else self._guesses.get(line, ())
        return [each for each in found if each[1] > start and each[0] < end]

    def _note_changed(self, line: int) -> None:
        changed = self._changed
        self._changed = (line, line) if changed is None else (min(changed[0], line), max(changed[1], line))


def _still_of_use(first: _Tokens | None, last: _Tokens | None, old_count: int, new_count: int) -> list[_Tokens | None]:
    """What edited lines keep of the tokens of the first and the last of them: a long line's, to be looked through."""
    head, tail = (each if isinstance(each, LongLine) else None for each in (first, last))
    if new_count == 1:
        return [head.joined(tail) if head is not None and tail is not None and old_count > 1 else head or tail]
    return [head, *[None] * (new_count - 2), tail.copy() if tail is not None else None]


def _threes(numbers: Sequence[int]) -> Iterator[Found]:
    for index in range(0, len(numbers), 3):
        yield numbers[index], numbers[index + 1], numbers[index + 2]
