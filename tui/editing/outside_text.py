"""What another program made of the code: the text of its file's bytes, and the one edit that leads to it. Pure.

Owns what editors do to a text that nobody asked them for: a mark at its start, other line ends, a line end more.
"""

from __future__ import annotations

import codecs
from enum import Enum
from typing import NamedTuple

from tui.editing.source import Position, SourceText, joined

_MARK = "\ufeff"


class Kept(Enum):
    """What the other program changed by the way, and was put back."""

    MARK = "mark"
    """A byte-order mark at the start."""
    LINE_ENDS = "line ends"
    LAST_LINE_END = "last line end"


class OutsideText(NamedTuple):
    """The text of a file, and what of it was put back."""

    text: str
    kept: tuple[Kept, ...] = ()


class NoText(NamedTuple):
    """A file that is no text in UTF-8; `byte`, from 1, is the first that tells."""

    byte: int


def text_of(content: bytes, before: str) -> OutsideText | NoText:
    """The text of a file that held `before` when another program was given it."""
    try:
        text = content.decode("utf-8")
    except UnicodeDecodeError as error:
        return NoText(error.start + 1)
    kept: list[Kept] = []
    if text.startswith(_MARK) and not before.startswith(_MARK):
        text = text.removeprefix(_MARK)
        kept.append(Kept.MARK)
    old, new = SourceText(before), SourceText(text)
    wanted, written = _kinds(old), _kinds(new)
    if written and len(wanted) == 1 and written.isdisjoint(wanted):
        text = joined(new.lines, [old.newline] * (len(new.lines) - 1) + [""])
        kept.append(Kept.LINE_ENDS)
    newline = SourceText(text).newline
    if before and old.lines[-1] and text.endswith(newline) and not text.endswith(newline * 2):
        text = text.removesuffix(newline)
        kept.append(Kept.LAST_LINE_END)
    return OutsideText(text, tuple(kept))


def _kinds(source: SourceText) -> set[str]:
    return set(source.endings[:-1])


def is_writable(text: str) -> bool:
    """Whether a text can be written as UTF-8: a draft may hold half a character."""
    try:
        codecs.encode(text, "utf-8")
    except UnicodeEncodeError:
        return False
    return True


class WholeLines(NamedTuple):
    """Whole lines put in place of `old_lines` from `first` on. `end` is the start of what stays behind, or the end."""

    first: int
    old_lines: int
    new_lines: int
    end: Position
    text: str

    @property
    def start(self) -> Position:
        """Where the first line starts."""
        return self.first, 0

    def place_after(self, place: Position) -> Position:
        """Where a place is after the edit: it moves with its line, and stays on a line that was changed."""
        line, column = place
        if line < self.first:
            return place
        if line >= self.first + self.old_lines:
            return line + self.new_lines - self.old_lines, column
        return min(line, self.first + max(0, self.new_lines - 1)), column


def edit_between(before: str, after: str) -> WholeLines | None:
    """The one edit, of as few lines as can be, that makes `after` of `before`; None where they are the same."""
    if before == after:
        return None
    old, new = _pairs(SourceText(before)), _pairs(SourceText(after))
    shorter = min(len(old), len(new))
    first = next((line for line in range(shorter) if old[line] != new[line]), shorter)
    last = 0
    while last < shorter - first and old[-1 - last] == new[-1 - last]:
        last += 1
    end = (len(old) - last, 0) if last else (len(old) - 1, len(old[-1][0]))
    put = new[first : len(new) - last]
    text = "".join(line + ending for line, ending in put)
    return WholeLines(first, len(old) - last - first, len(put), end, text)


def _pairs(source: SourceText) -> list[tuple[str, str]]:
    return list(zip(source.lines, source.endings, strict=True))
