"""The box above the lines in which a time to go to, or a file to write to, is typed."""

from __future__ import annotations

from collections.abc import Callable
from typing import TYPE_CHECKING

from textual.screen import Screen
from textual.widget import Widget

if TYPE_CHECKING:
    from tui.app.widgets.field import Field

Answered = Callable[[str], str | None]
"""Acts on what was typed; returns, as a sentence, why it can't: then the box stays."""


class AskBox:
    """Shows a field with the id `ask` at the top of `above`, and gives the focus back to `below`."""

    def __init__(self, screen: Screen[None], above: str, below: Widget) -> None:
        self._screen = screen
        self._above = above
        self._below = below
        self._box: Field | None = None
        self._answered: Answered | None = None

    @property
    def has_focus(self) -> bool:
        """Whether it is being typed into."""
        return self._box is not None and self._screen.focused is self._box

    def ask(self, placeholder: str, text: str, answered: Answered) -> None:
        """Ask for a text, beginning with this one."""
        if self._box is None:
            from tui.app.widgets.field import Field

            self._box = Field(id="ask", compact=True, select_on_focus=False)
            self._screen.query_one(self._above).mount(self._box, before=0)
        self._answered = answered
        self._box.placeholder = placeholder
        self._box.value = text
        self._box.cursor_position = len(text)
        self._box.display = True
        self._screen.set_focus(self._box)

    def submit(self) -> str | None:
        """Act on what was typed; why it can't be done, as a sentence."""
        if self._box is None or self._answered is None:
            return None
        problem = self._answered(self._box.value)
        if problem is None:
            self.close()
        return problem

    def close(self) -> None:
        """Take the box away."""
        if self._box is not None:
            self._box.display = False
        self._screen.set_focus(self._below)
