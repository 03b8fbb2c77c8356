"""One of a few, all of them in sight: a row for each, or all in one row. Its state can be read without colour."""

from __future__ import annotations

from collections.abc import Sequence
from typing import NamedTuple

from textual import events
from textual.content import Content
from textual.message import Message
from textual.widget import Widget

from tui.app.widgets.plain import put_cursor


class Option(NamedTuple):
    """One to choose; `about` stands behind its title, where each has a row."""

    value: str
    title: str
    about: str = ""


class ChoiceList(Widget, can_focus=True):
    """`(x) this` and `( ) that`; a click chooses, and the keys that its screen declares for it."""

    DEFAULT_CSS = """
    ChoiceList { height: auto; width: 1fr; }
    ChoiceList:focus { background: $raised; }
    """

    class Changed(Message):
        """Another one was chosen."""

    def __init__(self, options: Sequence[Option], value: str, *, in_row: bool = False, id: str | None = None) -> None:
        super().__init__(id=id)
        self._options = tuple(options)
        self._value = value
        self.in_row = in_row

    @property
    def value(self) -> str:
        """The one that is chosen."""
        return self._value

    @property
    def _place(self) -> int:
        return next(place for place, option in enumerate(self._options) if option.value == self._value)

    @property
    def plain_row(self) -> int:
        """Where the chosen one is drawn."""
        return 0 if self.in_row else self._place

    def move(self, by: int) -> bool:
        """Choose one further on, or back; False, and nothing happens, where there is none."""
        place = self._place + by
        if not 0 <= place < len(self._options):
            return False
        self._choose(place)
        return True

    def turn(self) -> None:
        """Choose the next, behind the last the first."""
        self._choose((self._place + 1) % len(self._options))

    def _choose(self, place: int) -> None:
        value = self._options[place].value
        if value != self._value:
            self._value = value
            put_cursor(self, self.plain_row)
            self.refresh()
            self.post_message(self.Changed())

    def on_click(self, event: events.Click) -> None:
        if not self.in_row:
            self._choose(min(event.y, len(self._options) - 1))
            return
        cell = 0
        for place, option in enumerate(self._options):
            width = len(option.title) + 6
            if cell <= event.x < cell + width:
                self._choose(place)
            cell += width

    def _row(self, option: Option) -> Content:
        chosen = option.value == self._value
        return Content.styled(f"({'x' if chosen else ' '}) {option.title}", "bold $accent" if chosen else "$foreground")

    def render(self) -> Content:
        rows = [self._row(option) for option in self._options]
        if self.in_row:
            return Content("  ").join(rows)
        widest = max(row.cell_length for row in rows)
        blanks = (" " * (widest - row.cell_length + 2) for row in rows)
        whole = [
            Content.assemble(row, blank, Content.styled(option.about, "$muted")).truncate(
                max(1, self.size.width), ellipsis=True
            )
            for row, blank, option in zip(rows, blanks, self._options, strict=True)
        ]
        return Content("\n").join(whole)
