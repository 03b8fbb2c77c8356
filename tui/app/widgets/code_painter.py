"""What the rows of a code editor look like: code in its colours, marks over it, the gutter beside it.

Owns the styles and the rows painted last. Refuses to change anything: what is lexed and marked, others know.
"""

from __future__ import annotations

from collections.abc import Callable
from typing import TYPE_CHECKING, NamedTuple

from rich.segment import Segment
from rich.style import Style
from rich.text import Text
from textual.strip import Strip

from tui.app.widgets.code_palette import CodePalette
from tui.app.widgets.line_cells import LONGEST_MARKED, Window, cells_at_most, shown_text, window_of
from tui.app.widgets.line_painting import Mark, paint, paint_plain
from tui.app.widgets.source_document import WrappedSource
from tui.model.problem import Severity
from tui.terminal.sanitise import cell_text, unsafe_columns

if TYPE_CHECKING:
    from tui.app.widgets.code_lexing import CodeLexing
    from tui.app.widgets.light_text_area import LightTextArea
    from tui.app.widgets.problem_marking import ProblemMarking
    from tui.app.widgets.search_marks import SearchMarks

_CACHED_ROWS = 512


class _View(NamedTuple):
    """What the rows of one painting have in common; `selected` and `marked` are lines that need a closer look."""

    width: int
    gutter_width: int
    scroll_x: int
    scroll_y: int
    wrapped: bool
    palette: CodePalette
    selected: range
    marked: set[int]


