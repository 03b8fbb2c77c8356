"""Text that changes often: repainted when it differs, never laid out anew.

Textual's `Static` lays the screen out again at each update, which costs a frame of everything. What changes while
typing is shown with this instead; its size comes from the styles alone.
"""

from __future__ import annotations

from textual.content import Content
from textual.widget import Widget


class Line(Widget):
    """A piece of text of a fixed size."""

    DEFAULT_CSS = """
    Line { height: 1; width: 1fr; text-wrap: nowrap; text-overflow: ellipsis; }
    """

    def __init__(self, text: str = "", *, id: str | None = None, classes: str | None = None) -> None:
        super().__init__(id=id, classes=classes)
        self.content = Content(text)

    def show(self, content: Content) -> None:
        """Show this from now on."""
        if content != self.content or content.spans != self.content.spans:
            self.content = content
            self.refresh()

    def render(self) -> Content:
        return self.content
