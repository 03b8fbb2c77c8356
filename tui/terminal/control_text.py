"""Which control text leaves the screen as it is, what a frame looks like, and what gives a terminal back. Pure."""

from __future__ import annotations

import re

from tui.terminal.background import SCHEME_TOLD_OFF
from tui.terminal.mouse import MOUSE_OFF, MOUSE_PIXELS_OFF

SYNC_START, SYNC_END = "\x1b[?2026h", "\x1b[?2026l"

GIVE_BACK = (
    f"{SYNC_END}\x1b[m\x1b[r\x1b[?2004l\x1b[?7h\x1b[?2048l{MOUSE_OFF}{MOUSE_PIXELS_OFF}{SCHEME_TOLD_OFF}"
    "\x1b[<u\x1b[?1049l\x1b[?25h\x1b[?1004l"
)
"""For a terminal of which nothing is known any more: all that may have been switched on is switched off."""

_FRAME = re.compile(r"\x1b\[\d*;?\d*H")
# Queries, modes, keyboard protocol, title, clipboard and bell leave the cells and the style as they are.
_HARMLESS = re.compile(
    r"(?:\x1b\[[?>=<][\d;]*[hlucpq$]+|\x1b\[[?>]?\d*\$?[cnp]|\x1b\[2[23];0t|\x1b\](?:0|2|11|22|52);[^\x07\x1b]*(?:\x07|\x1b\\)"
    # What tmux and GNU screen pass on is wrapped.
    r"|\x1bP(?:[^\x1b]|\x1b[^\\])*\x1b\\|\x07)*"
)
_SCREEN_SWITCH = re.compile(r"\x1b\[\?(?:1049|47|1047)[hl]")

TITLE_KEPT, TITLE_BACK = "\x1b[22;0t", "\x1b[23;0t"
"""The terminal puts its title aside, and takes it back."""


def title_text(title: str) -> str:
    """What sets the terminal's title, which has no control characters."""
    return f"\x1b]0;{title}\x07"


def is_frame(text: str) -> bool:
    """Whether a text that Textual writes draws the screen; a frame begins with a place."""
    return _FRAME.match(text) is not None


def leaves_screen(text: str) -> bool:
    """Whether cells and style are the same behind a text that is no frame, as far as that is known."""
    return _HARMLESS.fullmatch(text) is not None and not _SCREEN_SWITCH.search(text)
