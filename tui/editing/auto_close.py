"""Brackets and quotes that close by themselves while they are typed. Pure.

Owns when one is put behind the cursor, and that typing it then goes over it. Refuses to know how a key reaches it: it
is told what was typed where, and says what to do.
"""

from __future__ import annotations

from typing import NamedTuple

from tui.editing.source import Position

PAIRS = {"(": ")", "[": "]", "{": "}", '"': '"', "'": "'", "`": "`"}
_QUOTES = frozenset("\"'`")
_BEFORE = frozenset(" \t)]};,.:")
"""What may stand behind the cursor for a pair to be put there; else the text behind is to be enclosed."""


class _Closer(NamedTuple):
    """One that was put there: its line, how far it is from the line's end, and the character."""

    line: int
    from_end: int
    character: str


class AutoClose:
    """What was closed by itself on the line that is typed in, the inner ones last."""

    def __init__(self) -> None:
        self._closers: list[_Closer] = []

    def goes_over(self, character: str, text: str, place: Position) -> bool:
        """Whether a character that is typed is there already, put there by itself."""
        line, column = place
        top = self._closers[-1] if self._closers else None
        if top is None or top.line != line:
            self._closers.clear()
            return False
        while self._closers and self._closers[-1].from_end > len(text) - column:
            # The cursor is behind it: it was gone over by another way.
            self._closers.pop()
        top = self._closers[-1] if self._closers else None
        is_there = top == _Closer(line, len(text) - column, character) and text[column : column + 1] == character
        if is_there:
            self._closers.pop()
        return is_there

    def closes_with(self, character: str, text: str, place: Position, *, is_code: bool) -> str:
        """What to put behind a character that is typed; nothing where it does not close by itself."""
        line, column = place
        closer = PAIRS.get(character, "")
        before, behind = text[:column], text[column : column + 1]
        if not closer or not is_code or (behind and behind not in _BEFORE):
            return ""
        if character in _QUOTES and (before[-1:] == character or before[-1:].isalnum() or before[-1:] in ("_", "$")):
            return ""
        self._closers = [each for each in self._closers if each.line == line]
        self._closers.append(_Closer(line, len(text) - column + 1, closer))
        return closer

    def takes_both(self, text: str, place: Position) -> bool:
        """Whether backspace takes away a pair: the cursor is between what was typed and what was put there for it."""
        line, column = place
        closer = PAIRS.get(text[column - 1 : column] if column else "", "")
        is_pair = bool(closer) and bool(self._closers) and text[column : column + 1] == closer
        if is_pair and self._closers[-1] == _Closer(line, len(text) - column, closer):
            self._closers.pop()
            return True
        return False

    def forget(self) -> None:
        """Another text is edited."""
        self._closers.clear()


def is_between_brackets(text: str, column: int) -> bool:
    """Whether the cursor stands between a bracket and the one that closes it, on a line to be broken in three."""
    opening = text[column - 1 : column] if column else ""
    return opening not in _QUOTES and opening != "" and PAIRS.get(opening) == text[column : column + 1]
