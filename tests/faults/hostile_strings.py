"""Strings that try to drive a terminal, hide, or be taken for markup: seeded, so that a finding can be looked at again.

Owns what is hostile, and for each such string a harmless one that stands in the same cells.
"""

from __future__ import annotations

import random
import re
from collections.abc import Callable, Sequence
from typing import TypeVar

from wcwidth import wcwidth

from tui.terminal.sanitise import cell_text, printable

_Kind = TypeVar("_Kind")

LITERALS = (
    "[red]x[/red]",
    "[@click=app.quit]x[/]",
    "[link=h:x]y[/link]",
    "[$error]x[/$error]",
    "[/]",
    "\\[b]x",
    "{0}%s%(x)s{x!r}",
    "<b>&lt;x</b>",
)
"""Harmless to a terminal, but markup or a format to somebody: these must be shown as they are."""

_ESC, _BEL = "\x1b", "\x07"
_CSI_BODIES = (
    "2J", "31m", "38;2;1;2;3m", "H", "9999;9999H", "?1049h", "?1049l", "?47h", "?25l", "?1000h", "?1003h", "?1006h",
    "?2004l", "201~", "200~", "?2026h", "?2026$p", ">1u", "<u", "=1u", "6n", "c", ">c", ">q", "5n", "?7h", "4h", "20h",
    "3;9r", "L", "9M", "100X", "K", "1@", "!p", "21t", "8;1;1t", "b", "2 q", "?5h", "i", "4i", "0;0;0;0;0$r", "?996n",
)  # fmt: skip
_STRINGS = (
    "]0;owned", "]2;owned", "]52;c;aGk=", "]52;c;?", "]8;;http://h.example", "]4;1;?", "]10;?", "]11;#f00",
    "]777;notify;a", "]1337;File=:aGk=", "]9;4;1", "]133;A", "]22;text", "P$qm", "P+q544e", "P1$r0m",
    "Pq#0;2;0;0;0", "_Ga=q;", "^pm", "Xsos",
)  # fmt: skip
_ENDS = (_BEL, f"{_ESC}\\", "\x9c", "", "\x18", "\x1a", _ESC)
_ODD = (
    "\x9b31m", "\x9b2J", "\x9d0;owned\x9c", "\x90$qm\x9c", "\x9fAPC\x9c", "\x9ePM\x9c", "\x8d", "\x84", "\x85",
    "\x9c", "\x1bc", "\x1b7", "\x1b8", "\x1bD", "\x1bM", "\x1bE", "\x1b(0", "\x1b)0", "\x1b#8", "\x1b=",
    "\x1b>", "\x1bN", "\x1b%G", "\x0e", "\x0f", "\x05", "\x7f", "\x00", "\x08\x08\x08", "\r", "\n", "\r\n",
    "\t", "\x0b", "\x0c", "\x1c", "\x1d", "\x1e", "\u202e", "\u202d", "\u202a", "\u202c", "\u2066", "\u2067",
    "\u2068", "\u2069", "\u200e", "\u200f", "\u061c", "\u200b", "\u200c", "\u200d", "\u2060", "\ufeff",
    "\u00ad", "\u180e", "\u034f", "\u2028", "\u2029", "\u115f", "\u1160", "\u3164", "\uffa0", "\u2800",
    "\u3000", "\xa0", "\u2003", "\u202f", "\ufe0f", "\ufe0e", "\U000e0100", "\u180b", "\U000e0041\U000e007f",
    "\U000e0001", "\ue000", "\U000f0000", "\U0010fffd", "\ufffe", "\uffff", "\U0001fffe", "\ufdd0",
    "\ufff9a\ufffab\ufffb", "\ufffd", "\U0001d173", "\u0378", "\U000e01f0", "e" + "\u0301" * 40, "\u0301",
    "\u20dd", "a\u0488\u0489\u0488", "\u0e47" * 9, "\u0903" * 5, "\u1100\u1161\u11a8\u11a8\u11a8",
    "\u0b95\u0bcd\u0bb7\u0bcc",
    "Z\u0351\u036b\u0343\u036a\u0302\u036b\u033d\u034f\u0334\u0319\u0324\u031e\u0349\u035a", "名前", "ｶﾞ", "ﷺ",
    "𒐫", "꧅", "⸻", "°§¶×", "─│┌┐", "①", "🚀", "👩\u200d👧", "👍🏽", "🇫🇷", "1\ufe0f\u20e3",
    "🏴\U000e0067\U000e0062", "שלום", "\u0627\u0644\u0633", "हिन्दी", "ไทยน้ำ", "한글", "\u1112\u1161\u11ab",
    "\ud7b0\ud7cb", "\ua97c", "\U0001f3fb", "[bold red]", "[/]", "[@click=app.quit]",
    "[link=http://h.example]", "[on red]", "[[", "]]", "\\[", "%s", "%n", "{}", "{0.__class__}", "${x}",
    "$error", "&#27;[31m", "\\u001b[31m", "\\x1b[31m", "<script>", "'", '"', "`", "\\", "../..", "//", "/*",
    "--",
)  # fmt: skip
_PLAIN = ("a", "name", "hello world", " ", "x1", "fn_", "0", "ok. ", "café")
_SURROGATES = ("\ud800", "\udfff", "\udc9b", "\ude00\ud83d")


