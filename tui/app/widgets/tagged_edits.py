"""Replacements of a whole text that undo and redo know again.

The one place where private names of Textual's `EditHistory` are used; `tests/app/test_light_text_area.py` fails when
Textual changes one of them.
"""

from __future__ import annotations

from collections.abc import Callable

from textual.widgets import TextArea
from textual.widgets.text_area import Edit, Location

HISTORY_PRIVATE_NAMES = ("_undo_stack", "_redo_stack")
"""What `replace` reads of Textual's `EditHistory`."""

_MOST_TAGS = 100
"""So many of the last tagged replacements are known as such; older ones are undone as typed text is."""


class TaggedEdits:
    """The tagged replacements of one text area. `replace_exactly` puts a text in place of a range, as one edit."""

    def __init__(self, area: TextArea, replace_exactly: Callable[[str, Location, Location], None]) -> None:
        self._area = area
        self._replace_exactly = replace_exactly
        self._tagged: list[tuple[list[Edit], int]] = []

    def forget(self) -> None:
        """Another text is edited."""
        self._tagged.clear()

    def replace(self, text: str, tag: int) -> None:
        """Put text in place of all of it as one edit for undo, also where it is the same. `tag` names the edit."""
        area, history = self._area, self._area.history
        undone, redone = history._undo_stack, history._redo_stack
        if text == area.document.text:
            # Nothing of the text changes, and undo is to come by here all the same.
            undone.append([])
            redone.clear()
            history.checkpoint()
        else:
            self._replace_exactly(text, area.document.start, area.document.end)
        self._tagged = [*self._tagged[1 - _MOST_TAGS :], (undone[-1], tag)]

    def undo(self) -> int | None:
        """Undo the last edit; the tag it was made with, if it had one."""
        tag = self._tag_of(self._area.history.undo_stack)
        self._area.action_undo()
        return tag

    def redo(self) -> int | None:
        """Redo what was undone last; the tag it was made with, if it had one."""
        tag = self._tag_of(self._area.history.redo_stack)
        self._area.action_redo()
        return tag

    def _tag_of(self, stack: list[list[Edit]]) -> int | None:
        return next((tag for batch, tag in self._tagged if stack and batch is stack[-1]), None)
