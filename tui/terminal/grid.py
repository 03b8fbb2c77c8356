"""Frames: what an app draws, read into rows of cells.

Pure. Owns reading a frame's text (cursor moves, SGR, OSC 8, characters). What it does not understand it says so, and
the caller sends the text as it came. No control character ever becomes a cell.
"""

from __future__ import annotations

import re
import sys
from collections.abc import Callable, Sequence

from tui.terminal.cells import PLAIN, CellStyle, CellTable, style_after

Row = list[int]
"""Cell numbers of a `CellTable`; rows are replaced, never changed."""

CharacterWidth = Callable[[str], int]

_MOVE = re.compile(r"\x1b\[(\d*);?(\d*)H|\n")
_PIECE = re.compile(r"\x1b\[([\d;]*)m|\x1b\]8;[^;\x07\x1b]*;([^\x07\x1b]*)(?:\x1b\\|\x07)|([^\x1b]+)|(\x1b)")
_MOST_CACHED = 8192


class Grid:
    """The rows an app wants to see and the place of the cursor, filled by frames."""

    def __init__(self, table: CellTable, width_of: CharacterWidth) -> None:
        self.table = table
        self.rows: list[Row] = []
        self.cursor = (0, 0)
        self._width_of = width_of
        self._cells: dict[str, Row | None] = {}
        self._columns = self._lines = sys.maxsize

    def resize(self, columns: int, lines: int) -> None:
        """Start from nothing with another size. What an app draws before it hears of it is cut to that size."""
        self.rows = []
        self._columns, self._lines = columns, lines

    def apply(self, frame: str) -> set[int] | None:
        """Take a frame over; answers the rows it touched, or None when it holds something unknown.

        After None the rows are not to be trusted; `forget` and draw anew.
        """
        touched: set[int] = set()
        x = y = 0
        position = 0
        for move in _MOVE.finditer(frame):
            piece = frame[position : move.start()]
            position = move.end()
            if piece and not self._put(piece, x, y, touched):
                return None
            if move[0] == "\n":
                x, y = 0, y + 1
            else:
                y, x = max(1, int(move[1] or 1)) - 1, max(1, int(move[2] or 1)) - 1
        piece = frame[position:]
        if piece:
            if not self._put(piece, x, y, touched):
                return None
        else:
            self.cursor = (min(x, self._columns - 1), min(y, self._lines - 1))
        return touched

    def _put(self, piece: str, x: int, y: int, touched: set[int]) -> bool:
        cells = self._cells.get(piece)
        if cells is None and piece not in self._cells:
            if len(self._cells) >= _MOST_CACHED:
                self._cells.clear()
            cells = self._cells[piece] = self._read(piece)
        if cells is None:
            return False
        if not cells or y >= self._lines:
            return True
        blank = self.table.cell(" ", PLAIN)
        while len(self.rows) <= y:
            self.rows.append([])
        row = self.rows[y]
        if len(row) < x:
            row = row + [blank] * (x - len(row))
        row = self._mended(row[:x], 0) + cells + self._mended(row[x + len(cells) :], 1)
        self.rows[y] = row if len(row) <= self._columns else self._mended(row[: self._columns], 0)
        touched.add(y)
        return True

    def _mended(self, cells: Row, side: int) -> Row:
        """A part of a row without the half of a wide character that was cut off."""
        texts = self.table.texts
        if side and cells and texts[cells[0]] == "":
            return [self.table.cell(" ", self.table.styles[cells[0]]), *cells[1:]]
        if not side and cells and texts[cells[-1]] and self._width(texts[cells[-1]]) == 2:
            return [*cells[:-1], self.table.cell(" ", self.table.styles[cells[-1]])]
        return cells

    def _width(self, text: str) -> int:
        return 1 if text.isascii() else self._width_of(text[0])

    def _read(self, piece: str) -> Row | None:
        """The cells of a piece of a frame; it starts in no style, as all that Rich renders does."""
        cells: Row = []
        style = PLAIN
        for match in _PIECE.finditer(piece):
            parameters, link, text, unknown = match.groups()
            if parameters is not None:
                changed = style_after(style, parameters)
                if changed is None:
                    return None
                style = changed
            elif link is not None:
                style = style._replace(link=link)
            elif unknown is not None:
                return None
            else:
                self._add(text, style, cells)
        return cells

    def _add(self, text: str, style: CellStyle, cells: Row) -> None:
        cell = self.table.cell
        if text.isascii() and text.isprintable():
            cells += [cell(character, style) for character in text]
            return
        for character in text:
            if character < " " or "\x7f" <= character < "\xa0":
                cells.append(cell("?", style))
                continue
            width = self._width_of(character)
            if width == 0:
                if cells:
                    at = -2 if self.table.texts[cells[-1]] == "" and len(cells) > 1 else -1
                    base = self.table.texts[cells[at]]
                    # A mark looks like its base, whatever style it came in; what a blank's would be is not kept.
                    cells[at] = cell(base + character, style if base == " " else self.table.styles[cells[at]])
                continue
            cells.append(cell(character, style))
            if width == 2:
                cells.append(cell("", style))


def plain_text(rows: Sequence[Row], table: CellTable) -> list[str]:
    """The rows as text, for looking at."""
    return ["".join(table.texts[cell] for cell in row) for row in rows]
