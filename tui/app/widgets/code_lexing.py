"""Which lines of an editor are lexed when: those that are seen at once, the others while the keys rest.

Owns the lexer of the document and the time it may take. Refuses to know what a style looks like.
"""

from __future__ import annotations

import time
from typing import TYPE_CHECKING

from textual.geometry import Region

from tui.app.widgets.source_document import WrappedSource
from tui.editing.lexing import Highlighter

if TYPE_CHECKING:
    from tui.app.widgets.light_text_area import LightTextArea

_LEX_SLICE_SECONDS = 0.004
_LEX_PAUSE_SECONDS = 0.012
_LEX_REST_SECONDS = 0.3
"""How long the keys must rest before more than the next page is lexed: a slice must not stand before a key."""
_TEXTS = frozenset({"comment", "string", "template", "regex", "escape"})
"""Styles of what is no code: a bracket in it opens and closes nothing."""


class CodeLexing:
    """The lexing of one editor's document."""

    def __init__(self, editor: LightTextArea) -> None:
        self._editor = editor
        self._highlighter: Highlighter | None = None
        self._waits = False
        self._moved_at = 0.0

    @property
    def highlighter(self) -> Highlighter:
        """The incremental lexer over the lines of the document, made at first use: Pygments is not cheap to load."""
        if self._highlighter is None:
            self._highlighter = Highlighter(self._editor.document.lines)
        return self._highlighter

    def forget(self) -> None:
        """Another document is edited."""
        self._highlighter = None

    def moved(self) -> None:
        """The cursor moved: a key was pressed."""
        self._moved_at = time.monotonic()

    def edited(self, first: int, old_count: int, new_count: int) -> None:
        """Lines were replaced: bring what is seen up to date, repaint what changed, and leave the rest to later."""
        if self._highlighter is None:
            return
        editor = self._editor
        self._highlighter.edited(first, old_count, new_count)
        top = self._line_at(editor.scroll_offset.y)
        last = min(top + editor.size.height, editor.document.line_count - 1)
        changed = self._highlighter.ensure(top, last, *self._seen_columns())
        if changed is not None:
            editor.refresh_document_lines(range(changed[0], changed[1] + 1))
        self._later()

    def before_painting(self, crop: Region) -> None:
        """Bring what is seen up to date. What changed outside of these rows is painted later."""
        editor = self._editor
        top = self._line_at(editor.scroll_offset.y)
        bottom = min(top + editor.size.height, editor.document.line_count - 1)
        changed = self.highlighter.ensure(top, bottom, *self._seen_columns())
        if changed is not None:
            elsewhere = [
                line
                for line in range(changed[0], changed[1] + 1)
                if not crop.y <= editor.row_of_line(line) < crop.bottom
            ]
            if elsewhere:
                editor.call_later(editor.refresh_document_lines, elsewhere)
        self._later()

    def is_code(self, line: int, column: int) -> bool:
        """Whether a character is code, as far as it was lexed; not text in a string, a template or a comment."""
        return not any(start <= column < end and name in _TEXTS for start, end, name in self.highlighter.spans(line))

    def is_lexed_code(self, line: int, column: int) -> bool:
        """Whether a character is code; its line is lexed first."""
        self.highlighter.ensure(line, line)
        return self.is_code(line, column)

    def _line_at(self, y: int) -> int:
        wrapped = self._editor.wrapped_document
        line = y
        if isinstance(wrapped, WrappedSource):
            section = wrapped.section_at(y)
            line = 0 if section is None else section[0]
        # After an edit there may be fewer lines than were wrapped before it.
        return line if line < self._editor.document.line_count else 0

    def _seen_columns(self) -> tuple[int, int]:
        """The columns that can be seen of a line that is longer than the screen; of others, more than there are."""
        editor = self._editor
        wrapped = editor.wrapped_document
        width, height = editor.size
        if not isinstance(wrapped, WrappedSource):
            return editor.scroll_offset.x, editor.scroll_offset.x + width
        line, section = wrapped.section_at(editor.scroll_offset.y) or (0, 0)
        cuts = [0, *wrapped.get_offsets(line)]
        section = min(section, len(cuts) - 1)
        return (cuts[section] if len(cuts) - section >= height else 0), cuts[section] + width * height

    def _later(self, pause_seconds: float = _LEX_PAUSE_SECONDS) -> None:
        if self._editor.is_mounted and self.highlighter.pending and not self._waits:
            self._waits = True
            self._editor.set_timer(pause_seconds, self._slice)

    def _slice(self) -> None:
        self._waits = False
        if self._highlighter is None:
            return
        editor = self._editor
        top, bottom = editor.scroll_offset.y, editor.scroll_offset.y + editor.size.height
        likely_next = self._highlighter.next_line() < self._line_at(bottom) + editor.size.height
        if editor.read_only and not likely_next:
            # A text that is only looked at may never be scrolled to its end.
            return
        if time.monotonic() - self._moved_at < _LEX_REST_SECONDS and not likely_next:
            self._later(_LEX_REST_SECONDS)
            return
        more = self._highlighter.work(_LEX_SLICE_SECONDS)
        stale = self._highlighter.take_changed()
        if stale is not None and stale[0] <= bottom and stale[1] >= top:
            editor.refresh_document_lines(range(max(top, stale[0]), min(bottom, stale[1]) + 1))
        if more:
            self._later()
