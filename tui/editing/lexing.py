"""Colours for code, kept while the text is edited.

At every line start there is a checkpoint: the last token boundary before it and the lexer's states there. After an
edit the lexer resumes at the last checkpoint that has not looked at the edited lines and stops when it arrives at a
checkpoint that is as it was. What is not on the screen is done later, in slices.

Owns tokens, checkpoints and what is still to do. Refuses to know colours, and to hold text: it reads the editor's own
list of lines.
"""

from __future__ import annotations

import time
from array import array
from collections.abc import Sequence
from typing import NamedTuple

from tui.editing.token_rules import OPENERS, Openers, Token, TokenType, rules_for
from tui.editing.token_styles import style_of
from tui.editing.windows import Part, Record, Tokens, Window, packed

Span = tuple[int, int, str]
"""Start column, end column, style name. What lies between spans is plain."""

_NEAR_LINES = 3
_WINDOW_LINES = 64
_SLICE_LINES = 8
_FAR_JUMP_LINES = 400
_GUESS_FROM_LINES = 12
_LONGEST_LINE = 50_000
"""A text with a longer line is shown without colours: one regular expression over it could stop the keys."""


class _Checkpoint(NamedTuple):
    """The state of the lexer at a line's start: a token boundary at or before it, and the stack of states there."""

    lines_back: int
    column: int
    behind: int
    stack: tuple[str, ...]


_START = _Checkpoint(0, 0, 0, ("root",))


