"""A text as lines, taken in as it comes: of a stream, of a page, of whatever is no JSON.

Refuses to know the screen.
"""

from __future__ import annotations

import re
from array import array
from bisect import bisect_right

from tui.sessions.charsets import Decoder
from tui.sessions.folds import Folds
from tui.sessions.shown_lines import ShownLine, Span

LONGEST_LINE = 2000
"""A longer line goes on in the next."""

_FIELD = re.compile(r"(data|event|id|retry)?:")


class TextLines:
    """Lines of bytes in an encoding. What can't be decoded is shown as a replacement character.

    `has_fields`: the lines of a `text/event-stream`, whose names are marked.
    """

    def __init__(self, charset: str = "utf-8", *, has_fields: bool = False) -> None:
        self.folds = Folds()
        self._decoder = Decoder(charset)
        self._has_fields = has_fields
        self._pieces: list[str] = []
        self._length = 0
        self._lines: list[str] = []
        self._starts = array("I")
        self._is_open = False

    def take(self, data: bytes, *, is_last: bool = False) -> int:
        """Take the next bytes; the first line that is not as it was before."""
        text = self._decoder.decode(data, is_last=is_last)
        changed = len(self._lines) - int(self._is_open)
        if not text:
            return len(self._lines)
        self._pieces.append(text)
        at = self._length
        self._length += len(text)
        *ended, rest = text.split("\n")
        for part in ended:
            self._add(part, at)
            at += len(part) + 1
            self._is_open = False
        if rest:
            # Behind a line's end nothing has begun yet.
            self._add(rest, at)
        return changed

    def _add(self, part: str, at: int) -> None:
        """Put a part of a line behind what is there of it."""
        if self._is_open:
            room = LONGEST_LINE - len(self._lines[-1])
            self._lines[-1] += part[:room]
            part, at = part[room:], at + min(room, len(part))
            if not part:
                return
        for start in range(0, max(1, len(part)), LONGEST_LINE):
            self._lines.append(part[start : start + LONGEST_LINE])
            self._starts.append(at + start)
        self._is_open = True

    @property
    def line_count(self) -> int:
        """How many lines there are so far; one that has not begun is none."""
        return len(self._lines)

    @property
    def source(self) -> str:
        """The text so far."""
        if len(self._pieces) > 1:
            self._pieces = ["".join(self._pieces)]
        return self._pieces[0] if self._pieces else ""

    def offset_of(self, line: int) -> int:
        """Where a line begins in the text."""
        return self._starts[line] if line < len(self._starts) else self._length

    def line_of(self, offset: int) -> int:
        """The line at a place of the text."""
        return max(0, bisect_right(self._starts, offset) - 1)

    def block_of(self, line: int) -> tuple[int, int] | None:
        """Nothing of a text can be folded."""
        return None

    def fold_level(self, level: int) -> None:
        """Nothing of a text can be folded."""

    def shown(self, line: int) -> ShownLine:
        """How a line looks."""
        text = self._lines[line].removesuffix("\r")
        field = _FIELD.match(text) if self._has_fields else None
        if field is None:
            return ShownLine(text)
        return ShownLine(text, (Span(0, field.end(), "keyword" if field[1] else "comment"),))
