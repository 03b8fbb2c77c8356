"""Versions of a text beside each other, their differences marked: by sign and by colour, word by word."""

from __future__ import annotations

from collections.abc import Sequence
from typing import ClassVar

from rich.segment import Segment
from rich.style import Style
from textual.geometry import Size
from textual.scroll_view import ScrollView
from textual.strip import Strip

from tui.app.widgets.line_painting import Mark, paint
from tui.editing.differences import changed_spans
from tui.editing.side_by_side import Row, rows_of, starts_of_changes
from tui.terminal.sanitise import cell_text

_TAB_WIDTH = 4
_SCROLL_CELLS = 8


class VersionsView(ScrollView, can_focus=True):
    """Two or three versions, the changed lines of each beside each other. The columns may be shown two at a time."""

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
        self._rows: list[Row] = rows_of(versions)
        self._shown: tuple[int, ...] = tuple(range(len(versions)))
        self._left = 0

    @property
    def change_count(self) -> int:
        """How many stretches differ."""
        return len(starts_of_changes(self._rows))

    def on_mount(self) -> None:
        self.virtual_size = Size(0, len(self._rows))

    def show_columns(self, columns: tuple[int, ...]) -> None:
        """Show these versions, in this order."""
        if columns != self._shown:
            self._shown = columns
            self.refresh()

    def scroll_sideways(self, step: int) -> None:
        """Move the text below its columns, as lines may be longer than a column is wide."""
        self._left = max(0, self._left + step * _SCROLL_CELLS)
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

    def _cell(self, row: Row, version: int, width: int, base: Style) -> Strip:
        line = row.lines[version]
        number_style = self.get_component_rich_style("versions--number")
        if line is None:
            return Strip([Segment(" " * width, base)], width)
        # Where all three stand side by side, both sides are compared with what they come from.
        reference = 0 if 0 in self._shown else self._shown[0]
        is_old = version == reference
        text = self._line(version, line)
        others = [self._line_of(row, each) for each in self._shown if (each == reference) is not is_old]
        differs = row.changed and any(other != text for other in others)
        before = None if is_old else others[0]
        style = self.get_component_rich_style("versions--old" if is_old else "versions--new")
        sign = ("-" if is_old else "+") if differs else " "
        gutter = Strip([Segment(f"{line + 1:>5} ", number_style), Segment(sign, style if differs else base)], 7)
        marks: list[Mark] = []
        if differs:
            marks.append(Mark(0, len(text), Style(color=style.color)))
            other = before if before is not None else next((each for each in others if each != text), None)
            spans = changed_spans(other, text)[1] if other is not None else []
            marks += [Mark(start, end, Style(bold=True, underline=True)) for start, end in spans]
        shown = cell_text(text.rstrip("\r\n"))
        code = paint(
            shown, marks, base, first_cell=self._left, width=max(0, width - 7), tab_width=_TAB_WIDTH
        )  # fmt: skip
        return Strip.join([gutter, code]).crop(0, width)

    def _line_of(self, row: Row, version: int) -> str | None:
        line = row.lines[version]
        return None if line is None else self._line(version, line)

    def _line(self, version: int, line: int) -> str:
        return self._versions[version][line]
