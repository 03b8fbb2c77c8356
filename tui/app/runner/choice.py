"""One of a few words, in one row: turned by keys, or clicked."""

from __future__ import annotations

from collections.abc import Sequence

from textual import events
from textual.content import Content
from textual.message import Message
from textual.widget import Widget

from tui.app.widgets.command import CommandDefaults, command
from tui.app.widgets.own_keys import act_on_own_key

_SIGN_CELLS = 4
"""`(x) ` before a word."""
_BETWEEN = "  "


class Choice(Widget, can_focus=True):
    """One of `words`. `chosen` is its number."""

    DEFAULT_CSS = """
    Choice { height: 1; width: auto; }
    Choice:focus { background: $raised; }
    """

    COMMAND_DEFAULTS = CommandDefaults("choice", "On a choice")
    may_be_left = True

    class Changed(Message):
        """Another word was chosen."""

    def __init__(self, words: Sequence[str], *, id: str) -> None:
        super().__init__(id=id)
        self._words = tuple(words)
        self._chosen = 0

    @property
    def chosen(self) -> int:
        """The number of the word that is chosen."""
        return self._chosen

    def show(self, chosen: int) -> None:
        """Show this word as the one chosen, without a message."""
        if chosen != self._chosen:
            self._chosen = chosen
            self.refresh()

    def get_content_width(self, *_sizes: object) -> int:
        return sum(map(len, self._words)) + _SIGN_CELLS * len(self._words) + len(_BETWEEN) * (len(self._words) - 1)

    async def on_key(self, event: events.Key) -> None:
        await act_on_own_key(self, event)

    @command(keys=("space", "right", "enter"), title="Next", help="Choose the next one.")
    def turn(self) -> None:
        """Choose the next word."""
        self._choose((self._chosen + 1) % len(self._words))

    @command(keys=("left",), title="Previous", help="Choose the one before.")
    def turn_back(self) -> None:
        """Choose the word before."""
        self._choose((self._chosen - 1) % len(self._words))

    def on_click(self, event: events.Click) -> None:
        cell = 0
        for number, word in enumerate(self._words):
            width = _SIGN_CELLS + len(word) + len(_BETWEEN)
            if cell <= event.x < cell + width:
                self._choose(number)
            cell += width

    def _choose(self, number: int) -> None:
        if number != self._chosen:
            self.show(number)
            self.post_message(self.Changed())

    def render(self) -> Content:
        parts = [
            Content.styled(
                f"({'x' if number == self._chosen else ' '}) {word}",
                "bold $foreground" if number == self._chosen else "$muted",
            )
            for number, word in enumerate(self._words)
        ]
        return Content(_BETWEEN).join(parts)
