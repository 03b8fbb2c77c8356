"""A terminal to hold streams against each other: pyte, asked for cells."""

from __future__ import annotations

import re
from typing import NamedTuple

import pyte

_PRIVATE = re.compile(r"\x1b\[[<>=?][0-9;]*\$?[a-zA-Z]|\x1b\].*?(?:\x07|\x1b\\)", re.DOTALL)


class Seen(NamedTuple):
    """A cell as a person sees it. The colour of a blank's character can't be seen."""

    text: str
    foreground: str
    background: str
    looks: tuple[bool, ...]


class Emulator:
    """A screen fed with what a program writes."""

    def __init__(self, columns: int, rows: int) -> None:
        self.screen = pyte.Screen(columns, rows)
        # Textual turns wrapping at the edge off.
        self.screen.mode.discard(pyte.modes.DECAWM)
        self._stream = pyte.Stream(self.screen)

    def feed(self, text: str) -> None:
        """Take output; private sequences pyte would print are left out."""
        self._stream.feed(_PRIVATE.sub("", text))

    def row(self, y: int) -> list[Seen]:
        """A row as it is seen."""
        seen: list[Seen] = []
        for x in range(self.screen.columns):
            cell = self.screen.buffer[y][x]
            looks = (cell.bold, cell.italics, cell.underscore, cell.strikethrough, cell.reverse)
            blank = cell.data == " " and not cell.underscore and not cell.strikethrough and not cell.reverse
            if blank:
                looks = (False,) * 5
            seen.append(Seen(cell.data, "default" if blank else cell.fg, cell.bg, looks))
        return seen

    def rows(self) -> list[list[Seen]]:
        """The whole screen."""
        return [self.row(y) for y in range(self.screen.lines)]
