"""Labels with texts, of which a long one goes on under itself, and not under its label."""

from __future__ import annotations

from collections.abc import Sequence

from textual.content import Content
from textual.geometry import Size
from textual.widget import Widget

_GAP = 2
_FEWEST_CELLS = 20
"""A text that would have less room than this has the whole width, from its second row on."""


class HangingLines(Widget):
    """Rows of (label, text), the labels of one width; as high as they need."""

    DEFAULT_CSS = """
    HangingLines { height: auto; width: 1fr; }
    """

    def __init__(self, id: str | None = None) -> None:
        super().__init__(id=id)
        self._facts: tuple[tuple[str, str], ...] = ()

    def show(self, facts: Sequence[tuple[str, str]]) -> None:
        """Show these."""
        if tuple(facts) != self._facts:
            self._facts = tuple(facts)
            self.refresh(layout=True)

    def get_content_height(self, container: Size, viewport: Size, width: int) -> int:
        return len(self._lines(width))

    def _lines(self, width: int) -> list[Content]:
        return [line for label, text in self._facts for line in hanging(label, text, width)]

    def render(self) -> Content:
        return Content("\n").join(self._lines(self.content_size.width))


def hanging(label: str, text: str, width: int) -> list[Content]:
    """The rows of a label and its text in so many cells."""
    head = Content.styled(f"{label}{' ' * _GAP}", "$muted")
    indent = head.cell_length
    if width - indent < _FEWEST_CELLS:
        return Content.assemble(head, text).wrap(max(1, width))
    rows = Content(text).wrap(width - indent)
    return [Content.assemble(head if place == 0 else " " * indent, row) for place, row in enumerate(rows)]
