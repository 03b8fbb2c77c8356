"""JSON of any size as lines: indented, foldable, each made when it is looked at.

The text is read once, a stretch at a time, into a few numbers a line; it is never turned into objects. So the first
screen is there at once, and ten megabytes cost little more than their text. Numbers and strings are shown as they were
written. Refuses to know the screen.
"""

from __future__ import annotations

import re
from array import array
from bisect import bisect_left, bisect_right

from tui.sessions.folds import Folds
from tui.sessions.shown_lines import ShownLine, Span

INDENT = 2
LONGEST_LINE = 4000
"""Of a longer value the beginning is shown."""

# Possessive throughout: no text takes more time than its length.
_BLANKS = r"[ \t\r\n]*+"
_STRING = r'"(?:[^"\\\x00-\x1f]++|\\.)*+"'
_ITEM = re.compile(
    rf"{_BLANKS}(?:(?P<key>{_STRING}){_BLANKS}:{_BLANKS})?+"
    rf"(?:(?P<scalar>{_STRING}|-?\d[\d.eE+-]*+|true|false|null|\{{{_BLANKS}\}}|\[{_BLANKS}\]){_BLANKS}(?P<comma>,?)"
    rf"|(?P<open>[\[{{])|(?P<close>[\]}}]){_BLANKS}(?P<behind>,?))"
)
_NAMED = re.compile(rf"({_STRING}){_BLANKS}:{_BLANKS}")
_REST = re.compile(_BLANKS)
_STYLES = {'"': "string", "t": "constant", "f": "constant", "n": "constant"}
_DEEPEST = 255


