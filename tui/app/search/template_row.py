"""The row in which is typed what is put in place of matches."""

from __future__ import annotations

from textual.app import ComposeResult
from textual.containers import Horizontal

from tui.app.widgets.field import Field
from tui.app.widgets.line import Line


class TemplateRow(Horizontal):
    """Not there at first. `other` is the id of the field that has the focus when it goes."""

    def __init__(self, other: str) -> None:
        super().__init__(id="replaced")
        self._other = other

    def compose(self) -> ComposeResult:
        yield Line("replace ")
        yield Field(placeholder="what is put in place of each match", id="template", compact=True)

    @property
    def _field(self) -> Field:
        return self.query_one(Field)

    @property
    def text(self) -> str:
        """What is typed into it."""
        return self._field.value

    @property
    def is_typed_into(self) -> bool:
        """Whether it has the focus."""
        return self.is_mounted and self.screen.focused is self._field

    def show(self, *, shown: bool) -> None:
        """Come and take the focus, or go."""
        self.display = shown
        self.screen.set_focus(self._field if shown else self.screen.query_one(self._other))

    def switch(self) -> None:
        """Give the focus to the other field, or take it."""
        self.screen.set_focus(self.screen.query_one(self._other) if self.is_typed_into else self._field)
