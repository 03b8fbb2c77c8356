"""What `deno lint`, `deno check` and `deno fmt` say of code, read as problems with their places. Pure.

Owns the shape of their output; what is none of it says nothing. Refuses to run them.
"""

from __future__ import annotations

import json
import re
from collections.abc import Mapping, Sequence
from typing import NamedTuple

from tui.model.problem import CodeRange, Problem, Severity

_MOST = 200
_LONGEST_MESSAGE = 300
_CHECKED = re.compile(
    r"^(?P<code>TS\d+) \[ERROR\]: (?P<message>.*?)$(?P<between>.*?)^ +at \S+:(?P<line>\d+):(?P<column>\d+)\s*$",
    re.MULTILINE | re.DOTALL,
)
_UNDERLINED = re.compile(r"^ *(~+)\s*$", re.MULTILINE)
_SYNTAX = re.compile(
    r"SyntaxError: (?P<message>[^\n]*)(?:.*?:(?P<line>\d+):(?P<column>\d+)\s*$)?", re.MULTILINE | re.DOTALL
)
_UNKNOWN_HERE = frozenset(("TS2307", "TS2792", "TS2304", "TS2580", "TS2552"))
"""Of names and modules that the runtime gives, or that were never fetched: nothing is known against them here."""


def lint_problems(output: bytes, lines: Sequence[str]) -> tuple[Problem, ...]:
    """What `deno lint --json` said of these lines, which it was given joined by line feeds."""
    try:
        said = json.loads(output)
    except (ValueError, RecursionError):
        return ()
    diagnostics = said.get("diagnostics") if isinstance(said, dict) else None
    if not isinstance(diagnostics, list):
        return ()
    starts = _line_starts(lines)
    found = (_linted(each, lines, starts) for each in diagnostics[:_MOST] if isinstance(each, dict))
    return tuple(problem for problem in found if problem is not None)


def _linted(said: Mapping[str, object], lines: Sequence[str], starts: Sequence[int]) -> Problem | None:
    message, code, hint, where = (said.get(name) for name in ("message", "code", "hint", "range"))
    if not isinstance(message, str) or not isinstance(where, dict):
        return None
    start, end = (_linted_place(where.get(name), lines, starts) for name in ("start", "end"))
    if start is None or end is None or end < start:
        return None
    words = f"Deno: {message.rstrip('.')}{f' ({code})' if isinstance(code, str) else ''}."
    if isinstance(hint, str) and hint:
        words += f" {hint.rstrip('.')}."
    return _warning(words, CodeRange(*start, *end))


def _linted_place(said: object, lines: Sequence[str], starts: Sequence[int]) -> tuple[int, int] | None:
    """A place that is told by a line from 1 and a byte of the whole text."""
    if not isinstance(said, dict):
        return None
    line, byte = said.get("line"), said.get("bytePos")
    if not isinstance(line, int) or not isinstance(byte, int) or not 1 <= line <= len(lines):
        return None
    column = byte - starts[line - 1]
    encoded = lines[line - 1].encode("utf-8", "replace")
    return (line - 1, len(encoded[:column].decode("utf-8", "ignore"))) if 0 <= column <= len(encoded) else None


def _line_starts(lines: Sequence[str]) -> list[int]:
    starts, at = [], 0
    for line in lines:
        starts.append(at)
        at += len(line.encode("utf-8", "replace")) + 1
    return starts


def check_problems(output: str, lines: Sequence[str]) -> tuple[Problem, ...]:
    """What `deno check` said of these lines, without what is not known to be wrong here."""
    found: list[Problem] = []
    for said in _CHECKED.finditer(output):
        line, column = int(said["line"]) - 1, int(said["column"]) - 1
        if said["code"] in _UNKNOWN_HERE or not 0 <= line < len(lines) or len(found) == _MOST:
            continue
        start = _from_utf16(lines[line], column)
        underlined = _UNDERLINED.search(said["between"])
        end = start + (len(underlined[1]) if underlined is not None else 1)
        where = CodeRange(line, start, line, min(end, max(len(lines[line]), start)))
        found.append(_warning(f"Deno: {said['message'].rstrip('.')} ({said['code']}).", where))
    return tuple(found)


def _from_utf16(text: str, units: int) -> int:
    """The column in code points of one in JavaScript's units."""
    return len(text.encode("utf-16-le", "surrogatepass")[: 2 * units].decode("utf-16-le", "ignore"))


def _warning(words: str, where: CodeRange) -> Problem:
    shown = words if len(words) <= _LONGEST_MESSAGE else words[: _LONGEST_MESSAGE - 1] + "…"
    return Problem(shown, Severity.WARNING, range=where)


class SyntaxTrouble(NamedTuple):
    """Why code can't be formatted; line and column from 1, 0 where they are not told."""

    message: str
    line: int = 0
    column: int = 0


def syntax_trouble(output: str) -> SyntaxTrouble | None:
    """The syntax error that `deno fmt` met; None where it said nothing of one."""
    said = _SYNTAX.search(output)
    if said is None:
        return None
    return SyntaxTrouble(said["message"][:_LONGEST_MESSAGE], int(said["line"] or 0), int(said["column"] or 0))
