"""Runs of typed text, and when one is no typing but a paste without marks.

Owns the rule for bursts (GNU screen and serial lines send what is pasted as if it were typed, without the marks of a
paste; so does any terminal whose marks are off). Pure.

**The rule.** A run is printable text, tabs and line ends with pauses of at most `gap` seconds and no other key between.
It is a burst when a line end in it is followed by text, and moreover a line end is followed by a blank, or the run
begins with a tab, or it has two such line ends, or it is at least 32 characters long. Nobody who types into an editor
that indents by itself sends blanks at the start of a line; and what somebody typed while a line was held up is short.
Right behind a burst any run with a line end goes on with it.
A word and Enter behind it (`name` Enter in the find bar) is never a burst: its line end is followed by nothing.
"""

from __future__ import annotations

import re

from tui.terminal.input_events import Burst, Key
from tui.terminal.key_names import keys_of_text

_LONG_CHARACTERS = 32
_GOES_ON_SECONDS = 0.5
_MOST_CHARACTERS = 1 << 20
"""A longer burst is given in parts."""

_LINE_END = re.compile(r"\r\n|\r|\n")
_INDENTED = re.compile(r"[\r\n][ \t]+[^ \t\r\n]")
_C1 = re.compile("[\x80-\x9f]")


class TextRun:
    """Text on its way to be keys or a burst. Held back only while it has a line end, and for `gap` seconds."""

    def __init__(self, gap: float) -> None:
        self._gap = gap
        self._held = ""
        self._before = 0
        self._last = self._burst_at = float("-inf")

    @property
    def deadline(self) -> float | None:
        """When what is held back must be given, in the time that `add` was told; None while nothing is."""
        return self._last + self._gap if self._held else None

    def add(self, text: str, now: float) -> None:
        """Take text that came now."""
        if now - self._last > self._gap:
            self._before = 0
        self._held += _C1.sub("", text)
        self._last = now

    def settle(self) -> list[Key | Burst]:
        """What can be given at once: text without a line end, and line ends behind no text."""
        if not self._held:
            return []
        if len(self._held) > _MOST_CHARACTERS:
            return self.flush()
        has_end = _LINE_END.search(self._held) is not None
        only_ends = not self._held.strip("\r\n")
        if has_end and not (only_ends and not self._before):
            return []
        keys = keys_of_text(self._held)
        self._before = 0 if only_ends else self._before + len(self._held)
        self._held = ""
        return [*keys]

    def flush(self) -> list[Key | Burst]:
        """Give all: silence came, or another key."""
        text, before = self._held, self._before
        self._held, self._before = "", 0
        if not text:
            return []
        goes_on = self._last - self._burst_at < _GOES_ON_SECONDS and len(text) > 1 and _LINE_END.search(text)
        if goes_on or is_burst(text, before):
            self._burst_at = self._last
            # Its keys are made when they are wanted: a mebibyte's take a second and 80 MiB.
            return [Burst(text)]
        return [*keys_of_text(text)]


def is_burst(text: str, before: int = 0) -> bool:
    """Whether a run of text, behind so many characters typed without a pause, is a paste without marks."""
    ends = len(_LINE_END.findall(text.rstrip("\r\n")))
    if not ends:
        return False
    indented = text.startswith("\t") or _INDENTED.search(text) is not None
    return indented or ends > 1 or len(text) + before >= _LONG_CHARACTERS
