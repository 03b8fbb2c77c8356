"""The terminal's own background: what it is asked (OSC 11), what it answers, and whether that is light. Pure.

Sources: ctlseqs of xterm ("OSC Ps ; Pt", XParseColor), the colour scheme reports of contour (mode 2031), which kitty,
ghostty, foot and others have too.
"""

from __future__ import annotations

import re
from collections.abc import Mapping

from tui.terminal.input_events import Background

BACKGROUND_ASKED = "\x1b]11;?\x1b\\"
SCHEME_TOLD_ON, SCHEME_TOLD_OFF = "\x1b[?2031h", "\x1b[?2031l"
"""The terminal says it when its user goes from light to dark."""

SCHEME_REPORT = 997
SCHEME_LIGHT = 2
MOST_ANSWER_BYTES = 64
"""Longer is no colour."""

_CHANNEL = rb"([0-9a-fA-F]{1,4})"
_ANSWER = re.compile(rb"11;(?:rgba?:%b/%b/%b(?:/[0-9a-fA-F]{1,4})?|#((?:[0-9a-fA-F]{3}){1,4}))" % ((_CHANNEL,) * 3))
_LIGHT_ABOVE = 0.5


def background_of(answer: bytes) -> Background | None:
    """The background in an OSC string, without its marks; None where it is no answer about that."""
    found = _ANSWER.fullmatch(answer)
    if found is None:
        return None
    *parts, together = found.groups()
    if together:
        size = len(together) // 3
        parts = [together[at : at + size] for at in range(0, len(together), size)]
    red, green, blue = (int(part, 16) / (16 ** len(part) - 1) for part in parts)
    # How bright the eye finds each (ITU-R BT.601).
    return Background(0.299 * red + 0.587 * green + 0.114 * blue > _LIGHT_ABOVE)


def can_be_asked(environment: Mapping[str, str]) -> bool:
    """Whether the question does no harm: the Linux console has no answer, and older ones print a part of it."""
    return environment.get("TERM", "") != "linux"
