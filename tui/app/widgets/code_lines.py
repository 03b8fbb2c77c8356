"""Lines moved, copied, indented and commented, words, lines and brackets selected, in one editor.

The text work is `tui.editing`'s.
"""

from __future__ import annotations

from collections.abc import Callable
from typing import TYPE_CHECKING

from textual.widgets.text_area import Location, Selection

from tui.app.widgets.line_changes import change_lines
from tui.editing import structure
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


def indent(code: CodeEditor) -> None:
    """Indent the lines of the selection; without one, insert one indent at the cursor."""
    unit = code.indenting.unit
    if not code.selection.is_empty:
        _change_lines(code, lambda lines: structure.indent_lines(lines, unit))
        return
    if unit != "\t":
        cell = code.get_column_width(*sorted(code.selection)[0])
        unit = " " * (len(unit) - cell % len(unit))
    code.type_over(unit, *code.selection)


def dedent(code: CodeEditor) -> None:
    """Take one indent off the lines of the selection."""
    _change_lines(code, lambda lines: structure.dedent_lines(lines, code.indenting.unit))


def toggle_comment(code: CodeEditor) -> None:
    """Comment the lines of the selection out, or back in when all of them are."""
    _change_lines(code, structure.toggle_comment)


def _change_lines(code: CodeEditor, change: Callable[[list[str]], list[str]]) -> None:
    changed = None if code.read_only else change_lines(code.document.lines, code.selection, change)
    if changed is not None:
        code.history.checkpoint()
        code.replace(changed.text, changed.start, changed.end)
        code.history.checkpoint()
        code.selection = changed.selection


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


def go_to_bracket(code: CodeEditor) -> bool:
    """Move to the bracket that belongs to the one at the cursor, or just before it; False where there is none."""
    pair = _brackets_at(code)
    if pair is not None:
        code.go_to(*pair[1])
    return pair is not None


def select_to_bracket(code: CodeEditor) -> bool:
    """Select from the bracket at the cursor, or just before it, to its partner, both taken in; False without one."""
    pair = _brackets_at(code)
    if pair is not None:
        first, last = sorted(pair)
        ends = (first, (last[0], last[1] + 1))
        code.selection = Selection(*(ends if pair[0] == first else reversed(ends)))
    return pair is not None


def _brackets_at(code: CodeEditor) -> tuple[Location, Location] | None:
    """The bracket at the cursor, or just before it, and its partner."""
    line, column = code.cursor_location
    for place in ((line, column), (line, column - 1)) if column else ((line, column),):
        partner = code.bracket_partner(place)
        if partner is not None:
            return place, partner
    return None
