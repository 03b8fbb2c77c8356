"""The code editor: highlighting, problem marks, search matches, bracket partners and the keys of a code editor.

Owns what a row of code looks like and how keys change the text. Refuses to know what a function or a server is; the
pure text work is `tui.editing`'s.
"""

from __future__ import annotations

import time
from collections.abc import Callable, Sequence
from typing import NamedTuple

from rich.segment import Segment
from rich.style import Style
from rich.text import Text
from textual import events
from textual.document._document import Location, Selection
from textual.geometry import Region
from textual.message import Message
from textual.strip import Strip

from tui.app.widgets.clock import Clock, SystemClock
from tui.app.widgets.closing_keys import ClosingKeys
from tui.app.widgets.code_check import Check, CodeCheck
from tui.app.widgets.code_palette import CodePalette
from tui.app.widgets.light_text_area import LightTextArea
from tui.app.widgets.line_cells import LONGEST_MARKED, Window, cells_at_most, shown_text, window_of
from tui.app.widgets.line_changes import change_lines
from tui.app.widgets.line_painting import Mark, paint, paint_plain
from tui.app.widgets.source_document import WrappedSource
from tui.editing.auto_close import is_between_brackets
from tui.editing.lexing import Highlighter
from tui.editing.problem_marks import ProblemMarks
from tui.editing.resting_check import RestingCheck
from tui.editing.runnable import Runtime
from tui.editing.snapshot import Snapshot
from tui.editing.structure import (
    dedent_lines,
    detect_indent,
    indent_lines,
    indentation_for_new_line,
    indentation_of_opening,
    matching_bracket,
    toggle_comment,
)
from tui.model.problem import CodeRange, Problem, Severity
from tui.terminal.sanitise import cell_text, unsafe_columns

_LEX_SLICE_SECONDS = 0.004
_LEX_PAUSE_SECONDS = 0.012
_LEX_REST_SECONDS = 0.3
"""How long the keys must rest before more than the next page is lexed: a slice must not stand before a key."""
_ADVICE_REST_SECONDS = 0.8
"""How long the keys must rest before another tool is asked."""
_CACHED_ROWS = 512
_BLOCK_LINES = 2000
"""So far up the start of a block is looked for whose end is typed."""
_TEXTS = frozenset({"comment", "string", "template", "regex", "escape"})
"""Styles of what is no code: a bracket in it opens and closes nothing."""


class View(NamedTuple):
    """What the rows of one painting have in common; `selected` and `marked` are lines that need a closer look."""

    width: int
    gutter_width: int
    scroll_x: int
    scroll_y: int
    wrapped: bool
    palette: CodePalette
    selected: range
    marked: set[int]