def hostile_strings(seed: int, place: str, count: int, *, longest: int = 400, surrogates: bool = True) -> list[str]:
    """So many strings for a place, of at most `longest` characters; the first are of `LITERALS`."""
    chance = random.Random(f"{seed} {place}")
    literals = [text for text in LITERALS if len(text) <= longest][: max(min(2, count // 2), count // 6)]
    made = [_one(chance, surrogates)[:longest] or "\x1b" for _ in range(max(0, count - len(literals)))]
    return [*literals, *made][:count]


def some_of(kinds: Sequence[_Kind], number: int, count: int) -> Sequence[_Kind]:
    """In which ways each of so many strings is shown that reach the same widget: in all, but one each of very few."""
    return kinds if count > len(kinds) else [kinds[number % len(kinds)]]


def _one(chance: random.Random, surrogates: bool) -> str:
    pieces = [_piece(chance, surrogates) for _ in range(chance.choice((1, 1, 2, 3, 4, 6, 9)))]
    text = "".join(pieces)
    kind = chance.random()
    if kind < 0.02:
        return text * chance.choice((20, 200))
    if kind < 0.06:
        # Cut anywhere: what follows on the screen would be taken for the rest of a sequence.
        return text[: chance.randint(1, max(1, len(text)))]
    return text


def _piece(chance: random.Random, surrogates: bool) -> str:
    match chance.randrange(9):
        case 0:
            return chance.choice(("\x1b[", "\x9b")) + chance.choice(_CSI_BODIES)
        case 1:
            return _ESC + chance.choice(_STRINGS) + chance.choice(_ENDS)
        case 2 | 3:
            return chance.choice(_ODD)
        case 4:
            return chr(chance.choice((chance.randrange(0x20), chance.randrange(0x7F, 0xA0))))
        case 5:
            return _any_character(chance, surrogates)
        case 6:
            start = chance.randrange(0x2_FFFF)
            return "".join(_whole(chr(start + step), surrogates) for step in range(chance.randint(1, 6)))
        case 7:
            return chance.choice(_SURROGATES) if surrogates else chance.choice(_ODD)
        case _:
            return chance.choice(_PLAIN)


def _any_character(chance: random.Random, surrogates: bool) -> str:
    return _whole(chr(chance.randrange(0x11_0000)), surrogates)


def _whole(character: str, surrogates: bool) -> str:
    return character if surrogates or not "\ud800" <= character <= "\udfff" else "?"


# Harmless twins

Twin = Callable[[str], str]


def label_twin(text: str) -> str:
    """Letters that fill the cells a label fills with this text."""
    return _letters(printable(text))


def lines_twin(text: str) -> str:
    """Letters that fill the cells an editor fills with this text, line for line."""
    return "".join(part if part in ("\r", "\n", "\r\n") else _letters(cell_text(part)) for part in _lines(text))


def _lines(text: str) -> list[str]:
    return re.split(r"(\r\n|\r|\n)", text)


def _letters(shown: str) -> str:
    """The same number of characters of the same widths; blanks and what ends a sentence stay."""
    return "".join(_letter(character) for character in shown)


def _letter(character: str) -> str:
    if character in "[]":
        return "(" if character == "[" else ")"
    if character.isascii() or character == "\u3000":
        return character
    return {0: "\u0301", 2: "界"}.get(wcwidth(character), "x")
