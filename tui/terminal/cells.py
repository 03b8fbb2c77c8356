"""Cells: one place of the screen each, interned as small numbers so that rows compare at the speed of lists.

Pure. Owns what a cell is and how styles are read from escape sequences. Refuses to know how cells are sent.
"""

from __future__ import annotations

from collections.abc import Callable
from typing import NamedTuple

BOLD, DIM, ITALIC, UNDERLINE, BLINK, REVERSE, CONCEAL, STRIKE = (1 << bit for bit in range(8))

DEFAULT_COLOUR = -1
TRUE_COLOUR = 1 << 24
"""Added to 0xRRGGBB; smaller numbers are entries of the palette of 256."""

_ATTRIBUTES = {1: BOLD, 2: DIM, 3: ITALIC, 4: UNDERLINE, 5: BLINK, 7: REVERSE, 8: CONCEAL, 9: STRIKE, 21: UNDERLINE}
_OFF = {22: BOLD | DIM, 23: ITALIC, 24: UNDERLINE, 25: BLINK, 27: REVERSE, 28: CONCEAL, 29: STRIKE}
_SHOWN_ON_BLANKS = UNDERLINE | REVERSE | STRIKE


class CellStyle(NamedTuple):
    """How a cell looks."""

    attributes: int = 0
    foreground: int = DEFAULT_COLOUR
    background: int = DEFAULT_COLOUR


PLAIN = CellStyle()


def style_after(style: CellStyle, parameters: str) -> CellStyle | None:
    """The style after an SGR sequence with these parameters; None for one that is not understood."""
    numbers = [int(part) if part else 0 for part in parameters.split(";")]
    attributes, foreground, background = style
    index = 0
    while index < len(numbers):
        number = numbers[index]
        index += 1
        if number == 0:
            attributes, foreground, background = 0, DEFAULT_COLOUR, DEFAULT_COLOUR
        elif number in _ATTRIBUTES:
            attributes |= _ATTRIBUTES[number]
        elif number in _OFF:
            attributes &= ~_OFF[number]
        elif 30 <= number <= 37:
            foreground = number - 30
        elif 40 <= number <= 47:
            background = number - 40
        elif 90 <= number <= 97:
            foreground = number - 82
        elif 100 <= number <= 107:
            background = number - 92
        elif number == 39:
            foreground = DEFAULT_COLOUR
        elif number == 49:
            background = DEFAULT_COLOUR
        elif number in (38, 48):
            if numbers[index : index + 1] == [2] and len(numbers) >= index + 4:
                red, green, blue = numbers[index + 1 : index + 4]
                colour = TRUE_COLOUR | (red & 255) << 16 | (green & 255) << 8 | (blue & 255)
                index += 4
            elif numbers[index : index + 1] == [5] and len(numbers) >= index + 2:
                colour = numbers[index + 1] & 255
                index += 2
            else:
                return None
            if number == 38:
                foreground = colour
            else:
                background = colour
        elif number not in (51, 52, 53, 54, 55):
            # Frames and overlines are not drawn; anything else is not known.
            return None
    return CellStyle(attributes, foreground, background)


class CellTable:
    """Cells by number. A wide character has a cell of its own and an empty one behind it.

    A blank looks the same whatever its foreground, so blanks of one background are one cell. `lower` makes of a style
    what the terminal shows instead; it must leave alone what it has made.
    """

    def __init__(self, lower: Callable[[CellStyle], CellStyle] | None = None) -> None:
        self._lower = lower
        self._lowered: dict[CellStyle, CellStyle] = {}
        self.texts: list[str] = []
        self.styles: list[CellStyle] = []
        self._ids: dict[tuple[str, CellStyle], int] = {}
        self._ascii: dict[CellStyle, list[int]] = {}

    def cell(self, text: str, style: CellStyle) -> int:
        """The number of a cell."""
        if self._lower is not None:
            lowered = self._lowered.get(style)
            if lowered is None:
                lowered = self._lowered[style] = self._lower(style)
            style = lowered
        if text == " " and not style.attributes & _SHOWN_ON_BLANKS:
            style = CellStyle(0, DEFAULT_COLOUR, style.background)
        key = (text, style)
        number = self._ids.get(key)
        if number is None:
            number = self._ids[key] = len(self.texts)
            self.texts.append(text)
            self.styles.append(style)
        return number

    def ascii_cells(self, style: CellStyle) -> list[int]:
        """The numbers of the cells of this style by character code, for codes below 127; controls are `?`."""
        numbers = self._ascii.get(style)
        if numbers is None:
            numbers = [self.cell(chr(code) if code >= 32 else "?", style) for code in range(127)]
            self._ascii[style] = numbers
        return numbers
