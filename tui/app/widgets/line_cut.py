"""Cutting to the end of a line, as emacs' kill does: cuts at one place in a row are pasted as one."""

from __future__ import annotations

from collections.abc import Callable

from textual.widgets import TextArea
from textual.widgets.text_area import Location


class LineCut:
    """Cuts for a text area. `edits` tells how many edits its document has had."""

    def __init__(self, area: TextArea, edits: Callable[[], int]) -> None:
        self._area = area
        self._edits = edits
        self._last: tuple[Location, int, str] | None = None
        """Where the last one was, after how many edits, and what the clipboard held then."""

    def cut(self) -> None:
        """Cut the selection, or what stands behind the cursor in its line; at the line's end the line break.

        Again at the same place, it is put behind what was cut before: one paste puts all of it back.
        """
        area = self._area
        start, end = sorted(area.selection)
        if start == end:
            end = area.get_cursor_line_end_location()
            if start == end and start[0] + 1 < area.document.line_count:
                end = (start[0] + 1, 0)
        if start != end and not area.read_only:
            before = area.app.clipboard if self._last == (start, self._edits(), area.app.clipboard) else ""
            text = before + area.get_text_range(start, end)
            area.delete(start, end)
            area.app.copy_to_clipboard(text)
            self._last = (start, self._edits(), text)
