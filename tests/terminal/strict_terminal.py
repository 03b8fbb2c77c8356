"""A strict terminal: what terminals do differently shows nothing here, so whoever relies on it is found out.

pyte is one terminal among many, and slow. This one knows only what the console may send and fails on everything else.
Cells that open by a scroll or a shift, halves of wide characters that were cut, the screen after a change of size:
each holds `UNKNOWN` until it is written. Widths are wcwidth's, not Rich's. It shares no code with `tui.terminal`.
"""

from __future__ import annotations

import re
from functools import lru_cache
from typing import NamedTuple

from wcwidth import wcwidth  # comes with pyte

_TOKEN = re.compile(
    r"\x1b\[([<=>?]?)([\d;]*)([ $]?)([@-~])|\x1b\]([^\x07\x1b]*)(?:\x07|\x1b\\)|([\x20-\x7e]+)|([^\x00-\x7f]+)|(.)",
    re.DOTALL,
)
_MODES = {"7", "25", "1000", "1003", "1004", "1006", "1015", "1016", "1049", "2004", "2026", "2048"}
_ON = {"1": "b", "2": "d", "3": "i", "4": "u", "5": "k", "7": "r", "8": "c", "9": "s"}
_OFF = {"22": "bd", "23": "i", "24": "u", "25": "k", "27": "r", "28": "c", "29": "s"}
_SEEN_ON_BLANKS = frozenset("urs")


class Style(NamedTuple):
    """How a cell looks: colours are `#rrggbb`, a number of the palette, or nothing."""

    looks: frozenset[str] = frozenset()
    foreground: str = ""
    background: str = ""
    link: str = ""


class Cell(NamedTuple):
    """What stands in one place. A wide character has an empty cell behind it."""

    text: str
    style: Style


class NotUnderstood(AssertionError):
    """The stream holds what no terminal, or not each, makes the same thing of."""


PLAIN = Style()
UNKNOWN = Cell("\ufffd", Style(link="unknown"))
_styles: dict[tuple[Style, str], Style] = {}
_cells: dict[tuple[str, Style], Cell] = {}


def cell(text: str, style: Style) -> Cell:
    """A cell; equal ones are the same object, so that screens compare quickly.

    A blank's own colour can't be seen, nor that it is bold or slanted.
    """
    found = _cells.get((text, style))
    if found is None:
        seen = style
        if text == " ":
            looks = style.looks & _SEEN_ON_BLANKS
            seen = Style(looks, style.foreground if looks else "", style.background, style.link)
        whole = Cell(text, seen)
        found = _cells[text, style] = _cells.setdefault((text, seen), whole)
    return found


@lru_cache(maxsize=1 << 14)
def _in_a_row(text: str, style: Style) -> list[Cell]:
    """The cells of a text of ASCII. They are not to be changed: frames repeat most of their texts."""
    return [cell(character, style) for character in text]


def styled(style: Style, parameters: str) -> Style:
    """The style after an SGR sequence."""
    found = _styles.get((style, parameters))
    if found is None:
        found = _styles[style, parameters] = _read_style(style, parameters)
    return found


def _palette(number: int) -> str:
    """A place in the palette: beyond the 22 that users redefine, the colour that terminals show there."""
    if number < 22:
        return str(number)
    if number >= 232:
        return f"#{8 + (number - 232) * 10:02x}" + f"{8 + (number - 232) * 10:02x}" * 2
    steps = (0, 95, 135, 175, 215, 255)
    return "#" + "".join(f"{steps[(number - 16) // weight % 6]:02x}" for weight in (36, 6, 1))


def _read_style(style: Style, parameters: str) -> Style:
    looks, colours = set(style.looks), {"3": style.foreground, "4": style.background}
    parts = iter(parameters.split(";"))
    for part in parts:
        if part in ("", "0"):
            looks, colours = set(), {"3": "", "4": ""}
        elif part in _ON:
            looks.add(_ON[part])
        elif part in _OFF:
            looks -= set(_OFF[part])
        elif part in ("38", "48"):
            if next(parts) == "2":
                colours[part[0]] = "#" + "".join(f"{int(next(parts)):02x}" for _ in "rgb")
            else:
                colours[part[0]] = _palette(int(next(parts)))
        elif part in ("39", "49"):
            colours[part[0]] = ""
        elif part[0] in "34" and len(part) == 2 and part[1] < "8":
            colours[part[0]] = part[1]
        elif part[0] in "9" or (part[:2] == "10" and len(part) == 3):
            colours["3" if part[0] == "9" else "4"] = str(int(part[-1]) + 8)
        else:
            raise NotUnderstood(f"style {parameters!r}")
    return Style(frozenset(looks), colours["3"], colours["4"], style.link)