class Highlighter:
    """The tokens of a list of lines. After every edit of the list, tell `edited`."""

    def __init__(self, lines: Sequence[str], language: str = "typescript") -> None:
        self._lines = lines
        self._language = language
        count = len(lines)
        self._tokens: list[Tokens | None] = [None] * count
        self._checkpoints: list[_Checkpoint | None] = [None] * count
        self._checkpoints[0] = _START
        # Most lines begin like many others: each kind of beginning is held once.
        self._alike: dict[_Checkpoint, _Checkpoint] = {}
        self._reach = array("I", [0]) * count
        self._far: set[int] = set()
        self._failed: dict[int, int] = {}
        # Where lexing is to resume, and the first line at which it may find itself back on the old track.
        self._seams: dict[int, int] = {0: 0}
        self._guesses: dict[int, Tokens] = {}
        self._changed: tuple[int, int] | None = None
        self._kinds: list[TokenType] = []
        self._kind_ids: dict[TokenType, int] = {}
        self._kind_styles: list[str | None] = []
        self._too_long = any(len(line) > _LONGEST_LINE for line in lines)

    @property
    def pending(self) -> bool:
        """Whether something is still to do."""
        return bool(self._seams) and not self._too_long

    # What the editor asks

    def spans(self, line: int) -> list[Span]:
        """The coloured stretches of a line, as far as they are known; `ensure` makes them known."""
        if self._too_long:
            return []
        found = self._tokens[line]
        if found is None:
            found = self._guesses.get(line)
            if found is None:
                return []
        styles = self._kind_styles
        return [
            (found[index], found[index + 1], style)
            for index in range(0, len(found), 3)
            if (style := styles[found[index + 2]]) is not None
        ]

    def tokens(self, line: int) -> list[Token]:
        """Every token of a line, as Pygments named it."""
        found = self._tokens[line] or ()
        return [(found[index], found[index + 1], self._kinds[found[index + 2]]) for index in range(0, len(found), 3)]

    def edited(self, first: int, old_count: int, new_count: int) -> None:
        """`old_count` lines from `first` on have become `new_count`; the list holds the new ones already."""
        end = first + old_count
        delta = new_count - old_count
        new_lines = self._lines[first : first + new_count]
        self._too_long = self._too_long or any(len(line) > _LONGEST_LINE for line in new_lines)
        resume = self._resume_line(first, new_lines)
        self._tokens[first:end] = [None] * new_count
        self._checkpoints[first:end] = [self._checkpoints[first], *[None] * (new_count - 1)]
        self._reach[first:end] = array("I", [0] * new_count)
        self._guesses.clear()

        def moved(line: int) -> int:
            return line + delta if line >= end else min(line, first)

        if delta or any(first <= line < end for line in self._far):
            self._far = {line if line < first else line + delta for line in self._far if not first <= line < end}
        if self._failed:
            self._failed = {
                line if line < first else line + delta: bits
                for line, bits in self._failed.items()
                if not first <= line < end
            }
        seams: dict[int, int] = {}
        for line, not_before in self._seams.items():
            where = moved(line)
            bound = not_before + delta if not_before >= end else min(not_before, first)
            seams[where] = max(bound, seams.get(where, 0))
        self._seams = seams
        while resume > 0 and self._checkpoints[resume] is None:
            # Never lexed as far as this: the seam above comes through here anyway.
            resume = max((line for line in seams if line < resume), default=0)
        self._seams[resume] = max(first + new_count, self._seams.get(resume, 0))

    def ensure(self, first: int, last: int) -> tuple[int, int] | None:
        """Make the spans of these lines known; answers the range of lines that look different from before.

        Lines far below the last one known are guessed, and corrected by `work`.
        """
        if self._too_long:
            return None
        while True:
            seam = min((line for line in self._seams if line <= last), default=None)
            if seam is None:
                break
            if first - seam > _FAR_JUMP_LINES:
                self._guess(first, last)
                break
            self._run(seam, last)
        return self.take_changed()

    def next_line(self) -> int:
        """The first line that is still to be lexed; the number of lines when none is."""
        return min(self._seams) if self.pending else len(self._tokens)

    def work(self, budget_seconds: float) -> bool:
        """Go on with what is to do for about so long; True while there is more."""
        until = time.perf_counter() + budget_seconds
        while self.pending:
            seam = min(self._seams)
            self._run(seam, seam + _SLICE_LINES)
            if time.perf_counter() >= until:
                break
        return self.pending

    def take_changed(self) -> tuple[int, int] | None:
        """The first and last line that look different since this was asked before; None when none does."""
        changed, self._changed = self._changed, None
        return changed

    # Lexing

    def _resume_line(self, first: int, new_lines: Sequence[str]) -> int:
        """The first line whose tokens may be others now: one that looked as far as the edited lines."""
        resume = first
        for line in range(max(0, first - _NEAR_LINES), first):
            if line + self._reach[line] >= first:
                resume = line
                break
        for line in self._far:
            if line < resume and line + self._reach[line] >= first:
                resume = line
        for line, bits in self._failed.items():
            if line < resume and any(
                bits & opener.bit and any(opener.closer in text for text in new_lines) for opener in OPENERS.values()
            ):
                resume = line
        return resume

    def _run(self, seam: int, last: int) -> None:
        """Lex from a seam until what follows is as it was, or beyond `last`; then the seam is there."""
        not_before = self._seams.pop(seam)
        rules = rules_for(self._language)
        start = self._checkpoints[seam] or _START
        stack = list(start.stack)
        window = Window(self._lines, seam - start.lines_back, _WINDOW_LINES)
        position = window.starts[0] + start.column
        record = Record(self._store, seam)
        next_line = seam + 1
        # The states at which a position was arrived at: rules that match nothing may have changed them since, after
        # looking ahead, and must get the chance to decide otherwise.
        before = start.stack
        while position < len(window.text):
            end, tokens = rules.step(window.text, position, stack)
            if end == position:
                continue
            text = window.text
            reach = rules.reach(text, position, end, before[-1])
            failed = rules.failed_opener(text, position, before[-1], tokens)
            if not window.at_end:
                wanted = self._lines_wanted(window, reach, failed)
                if wanted:
                    here = window.line_at(position)
                    column = position - window.starts[here]
                    base = window.base + here
                    window = Window(self._lines, base, max(wanted - base, _WINDOW_LINES))
                    position = window.starts[0] + column
                    stack = list(before)
                    continue
            here = window.line_at(position)
            line = window.base + here
            column = position - window.starts[here]
            stopped = -1
            while next_line - window.base < len(window.starts) and window.starts[next_line - window.base] < end:
                # Below another seam nothing is as it should be yet: go on through it.
                seam_here = self._seams.pop(next_line, None)
                not_before = max(not_before, seam_here or 0)
                checkpoint = self._checkpoint(next_line - line, column, _behind(text, position), before)
                known = self._checkpoints[next_line]
                if (
                    seam_here is None
                    and line >= not_before
                    and known == checkpoint
                    and self._tokens[next_line] is not None
                ):
                    stopped = next_line
                    break
                self._checkpoints[next_line] = checkpoint
                if next_line > last:
                    self._seams[next_line] = not_before
                    stopped = next_line
                    break
                next_line += 1
            record.note(line, window.base + window.line_at(reach) - line, failed)
            record.add(self._split(window, tokens), stopped)
            if stopped >= 0:
                return
            position = end
            before = tuple(stack)
        record.finish(len(self._lines))
        for line in range(next_line, len(self._lines)):
            here = window.line_at(position)
            self._checkpoints[line] = self._checkpoint(
                line - window.base - here, position - window.starts[here], _behind(window.text, position), tuple(stack)
            )
            self._seams.pop(line, None)

    def _checkpoint(self, lines_back: int, column: int, behind: int, stack: tuple[str, ...]) -> _Checkpoint:
        made = _Checkpoint(lines_back, column, behind, stack)
        return self._alike.setdefault(made, made)

    def _lines_wanted(self, window: Window, reach: int, failed: Openers | None) -> int:
        """The line up to which a larger window must go before a match can be believed; 0 when it can."""
        after = window.base + len(window.starts)
        if reach > len(window.text):
            return after + window.count
        if failed is not None:
            for line in range(after, len(self._lines)):
                if failed.closer in self._lines[line]:
                    return max(line + 1, after + window.count)
        return 0

    def _guess(self, first: int, last: int) -> None:
        """Tokens of lines not reached yet, as if nothing were open above them."""
        wanted = [line for line in range(first, min(last + 1, len(self._lines))) if self._tokens[line] is None]
        if all(line in self._guesses for line in wanted):
            return
        rules = rules_for(self._language)
        base = max(0, first - _GUESS_FROM_LINES)
        window = Window(self._lines, base, last - base + 1)
        stack = ["root"]
        position = window.starts[0]
        found: dict[int, list[int]] = {}
        while position < len(window.text):
            position, tokens = rules.step(window.text, position, stack)
            for part in self._split(window, tokens):
                found.setdefault(part[0], []).extend(part[1:])
        for line in wanted:
            self._guesses[line] = packed(found.get(line, []))
            self._note_changed(line)

    def _split(self, window: Window, tokens: Sequence[Token]) -> list[Part]:
        """Tokens cut at line ends: line, start column, end column, kind; parts without characters are left out."""
        parts: list[Part] = []
        starts = window.starts
        for start, end, kind in tokens:
            kind_id = self._kind_ids.get(kind)
            if kind_id is None:
                kind_id = self._new_kind(kind)
            here = window.line_at(start)
            while True:
                line_start = starts[here]
                line_end = starts[here + 1] - 1 if here + 1 < len(starts) else len(window.text)
                left, right = max(start, line_start), min(end, line_end)
                if right > left:
                    parts.append((window.base + here, left - line_start, right - line_start, kind_id))
                here += 1
                if here >= len(starts) or starts[here] >= end:
                    break
        return parts

    def _new_kind(self, kind: TokenType) -> int:
        self._kind_ids[kind] = len(self._kinds)
        self._kinds.append(kind)
        self._kind_styles.append(style_of(kind))
        return self._kind_ids[kind]

    def _store(self, line: int, tokens: Tokens, reach: int, failed: int) -> None:
        """The tokens of a line are these now."""
        if self._tokens[line] != tokens:
            self._tokens[line] = tokens
            self._note_changed(line)
        self._reach[line] = reach
        if reach > _NEAR_LINES:
            self._far.add(line)
        else:
            self._far.discard(line)
        if failed:
            self._failed[line] = failed
        else:
            self._failed.pop(line, None)

    def _note_changed(self, line: int) -> None:
        changed = self._changed
        self._changed = (line, line) if changed is None else (min(changed[0], line), max(changed[1], line))


def _behind(text: str, position: int) -> int:
    """What stands before a position, as far as rules ask: a line end, a character of a word, another."""
    if position == 0 or text[position - 1] == "\n":
        return 0
    return 1 if text[position - 1].isalnum() or text[position - 1] == "_" else 2
