"""The lines of a response: a cursor, folds and matches, each row painted when it is looked at.

Owns how `Lines` look and where the cursor is. Refuses to know what a response is.
"""

from __future__ import annotations

from collections.abc import Callable, Iterable, Mapping

from rich.segment import Segment
from textual import events
from textual.geometry import Region, Size
from textual.message import Message
from textual.reactive import Reactive
from textual.scroll_view import ScrollView
from textual.strip import Strip

from tui.app.widgets.code_palette import CodePalette
from tui.app.widgets.line_painting import Mark, paint
from tui.app.widgets.scrollbars import refresh_scrollbars
from tui.sessions.shown_lines import Found, Lines, Search, matches_in
from tui.sessions.text_lines import TextLines
from tui.terminal.sanitise import cell_text, parts_of_emoji

_TAB_WIDTH = 4
_GUTTER_CELLS = 2
_SCROLL_CELLS = 8
_FURTHEST_CELLS = 8000


class BodyView(ScrollView, can_focus=True):
    """Lines with a cursor. `follows`: the cursor stays on the last line while more come."""

    virtual_size: Reactive[Size] = Reactive(Size(0, 0), layout=False, repaint=False)

    DEFAULT_CSS = """
    BodyView { background: $background; overflow-x: hidden; overflow-y: auto; scrollbar-size-vertical: 1; }
    """

    class Moved(Message):
        """The cursor is on another line, or it follows the end or no longer does."""

    def __init__(self, *, id: str | None = None) -> None:
        super().__init__(id=id)
        self.lines: Lines = TextLines()
        self.row = 0
        self.follows = False
        self.needle = ""
        self._left = 0
        self._search = Search()
        self._palette: CodePalette | None = None

    # What is shown

    def show(self, lines: Lines, *, follows: bool = False) -> None:
        """Show other lines from their beginning."""
        self.lines, self.row, self._left, self.follows = lines, 0, 0, follows
        self._search = Search()
        self.scroll_to(y=0, animate=False, immediate=True)
        self.grew(0)
        self.refresh()

    def grew(self, first: int) -> None:
        """There are more lines; those from `first` on are not as they were."""
        height = self.row_count
        if height != self.virtual_size.height:
            self.virtual_size = Size(0, height)
            refresh_scrollbars(self)
        if self.follows:
            self._go_to_row(height - 1)
        top, seen = self.scroll_offset.y, self.size.height
        row = max(0, self.lines.folds.row_of(first) - top)
        if row < seen:
            self.refresh(Region(0, row, self.size.width, seen - row))

    @property
    def row_count(self) -> int:
        """How many rows there are."""
        return self.lines.folds.row_count(self.lines.line_count)

    @property
    def line(self) -> int:
        """The line that the cursor is on."""
        return self.lines.folds.line_at(self.row)

    # Moving

    @property
    def moves(self) -> Mapping[str, Callable[[], None]]:
        """What the commands do that move the cursor, by their names."""
        page = max(1, self.size.height - 1)
        return {
            "down": lambda: self.move(1),
            "up": lambda: self.move(-1),
            "first": lambda: self.move(-self.row),
            "last": lambda: self.move(self.row_count),
            "page_down": lambda: self.move(page),
            "page_up": lambda: self.move(-page),
        }

    def move(self, rows: int) -> None:
        """Move the cursor; on the last row it follows what comes."""
        self._go_to_row(self.row + rows)
        self.follows = self.row >= self.row_count - 1
        self.post_message(self.Moved())

    def _go_to_row(self, row: int) -> None:
        before, self.row = self.row, max(0, min(row, self.row_count - 1))
        top, seen = self.scroll_offset.y, self.size.height
        if self.row < top:
            self.scroll_to(y=self.row, animate=False, immediate=True)
        elif seen and self.row >= top + seen:
            self.scroll_to(y=self.row - seen + 1, animate=False, immediate=True)
        self._refresh_rows({before, self.row})

    def _refresh_rows(self, rows: Iterable[int]) -> None:
        top = self.scroll_offset.y
        regions = [
            Region(0, row - top, self.size.width, 1) for row in sorted(rows) if 0 <= row - top < self.size.height
        ]
        if regions:
            self.refresh(*regions)

    def scroll_sideways(self, step: int) -> None:
        """Move long lines to the left, or back."""
        self._left = max(0, min(self._left + step * _SCROLL_CELLS, _FURTHEST_CELLS))
        self.refresh()

    def on_click(self, event: events.Click) -> None:
        row = event.y + self.scroll_offset.y
        if row < self.row_count:
            was_here = row == self.row
            self.move(row - self.row)
            if was_here or event.x < _GUTTER_CELLS:
                self.toggle()

    def on_resize(self) -> None:
        self._go_to_row(self.row)

    # Folding

    def fold(self) -> None:
        """Fold what begins at the cursor, or what it is in."""
        block = self.lines.block_of(self.line)
        if block is not None and self.lines.folds.is_folded(block[0]):
            # It is folded: go on with what is around it.
            block = self.lines.block_of(block[0] - 1) if block[0] else None
            while block is not None and block[1] < self.line:
                block = self.lines.block_of(block[0] - 1) if block[0] else None
        if block is not None:
            self.lines.folds.fold(*block)
            self._folded(block[0])

    def unfold(self) -> None:
        """Unfold what begins at the cursor."""
        line = self.line
        self.lines.folds.unfold(line)
        self._folded(line)

    def toggle(self) -> None:
        """Fold or unfold what begins at the cursor, or fold what it is in."""
        if self.lines.folds.is_folded(self.line):
            self.unfold()
        else:
            self.fold()

    def fold_level(self, level: int) -> None:
        """Fold all that stands so deep, 1 the outermost; 0 unfolds all."""
        line = self.line
        self.lines.fold_level(level)
        self._folded(line)

    def _folded(self, line: int) -> None:
        """Folds have changed; the cursor goes to a line, or to the fold that hides it."""
        self.virtual_size = Size(0, self.row_count)
        refresh_scrollbars(self)
        self._go_to_row(self.lines.folds.row_of(line))
        self.refresh()
        self.post_message(self.Moved())

    # Searching

    def search(self, needle: str, *, backwards: bool = False, stays: bool = False) -> Found | None:
        """Go to the next line that holds a text, or the one before; with `stays` it may be the cursor's own."""
        if needle != self.needle:
            self.needle = needle
            self.refresh()
        found = self._search.find(self.lines, needle, self.line - int(stays), backwards=backwards) if needle else None
        if found is not None and self.lines.folds.is_hidden(found.line):
            self.lines.folds.reveal(found.line)
            self._folded(found.line)
        elif found is not None:
            self._go_to_row(self.lines.folds.row_of(found.line))
            self.post_message(self.Moved())
        return found

    # Painting

    def notify_style_update(self) -> None:
        self._palette = None
        super().notify_style_update()

    def render_line(self, y: int) -> Strip:
        palette = self._palette
        if palette is None:
            palette = self._palette = CodePalette.of(self.app)
        width, row = self.size.width, y + self.scroll_offset.y
        if row >= self.row_count:
            return Strip([Segment(" " * width, palette.base)], width)
        line = self.lines.folds.line_at(row)
        shown = self.lines.shown(line)
        apart, columns = parts_of_emoji(shown.text)
        text = cell_text(apart)
        spans = ((columns[start], columns[end], name) for start, end, name in shown.spans) if columns else shown.spans
        marks = [Mark(start, end, palette.syntax[name]) for start, end, name in spans if name in palette.syntax]
        marks += [Mark(start, end, palette.match) for start, end in matches_in(text, self.needle)]
        is_here = row == self.row
        sign = " " if shown.is_folded is None else "+" if shown.is_folded else "-"
        gutter = Segment(f"{'>' if is_here else ' '}{sign}", palette.gutter_here if is_here else palette.gutter)
        room = max(0, width - _GUTTER_CELLS)
        body = paint(text, marks, palette.base, first_cell=self._left, width=room, tab_width=_TAB_WIDTH)
        return Strip([gutter, *body], _GUTTER_CELLS + room).crop(0, width)
