"""Where in the code a line and a column of a server are.

Owns what servers count differently: lines they put in front of the code, columns in UTF-16 units. Refuses to know how a
server said it.
"""

from __future__ import annotations

import re
from collections.abc import Sequence

from tui.model.problem import CodeRange

_LINES_BEFORE_EXPORT_DEFAULT = 1
_LINES_BEFORE_MODULE_EXPORTS = 11


def lines_in_front(lines: Sequence[str]) -> int:
    """How many lines a cloud project puts in front of this code before it checks and deploys it.

    Source: `transformUserCode` of the server's Deno Subhosting provider. `module.exports` anywhere, in a comment too,
    makes it wrap the code. The captured exchanges in `tests/wire/insforge-head-cloud.jsonl` show both numbers.
    """
    wrapped = any("module.exports" in line for line in lines)
    return _LINES_BEFORE_MODULE_EXPORTS if wrapped else _LINES_BEFORE_EXPORT_DEFAULT


def range_at(
    lines: Sequence[str], line: int, column: int, *, excerpt: str | None = None, in_front: int = 0
) -> CodeRange | None:
    """The word at a 1-based line and column of a server that counts `in_front` lines of its own.

    Where it quotes the source line (`excerpt`), the line that reads like it and is nearest is meant. None for a place
    in the lines that the server added. A line beyond the end is the last.
    """
    number = line - 1 - in_front
    if excerpt is not None and excerpt.strip():
        alike = [index for index, text in enumerate(lines) if text.strip() == excerpt.strip()]
        if alike:
            number = min(alike, key=lambda index: abs(index - number))
            return _word_at(lines[number], number, column)
    if number < 0 < in_front:
        return None
    number = max(0, min(number, len(lines) - 1))
    return _word_at(lines[number], number, column)


_WORD = re.compile(r"[\w$]+|\S")


def _word_at(text: str, line: int, column: int) -> CodeRange:
    start = min(_in_code_points(text, max(0, column - 1)), len(text))
    word = _WORD.match(text, start)
    return CodeRange(line, start, line, word.end() if word else max(start, len(text)))


def _in_code_points(text: str, units: int) -> int:
    """A 0-based column in UTF-16 units, as JavaScript counts, in code points."""
    if text.isascii():
        return units
    counted = 0
    for index, character in enumerate(text):
        if counted >= units:
            return index
        counted += 2 if ord(character) > 0xFFFF else 1
    return len(text) + units - counted
