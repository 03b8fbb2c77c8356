"""The code editor: a text area with the parts of a code editor, and the keys that change more than they type.

Owns what its parts are told, and in which order. Refuses to know what a function or a server is: how rows look is
`code_painter`'s, when they are lexed `code_lexing`'s, what is marked `problem_marking`'s, what else typing does
`typed_indent`'s and `closing_keys`'s.
"""

from __future__ import annotations

from collections.abc import Callable, Iterable, Sequence

from rich.text import Text
from textual import events
from textual.geometry import Region
from textual.message import Message
from textual.strip import Strip
from textual.widgets.text_area import Location, Selection

from tui.app.widgets.clock import Clock, SystemClock
from tui.app.widgets.closing_keys import ClosingKeys
from tui.app.widgets.code_lexing import CodeLexing
from tui.app.widgets.code_painter import CodePainter
from tui.app.widgets.light_text_area import LightTextArea
from tui.app.widgets.problem_marking import ProblemMarking
from tui.app.widgets.search_marks import SearchMarks
from tui.app.widgets.typed_indent import TypedIndent
from tui.editing.snapshot import Snapshot
from tui.editing.structure import matching_bracket
from tui.model.problem import CodeRange, Problem


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
        self.edits = 0
        """How often the text was edited. Loading another is no edit, although Textual sends `Changed` for it too."""
        self.takes_offer: Callable[[str], bool] | None = None
        """Asked first when enter or right is pressed: whether the key takes what is offered beside the text."""
        self.lexing = CodeLexing(self)
        self.marking = ProblemMarking(self, clock or SystemClock(), self._problems_changed)
        self.indenting = TypedIndent(self, self.lexing)
        self.closing = ClosingKeys(self, self.lexing.is_lexed_code)
        self._matches = SearchMarks()
        self.painter = CodePainter(self, self.lexing, self.marking, self._matches, self._note_width)
        super().__init__(text, id=id, read_only=read_only)

    @property
    def problems(self) -> tuple[Problem, ...]:
        """The problems marked now, in the order of their places: what a server named, then what may be refused."""
        return self.marking.all

    def _problems_changed(self, lines: Iterable[int]) -> None:
        self.refresh_document_lines(lines)
        self.post_message(self.ProblemsChanged())

    def show_matches(self, matches: Sequence[CodeRange], current: CodeRange | None) -> None:
        """Mark what a search found."""
        self.refresh_document_lines(self._matches.show(matches, current))

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

    # What the text area tells

    def _set_pristine(self) -> None:
        self.lexing.forget()
        self.marking.forget()
        self.closing.forget()
        self._matches.show((), None)
        self.indenting.read()

    def lines_edited(self, first: int, old_count: int, new_count: int) -> None:
        self.edits += 1
        self.lexing.edited(first, old_count, new_count)
        self.marking.edited(first, old_count, new_count)
        if self._matches.by_line:
            self.show_matches((), None)

    def bracket_partner(self, location: Location) -> Location | None:
        line, column = location
        text = self.document[line]
        if column < len(text) and text[column] in "()[]{}":
            return matching_bracket(self.document.lines, line, column)
        return None

    def _watch_selection(self, previous_selection: Selection, selection: Selection) -> None:
        self.lexing.moved()
        super()._watch_selection(previous_selection, selection)

    # Painting

    def notify_style_update(self) -> None:
        self.painter.forget_styles()
        super().notify_style_update()

    def get_line(self, line_index: int) -> Text:
        return self.painter.text(line_index)

    def render_lines(self, crop: Region) -> list[Strip]:
        self.lexing.before_painting(crop)
        self.painter.begin()
        strips = super().render_lines(crop)
        self.painter.end()
        return strips

    def render_line(self, y: int) -> Strip:
        return self.painter.row(y)

    def _note_width(self, cells: int) -> None:
        """Found out while painting, used at the next layout: measuring every line beforehand would cost more."""
        if not self.soft_wrap and cells > self.document.get_size(self.indent_width).width:
            self.call_later(self._line_is_wider, cells)

    def _line_is_wider(self, cells: int) -> None:
        if self.document.widened(cells):
            self._refresh_size()

    # Keys

    async def _on_key(self, event: events.Key) -> None:
        if not self.read_only and self._does_more(event):
            event.stop()
            event.prevent_default()

    def _does_more(self, event: events.Key) -> bool:
        """Whether a key did something else than to type its character, or more."""
        if event.key in ("enter", "right") and self.takes_offer is not None and self.takes_offer(event.key):
            return True
        if event.key == "enter":
            self.indenting.break_line()
            return True
        typed = event.character
        return self.closing.goes_over(typed) or self.indenting.closes_block(typed) or self.closing.closes(typed)

    def action_delete_left(self) -> None:
        if not self.closing.takes_both():
            super().action_delete_left()
