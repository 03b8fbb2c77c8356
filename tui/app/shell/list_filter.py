"""The box above a list in which its filter is typed.

Owns when it is there and has the focus. Refuses to know what is listed.
"""

from __future__ import annotations

from typing import TYPE_CHECKING

from textual.screen import Screen
from textual.widget import Widget

if TYPE_CHECKING:
    from tui.app.widgets.field import Field


class ListFilter:
    """Shows a field with the id `filter` at the top of `above`, and gives the focus back to the list.

    Opened again it has its text selected, or (not `selects`) the cursor behind it. It is made when it is wanted first:
    the first frame does not wait for it.
    """

    def __init__(
        self, screen: Screen[None], above: str, listed: Widget, placeholder: str, *, selects: bool = True
    ) -> None:
        self._screen = screen
        self._above = above
        self._listed = listed
        self._placeholder = placeholder
        self._selects = selects
        self._box: Field | None = None

    @property
    def text(self) -> str:
        """What is typed into it."""
        return self._box.value if self._box is not None else ""

    @property
    def has_focus(self) -> bool:
        """Whether it is being typed into."""
        # The screen knows it at once; the field itself only when it has handled what was sent to it.
        return self._box is not None and self._screen.focused is self._box

    def open(self) -> None:
        """Show it, and let the next key go into it."""
        if self._box is None:
            from tui.app.widgets.field import Field

            self._box = Field(placeholder=self._placeholder, id="filter", compact=True, select_on_focus=self._selects)
            self._screen.query_one(self._above).mount(self._box, before=0)
        self._box.display = True
        # At once: focus() would wait its turn behind the keys typed already.
        self._screen.set_focus(self._box)

    def put(self, text: str) -> None:
        """Have this text in it, and stay at the list."""
        self.open()
        if self._box is not None:
            self._box.value = text
        self.close()

    def close(self) -> None:
        """Go to the list; what was typed stays in sight."""
        if self._box is not None:
            self._box.display = bool(self._box.value)
        self._screen.set_focus(self._listed)

    def clear(self) -> None:
        """Take away what was typed."""
        if self._box is not None:
            self._box.value = ""

    def clear_and_close(self) -> None:
        """Take away what was typed, and the box, and go to the list."""
        self.clear()
        self.close()
