"""Foreign text made fit to show: nothing in it can drive the terminal, hide, or turn the reading direction round.

Pure. Owns which characters are shown as they are. Refuses to know where the text came from or goes to.
Wide and combining characters stay; everything that terminals show in more than one way, or not at all, is written out
in ASCII. The zero-width joiner, skin tones and the letters of flags are among those: terminals disagree about how
wide a joined emoji is, and the parts of a sequence, shown one by one, each have a width of their own. So the width of
what is left is the sum of its characters' widths.
"""

from __future__ import annotations

import re
import unicodedata
from collections.abc import Sequence
from functools import lru_cache

_MARKS_KEPT = 2
"""How many combining marks a base keeps: enough for what people write, too few to smear over other rows."""

_REPLACEMENT = "?"
_BLANKS = " \u3000"


def printable(text: str, *, newlines: bool = False, limit: int | None = None) -> str:
    """Text for labels, messages and logs: one line (several with `newlines`), unsafe characters written out.

    `limit` is the most characters shown; what is cut ends in three dots.
    """
    if limit is not None and len(text) > limit * 2:
        # A megabyte is not worth walking through for one row.
        text = text[: limit * 2] + "..."
    if not (text.isascii() and text.isprintable()):
        text = _written_out(text, newlines)
    if limit is not None and len(text) > limit:
        text = (text[: max(0, limit - 3)] + "...")[:limit]
    return text


def _written_out(text: str, newlines: bool) -> str:
    characters = list(text)
    for column in _unsafe(text, "\t\n" if newlines else "\t"):
        characters[column] = _escape(characters[column])
    return "".join(characters).replace("\t", " ")


def _escape(character: str) -> str:
    code = ord(character)
    if code < 0x20:
        return f"^{chr(code + 0x40)}"
    if code == 0x7F:
        return "^?"
    if code <= 0xFF:
        return f"\\x{code:02x}"
    return f"\\u{code:04x}" if code <= 0xFFFF else f"\\U{code:08x}"


def cell_text(text: str) -> str:
    """Text for the editor: as long as it came, each unsafe character replaced by one sign of one cell.

    Tabs stay; the editor expands them.
    """
    if text.isascii() and text.isprintable():
        return text
    unsafe = unsafe_columns(text)
    if not unsafe:
        return text
    characters = list(text)
    for column in unsafe:
        characters[column] = _REPLACEMENT
    return "".join(characters)


def parts_of_emoji(text: str) -> tuple[str, Sequence[int]]:
    """The text with joined emoji as their parts, without what joins and varies them; the letters of flags in ASCII.

    For texts that are looked at alone. Behind it stands the new column of each column, none where nothing is changed.
    What stands behind no symbol is left for `cell_text`, and so is more than emoji have of it.
    """
    if text.isascii() or _JOINS.search(text) is None:
        return text, ()
    kept: list[str] = []
    columns: list[int] = []
    left_out, before = 0, " "
    for character in text:
        columns.append(len(kept))
        is_symbol = unicodedata.category(before) in _SYMBOLS
        joins = is_symbol or (before in _KEYCAPS and character == _AS_EMOJI)
        if joins and left_out < _MOST_LEFT_OUT and _JOINS.match(character) and character not in _FLAG_LETTERS:
            left_out += 1
            continue
        left_out, before = 0, character
        kept.append(chr(ord("A") + _FLAG_LETTERS.index(character)) if character in _FLAG_LETTERS else character)
    return "".join(kept), (*columns, len(kept))


def unsafe_columns(text: str) -> list[int]:
    """The columns of the characters that `cell_text` replaces."""
    if text.isascii():
        return [] if text.isprintable() else [match.start() for match in _ASCII_CONTROL.finditer(text)]
    return _unsafe(text, "\t")


def _unsafe(text: str, kept: str) -> list[int]:
    """The columns of the unsafe characters, marks without a base and marks too many among them, `kept` not."""
    columns: list[int] = []
    # Nothing may combine with a line's start, a tab or an escape; nor with a blank, at which lines are broken: what
    # begins the next row would then stand in the cell before it.
    marks = _MARKS_KEPT
    for column, character in enumerate(text):
        if character in kept or character in _BLANKS:
            marks = _MARKS_KEPT
        elif _is_unsafe(character):
            columns.append(column)
            marks = _MARKS_KEPT
        elif _is_mark(character):
            marks += 1
            if marks > _MARKS_KEPT:
                columns.append(column)
        else:
            marks = 0
    return columns


_FLAG_LETTERS = "".join(map(chr, range(0x1F1E6, 0x1F200)))
_AS_EMOJI = "\ufe0f"
_KEYCAPS = "#*0123456789"
_SYMBOLS = frozenset({"So", "Sm", "Sk", "Sc"})
_MOST_LEFT_OUT = 8
"""Behind one symbol: the flag of a country's part has so many."""
_JOINS = re.compile("[\ufe0e\ufe0f\u200d\U0001f3fb-\U0001f3ff\U000e0020-\U000e007f\U0001f1e6-\U0001f1ff]")

_ASCII_CONTROL = re.compile(r"[\x00-\x08\x0a-\x1f\x7f]")

# Of the categories shown as they are: blanks with a width of their own, fillers that show nothing, variation selectors,
# and what changes the width of the emoji before it (skin tones, the letters of flags).
_UNSAFE = frozenset("\u115f\u1160\u3164\uffa0\u2800\u034f\u17b4\u17b5") | frozenset(
    chr(code)
    for code in (
        *range(0xFE00, 0xFE10),
        *range(0xE0100, 0xE01F0),
        *range(0x180B, 0x1810),
        *range(0x1F1E6, 0x1F200),
        *range(0x1F3FB, 0x1F400),
    )
)
_UNSAFE_CATEGORIES = frozenset({"Cc", "Cf", "Cs", "Co", "Cn", "Zl", "Zp"})


@lru_cache(maxsize=4096)
def _is_unsafe(character: str) -> bool:
    if character in _UNSAFE:
        return True
    category = unicodedata.category(character)
    return category in _UNSAFE_CATEGORIES or (category == "Zs" and character not in _BLANKS)


@lru_cache(maxsize=4096)
def _is_mark(character: str) -> bool:
    """Whether a character stands in the cell of the one before it.

    By category, as many marks (Thai, Devanagari) have no combining class; the vowels and finals of Hangul written in
    parts take no cell either.
    """
    return unicodedata.category(character) in ("Mn", "Mc", "Me") or (
        "\u1160" <= character <= "\u11ff" or "\ud7b0" <= character <= "\ud7ff"
    )
