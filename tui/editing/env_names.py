"""Which variables of the environment code names: `Deno.env.get("KEY")`, `process.env.KEY`, `process.env["KEY"]`.

Found in the tokens of the script lexer, so that comments and strings name nothing. Owns what counts as naming one, and
where a name is being typed. Refuses to know which keys there are.
"""

from __future__ import annotations

import re
from collections.abc import Callable, Iterable, Iterator, Sequence
from typing import NamedTuple

from pygments.token import Comment, String, Text, Whitespace

from tui.editing.lexing import Token
from tui.editing.script_kinds import KINDS, TokenType
from tui.editing.script_rules import FIRST_LINE
from tui.editing.script_scan import scan
from tui.editing.source import lines_of_code
from tui.model.problem import CodeRange

HINT = "env"
"""Stands in every line or one before it that names a variable."""
_QUOTES = "\"'`"
_GLOBALS = ("globalThis", "self", "window", "global")
_LINES_OF_ONE = 4
"""A name may be broken over so many lines."""
_NAME = re.compile(r"[A-Za-z_$][\w$]*")


class NamedVariable(NamedTuple):
    """A variable that is named, and where its name stands, without quotes."""

    key: str
    range: CodeRange


class _Part(NamedTuple):
    """A token that means something."""

    text: str
    line: int
    start: int
    end: int
    is_string: bool


def named_in(lines: Sequence[str]) -> tuple[NamedVariable, ...]:
    """The variables that a whole text names, in the order of their places. Code without a hint costs a search."""
    if not any(HINT in line for line in lines):
        return ()
    return tuple(_found(_parts(range(len(lines)), lines, _Scanned(lines).tokens)))


def named_in_lines(lines: Sequence[str], tokens: Callable[[int], Sequence[Token]]) -> tuple[NamedVariable, ...]:
    """The same in a text whose lines are lexed already: only those with a hint, and the few below, are looked at."""
    wanted: list[int] = []
    for number, line in enumerate(lines):
        if HINT in line:
            first = max(number - _LINES_OF_ONE + 1, wanted[-1] + 1 if wanted else 0)
            wanted += range(first, min(number + _LINES_OF_ONE, len(lines)))
    return tuple(_found(_parts(wanted, lines, tokens)))


def keys_of(code: str) -> tuple[str, ...]:
    """The variables that a function's code names, each once."""
    if HINT not in code:
        return ()
    return tuple(dict.fromkeys(each.key for each in named_in(lines_of_code(code))))


class _Scanned:
    """The tokens of lines that are asked for in their order."""

    def __init__(self, lines: Sequence[str]) -> None:
        self._lines = lines
        self._state = FIRST_LINE

    def tokens(self, line: int) -> list[Token]:
        text = self._lines[line]
        found, _, self._state = scan(text, 0, self._state, len(text))
        return [(found[at], found[at + 1], KINDS[found[at + 2]]) for at in range(0, len(found), 3)]


def _parts(numbers: Iterable[int], lines: Sequence[str], tokens: Callable[[int], Sequence[Token]]) -> Iterator[_Part]:
    for number in numbers:
        text = lines[number]
        for start, end, kind in tokens(number):
            if _is_of(kind, Comment) or _is_of(kind, Whitespace) or kind is Text:
                continue
            yield _Part(text[start:end], number, start, end, _is_of(kind, String))


def _is_of(kind: TokenType, wanted: TokenType) -> bool:
    return kind[: len(wanted)] == wanted


def _found(parts: Iterable[_Part]) -> Iterator[NamedVariable]:
    """Names in a stream of tokens: what came before is kept as far as a name may reach back."""
    before: list[_Part] = []
    for part in parts:
        if part.text == "?":
            # Of `?.`, which reads as `.` does.
            continue
        key = _key_at(before, part)
        if key is not None:
            yield key
        before = [*before[-7:], part]


def _key_at(before: Sequence[_Part], part: _Part) -> NamedVariable | None:
    """The variable that a token names, behind those before it."""
    if part.is_string:
        text = part.text
        is_whole = len(text) >= 2 and text[0] in _QUOTES and text[-1] == text[0] and "\\" not in text
        if is_whole and (
            _ends(before, "Deno", ".", "env", ".", _GETS, "(") or _ends(before, "process", ".", "env", "[")
        ):
            return NamedVariable(text[1:-1], CodeRange(part.line, part.start + 1, part.line, part.end - 1))
        return None
    if _NAME.fullmatch(part.text) and _ends(before, "process", ".", "env", "."):
        return NamedVariable(part.text, CodeRange(part.line, part.start, part.line, part.end))
    return None


_GETS = ("get", "has")


def _ends(before: Sequence[_Part], *wanted: str | tuple[str, ...]) -> bool:
    """Whether the tokens before end like this, and begin there: `x.process.env` is another `process`."""
    count = len(wanted)
    if len(before) < count:
        return False
    for part, want in zip(before[-count:], wanted, strict=True):
        if part.is_string or (part.text not in want if isinstance(want, tuple) else part.text != want):
            return False
    if len(before) == count or before[-count - 1].text != ".":
        return True
    return len(before) >= count + 2 and before[-count - 2].text in _GLOBALS


# While typing

_BEING_TYPED = re.compile(r"""(?:\bDeno\??\.env\??\.get\(\s*|\bprocess\??\.env\[\s*)(["'`])([A-Za-z0-9_]*)$""")


class Typed(NamedTuple):
    """A key that is being typed between quotes: what there is of it before the cursor, and where it begins and ends."""

    beginning: str
    start: int
    end: int
    quote: str
    is_closed: bool


_REST = re.compile(r"[A-Za-z0-9_]*")


def typed_at(line: str, column: int) -> Typed | None:
    """The key that is being typed at a column of a line; None where none is. Looks at this line's beginning alone."""
    found = _BEING_TYPED.search(line, max(0, column - 200), column)
    if found is None:
        return None
    rest = _REST.match(line, column)
    end = rest.end() if rest is not None else column
    return Typed(found[2], found.start(2), end, found[1], line[end : end + 1] == found[1])
