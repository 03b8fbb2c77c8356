"""The text of the editor as Textual's text area wants it, kept byte for byte.

Textual's own document splits at more than line ends and writes one kind of line end for all. This one hands both to
`tui.editing.source`, and returns where a character stands on the screen without measuring the whole document.
"""

from __future__ import annotations

import itertools
from collections.abc import Callable, Sequence
from typing import cast, overload

from textual.geometry import Offset, Size
from textual.widgets.text_area import DocumentBase, EditResult, Location, WrappedDocument

from tui.app.widgets.line_cells import cell_of, column_at
from tui.editing.source import SourceText
from tui.terminal.sanitise import cell_text

PRIVATE_NAMES = ("_offset_to_line_info", "_wrap_offsets")
"""What this reads of Textual's `WrappedDocument`; `tests/app/test_scrollbars.py` fails when one is no longer there."""

_LONG_CELLS = 1000

OnEdit = Callable[[int, int, int], None]
"""Told after every edit: first line, how many lines there were, how many there are now."""


class SourceDocument(DocumentBase):
    """A document over `SourceText`. Text given to `replace_range` is inserted exactly as it is."""

    def __init__(self, text: str | SourceText) -> None:
        self.source = SourceText(text) if isinstance(text, str) else text
        self.on_edit: OnEdit | None = None
        self._widest = 0
        self._widest_known = False

    @property
    def text(self) -> str:
        return self.source.text

    @property
    def newline(self) -> str:  # type: ignore[override]  # the base class has a Literal of the same three strings
        return self.source.newline

    @property
    def lines(self) -> list[str]:
        return self.source.lines

    def get_line(self, index: int) -> str:
        return self.source.lines[index]

    def get_text_range(self, start: Location, end: Location) -> str:
        top, bottom = sorted((start, end))
        return self.source.text_range(top, bottom)

    def replace_range(self, start: Location, end: Location, text: str) -> EditResult:
        top, bottom = sorted((start, end))
        done = self.source.replace(top, bottom, text, exact=True)
        if self._widest_known:
            self._widen(max(map(len, self.source.lines[done.first_line : done.first_line + done.new_line_count])))
        if self.on_edit is not None:
            self.on_edit(done.first_line, done.old_line_count, done.new_line_count)
        return EditResult(done.new_end, done.removed)

    def get_size(self, indent_width: int) -> Size:
        """An upper bound that is cheap to keep: the longest line there has been, in cells at their widest.

        Shrinks only when the text is loaded anew; the horizontal scroll range being a little long harms nobody.
        """
        if not self._widest_known:
            self._widest = max(map(len, self.source.lines))
            self._widest_known = True
        return Size(self._widest, len(self.source.lines))

    def widened(self, cells: int) -> bool:
        """Take note of a line found to be wider than its length in characters; true when that is news."""
        before = self._widest
        self._widen(cells)
        return self._widest > before

    def _widen(self, cells: int) -> None:
        if cells > self._widest:
            # Another size paints the whole widget: a long line that grows letter by letter is given room.
            self._widest = cells + (cells // 100 if cells > _LONG_CELLS else 0)

    @property
    def line_count(self) -> int:
        return len(self.source.lines)

    @property
    def start(self) -> Location:
        return (0, 0)

    @property
    def end(self) -> Location:
        return (len(self.source.lines) - 1, len(self.source.lines[-1]))

    @overload
    def __getitem__(self, line_index: int) -> str: ...

    @overload
    def __getitem__(self, line_index: slice) -> list[str]: ...

    def __getitem__(self, line_index: int | slice) -> str | list[str]:
        return self.source.lines[line_index]


class UnwrappedDocument(WrappedDocument):
    """The wrapped view of a document that is not wrapped: every answer comes from the document, in constant time."""

    def __init__(self, document: SourceDocument, tab_width: int) -> None:
        self.document = document
        self._tab_width = tab_width

    @property
    def wrapped(self) -> bool:
        return False

    @property
    def lines(self) -> list[list[str]]:
        return [[line] for line in self.document.lines]

    @property
    def height(self) -> int:
        return self.document.line_count

    def wrap(self, width: int, tab_width: int | None = None) -> None:
        if tab_width:
            self._tab_width = tab_width

    def wrap_range(self, start: Location, old_end: Location, new_end: Location) -> None:
        """Nothing is kept that an edit could outdate."""

    def offset_to_location(self, offset: Offset) -> Location:
        row = max(0, min(offset.y, self.document.line_count - 1))
        return row, column_at(self.document.get_line(row), max(0, offset.x), self._tab_width)

    def location_to_offset(self, location: Location) -> Offset:
        row = max(0, min(location[0], self.document.line_count - 1))
        return Offset(cell_of(self.document.get_line(row), location[1], self._tab_width), row)

    def get_target_document_column(self, line_index: int, x_offset: int, y_offset: int) -> int:
        return column_at(self.document.get_line(line_index), x_offset, self._tab_width)

    def get_sections(self, line_index: int) -> list[str]:
        return [self.document.get_line(line_index)]

    def get_offsets(self, line_index: int) -> list[int]:
        return []

    def get_tab_widths(self, line_index: int) -> list[int]:
        from textual.expand_tabs import get_tab_widths

        return [width for _, width in get_tab_widths(self.document.get_line(line_index), self._tab_width)]


class _ShownLines(Sequence[str]):
    """The lines as they are shown, made when asked for."""

    def __init__(self, lines: list[str]) -> None:
        self._lines = lines

    def __len__(self) -> int:
        return len(self._lines)

    @overload
    def __getitem__(self, index: int) -> str: ...

    @overload
    def __getitem__(self, index: slice) -> list[str]: ...

    def __getitem__(self, index: int | slice) -> str | list[str]:
        if isinstance(index, slice):
            return [cell_text(line) for line in self._lines[index]]
        return cell_text(self._lines[index])


class _ShownDocument:
    """What wrapping needs of a document, with lines as wide as they are shown."""

    def __init__(self, document: SourceDocument) -> None:
        self._document = document

    @property
    def lines(self) -> _ShownLines:
        return _ShownLines(self._document.lines)

    @property
    def line_count(self) -> int:
        return self._document.line_count

    def get_line(self, index: int) -> str:
        return cell_text(self._document.get_line(index))

    def __getitem__(self, index: int) -> str:
        return self.get_line(index)


class WrappedSource(WrappedDocument):
    """Textual's wrapping over the lines as they are shown, so that inert signs count with the cell they take."""

    def __init__(self, document: SourceDocument, width: int, tab_width: int) -> None:
        super().__init__(cast(DocumentBase, _ShownDocument(document)), width, tab_width)

    @property
    def wrapped_lines(self) -> int:
        """How many lines are wrapped: an edit has the document before it has this."""
        return len(self._wrap_offsets)

    def location_to_offset(self, location: Location) -> Offset:
        # While an edit is under way, or taken back, there are lines that are not wrapped yet, or not there any more.
        return super().location_to_offset((min(location[0], self.wrapped_lines - 1), location[1]))

    def get_sections(self, line_index: int) -> list[str]:
        # Asked for every move of the cursor; the base class makes rich texts of all sections first.
        line = self.document.get_line(line_index)
        cuts = [0, *self.get_offsets(line_index), len(line)]
        return [line[start:end] for start, end in itertools.pairwise(cuts)]

    def section_at(self, y: int) -> tuple[int, int] | None:
        """The line and the section of it at a row of the wrapped text; None below the end."""
        rows = self._offset_to_line_info
        return rows[y] if 0 <= y < len(rows) else None
