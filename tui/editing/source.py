"""The text of a function as lines, kept byte for byte.

A line ends at `\\r\\n`, `\\n` or a lone `\\r` and at nothing else; each keeps the ending it came with. Owns replacing a
range and telling which lines that changed. Refuses to know what the text means.
"""

from __future__ import annotations

import re
from collections import Counter
from collections.abc import Sequence
from dataclasses import dataclass

Position = tuple[int, int]
"""A 0-based line and a column in code points."""

_ENDING = re.compile(r"\r\n|\n|\r")
_KINDS = {"\r\n": "\r\n", "\n": "\n", "\r": "\r"}
"""Each kind of ending, to be held once and not for each line."""


@dataclass(frozen=True, slots=True)
class Replacement:
    """What a replacement did: the range it took out, where the new text ends, and the lines that differ now."""

    start: Position
    old_end: Position
    new_end: Position
    removed: str
    first_line: int
    old_line_count: int
    new_line_count: int


def lines_of_code(code: str) -> list[str]:
    """The lines of a code as an editor has them, without their endings."""
    if "\r" in code:
        code = code.replace("\r\n", "\n").replace("\r", "\n")
    return code.split("\n")


class SourceText:
    """Lines and their endings. There is always at least one line, and the last one has no ending."""

    def __init__(self, text: str) -> None:
        self.lines, self.endings = _split(text)
        self.newline: str = _prevailing(self.endings, "\n")

    @classmethod
    def of_lines(cls, lines: Sequence[str], endings: Sequence[str]) -> SourceText:
        """The text of lines that another one has, which are held once."""
        made = cls("")
        made.lines, made.endings = list(lines), list(endings)
        made.newline = _prevailing(made.endings, "\n")
        return made

    @property
    def text(self) -> str:
        """The whole text, exactly."""
        return joined(self.lines, self.endings)

    def text_range(self, start: Position, end: Position) -> str:
        """The text between two places, with the endings it holds."""
        (top, top_column), (bottom, bottom_column) = self._clamped(start), self._clamped(end)
        if top == bottom:
            return self.lines[top][top_column:bottom_column]
        parts = [self.lines[top][top_column:], self.endings[top]]
        for line in range(top + 1, bottom):
            parts += (self.lines[line], self.endings[line])
        parts.append(self.lines[bottom][:bottom_column])
        return "".join(parts)

    def replace(self, start: Position, end: Position, text: str, *, exact: bool = False) -> Replacement:
        """Put `text` where start to end was. Line ends in it become the prevailing one, unless `exact`.

        Places outside the text are taken for the nearest inside. Where all of it is replaced, another end may prevail.
        """
        start, end = sorted((self._clamped(start), self._clamped(end)))
        if not exact and ("\n" in text or "\r" in text):
            text = _ENDING.sub(self.newline, text)
        removed = self.text_range(start, end)
        (top, top_column), (bottom, bottom_column) = start, end
        lines, endings = _split(text)
        new_end = (top + len(lines) - 1, len(lines[-1]) + (top_column if len(lines) == 1 else 0))
        endings[-1] = self.endings[bottom]
        lines[0] = self.lines[top][:top_column] + lines[0]
        lines[-1] += self.lines[bottom][bottom_column:]
        self.lines[top : bottom + 1] = lines
        self.endings[top : bottom + 1] = endings
        if len(self.endings) == len(endings):
            self.newline = _prevailing(endings, self.newline)
        return Replacement(start, end, new_end, removed, top, bottom - top + 1, len(lines))

    def _clamped(self, place: Position) -> Position:
        line = max(0, min(place[0], len(self.lines) - 1))
        if place[0] > line:
            return line, len(self.lines[line])
        return line, max(0, min(place[1], len(self.lines[line])))


def _prevailing(endings: Sequence[str], otherwise: str) -> str:
    counted = Counter(endings[:-1])
    return max(counted, key=lambda ending: counted[ending]) if counted else otherwise


def joined(lines: Sequence[str], endings: Sequence[str]) -> str:
    """The text of lines and their endings."""
    if endings.count(endings[0]) == len(endings) - 1:
        # One kind of ending, and the last line has none: as good as every text.
        return endings[0].join(lines)
    return "".join([part for pair in zip(lines, endings, strict=True) for part in pair])


def _split(text: str) -> tuple[list[str], list[str]]:
    if "\r" not in text:
        lines = text.split("\n")
        return lines, ["\n"] * (len(lines) - 1) + [""]
    return _ENDING.split(text), [*(_KINDS[ending] for ending in _ENDING.findall(text)), ""]