class CodePainter:
    """Paints the rows of one editor. `note_width` is told how many cells a row takes."""

    def __init__(
        self,
        editor: LightTextArea,
        lexing: CodeLexing,
        problems: ProblemMarking,
        matches: SearchMarks,
        note_width: Callable[[int], None],
    ) -> None:
        self._editor = editor
        self._lexing = lexing
        self._problems = problems
        self._matches = matches
        self._note_width = note_width
        self._palette: CodePalette | None = None
        self._rows: dict[tuple[object, ...], Strip] = {}
        self._view: _View | None = None

    @property
    def palette(self) -> CodePalette:
        """The styles under the theme of now."""
        editor = self._editor
        if self._palette is None:
            self._palette = CodePalette.of(editor.app)
        return self._palette

    def forget_styles(self) -> None:
        """The theme is another."""
        self._palette = None
        self._rows.clear()

    def begin(self) -> None:
        """Rows are painted from here on, and nothing changes before `end`: what they have in common is found once."""
        self._view = self._look()

    def end(self) -> None:
        """All rows are painted."""
        self._view = None

    def _look(self) -> _View:
        """What all rows of one painting have in common."""
        editor = self._editor
        offset = editor.scroll_offset
        (first, _), (last, _) = sorted(editor.selection)
        lines = {editor.cursor_location[0], *self._problems.by_line, *self._matches.by_line}
        if editor.matching_bracket_location is not None:
            lines.add(editor.matching_bracket_location[0])
        wrapped = editor.soft_wrap
        width = editor.size.width
        return _View(
            width,
            editor.gutter_width,
            0 if wrapped else offset.x,
            offset.y,
            wrapped,
            self.palette,
            range(first, last + 1),
            lines,
        )

    def row(self, y: int) -> Strip:
        """One row: the gutter with the line number and a problem's sign, then the code."""
        editor = self._editor
        view = self._view or self._look()
        row = y + view.scroll_y
        if (
            not view.wrapped
            and row < editor.document.line_count
            and row not in view.selected
            and row not in view.marked
        ):
            raw = editor.document.get_line(row)
            if raw.isascii() and raw.isprintable():
                return self._paint_plain_row(raw, row, view)
        section = self._section(row)
        palette, width = view.palette, view.width
        if section is None:
            return Strip([_blank(width, palette.base)], width)
        line, start, end = section
        raw = editor.document.get_line(line)
        window = Window(start, end, 0)
        if not view.wrapped:
            window = window_of(raw, view.scroll_x, max(0, width - view.gutter_width), editor.indent_width)
        marks = self._marks_of(line, window.start, window.end) + self._cursor_marks(line, len(raw))
        here = editor.cursor_location[0] == line
        sign = self._problems.worst_of(line) if start == 0 else None
        key = (
            raw[window.start : window.end],
            len(raw),
            window,
            tuple(marks),
            here,
            sign,
            line if start == 0 else -1,
            width,
            view.scroll_x,
            view.gutter_width,
        )
        strip = self._rows.get(key)
        if strip is None:
            strip = self._paint_row(raw, line if start == 0 else None, window, marks, here, sign, width, view.scroll_x)
            if len(self._rows) >= _CACHED_ROWS:
                self._rows.clear()
            self._rows[key] = strip
        return strip

    def _paint_plain_row(self, raw: str, line: int, view: _View) -> Strip:
        """A row of printable ASCII with nothing marked in it."""
        self._note_width(len(raw))
        palette, gutter_width = view.palette, view.gutter_width
        styles = palette.syntax_on_base
        code_width = max(0, view.width - gutter_width)
        found = self._lexing.highlighter.spans(line, view.scroll_x, view.scroll_x + code_width)
        spans = [(start, end, styles[name]) for start, end, name in found if name in styles]
        code = paint_plain(raw, spans, palette.base, first_cell=view.scroll_x, width=code_width)
        return Strip([Segment(f"{line + 1:>{gutter_width - 2}}  ", palette.gutter), *code], gutter_width + code_width)

    def _paint_row(
        self,
        raw: str,
        line: int | None,
        window: Window,
        marks: list[Mark],
        here: bool,
        sign: Severity | None,
        width: int,
        scroll_x: int,
    ) -> Strip:
        editor = self._editor
        palette = self.palette
        start, end, cell = window
        last = end == len(raw)
        marks = [
            Mark(max(0, mark.start - start), mark.end - start, mark.style)
            for mark in marks
            if mark.end > start and (mark.start < end or last)
        ]
        # Tabs go to the stops of the whole line.
        phase = cell % editor.indent_width if start else 0
        shown = " " * phase + shown_text(raw, start, end)
        if phase:
            marks = [Mark(mark.start + phase, mark.end + phase, mark.style) for mark in marks]
        self._note_width(cells_at_most(raw, editor.indent_width))
        gutter_width = editor.gutter_width
        code = paint(
            shown,
            marks,
            palette.base,
            first_cell=scroll_x - cell + phase,
            width=max(0, width - gutter_width),
            tab_width=editor.indent_width,
        )
        return Strip.join([self._gutter(line, here, sign, gutter_width), code])

    def _section(self, y: int) -> tuple[int, int, int] | None:
        """The line at a row of the text and the columns of it shown there."""
        editor = self._editor
        wrapped = editor.wrapped_document
        if not isinstance(wrapped, WrappedSource):
            return (y, 0, len(editor.document.get_line(y))) if y < editor.document.line_count else None
        at = wrapped.section_at(y)
        if at is None:
            return None
        line, section = at
        cuts = [0, *wrapped.get_offsets(line), len(editor.document.get_line(line))]
        return line, cuts[section], cuts[section + 1]

    def _gutter(self, line: int | None, here: bool, sign: Severity | None, width: int) -> Strip:
        palette = self.palette
        style = palette.gutter_here if here else palette.gutter
        number = "" if line is None else str(line + 1)
        segments = [Segment(f"{number:>{width - 2}}", style)]
        if sign is Severity.ERROR:
            segments.append(Segment("! ", palette.error_sign))
        elif sign is Severity.WARNING:
            segments.append(Segment("~ ", palette.warning_sign))
        else:
            segments.append(Segment("  ", style))
        return Strip(segments, width)

    def text(self, line: int) -> Text:
        """The line as it is shown: foreign characters made inert, code coloured, problems underlined."""
        editor = self._editor
        shown = cell_text(editor.document.get_line(line))
        text = Text(shown, end="", no_wrap=True)
        for mark in self._marks_of(line, 0, len(shown)):
            text.stylize(mark.style, mark.start, mark.end)
        return text

    def _marks_of(self, line: int, first: int, last: int) -> list[Mark]:
        """What lies over these columns of a line, from the bottom up, without the cursor and the selection."""
        editor = self._editor
        palette = self.palette
        raw = editor.document.get_line(line)
        marks = [
            Mark(start, end, palette.syntax[name])
            for start, end, name in self._lexing.highlighter.spans(line, first, last)
            if name in palette.syntax
        ]
        before = max(0, first - LONGEST_MARKED)
        marks += [
            Mark(before + column, before + column + 1, palette.unsafe) for column in unsafe_columns(raw[before:last])
        ]
        for found in self._matches.by_line.get(line, ()):
            if found != self._matches.current and found.end_column > first and found.start_column < last:
                marks.append(Mark(found.start_column, found.end_column, palette.match))
        for problem in self._problems.by_line.get(line, ()):
            where = problem.range
            if where is not None:
                style = palette.error if problem.severity is Severity.ERROR else palette.warning
                start = where.start_column if line == where.start_line else 0
                end = where.end_column if line == where.end_line else len(raw)
                marks.append(Mark(start, max(end, start + 1), style))
        return marks

    def _cursor_marks(self, line: int, length: int) -> list[Mark]:
        editor = self._editor
        palette = self.palette
        marks: list[Mark] = []
        (top_line, top_column), (bottom_line, bottom_column) = sorted(editor.selection)
        if not editor.selection.is_empty and top_line <= line <= bottom_line:
            start = top_column if line == top_line else 0
            # One cell more on lines whose end is selected shows that the line end is part of it.
            end = bottom_column if line == bottom_line else length + 1
            if end > start:
                marks.append(Mark(start, end, palette.selection))
        match = self._matches.current
        if match is not None and match in self._matches.by_line.get(line, ()):
            # It is selected too: over the selection it keeps both of its colours.
            marks.append(Mark(match.start_column, match.end_column, palette.current_match))
        cursor_line, cursor_column = editor.cursor_location
        partner = editor.matching_bracket_location
        if partner is not None:
            for bracket_line, column in (partner, (cursor_line, cursor_column)):
                if bracket_line == line:
                    marks.append(Mark(column, column + 1, palette.bracket))
        if cursor_line == line and editor.has_focus and not getattr(editor.app, "has_terminal_cursor", False):
            marks.append(Mark(cursor_column, cursor_column + 1, palette.cursor))
        return marks


def _blank(width: int, style: Style) -> Segment:
    return Segment(" " * width, style)
