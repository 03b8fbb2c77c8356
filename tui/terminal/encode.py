"""From a difference of rows to the fewest bytes that make it.

Pure but for what it remembers of the terminal: where the cursor stands and which style is on. Owns the choice between
ways to say the same. Refuses to know rows other than those it is given.
"""

from __future__ import annotations

from tui.terminal.cells import (
    BLINK,
    BOLD,
    CONCEAL,
    DIM,
    ITALIC,
    PLAIN,
    REVERSE,
    STRIKE,
    UNDERLINE,
    CellStyle,
    CellTable,
)
from tui.terminal.colours import Depth, colour_parameters
from tui.terminal.frame import Row

_ON = {BOLD: "1", DIM: "2", ITALIC: "3", UNDERLINE: "4", BLINK: "5", REVERSE: "7", CONCEAL: "8", STRIKE: "9"}
_OFF = {BOLD: "22", DIM: "22", ITALIC: "23", UNDERLINE: "24", BLINK: "25", REVERSE: "27", CONCEAL: "28", STRIKE: "29"}
_SHORTEST_ERASE = 6


class Encoder:
    """Writes cells, moving and changing style as little as it can. `text` collects what is to be sent."""

    def __init__(self, table: CellTable, depth: Depth, *, erases_in_colour: bool) -> None:
        self._table = table
        self._depth = depth
        self._erases_in_colour = erases_in_colour
        self._out: list[str] = []
        self.style: CellStyle | None = None
        self.x = self.y = -1
        self.width = 0

    def invalidate(self) -> None:
        """Nothing is known of the terminal's state any more."""
        self.style = None
        self.x = self.y = -1

    def take(self) -> str:
        """What was written since this was called before."""
        text = "".join(self._out)
        self._out.clear()
        return text

    # Moving

    def move_to(self, x: int, y: int) -> None:
        """Put the cursor there, the shortest way."""
        if (x, y) == (self.x, self.y):
            return
        ways = [_absolute(x, y)]
        if self.x >= 0 and y == self.y:
            ways += _along(x - self.x, x)
        elif self.x >= 0 and x == self.x:
            down = y - self.y
            ways.append(f"\x1b[{_count(abs(down))}{'B' if down > 0 else 'A'}")
        elif self.x >= 0 and x == 0 and 0 < y - self.y <= 2:
            ways.append("\r" + "\n" * (y - self.y))
        self._out.append(min(ways, key=len))
        self.x, self.y = x, y

    # Style

    def use(self, style: CellStyle) -> None:
        """Switch to a style, sending what differs from the one that is on."""
        if style == self.style:
            return
        before = self.style
        anew = self._parameters(PLAIN, style, "0")
        if before is None:
            self._out.append(f"\x1b[{anew}m")
        else:
            change = self._parameters(before, style, "")
            shorter = min(change, anew, key=len) if change else ""
            if shorter:
                # `0` alone is what no parameter means.
                self._out.append("\x1b[m" if shorter == "0" else f"\x1b[{shorter}m")
        self.style = style

    def _parameters(self, before: CellStyle, after: CellStyle, start: str) -> str:
        parts = [start] if start else []
        gone = before.attributes & ~after.attributes
        off = dict.fromkeys(_OFF[bit] for bit in _OFF if gone & bit)
        parts += off
        new = after.attributes & ~before.attributes
        if "22" in off:
            # Bold and dim go together; the one that stays must be said again.
            new |= after.attributes & (BOLD | DIM)
        parts += [_ON[bit] for bit in _ON if new & bit]
        if before.foreground != after.foreground:
            parts.append(colour_parameters(after.foreground, self._depth, background=False))
        if before.background != after.background:
            parts.append(colour_parameters(after.background, self._depth, background=True))
        return ";".join(part for part in parts if part)

    # Writing

    def put(self, cells: Row, x: int, y: int) -> None:
        """Write cells from a place on. The cells are whole: they cut no wide character."""
        self.move_to(x, y)
        texts, styles = self._table.texts, self._table.styles
        index = 0
        stays = len(cells)
        while index < len(cells):
            cell = cells[index]
            run = index + 1
            if texts[cell] == " ":
                while run < len(cells) and cells[run] == cell:
                    run += 1
                if self._erases_in_colour and run - index >= _SHORTEST_ERASE and not styles[cell].attributes:
                    if self._erase(cell, run - index, last=run == len(cells), to_edge=x + run >= self.width):
                        stays = index
                    index = run
                    continue
            style = styles[cell]
            if texts[cell] == " " and self.style is not None and _blank_needs_no_change(self.style, style):
                style = self.style
            self.use(style)
            self._out.append(texts[cell] * (run - index) if run > index + 1 else texts[cell])
            index = run
        self.x = x + stays
        if self.x >= self.width:
            # At the edge terminals differ about where the cursor is.
            self.x = self.y = -1

    def _erase(self, cell: int, count: int, *, last: bool, to_edge: bool) -> bool:
        """A run of blanks as an erasure in the background's colour; whether the cursor stays at its start."""
        style = self._table.styles[cell]
        if self.style is None or not _blank_needs_no_change(self.style, style):
            self.use(style)
        self._out.append("\x1b[K" if to_edge else f"\x1b[{count}X")
        if not last:
            self._out.append(f"\x1b[{_count(count)}C")
        return last

    def shift(self, x: int, y: int, take: int, give: int, count: int) -> None:
        """Take `count` cells out at `take` and open as many at `give`, in row `y`; what is opened is to be written."""
        self.move_to(take, y)
        self._out.append(f"\x1b[{_count(count)}P")
        self.move_to(give, y)
        self._out.append(f"\x1b[{_count(count)}@")

    def scroll(self, top: int, bottom: int, down: int) -> None:
        """Move the rows from `top` to `bottom` down (up, when negative). Rows that come in hold anything."""
        self._out.append(f"\x1b[{top + 1};{bottom + 1}r")
        # Setting margins brings the cursor home on some terminals and leaves it on others.
        self.x = self.y = -1
        self.move_to(0, top)
        self._out.append(f"\x1b[{_count(abs(down))}{'L' if down > 0 else 'M'}\x1b[r")
        self.x = self.y = -1


def _blank_needs_no_change(on: CellStyle, blank: CellStyle) -> bool:
    """Whether a blank looks right in the style that is on."""
    shown = UNDERLINE | REVERSE | STRIKE
    return on.background == blank.background and not on.attributes & shown and not blank.attributes & shown


def _count(number: int) -> str:
    return "" if number == 1 else str(number)


def _absolute(x: int, y: int) -> str:
    if x == 0:
        return "\x1b[H" if y == 0 else f"\x1b[{y + 1}H"
    return f"\x1b[{y + 1};{x + 1}H" if y else f"\x1b[;{x + 1}H"


def _along(right: int, x: int) -> list[str]:
    ways = [f"\x1b[{_count(abs(right))}{'C' if right > 0 else 'D'}", f"\x1b[{_count(x + 1)}G"]
    if x == 0:
        ways.append("\r")
    if -4 <= right < 0:
        ways.append("\b" * -right)
    return ways
