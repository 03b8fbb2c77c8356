"""Frames: what an app draws, read into rows of cells.

Pure. Owns reading a frame's text (cursor moves, SGR, OSC 8, characters). What it does not understand it shows as a
question mark: nothing in a frame ever reaches the terminal but as a cell, and no cell holds a control character.
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
_STYLED = re.compile(r"\x1b\[([\d;]*)m([^\x1b]*)|(\x1b\])8;[^;\x07\x1b]*;[^\x07\x1b]*(?:\x1b\\|\x07)|([^\x1b]+)|(\x1b)")
_RESET = "\x1b[0m"
_FIRST_CHARACTER = re.compile(r"(?:\x1b\[[\d;]*m)*([^\x1b])")
_PRINTABLE_ASCII = re.compile(r"[ -~]*").fullmatch
_MOST_PIECES = 256
_MOST_RUNS = 2048
"""What is remembered: some screens of rows, and the runs of text that rows are made of. A row takes 2 KiB."""


class Frame:
    """The rows an app wants to see and the place of the cursor, filled by frames."""

    def __init__(self, table: CellTable, width_of: CharacterWidth) -> None:
        self.table = table
        self.rows: list[Row] = []
        self.cursor = (0, 0)
        self._width_of = width_of
        self._cells: dict[str, Row] = {}
        self._runs: dict[str, Row] = {}
        self._styles: dict[tuple[CellStyle, str], CellStyle] = {}
        self._columns = self._lines = sys.maxsize

    def resize(self, columns: int, lines: int) -> None:
        """Start from nothing with another size. What an app draws before it hears of it is cut to that size."""
        self.rows = []
        self._columns, self._lines = columns, lines

    def apply(self, frame: str) -> None:
        """Take a frame over."""
        x = y = 0
        position = 0
        for move in _MOVE.finditer(frame):
            piece = frame[position : move.start()]
            position = move.end()
            if piece:
                self._put(piece, x, y)
            if move[0] == "\n":
                x, y = 0, y + 1
            else:
                y, x = max(1, int(move[1] or 1)) - 1, max(1, int(move[2] or 1)) - 1
        piece = frame[position:]
        if piece:
            self._put(piece, x, y)
        else:
            self.cursor = (min(x, self._columns - 1), min(y, self._lines - 1))

    def _put(self, piece: str, x: int, y: int) -> None:
        cells = self._cells.get(piece)
        if cells is None:
            if len(self._cells) >= _MOST_PIECES:
                self._cells.clear()
            cells = self._cells[piece] = self._read(piece)
        if not cells or y >= self._lines:
            return
        blank = self.table.cell(" ", PLAIN)
        while len(self.rows) <= y:
            self.rows.append([])
        row = self.rows[y]
        if len(row) < x:
            row = row + [blank] * (x - len(row))
        row = self._mended(row[:x], 0) + cells + self._mended(row[x + len(cells) :], 1)
        self.rows[y] = row if len(row) <= self._columns else self._mended(row[: self._columns], 0)

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

    def _read(self, piece: str) -> Row:
        """The cells of a piece of a frame; it starts in no style, as all that Rich renders does."""
        if "\x1b]" in piece:
            return self._read_run(piece)
        cells: Row = []
        # Rich ends each run of a style with a reset; the runs themselves come again and again.
        runs = self._runs
        for run in piece.split(_RESET):
            found = runs.get(run)
            if found is None:
                if len(runs) >= _MOST_RUNS:
                    runs.clear()
                found = runs[run] = [] if self._starts_with_mark(run) else self._read_run(run)
            if run and not found:
                # The base of the mark ends the run before.
                return self._read_run(piece)
            cells += found
        return cells

    def _starts_with_mark(self, run: str) -> bool:
        first = _FIRST_CHARACTER.match(run)
        return first is not None and not first[1].isascii() and self._width_of(first[1]) == 0

    def _read_run(self, run: str) -> Row:
        """The cells of text that starts in no style."""
        cells: Row = []
        style = PLAIN
        for parameters, styled, command, text, escape in _STYLED.findall(run):
            if command:
                # A hyperlink: the console draws none, and none that a text may have smuggled in reaches the terminal.
                continue
            if escape:
                cells.append(self.table.cell("?", style))
            else:
                if not text:
                    style = self._style(style, parameters)
                text = text or styled
                if _PRINTABLE_ASCII(text):
                    numbers = self.table.ascii_cells(style)
                    cells += [numbers[code] for code in text.encode()]
                else:
                    self._add(text, style, cells)
        return cells

    def _style(self, style: CellStyle, parameters: str) -> CellStyle:
        """The style after these parameters, remembered; the same as before when they are not understood."""
        found = self._styles[style, parameters] = style_after(style, parameters) or style
        return found

    def _add(self, text: str, style: CellStyle, cells: Row) -> None:
        cell = self.table.cell
        for character in text:
            if character < " " or "\x7f" <= character < "\xa0":
                cells.append(cell("?", style))
                continue
            width = self._width_of(character)
            if width == 0:
                if not cells:
                    continue
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