class JsonLines:
    """The lines of a JSON text. `read_on` reads it in; lines that were read can be looked at meanwhile.

    `is_cut` says that the text ends too early: then what is there is shown. `error` is the place where the text turned
    out to be no JSON, None while it did not.
    """

    def __init__(self, text: str, *, is_cut: bool = False) -> None:
        self.source = text
        self.folds = Folds()
        self.is_read = False
        self.error: int | None = None
        self._is_cut = is_cut
        self._at = 0
        self._needs_close = False
        # What is open, from outside to inside: the number of the container, and whether it is an object.
        self._stack: list[tuple[int, bool]] = []
        self._starts = array("I")
        self._depths = array("B")
        # Of each container in the order of their beginnings: its first line and its last.
        self._opens = array("I")
        self._closes = array("I")
        self._levels: list[tuple[array[int], array[int]]] = []

    # Reading

    def read_on(self, lines: int) -> bool:
        """Read so many lines more; whether there is more to read."""
        until = len(self._starts) + lines
        while not self.is_read and len(self._starts) < until:
            if self._at and not self._stack:
                rest = _REST.match(self.source, self._at)
                self._finish(well=rest is not None and rest.end() == len(self.source))
            elif not self._read_line():
                self._finish(well=False)
        return not self.is_read

    def _read_line(self) -> bool:
        """Read the next line; False where none can stand."""
        found = _ITEM.match(self.source, self._at)
        if found is None:
            return False
        kind, key = found.lastgroup, found["key"]
        stack = self._stack
        if (kind == "behind") is not self._needs_close:
            return False
        if kind == "behind":
            is_object = found["close"] == "}"
            if key is not None or stack[-1][1] is not is_object:
                return False
            number, _ = stack.pop()
            self._closed(number, found.start("close"))
            self._needs_close = not found["behind"]
        else:
            if (key is not None) is not (bool(stack) and stack[-1][1]):
                return False
            value = "scalar" if kind == "comma" else "open"
            start = found.start(value if key is None else "key")
            if kind == "open":
                stack.append((len(self._opens), found["open"] == "{"))
                self._opens.append(len(self._starts))
                self._closes.append(0)
                self._add(start, len(stack) - 1)
                self._needs_close = False
            else:
                self._add(start, len(stack))
                self._needs_close = not found["comma"]
        if not stack and not self._needs_close:
            # A comma behind the outermost value.
            return False
        self._at = found.end()
        return True

    def _add(self, start: int, depth: int) -> None:
        self._starts.append(start)
        self._depths.append(min(depth, _DEEPEST))

    def _closed(self, number: int, start: int) -> None:
        """A container has its last line, which begins at `start`."""
        depth, line = len(self._stack), len(self._starts)
        self._add(start, depth)
        self._note_block(number, line, depth)

    def _note_block(self, number: int, last: int, depth: int) -> None:
        self._closes[number] = last
        if last == self._opens[number]:
            return
        while len(self._levels) <= depth:
            self._levels.append((array("I"), array("I")))
        firsts, lasts = self._levels[depth]
        firsts.append(self._opens[number])
        lasts.append(last)

    def _finish(self, *, well: bool) -> None:
        """There is nothing more to read."""
        if not well and not (self._is_cut and self._starts):
            self.error = self._at
        # What a cut text left open ends with it.
        while self._stack:
            number, _ = self._stack.pop()
            self._note_block(number, max(self._opens[number], len(self._starts) - 1), len(self._stack))
        self.is_read = True

    # Lines

    @property
    def line_count(self) -> int:
        """How many lines were read."""
        return len(self._starts)

    @property
    def end(self) -> int:
        """Where the last line read ends."""
        return self._at

    def offset_of(self, line: int) -> int:
        """Where a line begins in the text; behind the last one, where that ends."""
        return self._starts[line] if line < len(self._starts) else self._at

    def line_of(self, offset: int) -> int:
        """The line at a place of the text."""
        return max(0, bisect_right(self._starts, offset) - 1)

    def _container(self, line: int) -> int | None:
        """The number of the container that begins on a line."""
        place = bisect_left(self._opens, line)
        return place if place < len(self._opens) and self._opens[place] == line else None

    def block_of(self, line: int) -> tuple[int, int] | None:
        """The container that begins on a line, else the one around it, as its first and its last line."""
        place = bisect_right(self._opens, line) - 1
        while place >= 0:
            last = self._closes[place]
            if last >= line and last > self._opens[place]:
                return self._opens[place], last
            # Not the one before it, but the one before the first of its own depth: there may be thousands beside it.
            depth = self._depths[self._opens[place]]
            place = self._around(place, depth)
        return None

    def _around(self, place: int, depth: int) -> int:
        """The number of the nearest container before `place` that is less deep; -1 for none."""
        if not 0 < depth < _DEEPEST:
            return place - 1
        line = self._opens[place]
        firsts = self._levels[depth - 1][0] if len(self._levels) >= depth else array("I")
        at = bisect_left(firsts, line) - 1
        closed = bisect_left(self._opens, firsts[at]) if at >= 0 else -1
        # One that is still being read stands in no list yet.
        return max([closed, *(number for number, _ in self._stack if number < place)])

    def fold_level(self, level: int) -> None:
        """Fold the containers that stand so deep, 1 the outermost; 0 unfolds all."""
        firsts, lasts = self._levels[level - 1] if 0 < level <= len(self._levels) else ((), ())
        self.folds.replace(firsts, lasts)

    def shown(self, line: int) -> ShownLine:
        """How a line looks."""
        start = self._starts[line]
        written = self.source[start : min(self.offset_of(line + 1), start + LONGEST_LINE)].strip(" \t\r\n")
        pad = INDENT * self._depths[line]
        text, spans = " " * pad, list[Span]()
        named = _NAMED.match(written)
        if named is not None:
            text += f"{named[1]}: "
            spans.append(Span(pad, pad + len(named[1]), "keyword"))
            written = written[named.end() :]
        value = written.removesuffix(",").rstrip(" \t\r\n")
        behind = "," if written.endswith(",") else ""
        style = _STYLES.get(value[:1], "number" if value[:1].isdigit() or value.startswith("-") else "")
        if value[:1] in ("{", "[") and len(value) > 1:
            # An empty one may be written with blanks in it.
            value = value[0] + value[-1]
        if style:
            spans.append(Span(len(text), len(text) + len(value), style))
        text += value + behind
        if self.offset_of(line + 1) - start > LONGEST_LINE:
            text += " …"
        number = self._container(line)
        if number is None:
            return ShownLine(text, tuple(spans))
        if not self.folds.is_folded(line):
            return ShownLine(text, tuple(spans), is_folded=False)
        last = self._closes[number]
        said = f" {last - line - 1:,} lines " if last - line != 2 else " 1 line "
        end = self.source[self._starts[last] : self.offset_of(last + 1)].strip(" \t\r\n")
        end = end[:1] + end[1:].strip(" \t\r\n")
        spans.append(Span(len(text), len(text) + len(said), "comment"))
        return ShownLine(text + said + (end if end[:1] in ("}", "]") else ""), tuple(spans), is_folded=True)