class StrictTerminal:
    """A screen fed with a stream.

    `erases_in_colour` is whether an erasure takes the background's colour, `mends_halves` whether the half that is left
    of a wide character is known to become a blank: what Textual writes by itself relies on that. While it is
    `forgiving`, moves may leave the screen, and text may stand anywhere on it: a program that has not heard of a change
    of size yet can't help that.
    """

    forgiving = False

    def __init__(self, columns: int, rows: int, *, erases_in_colour: bool = True, mends_halves: bool = False) -> None:
        self.erases_in_colour = erases_in_colour
        self.mends_halves = mends_halves
        self.cursor_shown = True
        self.synchronised = False
        self.style = PLAIN
        self.resize(columns, rows)

    def resize(self, columns: int, rows: int) -> None:
        """Another size; what the screen then holds differs between terminals."""
        self.columns, self.lines = columns, rows
        self.blot()
        self.x: int | None = None
        self.y: int | None = None
        self._margins = (0, rows - 1)

    def blot(self) -> None:
        """Something else wrote all over the screen."""
        self.rows = [[UNKNOWN] * self.columns for _ in range(self.lines)]

    def feed(self, text: str) -> None:
        """Take output; raises NotUnderstood."""
        for token in _TOKEN.finditer(text):
            private, parameters, between, final, osc, ascii_text, other_text, control = token.groups()
            if ascii_text:
                self._draw(_in_a_row(ascii_text, self.style))
            elif other_text:
                self._draw_wide(other_text)
            elif final:
                if private or between:
                    self._mode(private, parameters, final)
                else:
                    self._sequence(parameters, final)
            elif osc is not None:
                self._system_command(osc)
            else:
                self._control(control)

    def _sequence(self, parameters: str, final: str) -> None:
        if final == "m":
            self.style = styled(self.style, parameters)
            return
        numbers = [int(part or 0) for part in parameters.split(";")]
        count = max(1, numbers[0])
        if final == "H":
            self.y = min(self.lines, count) - 1
            self.x = min(self.columns, max(1, numbers[1] if len(numbers) > 1 else 1)) - 1
        elif final == "r":
            self._margins = (count - 1, min(self.lines, numbers[1] if len(numbers) > 1 else self.lines) - 1)
            # Home on some terminals, where it was on others.
            self.x = self.y = None
        elif final == "J" and numbers[0] == 2:
            self.rows = [[cell(" ", PLAIN)] * self.columns for _ in range(self.lines)]
        else:
            self._at_the_cursor(final, count, numbers[0])

    def _at_the_cursor(self, final: str, count: int, number: int) -> None:
        if self.forgiving and self.y is None:
            return
        if self.forgiving and self.x is None:
            self.x = self.columns - 1
        if self.x is None or self.y is None:
            raise NotUnderstood(f"{final!r} where terminals differ about the place of the cursor")
        x, row = self.x, self.rows[self.y]
        if final in "CDG":
            self.x = {"C": x + count, "D": x - count, "G": count - 1}[final]
        elif final in "AB":
            self.y += count if final == "B" else -count
        elif final in "LM":
            self._scroll(count if final == "L" else -count)
        elif final == "P":
            row[x:] = self._uncut(row, x, x + count) + [UNKNOWN] * min(count, self.columns - x)
        elif final == "@":
            row[x:] = ([UNKNOWN] * count + self._uncut(row, x, x))[: self.columns - x]
        elif final == "X" or (final == "K" and number == 0):
            end = min(self.columns, x + count) if final == "X" else self.columns
            known = self.erases_in_colour and not self.style.looks & _SEEN_ON_BLANKS
            blank = cell(" ", self.style) if known else UNKNOWN
            tail = self._uncut(row, x, end)
            row[x:] = [blank] * (end - x) + tail
        else:
            raise NotUnderstood(f"sequence ending in {final!r}")
        if not (0 <= (self.x or 0) < self.columns and 0 <= self.y < self.lines):
            if not self.forgiving:
                raise NotUnderstood(f"{count}{final} leaves the screen")
            self.x = None if self.x is None else max(0, min(self.columns - 1, self.x))
            self.y = max(0, min(self.lines - 1, self.y))

    def _uncut(self, row: list[Cell], start: int, end: int) -> list[Cell]:
        """What stands from `end` on, when the cells from `start` to there go; halves left over are unknown."""
        if start < self.columns and row[start].text == "" and start:
            row[start - 1] = self._half(row[start - 1])
            row[start] = self._half(row[start])
        tail = row[end:]
        if tail and tail[0].text == "":
            tail[0] = self._half(tail[0])
        return tail

    def _half(self, left: Cell) -> Cell:
        return cell(" ", left.style) if self.mends_halves and left is not UNKNOWN else UNKNOWN

    def _scroll(self, down: int) -> None:
        top, bottom = self._margins
        if self.y is None or not top <= self.y <= bottom:
            if not self.forgiving:
                raise NotUnderstood("a scroll outside the margins")
            return
        block = self.rows[self.y : bottom + 1]
        count = min(abs(down), len(block))
        new = [[UNKNOWN] * self.columns for _ in range(count)]
        self.rows[self.y : bottom + 1] = new + block[:-count] if down > 0 else block[count:] + new
        self.x = None

    def _draw_wide(self, text: str) -> None:
        for character in text:
            width = wcwidth(character)
            if width < 0:
                raise NotUnderstood(f"control character {character!r}")
            if width:
                cells = [cell(character, self.style)] + [cell("", self.style)] * (width - 1)
                self._draw(cells)
                continue
            at = self.x if self.x is not None else self.columns
            row = self.rows[self.y or 0]
            at -= 2 if at > 1 and row[at - 1].text == "" else 1
            if at >= 0:
                row[at] = cell(row[at].text + character, row[at].style)

    def _draw(self, cells: list[Cell]) -> None:
        if self.x is None or self.y is None:
            if self.y is None:
                if not self.forgiving:
                    raise NotUnderstood("text where terminals differ about the place of the cursor")
                # It lands somewhere: nothing on the screen is known any more until it is painted anew.
                self.blot()
                return
            # Behind the last column, wrapping off: terminals write over it or leave it.
            self.rows[self.y][-1] = UNKNOWN
            return
        row, end = self.rows[self.y], self.x + len(cells)
        tail = self._uncut(row, self.x, end)
        row[self.x :] = cells + tail
        if end > self.columns:
            row[self.columns - 1 :] = [UNKNOWN]
        # At the edge the cursor waits on some terminals and stands on the last column on others.
        self.x = end if end < self.columns else None

    def _control(self, control: str) -> None:
        if control == "\r":
            self.x = 0
        elif control == "\n":
            # The line discipline makes it a return and a line feed.
            if self.y is None or self.y + 1 >= self.lines:
                if not self.forgiving:
                    raise NotUnderstood("a line feed in the last row")
                self.blot()
                self.y = self.lines - 2
            self.x, self.y = 0, self.y + 1
        elif control == "\b":
            if not self.x:
                raise NotUnderstood("a backspace with nothing before it")
            self.x -= 1
        elif control != "\x07":
            raise NotUnderstood(f"control character {control!r}")

    def _mode(self, private: str, parameters: str, final: str) -> None:
        if private == "?" and final in "hl" and parameters in _MODES:
            if parameters == "25":
                self.cursor_shown = final == "h"
            elif parameters == "1049":
                self.blot()
            elif parameters == "2026":
                self.synchronised = final == "h"
        elif final not in "upcnq":
            raise NotUnderstood(f"mode {private}{parameters}{final}")

    def _system_command(self, command: str) -> None:
        if command.startswith("8;"):
            self.style = self.style._replace(link=command.split(";", 2)[2])
        elif command.split(";")[0] not in ("0", "2", "22", "52"):
            raise NotUnderstood(f"system command {command!r}")
