"""A box to tick, whose state can be read without colour."""

from __future__ import annotations

from textual.content import Content
from textual.widget import Widget


class TickBox(Widget, can_focus=True):
    """`[x]` or `[ ]` and what it means; a click turns it, and the key that its screen declares for it."""

    DEFAULT_CSS = """
    TickBox { height: auto; width: 1fr; }
    TickBox:focus { background: $raised; text-style: bold; }
    """

    def __init__(self, label: str, *, id: str | None = None) -> None:
        super().__init__(id=id)
        self._label = label
        self._ticked = False

    @property
    def value(self) -> bool:
        """Whether it is ticked."""
        return self._ticked

    @value.setter
    def value(self, ticked: bool) -> None:
        self._ticked = ticked
        self.refresh()

    def on_click(self) -> None:
        self.turn()

    def turn(self) -> None:
        """Tick it, or take the tick away."""
        self.value = not self.value

    def render(self) -> Content:
        return Content(f"[{'x' if self._ticked else ' '}] {self._label}")
