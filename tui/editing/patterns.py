"""JavaScript regular expressions in Python's notation, and what is known about the patterns servers refuse.

Owns the translation and the words for known patterns. A pattern it can't translate safely is None: then the place
stays unknown, and the server's own words are shown.
"""

from __future__ import annotations

import re
from dataclasses import dataclass


@dataclass(frozen=True, slots=True)
class KnownPattern:
    """A pattern some servers refuse, and why, in words."""

    pattern: str
    words: str


# Refused by servers up to 2.1 (`Deno.serve` by all), as their refusals name them.
KNOWN_PATTERNS = (
    KnownPattern(r"/Deno\.run/i", "Deno.run starts another program; functions may not."),
    KnownPattern(r"/Deno\.spawn/i", "Deno.spawn starts another program; functions may not."),
    KnownPattern(r"/Deno\.Command/i", "Deno.Command starts another program; functions may not."),
    KnownPattern(r"/child_process/i", "child_process starts other programs; functions may not."),
    KnownPattern(r"/process\.exit/i", "process.exit would end the runtime; functions may not."),
    KnownPattern(r"/require\(['\"]fs['\"]\)/i", "The fs module reads files of the server; functions may not."),
)

DENO_SERVE = r"/Deno\.serve\s*\(/"

_LONGEST_PATTERN = 500
_FLAGS = {"i": re.IGNORECASE, "m": re.MULTILINE, "s": re.DOTALL}


def words_for(pattern: str) -> str:
    """What a refused pattern means, in words."""
    for known in KNOWN_PATTERNS:
        if known.pattern == pattern:
            return known.words
    return "This matches a pattern that the server rejects."


def translate_js_regex(notation: str) -> re.Pattern[str] | None:
    """`/Deno\\.run/i` as a compiled pattern; None for what can't be translated, or could take forever.

    A quantifier over a group that holds a quantifier is refused: a server must not be able to hang the console.
    """
    parts = re.fullmatch(r"/(.*)/([a-z]*)", notation, re.DOTALL)
    if parts is None or len(notation) > _LONGEST_PATTERN:
        return None
    source, letters = parts[1], parts[2]
    flags = re.RegexFlag(0)
    for letter in letters:
        if letter in _FLAGS:
            flags |= _FLAGS[letter]
        elif letter not in "gudyv":
            return None
    translated = _translated(source)
    if translated is None or _may_explode(translated):
        return None
    try:
        # ASCII classes: JavaScript's \d and \w know no other letters.
        return re.compile(translated, flags | re.ASCII)
    except (re.error, OverflowError, RecursionError):
        return None


def _translated(source: str) -> str | None:
    out: list[str] = []
    position = 0
    in_class = False
    while position < len(source):
        character = source[position]
        if character == "\\":
            piece, position = _escape(source, position)
            if piece is None:
                return None
            out.append(piece)
            continue
        if character == "[" and not in_class:
            in_class = True
            if source.startswith("[]", position):
                return None
        elif character == "[":
            out.append("\\")
        elif character == "]":
            in_class = False
        elif source.startswith("(?<", position) and source[position + 3 : position + 4] not in "=!":
            out.append("(?P<")
            position += 3
            continue
        out.append(character)
        position += 1
    return "".join(out)


def _escape(source: str, position: int) -> tuple[str | None, int]:
    """One escape from `position`: Python's form of it and where it ends."""
    follower = source[position + 1 : position + 2]
    if not follower:
        return None, position
    braced = re.compile(r"\\u\{([0-9a-fA-F]{1,6})\}").match(source, position)
    if braced:
        code = int(braced[1], 16)
        return (re.escape(chr(code)), braced.end()) if code <= 0x10FFFF else (None, position)
    if follower == "c":
        letter = source[position + 2 : position + 3]
        return (f"\\x{ord(letter.upper()) % 32:02x}", position + 3) if letter.isalpha() else (None, position)
    if follower == "k":
        named = re.compile(r"\\k<(\w+)>").match(source, position)
        return (f"(?P={named[1]})", named.end()) if named else (None, position)
    if follower in "pP":
        return None, position
    if follower == "0":
        return r"\x00", position + 2
    if follower in "/" or not (follower.isalnum() or follower == "_"):
        return re.escape(follower), position + 2
    if follower in "AZzGQE":
        return follower, position + 2
    return source[position : position + 2], position + 2


_NESTED = re.compile(r"\((?:[^()\\]|\\.)*(?:[*+]|\{\d+,\d*\})(?:[^()\\]|\\.)*\)(?:[*+]|\{\d+,\d*\})")


def _may_explode(source: str) -> bool:
    quantifiers = len(re.findall(r"(?<!\\)(?:[*+]|\{\d+,\d*\})", source))
    return bool(_NESTED.search(source)) or quantifiers > 8
