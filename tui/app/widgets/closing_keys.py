"""Keys that close brackets and quotes by themselves, in one editor. What closes when is `tui.editing.auto_close`'s."""

from __future__ import annotations

from collections.abc import Callable
from typing import TYPE_CHECKING

from textual.widgets.text_area import Location, Selection

from tui.editing.auto_close import PAIRS, AutoClose

if TYPE_CHECKING:
    from tui.app.widgets.light_text_area import LightTextArea

_KEYS = frozenset((*PAIRS, *PAIRS.values()))


class ClosingKeys:
    """`is_code` says whether the character at a line and column is code. Does nothing unless it is `on`."""

    def __init__(self, editor: LightTextArea, is_code: Callable[[int, int], bool]) -> None:
        self._editor = editor
        self._is_code = is_code
        self._auto = AutoClose()
        self.on = False

    def forget(self) -> None:
        """Another text is edited."""
        self._auto.forget()

    def goes_over(self, character: str | None) -> bool:
        """Go over a character that stands there by itself already, where it is typed; whether that was done."""
        if not self._is_meant(character):
            return False
        line, column = self._editor.cursor_location
        if not self._auto.goes_over(character or "", self._editor.document[line], (line, column)):
            return False
        self._put_cursor((line, column + 1))
        return True

    def closes(self, character: str | None) -> bool:
        """Type a character with what closes it, where it closes by itself; whether that was done."""
        if not self._is_meant(character) or character is None or character not in PAIRS:
            return False
        line, column = self._editor.cursor_location
        is_code = column == 0 or self._is_code(line, column - 1)
        closer = self._auto.closes_with(character, self._editor.document[line], (line, column), is_code=is_code)
        if not closer:
            return False
        # One after the other, so that undo takes both back with what else was typed in a row.
        for at, each in ((column, character), (column + 1, closer)):
            self._editor.replace(each, (line, at), (line, at))
        self._put_cursor((line, column + 1))
        return True

    def takes_both(self) -> bool:
        """Take away a pair that was typed as one, for backspace between the two; whether that was done."""
        editor = self._editor
        if not self.on or editor.read_only or not editor.selection.is_empty:
            return False
        line, column = editor.cursor_location
        if not self._auto.takes_both(editor.document[line], (line, column)):
            return False
        editor.replace("", (line, column - 1), (line, column + 1))
        self._put_cursor((line, column - 1))
        return True

    def _put_cursor(self, place: Location) -> None:
        # Moved as by an arrow, it would end what undo takes back at once.
        self._editor.selection = Selection.cursor(place)

    def _is_meant(self, character: str | None) -> bool:
        editor = self._editor
        return self.on and character in _KEYS and not editor.read_only and editor.selection.is_empty
