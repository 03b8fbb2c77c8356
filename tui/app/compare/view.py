"""Versions of a text beside each other or one under the other, their differences marked word by word.

Owns how a row of them looks and which part of a long line is shown. Refuses to know what the versions are.
"""

from __future__ import annotations

from collections.abc import Sequence
from typing import ClassVar

from rich.segment import Segment
from rich.style import Style
from textual.geometry import Size
from textual.scroll_view import ScrollView
from textual.strip import Strip

from tui.app.widgets.code_palette import CodePalette
from tui.app.widgets.line_cells import cell_starts
from tui.app.widgets.line_painting import Mark, paint
from tui.editing.differences import changed_spans, first_difference
from tui.editing.lexing import Highlighter
from tui.editing.side_by_side import Row, one_under_the_other, rows_of, starts_of_changes
from tui.terminal.sanitise import cell_text

_TAB_WIDTH = 4
_SCROLL_CELLS = 8
_SEEN_CELLS = 12
"""So much of a long line's first difference is to be seen without scrolling sideways."""
_GUTTER_CELLS = 7


class VersionsView(ScrollView, can_focus=True):
    """Two or three versions, the changed lines of each beside each other, or those of two one under the other."""

    DEFAULT_CSS = """
    VersionsView { background: $background; scrollbar-size-vertical: 1; scrollbar-size-horizontal: 0; }
    VersionsView > .versions--old { color: $error; }
    VersionsView > .versions--new { color: $success; }
    VersionsView > .versions--number { color: $faint; }
    VersionsView > .versions--fold { color: $muted; }
    """

    COMPONENT_CLASSES: ClassVar[set[str]] = {"versions--old", "versions--new", "versions--number", "versions--fold"}

    def __init__(self, versions: Sequence[Sequence[str]]) -> None:
        super().__init__(id="versions")
        self._versions = versions
        self._beside: list[Row] = rows_of(versions)
        self._rows = self._beside
        self._shown: tuple[int, ...] = tuple(range(len(versions)))
        self._unified = False
        self._highlighters: dict[int, Highlighter] = {}
        self._palette: CodePalette | None = None
        self._left = 0
        # How far to the right a long line is shown by itself: so far it can be scrolled back.
        self._furthest = 0

    @property
    def change_count(self) -> int:
        """How many stretches differ."""
        return len(starts_of_changes(self._rows))

    def on_mount(self) -> None:
        self.virtual_size = Size(0, len(self._rows))

    def show_columns(self, columns: tuple[int, ...], *, unified: bool = False) -> None:
        """Show these versions in this order: beside each other, or two of them one under the other."""
        if (columns, unified) == (self._shown, self._unified):
            return
        before = self._line_at(self.scroll_offset.y)
        self._shown, self._unified = columns, unified
        self._rows = self._beside
        if unified:
            self._rows = one_under_the_other(rows_of([self._versions[column] for column in columns]))
        self._left = self._furthest = 0
        self.virtual_size = Size(0, len(self._rows))
        if before:
            # Where the reader was.
            there = (row for row in range(len(self._rows)) if self._line_at(row) >= before)
            self.scroll_to(y=next(there, 0), animate=False)
        self.refresh()

    def _line_at(self, index: int) -> int:
        """The last version's line at a row, or the next one below it."""
        last = len(self._shown) - 1 if self._unified else self._shown[-1]
        return next((line for row in self._rows[index:] if (line := row.lines[last]) is not None), 0)

    def scroll_sideways(self, step: int) -> None:
        """Move the text below its columns, as lines may be longer than a column is wide."""
        self._left = max(-self._furthest, self._left + step * _SCROLL_CELLS)
        self.refresh()

    def go_to_change(self, step: int) -> bool:
        """Scroll to the next change below the top of the view, or the one before; False when there is none."""
        starts = starts_of_changes(self._rows)
        top = self.scroll_offset.y
        if step > 0:
            wanted = [start for start in starts if start - 1 > top]
        else:
            wanted = [start for start in starts if start - 1 < top][-1:]
        if not wanted:
            return False
        self.scroll_to(y=max(0, wanted[0] - 1), animate=False)
        return True

    def notify_style_update(self) -> None:
        self._palette = None
        super().notify_style_update()

    def render_line(self, y: int) -> Strip:
        width = self.size.width
        base = self.rich_style
        index = self.scroll_offset.y + y
        if index >= len(self._rows):
            return Strip([Segment(" " * width, base)], width)
        row = self._rows[index]
        if row.folded:
            text = f"{'':>6} {row.folded} equal line{'' if row.folded == 1 else 's'}"
            style = self.get_component_rich_style("versions--fold")
            return Strip([Segment(text[:width].ljust(width), style)], width)
        if self._unified:
            return self._row_of_both(row, width, base)
        count = len(self._shown)
        column_width = (width - (count - 1)) // count
        bar = Strip([Segment("│", self.get_component_rich_style("versions--number"))], 1)
        parts: list[Strip] = []
        for place, version in enumerate(self._shown):
            last = place == count - 1
            taken = (column_width + 1) * place
            parts.append(self._cell(row, version, width - taken if last else column_width, base))
            if not last:
                parts.append(bar)
        return Strip.join(parts)

    def _row_of_both(self, row: Row, width: int, base: Style) -> Strip:
        """A row of two versions one under the other: a line of the old one, of the new one, or of both."""
        side = 0 if row.lines[1] is None else 1
        line = row.lines[side]
        if line is None:
            return Strip([Segment(" " * width, base)], width)
        other = row.compared[1 - side] if row.compared else None
        there = None if other is None else self._versions[self._shown[1 - side]][other]
        is_new = side == 1 if row.changed else None
        return self._line(self._shown[side], line, there, is_new, width, base)

    def _cell(self, row: Row, version: int, width: int, base: Style) -> Strip:
        """A version's line in a row of lines beside each other."""
        line = row.lines[version]
        if line is None:
            return Strip([Segment(" " * width, base)], width)
        # Where all three stand side by side, both sides are compared with what they come from.
        reference = 0 if 0 in self._shown else self._shown[0]
        is_old = version == reference
        text = self._versions[version][line]
        others = [self._text_in(row, each) for each in self._shown if (each == reference) is not is_old]
        differs = row.changed and any(other != text for other in others)
        other = next((each for each in others if each != text), None) if is_old else others[0]
        return self._line(version, line, other, not is_old if differs else None, width, base)

    def _text_in(self, row: Row, version: int) -> str | None:
        line = row.lines[version]
        return None if line is None else self._versions[version][line]

    def _line(self, version: int, line: int, other: str | None, is_new: bool | None, width: int, base: Style) -> Strip:
        """A line with its number and sign. `is_new` is None for one that does not differ; `other` is compared with."""
        text = self._versions[version][line]
        number_style = self.get_component_rich_style("versions--number")
        style = self.get_component_rich_style("versions--new" if is_new else "versions--old")
        sign = " " if is_new is None else "+" if is_new else "-"
        gutter = Strip(
            [Segment(f"{line + 1:>5} ", number_style), Segment(sign, base if is_new is None else style)], _GUTTER_CELLS
        )
        shown = cell_text(text.rstrip("\r\n"))
        room = max(0, width - _GUTTER_CELLS)
        left = self._left
        marks = self._syntax(version, line)
        if is_new is not None:
            spans = changed_spans(other, text)[1] if other is not None else []
            marks += [Mark(start, end, Style(color=style.color, bold=True, underline=True)) for start, end in spans]
            own = 0 if other is None else _first_seen(shown, first_difference(other, text), room)
            self._furthest = max(self._furthest, own)
            left += own
        if left <= 0 or not room:
            code = paint(shown, marks, base, first_cell=0, width=room, tab_width=_TAB_WIDTH)
            return Strip.join([gutter, code]).crop(0, width)
        cut = Strip([Segment("…", number_style)], 1)
        code = paint(shown, marks, base, first_cell=left + 1, width=room - 1, tab_width=_TAB_WIDTH)
        return Strip.join([gutter, cut, code]).crop(0, width)

    def _syntax(self, version: int, line: int) -> list[Mark]:
        """The colours of a line's code."""
        if self._palette is None:
            self._palette = CodePalette.of(self.app)
        styles = self._palette.syntax
        highlighter = self._highlighters.get(version)
        if highlighter is None:
            lines = [text.rstrip("\r\n") for text in self._versions[version]]
            highlighter = self._highlighters[version] = Highlighter(lines or [""])
        highlighter.ensure(line, line)
        return [Mark(start, end, styles[name]) for start, end, name in highlighter.spans(line) if name in styles]


def _first_seen(shown: str, column: int, width: int) -> int:
    """The first cell of a line to show in so many cells, so that what stands at the column can be seen."""
    plain = shown.isascii() and "\t" not in shown
    starts = range(len(shown) + 1) if plain else cell_starts(shown, _TAB_WIDTH)
    cell = starts[min(column, len(shown))]
    if starts[len(shown)] <= width or cell + _SEEN_CELLS <= width:
        return 0
    return max(0, cell - width // 3)
