"""The line below a history: what is said of the selected row, and behind it what is said of the history."""

from __future__ import annotations

from textual.content import Content
from textual.widgets import Static

from tui.terminal.sanitise import printable

_MOST_CHARACTERS = 300
"""So much of each is shown here; F4 shows all."""


class SaidLine(Static):
    """Two sentences that do not take each other's place."""

    def __init__(self) -> None:
        super().__init__("", id="said")
        self._said = self._of_row = ""
        self._style = "$muted"

    @property
    def in_full(self) -> str:
        """All that is said now."""
        return f"{printable(self._of_row)} {self._said}".strip()

    def say(self, text: str, style: str) -> None:
        """Say something of the history."""
        self._said, self._style = printable(text), style
        self._show()

    def say_of_row(self, text: str) -> None:
        """Say something of the selected row, until another one is selected."""
        if text != self._of_row:
            self._of_row = text
            self._show()

    def _show(self) -> None:
        row = Content.styled(printable(self._of_row, limit=_MOST_CHARACTERS), "$warning")
        rest = Content.styled(self._said[:_MOST_CHARACTERS], self._style)
        self.update(Content("  ").join([each for each in (row, rest) if each.plain]))
