"""What may go down the line: a grammar of the console's own sequences, and text in which nothing is hidden.

Shares no code with `tui.terminal`: a mistake there must not be made here too.
"""

from __future__ import annotations

import re
import unicodedata
from functools import lru_cache

from wcwidth import wcwidth

_NEVER_TEXT = frozenset({"Cc", "Cf", "Cs", "Co", "Cn", "Zl", "Zp"})
_BLANKS = frozenset(" \u3000")
# Of Unicode's DerivedCoreProperties, Default_Ignorable_Code_Point: what is no control and still shows nothing.
_IGNORABLE = re.compile(
    "[\u00ad\u034f\u061c\u115f\u1160\u17b4\u17b5\u180b-\u180f\u200b-\u200f\u202a-\u202e\u2060-\u206f\u3164"
    "\ufe00-\ufe0f\ufeff\uffa0\ufff0-\ufff8\U0001bca0-\U0001bca3\U0001d173-\U0001d17a\U000e0000-\U000e0fff]"
)
# Shown as nothing, or in another width than alone when they follow a character.
_JOINING = re.compile("[\u2800\U0001f1e6-\U0001f1ff\U0001f3fb-\U0001f3ff]")
_MOST_MARKS = 2

_SGR = r"\x1b\[[\d;]*m"
_CURSOR = r"\x1b\[\d{0,4}(?:;\d{0,4})?H"
_TOKEN = re.compile(r"\x1b\[[^@-~]*[@-~]|\x1b\].*?(?:\x07|\x1b\\)|\x1b.?|[^\x1b\r\n\x08]+|[\r\n\x08]", re.DOTALL)
_MODES = r"\x1b\[\?(?:25|2026)[hl]"
DRAWN = re.compile(
    rf"{_SGR}|{_CURSOR}|{_MODES}|\x1b\[\d{{0,4}}[ABCDGXKPLM@]|\x1b\[\d{{1,4}};\d{{1,4}}r|\x1b\[r|[\r\n\x08]"
)
"""What the console's own driver draws with."""
WRITTEN = re.compile(rf"{_SGR}|{_CURSOR}|\n")
"""What Textual's frames are made of, which is what the plain driver sends."""
CLIPBOARD = re.compile(r"\x1b\]52;c;[A-Za-z0-9+/]*=*\x07")
POINTER = re.compile(r"\x1b\]22;default\x07")
"""Which Textual sends at each change of the screen, for the mouse."""
BOUNDARY = re.compile(
    r"\x1b\[\?(?:1049|25|7|1000|1003|1004|1006|1015|1016|2004|2031|2048|2026)[hl]|\x1b\[\?(?:2026|2048)\$p|\x1b\[>\d+u|\x1b\[<u"
    r"|\x1b\[\?u|\x1b\[c|\x1b\]11;\?\x1b\\|\x1b\]22;[a-z-]*\x07"
)
"""Modes and questions at the start and at the end."""


def unmeant_sequences(stream: str, *allowed: re.Pattern[str]) -> list[str]:
    """What stands in the stream and is neither one of the allowed sequences nor text that is fit to show."""
    told = (_why_unmeant(token, allowed) for token in _TOKEN.findall(stream))
    return [wrong for wrong in told if wrong]


@lru_cache(maxsize=1 << 14)
def _why_unmeant(token: str, allowed: tuple[re.Pattern[str], ...]) -> str:
    if any(each.fullmatch(token) for each in allowed):
        return ""
    return f"sequence {token[:60]!r}" if token[0] in "\x1b\r\n\x08" else unfit_text(token)


@lru_cache(maxsize=1 << 14)
def unfit_text(text: str) -> str:
    """Why text is not fit to be written to a terminal; nothing when it is."""
    if text.isascii() and text.isprintable():
        return ""
    for character in text:
        category = unicodedata.category(character)
        blank = category == "Zs" and character not in _BLANKS
        if category in _NEVER_TEXT or blank or _IGNORABLE.match(character) or _JOINING.match(character):
            return f"character {character!r} ({category}) in {text[:60]!r}"
        if wcwidth(character) < 0:
            return f"a character without a width {character!r} in {text[:60]!r}"
    return ""


def piled_marks(cell: str) -> str:
    """Why what stands in one cell is too much; nothing when it is not."""
    return f"{len(cell) - 1} marks on {cell[0]!r}" if len(cell) > 1 + _MOST_MARKS else ""
