"""The row above the keys: where you are, or what the console has to say."""

from __future__ import annotations

from textual.content import Content
from textual.events import Resize

from tui.app.widgets.clock import call_widget_later, clock_of
from tui.app.widgets.cut_text import rows_within
from tui.app.widgets.keymap import with_own_keys
from tui.app.widgets.line import Line
from tui.terminal.sanitise import printable

_MOST_SAID = 4000
"""So many characters of a message are kept."""


class StatusLine(Line):
    """Where you are, in one row above the keys, or what the console has to say to the last key.

    What is said takes as many rows as it needs, up to a third of the screen; F4 shows what is cut.
    """

    DEFAULT_CSS = """
    StatusLine { height: 1; background: $background; color: $muted; padding: 0 1; }
    """

    def __init__(self) -> None:
        super().__init__(id="status")
        self._resting = Content("")
        self._said: Content | None = None
        self._text = self.last_said = ""
        self._stands_until = 0.0

    def rest(self, content: Content) -> None:
        """What stands here when there is nothing to say."""
        self._resting = content
        if self._said is None:
            self._fit()

    def say(self, text: str, style: str = "$warning", seconds: float = 0.0) -> None:
        """Say something; it stays until the next key, and for so many seconds at least. Nothing to say is a rest."""
        self._stands_until = clock_of(self).monotonic() + seconds
        self._text = text
        self.last_said = with_own_keys(self, printable(text, limit=_MOST_SAID))
        self._said = Content.styled(self.last_said, style) if text else None
        self._fit()

    def say_also(self, text: str, style: str = "$warning") -> None:
        """Say something behind what is being said; nothing to say changes nothing."""
        if text:
            left = self._stands_until - clock_of(self).monotonic()
            before = self._text if self._said is not None else ""
            self.say(f"{before} {text}".strip(), style, max(0.0, left))

    def mention(self, text: str, style: str) -> bool:
        """Say something that matters less than what is being said; whether it was said."""
        if self._said is None:
            self.say(text, style)
            return True
        return False

    def hush(self) -> None:
        """The next key came."""
        clock = clock_of(self)
        left = self._stands_until - clock.monotonic()
        if self._said is not None and left > 0:
            said = self._said
            call_widget_later(self, clock, left, lambda: self.hush() if self._said is said else None)
        elif self._said is not None:
            self._said = None
            self._fit()

    @property
    def resting(self) -> str:
        """What stands here when there is nothing to say, in full."""
        return self._resting.plain

    def on_resize(self, event: Resize) -> None:
        self._fit()

    def _fit(self) -> None:
        most_rows = 1 if self._said is None else max(1, self.app.size.height // 3)
        # As wide as the screen: the widget's own size is not known before the first layout.
        rows = rows_within(self._said or self._resting, self.app.size.width - 2, most_rows)
        height = self.styles.height
        if height is None or height.value != len(rows):
            self.styles.height = len(rows)
        self.show(Content("\n").join(rows))
