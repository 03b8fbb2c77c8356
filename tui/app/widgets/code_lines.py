"""Lines moved and copied, words, lines and brackets selected, in one editor. The text work is `tui.editing`'s."""

from __future__ import annotations

from typing import TYPE_CHECKING

from textual.document._document import Selection

from tui.editing.line_moves import LineEdit, duplicated, lines_of, moved, word_at

if TYPE_CHECKING:
    from tui.app.widgets.code_editor import CodeEditor


def move_lines(code: CodeEditor, by: int) -> bool:
    """Move the lines of the selection one up (`by` -1) or down (1), as one edit; False at the end of the text."""
    source = code.document.source
    edit = moved(source.lines, source.endings, *lines_of(*code.selection), by)
    return edit is not None and _do(code, edit)


def duplicate_lines(code: CodeEditor) -> bool:
    """Copy the lines of the selection below them, as one edit."""
    source = code.document.source
    return _do(code, duplicated(source.lines, source.endings, *lines_of(*code.selection), source.newline))


def _do(code: CodeEditor, edit: LineEdit) -> bool:
    if code.read_only:
        return False
    anchor, cursor = code.selection
    code.replace_exactly(edit.text, edit.start, edit.end)
    places = [(line + edit.moves_by, column) for line, column in (anchor, cursor)]
    code.selection = Selection(*(min(place, code.document.end) for place in places))
    return True


def select_word(code: CodeEditor) -> bool:
    """Select the name or number at the cursor; False where there is none."""
    line, column = code.cursor_location
    found = word_at(code.document[line], column)
    if found is not None:
        code.selection = Selection((line, found[0]), (line, found[1]))
    return found is not None


def select_line(code: CodeEditor) -> None:
    """Select the lines of the selection whole, with their ends; where they are, the next line too."""
    (top, _), (bottom, _) = sorted(code.selection)
    code.selection = Selection((top, 0), min((bottom + 1, 0), code.document.end))


def select_to_bracket(code: CodeEditor) -> bool:
    """Select from the bracket at the cursor, or just before it, to its partner, both taken in; False without one."""
    line, column = code.cursor_location
    for place in ((line, column), (line, column - 1)) if column else ((line, column),):
        partner = code.bracket_partner(place)
        if partner is not None:
            first, last = sorted((place, partner))
            ends = (first, (last[0], last[1] + 1))
            code.selection = Selection(*(ends if place == first else reversed(ends)))
            return True
    return False
