"""The shape of code that the editor's keys follow: brackets, indentation, comments. Pure."""

from __future__ import annotations

import re
from collections import Counter
from collections.abc import Callable, Sequence

_OPENING = {"(": ")", "[": "]", "{": "}"}
_CLOSING = {closing: opening for opening, closing in _OPENING.items()}
_BRACKET = re.compile(r"[()\[\]{}]")

IsCode = Callable[[int, int], bool]
"""Whether the character at a line and column is code, not text in a string or comment."""


def matching_bracket(
    lines: Sequence[str], line: int, column: int, *, is_code: IsCode | None = None, limit_lines: int = 2000
) -> tuple[int, int] | None:
    """The place of the bracket that belongs to the one here; None when there is none within `limit_lines`."""
    character = lines[line][column : column + 1]
    if character in _OPENING:
        return _forwards(lines, line, column, is_code, limit_lines)
    if character in _CLOSING:
        return _backwards(lines, line, column, is_code, limit_lines)
    return None


def _forwards(
    lines: Sequence[str], line: int, column: int, is_code: IsCode | None, limit: int
) -> tuple[int, int] | None:
    stack: list[str] = []
    for number in range(line, min(len(lines), line + limit)):
        for match in _BRACKET.finditer(lines[number], column if number == line else 0):
            if is_code is not None and not is_code(number, match.start()):
                continue
            bracket = match[0]
            if bracket in _OPENING:
                stack.append(bracket)
            elif stack.pop() != _CLOSING[bracket]:
                return None
            elif not stack:
                return number, match.start()
    return None


def _backwards(
    lines: Sequence[str], line: int, column: int, is_code: IsCode | None, limit: int
) -> tuple[int, int] | None:
    stack: list[str] = []
    for number in range(line, max(-1, line - limit), -1):
        end = column + 1 if number == line else len(lines[number])
        for match in reversed(list(_BRACKET.finditer(lines[number], 0, end))):
            if is_code is not None and not is_code(number, match.start()):
                continue
            bracket = match[0]
            if bracket in _CLOSING:
                stack.append(bracket)
            elif stack.pop() != _OPENING[bracket]:
                return None
            elif not stack:
                return number, match.start()
    return None


def indentation_of_opening(
    lines: Sequence[str], line: int, closing: str, *, is_code: IsCode, limit_lines: int = 2000
) -> str | None:
    """What the line starts with whose bracket a closing one at the start of `line` belongs to; None without such."""
    stack = [closing]
    for number in range(line - 1, max(-1, line - 1 - limit_lines), -1):
        for match in reversed(list(_BRACKET.finditer(lines[number]))):
            if not is_code(number, match.start()):
                continue
            bracket = match[0]
            if bracket in _CLOSING:
                stack.append(bracket)
            elif stack.pop() != _OPENING[bracket]:
                return None
            elif not stack:
                return lines[number][: len(lines[number]) - len(lines[number].lstrip(" \t"))]
    return None


def detect_indent(lines: Sequence[str]) -> str:
    """One step of indentation as the text uses it: a tab or some blanks; two blanks when none is seen."""
    steps: Counter[str] = Counter()
    before = 0
    for line in lines[:500]:
        if not line.strip():
            continue
        if line.startswith("\t"):
            steps["\t"] += 1
            continue
        depth = len(line) - len(line.lstrip(" "))
        if depth - before in (2, 3, 4, 8):
            steps[" " * (depth - before)] += 1
        before = depth
    return max(steps, key=lambda step: (steps[step], -len(step))) if steps else "  "


def indentation_for_new_line(before_cursor: str, unit: str) -> str:
    """What a new line starts with: the indentation of this one, a step more behind an opening bracket."""
    indent = before_cursor[: len(before_cursor) - len(before_cursor.lstrip(" \t"))]
    return indent + unit if before_cursor.rstrip().endswith(("{", "(", "[", "=>")) else indent


def indent_lines(lines: Sequence[str], unit: str) -> list[str]:
    """Each line that holds something, one step further in."""
    return [unit + line if line.strip() else line for line in lines]


def dedent_lines(lines: Sequence[str], unit: str) -> list[str]:
    """Each line one step further out, as far as it is in."""
    return [_dedented(line, unit) for line in lines]


def _dedented(line: str, unit: str) -> str:
    if line.startswith("\t"):
        return line[1:]
    width = 4 if unit == "\t" else len(unit)
    blanks = len(line) - len(line.lstrip(" "))
    return line[min(width, blanks) :]


def toggle_comment(lines: Sequence[str]) -> list[str]:
    """Comment every line out, or back in when all of them are comments already."""
    written = [line for line in lines if line.strip()]
    if written and all(line.lstrip().startswith("//") for line in written):
        return [re.sub(r"^(\s*)// ?", r"\1", line) for line in lines]
    depth = min((len(line) - len(line.lstrip()) for line in written), default=0)
    return [f"{line[:depth]}// {line[depth:]}" if line.strip() or not written else line for line in lines]
