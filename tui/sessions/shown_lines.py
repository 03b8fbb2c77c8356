"""What a view of lines asks of a text: how many there are, how one looks, which are folded, where something stands.

Owns the search, which is the same for all. Refuses to know the screen.
"""

from __future__ import annotations

from typing import NamedTuple, Protocol

from tui.sessions.folds import Folds


class Span(NamedTuple):
    """A stretch of columns of a line and the name of its style."""

    start: int
    end: int
    style: str


class ShownLine(NamedTuple):
    """A line as it is shown. `is_folded` is None where there is nothing to fold."""

    text: str
    spans: tuple[Span, ...] = ()
    is_folded: bool | None = None


class Lines(Protocol):
    """Lines that a view shows. More may come while they are shown."""

    @property
    def folds(self) -> Folds:
        """What is folded."""
        ...

    @property
    def line_count(self) -> int:
        """How many lines there are so far."""
        ...

    def shown(self, line: int) -> ShownLine:
        """How a line looks."""
        ...

    @property
    def source(self) -> str:
        """The text that is searched."""
        ...

    def offset_of(self, line: int) -> int:
        """Where a line begins in the source; behind the last one, the source's end."""
        ...

    def line_of(self, offset: int) -> int:
        """The line at a place of the source."""
        ...

    def block_of(self, line: int) -> tuple[int, int] | None:
        """The first and the last line of what can be folded at a line: that which begins there, else the one around
        it; None where nothing can."""
        ...

    def fold_level(self, level: int) -> None:
        """Fold what stands so deep, 1 the outermost; 0 unfolds all."""
        ...


class Found(NamedTuple):
    """A line with a match, which of all matches it is, from 1, and how many there are."""

    line: int
    number: int
    total: int


class Search:
    """Looks for a text in lines, upper and lower case alike. It keeps a copy of what it searched last."""

    def __init__(self) -> None:
        self._source = ""
        self._lowered = ""
        self._counted = "", 0

    def find(self, lines: Lines, needle: str, line: int, *, backwards: bool = False) -> Found | None:
        """The next line behind `line` with a match, or the one before it; beyond the end it goes on at the other."""
        source = lines.source
        if source is not self._source:
            self._source, self._lowered = source, lowered(source)
            self._counted = "", 0
        text, wanted = self._lowered, self._best(lowered(needle))
        if not wanted:
            return None
        if backwards:
            at = text.rfind(wanted, 0, lines.offset_of(line))
            at = text.rfind(wanted) if at < 0 else at
        else:
            at = text.find(wanted, lines.offset_of(line + 1))
            at = text.find(wanted) if at < 0 else at
        if at < 0:
            return None
        before = text.count(wanted, 0, at)
        if self._counted[0] != wanted:
            # Each match is looked at once: a key is to take little time in megabytes too.
            self._counted = wanted, before + text.count(wanted, at)
        return Found(lines.line_of(at), before + 1, self._counted[1])

    def _best(self, needle: str) -> str:
        """What is looked for as the source may have it: without the blank that is shown behind a name's colon."""
        squeezed = needle.replace('": ', '":')
        return squeezed if squeezed != needle and needle not in self._lowered else needle


def lowered(text: str) -> str:
    """A text in lower case that is as long as before."""
    small = text.lower()
    # One character becomes two.
    return small if len(small) == len(text) else text.replace("\u0130", "I").lower()


def matches_in(text: str, needle: str) -> list[tuple[int, int]]:
    """The columns of the matches in one line."""
    small, wanted, found = lowered(text), lowered(needle), list[tuple[int, int]]()
    at = small.find(wanted) if wanted else -1
    while at >= 0:
        found.append((at, at + len(wanted)))
        at = small.find(wanted, at + len(wanted))
    return found
