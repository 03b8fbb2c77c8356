"""Foreign text made fit to show: nothing in it can drive the terminal, hide, or turn the reading direction round.

Pure. Owns which characters are shown as they are. Refuses to know where the text came from or goes to.
Wide and combining characters stay; everything that terminals show in more than one way, or not at all, is written out
in ASCII. The zero-width joiner is among those: terminals disagree about how wide a joined emoji is, and the parts of
a sequence, shown one by one, each have a width of their own.
"""

from __future__ import annotations

import re
import unicodedata

_MARKS_KEPT = 2
"""How many combining marks a base keeps: enough for every language, too few to smear over other rows."""

_REPLACEMENT = "?"


def printable(text: str, *, newlines: bool = False, limit: int | None = None) -> str:
    """Text for labels, messages and logs: one line (several with `newlines`), unsafe characters written out.

    `limit` is the most characters shown; what is cut ends in three dots.
    """
    if limit is not None and len(text) > limit * 2:
        # A megabyte is not worth walking through for one row.
        text = text[: limit * 2] + "..."
    if not (text.isascii() and text.isprintable()):
        text = "".join(_written_out(text, newlines))
    if limit is not None and len(text) > limit:
        text = text[: max(0, limit - 3)] + "..."
    return text


def _written_out(text: str, newlines: bool) -> list[str]:
    out: list[str] = []
    marks = _MARKS_KEPT
    for character in text:
        if unicodedata.combining(character) or unicodedata.category(character) == "Me":
            marks += 1
            out.append(character if marks <= _MARKS_KEPT and not _is_unsafe(character) else _escape(character))
            continue
        if character == "\n" and newlines:
            out.append(character)
        elif character == "\t":
            out.append(" ")
        elif _is_unsafe(character):
            out.append(_escape(character))
        else:
            out.append(character)
            marks = 0
            continue
        # Nothing may combine with a line's start or with an escape.
        marks = _MARKS_KEPT
    return out


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


def unsafe_columns(text: str) -> list[int]:
    """The columns of the characters that `cell_text` replaces."""
    if text.isascii():
        return [] if text.isprintable() else [match.start() for match in _ASCII_CONTROL.finditer(text)]
    columns: list[int] = []
    marks = _MARKS_KEPT
    for column, character in enumerate(text):
        if unicodedata.combining(character) or unicodedata.category(character) == "Me":
            marks += 1
            if marks > _MARKS_KEPT or _is_unsafe(character):
                columns.append(column)
        elif character == "\t":
            marks = _MARKS_KEPT
        elif _is_unsafe(character):
            columns.append(column)
            marks = _MARKS_KEPT
        else:
            marks = 0
    return columns


_ASCII_CONTROL = re.compile(r"[\x00-\x08\x0a-\x1f\x7f]")

# Of the categories shown as they are: blanks with a width of their own, fillers that show nothing, variation selectors.
_UNSAFE = frozenset("\u115f\u1160\u3164\uffa0\u2800\u034f\u17b4\u17b5") | frozenset(
    chr(code)
    for code in (
        *range(0xFE00, 0xFE10),
        *range(0xE0100, 0xE01F0),
        *range(0x180B, 0x1810),
    )
)
_UNSAFE_CATEGORIES = frozenset({"Cc", "Cf", "Cs", "Co", "Cn", "Zl", "Zp"})


def _is_unsafe(character: str) -> bool:
    if character in _UNSAFE:
        return True
    category = unicodedata.category(character)
    return category in _UNSAFE_CATEGORIES or (category == "Zs" and character not in " \u3000")
