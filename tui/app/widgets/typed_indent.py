"""How far in what is typed stands: a new line, and a bracket that closes a block. What is right is `tui.editing`'s."""

from __future__ import annotations

from typing import TYPE_CHECKING

from tui.editing.auto_close import is_between_brackets
from tui.editing.structure import detect_indent, indentation_for_new_line, indentation_of_opening

if TYPE_CHECKING:
    from tui.app.widgets.code_lexing import CodeLexing
    from tui.app.widgets.light_text_area import LightTextArea

_BLOCK_LINES = 2000
"""So far up the start of a block is looked for whose end is typed."""


class TypedIndent:
    """The indentation of one editor's text. While it is not `on`, what is typed stands where it is typed."""

    def __init__(self, editor: LightTextArea, lexing: CodeLexing) -> None:
        self._editor = editor
        self._lexing = lexing
        self.unit = "  "
        self.on = True

    def read(self) -> None:
        """Another text is edited: go on as it is indented."""
        self.unit = detect_indent(self._editor.document.lines)
        self._editor.indent_width = 4 if self.unit == "\t" else max(1, len(self.unit))

    def break_line(self) -> None:
        """Begin a new line at the cursor, as far in as the one before, or further where that opens a block."""
        editor = self._editor
        start, _ = sorted(editor.selection)
        before = editor.document[start[0]][: start[1]]
        indent = indentation_for_new_line(before, self.unit) if self.on else ""
        if self.on and editor.selection.is_empty and is_between_brackets(editor.document[start[0]], start[1]):
            outer = before[: len(before) - len(before.lstrip(" \t"))]
            editor.type_over(f"\n{indent}\n{outer}", *editor.selection)
            editor.move_cursor((start[0] + 1, len(indent)))
        else:
            editor.type_over("\n" + indent, *editor.selection)

    def closes_block(self, character: str | None) -> bool:
        """Type a closing bracket that comes first in its line as far in as its partner's line; whether that was done.

        It is one edit.
        """
        editor, lexing = self._editor, self._lexing
        if not self.on or character is None or character not in ")]}":
            return False
        (line, column), end = editor.selection
        before = editor.document[line][:column]
        if editor.read_only or (line, column) != end or not before or before.strip(" \t"):
            return False
        lexing.highlighter.ensure(max(0, line - _BLOCK_LINES), line)
        if not lexing.is_code(line, column - 1):
            return False
        indent = indentation_of_opening(
            editor.document.lines, line, character, is_code=lexing.is_code, limit_lines=_BLOCK_LINES
        )
        if indent is None or indent == before or not before.startswith(indent):
            return False
        editor.history.checkpoint()
        editor.type_over(indent + character, (line, 0), (line, column))
        return True