class CodeEditor(LightTextArea):
    """A text area for code. Lines and columns are 0-based, in code points."""

    wants_terminal_cursor = True

    @property
    def takes_bursts(self) -> bool:
        """Whether text with line ends that comes at once is inserted as it is; keys would indent it once more."""
        return not self.read_only

    class ProblemsChanged(Message):
        """Other problems are marked than before."""

    def __init__(
        self, text: str = "", *, id: str | None = None, read_only: bool = False, clock: Clock | None = None
    ) -> None:
        self._clock = clock or SystemClock()
        self._highlighter: Highlighter | None = None
        self._marks = ProblemMarks()
        self._check = CodeCheck(self, self._clock, self._show_unrunnable)
        self._runtime: Runtime | None = None
        self.adviser: Check | None = None
        """Another tool that looks at the code once the keys rest; to be set before there is something to look at."""
        self._advice = CodeCheck(self, self._clock, self._show_advised, _ADVICE_REST_SECONDS)
        self._matches: dict[int, list[CodeRange]] = {}
        self._current_match: CodeRange | None = None
        self._palette: CodePalette | None = None
        self._lexing = False
        self._moved_at = 0.0
        self._rows: dict[tuple[object, ...], Strip] = {}
        self._view: View | None = None
        self.edits = 0
        """How often the text was edited. Loading another is no edit, although Textual sends `Changed` for it too."""
        self.indent_unit = "  "
        self.takes_offer: Callable[[str], bool] | None = None
        """Asked first when enter or right is pressed: whether the key takes what is offered beside the text."""
        self.indents = True
        """Whether a new line begins as far in as the one before, and a closing bracket goes out to its partner."""
        self.closing = ClosingKeys(self, self._is_lexed_code)
        super().__init__(text, id=id, read_only=read_only)

    # What is marked

    @property
    def problems(self) -> tuple[Problem, ...]:
        """The problems marked now, in the order of their places: what a server named, then what may be refused."""
        return self._marks.all

    def show_errors(self, problems: Sequence[Problem]) -> None:
        """Mark what a server named. Problems without a range are not the editor's to show."""
        self._marks.show_errors(problems)
        self._mark_problems()

    def warn_while_typing(self, *, self_hosted: bool) -> None:
        """From now on mark what servers are known to refuse, as it is typed, and what can't run, when keys rest."""
        self._marks.watch(self.document.lines)
        self._runtime = Runtime.SELF_HOSTED if self_hosted else Runtime.CLOUD
        self._check.begin(RestingCheck(self._runtime))
        if self.adviser is not None:
            self._advice.begin(self.adviser)
        self._mark_problems()

    def runs_on(self, *, self_hosted: bool) -> None:
        """What runs the functions is known by now; marks of another kind of runtime go."""
        runtime = Runtime.SELF_HOSTED if self_hosted else Runtime.CLOUD
        if self._runtime not in (None, runtime):
            self.warn_while_typing(self_hosted=self_hosted)

    @property
    def waits_for_check(self) -> bool:
        """Whether something may be marked otherwise soon."""
        return self._check.is_due or self._advice.is_due

    def _show_unrunnable(self, found: tuple[Problem, ...], lines: Sequence[str]) -> None:
        self._marks.show_unrunnable(found, lines)
        self._mark_problems()

    def show_noted(self, problems: tuple[Problem, ...]) -> None:
        """Mark what the code as it is now names and is not there."""
        self._marks.show_noted(problems, self.document.lines)
        self._mark_problems()

    def _show_advised(self, found: tuple[Problem, ...], lines: Sequence[str]) -> None:
        self._marks.show_advised(found, lines)
        self._mark_problems()

    def _mark_problems(self) -> None:
        lines = self._marks.update()
        if lines is not None:
            self.refresh_document_lines(lines)
            self.post_message(self.ProblemsChanged())

    def show_matches(self, matches: Sequence[CodeRange], current: CodeRange | None) -> None:
        """Mark what a search found."""
        before = set(self._matches)
        self._matches = {}
        for found in matches:
            self._matches.setdefault(found.start_line, []).append(found)
        self._current_match = current
        self.refresh_document_lines(before | set(self._matches))

    def go_to(self, line: int, column: int) -> None:
        """Put the cursor there, as near as the text allows, and bring the place into view."""
        line = max(0, min(line, self.document.line_count - 1))
        column = max(0, min(column, len(self.document[line])))
        top, bottom = self.scroll_offset.y, self.scroll_offset.y + self.size.height
        self.move_cursor((line, column), center=not top + 1 <= line < bottom - 2)

    def snapshot(self) -> Snapshot:
        """The text as it is now, for comparing; it changes with the next edit."""
        return Snapshot(self.document.source.lines, self.document.source.endings)

    def select_range(self, where: CodeRange) -> None:
        """Select a stretch of the code; the cursor stands at its end."""
        self.selection = Selection((where.start_line, where.start_column), (where.end_line, where.end_column))

    # Highlighting

    @property
    def highlighter(self) -> Highlighter:
        """The incremental lexer over the lines of the document, made at first use: Pygments is not cheap to load."""
        if self._highlighter is None:
            self._highlighter = Highlighter(self.document.lines)
        return self._highlighter

    def _set_pristine(self) -> None:
        self._highlighter = None
        self._marks = ProblemMarks()
        self._check.end()
        self._advice.end()
        self._runtime = None
        self.closing.forget()
        self._matches = {}
        self._current_match = None
        self.indent_unit = detect_indent(self.document.lines)
        self.indent_width = 4 if self.indent_unit == "\t" else max(1, len(self.indent_unit))

    def lines_edited(self, first: int, old_count: int, new_count: int) -> None:
        self.edits += 1
        if self._highlighter is not None:
            self._highlighter.edited(first, old_count, new_count)
            top = self._line_at(self.scroll_offset.y)
            self._lex(top, top + self.size.height)
        self._shift_marks(first, old_count, new_count)

    def _shift_marks(self, first: int, old_count: int, new_count: int) -> None:
        """Marks below an edit move with their lines; those on edited lines vanish until found anew."""
        self._marks.edited(self.document.lines, first, old_count, new_count)
        self._check.edited()
        self._advice.edited()
        self._mark_problems()
        if self._matches:
            self.show_matches((), None)

    def _lex(self, first: int, last: int) -> None:
        """Bring the spans of these lines up to date, repaint what changed, and leave the rest to idle time."""
        changed = self.highlighter.ensure(first, min(last, self.document.line_count - 1), *self._seen_columns())
        if changed is not None:
            self.refresh_document_lines(range(changed[0], changed[1] + 1))
        self._lex_later()

    def _seen_columns(self) -> tuple[int, int]:
        """The columns that can be seen of a line that is longer than the screen; of others, more than there are."""
        wrapped = self.wrapped_document
        width, height = self.size
        if not isinstance(wrapped, WrappedSource):
            return self.scroll_offset.x, self.scroll_offset.x + width
        line, section = wrapped.section_at(self.scroll_offset.y) or (0, 0)
        cuts = [0, *wrapped.get_offsets(line)]
        section = min(section, len(cuts) - 1)
        return (cuts[section] if len(cuts) - section >= height else 0), cuts[section] + width * height

    def _lex_later(self, pause_seconds: float = _LEX_PAUSE_SECONDS) -> None:
        if self.is_mounted and self.highlighter.pending and not self._lexing:
            self._lexing = True
            self.set_timer(pause_seconds, self._lex_slice)

    def _lex_slice(self) -> None:
        self._lexing = False
        if self._highlighter is None:
            return
        top, bottom = self.scroll_offset.y, self.scroll_offset.y + self.size.height
        likely_next = self._highlighter.next_line() < self._line_at(bottom) + self.size.height
        if self.read_only and not likely_next:
            # A text that is only looked at may never be scrolled to its end.
            return
        if time.monotonic() - self._moved_at < _LEX_REST_SECONDS and not likely_next:
            self._lex_later(_LEX_REST_SECONDS)
            return
        more = self._highlighter.work(_LEX_SLICE_SECONDS)
        stale = self._highlighter.take_changed()
        if stale is not None and stale[0] <= bottom and stale[1] >= top:
            self.refresh_document_lines(range(max(top, stale[0]), min(bottom, stale[1]) + 1))
        if more:
            self._lex_later()

    def get_line(self, line_index: int) -> Text:
        """The line as it is shown: foreign characters made inert, code coloured, problems underlined."""
        shown = cell_text(self.document.get_line(line_index))
        text = Text(shown, end="", no_wrap=True)
        for mark in self._marks_of(line_index, 0, len(shown)):
            text.stylize(mark.style, mark.start, mark.end)
        return text

    def _marks_of(self, line: int, first: int, last: int) -> list[Mark]:
        """What lies over these columns of a line, from the bottom up, without the cursor and the selection."""
        palette = self.palette
        raw = self.document.get_line(line)
        marks = [
            Mark(start, end, palette.syntax[name])
            for start, end, name in self.highlighter.spans(line, first, last)
            if name in palette.syntax
        ]
        before = max(0, first - LONGEST_MARKED)
        marks += [
            Mark(before + column, before + column + 1, palette.unsafe) for column in unsafe_columns(raw[before:last])
        ]
        for found in self._matches.get(line, ()):
            if found != self._current_match and found.end_column > first and found.start_column < last:
                marks.append(Mark(found.start_column, found.end_column, palette.match))
        for problem in self._marks.by_line.get(line, ()):
            where = problem.range
            if where is not None:
                style = palette.error if problem.severity is Severity.ERROR else palette.warning
                start = where.start_column if line == where.start_line else 0
                end = where.end_column if line == where.end_line else len(raw)
                marks.append(Mark(start, max(end, start + 1), style))
        return marks

    # Painting

    @property
    def palette(self) -> CodePalette:
        """The styles under the theme of now."""
        if self._palette is None:
            self._palette = CodePalette.of(self.app)
        return self._palette

    def notify_style_update(self) -> None:
        self._palette = None
        self._rows.clear()
        super().notify_style_update()

    def render_lines(self, crop: Region) -> list[Strip]:
        top = self._line_at(self.scroll_offset.y)
        bottom = min(top + self.size.height, self.document.line_count - 1)
        changed = self.highlighter.ensure(top, bottom, *self._seen_columns())
        if changed is not None:
            elsewhere = [
                line
                for line in range(changed[0], changed[1] + 1)
                if not crop.y <= self._row_of_line(line) < crop.bottom
            ]
            if elsewhere:
                self.call_later(self.refresh_document_lines, elsewhere)
        self._lex_later()
        self._view = self._look()
        strips = super().render_lines(crop)
        self._view = None
        return strips

    def _look(self) -> View:
        """What all rows of one painting have in common."""
        offset = self.scroll_offset
        (first, _), (last, _) = sorted(self.selection)
        lines = {self.cursor_location[0], *self._marks.by_line, *self._matches}
        if self._matching_bracket_location is not None:
            lines.add(self._matching_bracket_location[0])
        wrapped = self.soft_wrap
        width = self.size.width
        return View(
            width,
            self.gutter_width,
            0 if wrapped else offset.x,
            offset.y,
            wrapped,
            self.palette,
            range(first, last + 1),
            lines,
        )

    def _line_at(self, y: int) -> int:
        wrapped = self.wrapped_document
        line = y
        if isinstance(wrapped, WrappedSource):
            section = wrapped.section_at(y)
            line = 0 if section is None else section[0]
        # After an edit there may be fewer lines than were wrapped before it.
        return line if line < self.document.line_count else 0

    def render_line(self, y: int) -> Strip:
        """One row: the gutter with the line number and a problem's sign, then the code."""
        view = self._view or self._look()
        row = y + view.scroll_y
        if not view.wrapped and row < self.document.line_count and row not in view.selected and row not in view.marked:
            raw = self.document.get_line(row)
            if raw.isascii() and raw.isprintable():
                return self._paint_plain_row(raw, row, view)
        section = self._section(row)
        palette, width = view.palette, view.width
        if section is None:
            return Strip([_blank(width, palette.base)], width)
        line, start, end = section
        raw = self.document.get_line(line)
        window = Window(start, end, 0)
        if not view.wrapped:
            window = window_of(raw, view.scroll_x, max(0, width - view.gutter_width), self.indent_width)
        marks = self._marks_of(line, window.start, window.end) + self._cursor_marks(line, len(raw))
        here = self.cursor_location[0] == line
        sign = self._sign(line) if start == 0 else None
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

    def _paint_plain_row(self, raw: str, line: int, view: View) -> Strip:
        """A row of printable ASCII with nothing marked in it."""
        self._note_width(len(raw))
        palette, gutter_width = view.palette, view.gutter_width
        styles = palette.syntax_on_base
        code_width = max(0, view.width - gutter_width)
        found = self.highlighter.spans(line, view.scroll_x, view.scroll_x + code_width)
        spans = [(start, end, styles[name]) for start, end, name in found if name in styles]
        code = paint_plain(raw, spans, palette.base, first_cell=view.scroll_x, width=code_width)
        return Strip([Segment(f"{line + 1:>{gutter_width - 2}}  ", palette.gutter), *code], gutter_width + code_width)

    def _note_width(self, cells: int) -> None:
        """Found out while painting, used at the next layout: measuring every line beforehand would cost more."""
        if not self.soft_wrap and cells > self.document.get_size(self.indent_width).width:
            self.call_later(self._line_is_wider, cells)

    def _section(self, y: int) -> tuple[int, int, int] | None:
        """The line at a row of the text and the columns of it shown there."""
        wrapped = self.wrapped_document
        if not isinstance(wrapped, WrappedSource):
            return (y, 0, len(self.document.get_line(y))) if y < self.document.line_count else None
        at = wrapped.section_at(y)
        if at is None:
            return None
        line, section = at
        cuts = [0, *wrapped.get_offsets(line), len(self.document.get_line(line))]
        return line, cuts[section], cuts[section + 1]

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
        palette = self.palette
        start, end, cell = window
        last = end == len(raw)
        marks = [
            Mark(max(0, mark.start - start), mark.end - start, mark.style)
            for mark in marks
            if mark.end > start and (mark.start < end or last)
        ]
        # Tabs go to the stops of the whole line.
        phase = cell % self.indent_width if start else 0
        shown = " " * phase + shown_text(raw, start, end)
        if phase:
            marks = [Mark(mark.start + phase, mark.end + phase, mark.style) for mark in marks]
        self._note_width(cells_at_most(raw, self.indent_width))
        gutter_width = self.gutter_width
        code = paint(
            shown,
            marks,
            palette.base,
            first_cell=scroll_x - cell + phase,
            width=max(0, width - gutter_width),
            tab_width=self.indent_width,
        )
        return Strip.join([self._gutter(line, here, sign, gutter_width), code])

    def _line_is_wider(self, cells: int) -> None:
        if self.document.widened(cells):
            self._refresh_size()

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

    def _sign(self, line: int) -> Severity | None:
        found = [problem.severity for problem in self._marks.by_line.get(line, ())]
        if Severity.ERROR in found:
            return Severity.ERROR
        return Severity.WARNING if found else None

    def _cursor_marks(self, line: int, length: int) -> list[Mark]:
        palette = self.palette
        marks: list[Mark] = []
        (top_line, top_column), (bottom_line, bottom_column) = sorted(self.selection)
        if not self.selection.is_empty and top_line <= line <= bottom_line:
            start = top_column if line == top_line else 0
            # One cell more on lines whose end is selected shows that the line end is part of it.
            end = bottom_column if line == bottom_line else length + 1
            if end > start:
                marks.append(Mark(start, end, palette.selection))
        match = self._current_match
        if match is not None and match in self._matches.get(line, ()):
            # It is selected too: over the selection it keeps both of its colours.
            marks.append(Mark(match.start_column, match.end_column, palette.current_match))
        cursor_line, cursor_column = self.cursor_location
        partner = self._matching_bracket_location
        if partner is not None:
            for bracket_line, column in (partner, (cursor_line, cursor_column)):
                if bracket_line == line:
                    marks.append(Mark(column, column + 1, palette.bracket))
        if cursor_line == line and self.has_focus and not getattr(self.app, "has_terminal_cursor", False):
            marks.append(Mark(cursor_column, cursor_column + 1, palette.cursor))
        return marks

    def _watch_selection(self, previous_selection: Selection, selection: Selection) -> None:
        self._moved_at = time.monotonic()
        super()._watch_selection(previous_selection, selection)

    def bracket_partner(self, location: Location) -> Location | None:
        line, column = location
        text = self.document[line]
        if column < len(text) and text[column] in "()[]{}":
            return matching_bracket(self.document.lines, line, column)
        return None

    # Keys

    async def _on_key(self, event: events.Key) -> None:
        if not self.read_only and event.key in ("enter", "right") and self.takes_offer and self.takes_offer(event.key):
            event.stop()
            event.prevent_default()
        elif not self.read_only and event.key == "enter":
            event.stop()
            event.prevent_default()
            self._break_line()
        elif self._types_more(event.character):
            event.stop()
            event.prevent_default()

    def _types_more(self, character: str | None) -> bool:
        """Whether a character did more than stand where it was typed."""
        if self.closing.goes_over(character):
            return True
        is_closing = character is not None and character in ")]}"
        if is_closing and self.indents and self._close_block(character or ""):
            return True
        return self.closing.closes(character)

    def _break_line(self) -> None:
        start, _ = sorted(self.selection)
        before = self.document[start[0]][: start[1]]
        indent = indentation_for_new_line(before, self.indent_unit) if self.indents else ""
        if self.indents and self.selection.is_empty and is_between_brackets(self.document[start[0]], start[1]):
            outer = before[: len(before) - len(before.lstrip(" \t"))]
            self._replace_via_keyboard(f"\n{indent}\n{outer}", *self.selection)
            self.move_cursor((start[0] + 1, len(indent)))
        else:
            self._replace_via_keyboard("\n" + indent, *self.selection)

    def action_delete_left(self) -> None:
        if not self.closing.takes_both():
            super().action_delete_left()

    def _is_lexed_code(self, line: int, column: int) -> bool:
        self.highlighter.ensure(line, line)
        return self._is_code(line, column)

    def _close_block(self, closing: str) -> bool:
        """Type a closing bracket that comes first in its line, as far in as the line of its partner, as one edit."""
        (line, column), end = self.selection
        before = self.document[line][:column]
        if self.read_only or (line, column) != end or not before or before.strip(" \t"):
            return False
        self.highlighter.ensure(max(0, line - _BLOCK_LINES), line)
        if not self._is_code(line, column - 1):
            return False
        indent = indentation_of_opening(
            self.document.lines, line, closing, is_code=self._is_code, limit_lines=_BLOCK_LINES
        )
        if indent is None or indent == before or not before.startswith(indent):
            return False
        self.history.checkpoint()
        self._replace_via_keyboard(indent + closing, (line, 0), (line, column))
        return True

    def _is_code(self, line: int, column: int) -> bool:
        """Whether a character is code, as far as it was lexed; not text in a string, a template or a comment."""
        return not any(start <= column < end and name in _TEXTS for start, end, name in self.highlighter.spans(line))

    def indent(self) -> None:
        """Indent the selected lines; without a selection, insert one indent at the cursor."""
        if self.read_only:
            return
        if self.selection.is_empty:
            unit = self.indent_unit
            if unit != "\t":
                cell = self.get_column_width(*sorted(self.selection)[0])
                unit = " " * (len(unit) - cell % len(unit))
            self._replace_via_keyboard(unit, *self.selection)
        else:
            self._change_lines(lambda lines: indent_lines(lines, self.indent_unit))

    def dedent(self) -> None:
        """Take one indent off the lines of the selection."""
        if not self.read_only:
            self._change_lines(lambda lines: dedent_lines(lines, self.indent_unit))

    def toggle_comment(self) -> None:
        """Comment the lines of the selection out, or back in when all of them are."""
        if not self.read_only:
            self._change_lines(toggle_comment)

    def _change_lines(self, change: Callable[[list[str]], list[str]]) -> None:
        changed = change_lines(self.document.lines, self.selection, change)
        if changed is None:
            return
        self.history.checkpoint()
        self.replace(changed.text, changed.start, changed.end)
        self.history.checkpoint()
        self.selection = changed.selection

    def go_to_bracket(self) -> bool:
        """Move to the bracket that belongs to the one at the cursor, or just before it; False when there is none."""
        line, column = self.cursor_location
        for place in ((line, column), (line, column - 1)) if column else ((line, column),):
            partner = self.bracket_partner(place)
            if partner is not None:
                self.go_to(*partner)
                return True
        return False


def _blank(width: int, style: Style) -> Segment:
    return Segment(" " * width, style)
