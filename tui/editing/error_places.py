"""The place in a function's code that an error of a call is about: named by a stack, or found by the error's words.

Owns what the messages of JavaScript engines say of a place. Refuses to know servers and answers.
"""

from __future__ import annotations

import re
from collections.abc import Iterator, Sequence

from tui.editing.places import lines_in_front, range_at
from tui.editing.runnable import Runtime, problems_of
from tui.editing.stack_traces import place_in_trace
from tui.model.problem import CodeRange, ErrorPlace

_SEARCHED_LINES = 50_000
_LONGEST_MESSAGE = 2_000
_SHORTEST_LITERAL = 4
_LINES_OF_NEW_FUNCTION = 2
"""A self-hosted runtime makes a function of the code, and JavaScript engines put two lines in front of such a one."""
_IN_NEW_FUNCTION = re.compile(r"<anonymous>:(?P<line>\d{1,7}):(?P<column>\d{1,7})")
_IN_BLOB = re.compile(r"blob:[\w./:-]{0,80}/[0-9a-f-]{36}:(?P<line>\d{1,7}):(?P<column>\d{1,7})")
"""A module that was loaded from memory, as the sandbox's cloud dialect loads it: it has no file's name."""
_SYNTAX = re.compile(
    r"(?:SyntaxError|Cannot use (?:import|'import)|Unexpected |missing |Invalid |Identifier '|await is only|"
    r"No function exported|Unterminated |Illegal |Missing )"
)
_LITERAL = re.compile(r"\"((?:[^\"\\]|\\.)*)\"|'((?:[^'\\]|\\.)*)'|`((?:[^`\\]|\\.)*)`?")
_THROWS = re.compile(r"Error\b|\bthrow\b|\breject\s*\(")
_READING = re.compile(r"Cannot (?:read|set) propert(?:y|ies) of (?:undefined|null) \((?:reading|setting) '([^']+)'\)")
_UNKNOWN_NAME = re.compile(r"([A-Za-z_$][\w$]*) is not defined|Cannot access '([^']+)' before initialization")
_NOT_OF_KIND = re.compile(r"([A-Za-z_$][\w$.]*(?:\(\.\.\.\))?[\w$.]*) is not (?:a function|a constructor|iterable)")


def place_of_error(answer: str, message: str, slug: str, lines: Sequence[str], runtime: Runtime) -> ErrorPlace | None:
    """Where an error is in this code: `answer` may hold a stack, `message` is what was thrown; None if unknown.

    Parses the code for an error of its syntax: not for a key's path.
    """
    place = place_in_trace(answer, slug, lines) or _in_memory(answer, lines, runtime)
    if place is not None:
        return ErrorPlace(place, True)
    message = message[:_LONGEST_MESSAGE]
    if not message:
        return None
    if _SYNTAX.match(message):
        found = next((each.range for each in problems_of(lines, runtime) if each.range is not None), None)
        return None if found is None else ErrorPlace(found, True)
    found = _thrown(message, lines) or _named(message, lines)
    return None if found is None else ErrorPlace(found, False)


def _in_memory(answer: str, lines: Sequence[str], runtime: Runtime) -> CodeRange | None:
    """The uppermost place of a stack whose frames name no file, as the code was loaded from memory."""
    is_cloud = runtime is Runtime.CLOUD
    in_front = lines_in_front(lines) if is_cloud else _LINES_OF_NEW_FUNCTION
    for each in (_IN_BLOB if is_cloud else _IN_NEW_FUNCTION).finditer(answer):
        if int(each["line"]) <= len(lines) + in_front:
            found = range_at(lines, int(each["line"]), int(each["column"]), in_front=in_front)
            if found is not None:
                return found
    return None


def _thrown(message: str, lines: Sequence[str]) -> CodeRange | None:
    """The one line that makes an error of these words; what it puts together counts with the longest part."""
    best: list[tuple[int, CodeRange]] = []
    for number, text in enumerate(lines[:_SEARCHED_LINES]):
        if not _THROWS.search(text):
            continue
        for start, literal in _literals(text):
            if len(literal) >= min(_SHORTEST_LITERAL, len(message)) and literal in message:
                best.append((len(literal), CodeRange(number, start, number, start + len(literal))))
    longest = max((size for size, _ in best), default=0)
    found = [where for size, where in best if size == longest]
    return found[0] if len({where.start_line for where in found}) == 1 else None


def _literals(text: str) -> Iterator[tuple[int, str]]:
    """The texts in a line of code, and the parts of templates that stand as they are."""
    for each in _LITERAL.finditer(text):
        group = each.lastindex
        if group is None:
            continue
        start = each.start(group)
        if group != 3:
            yield start, each[group]
            continue
        for part in re.finditer(r"(?:\$\{[^}]*\}?)|((?:[^$]|\$(?!\{))+)", each[group]):
            if part[1]:
                yield start + part.start(1), part[1]


def _named(message: str, lines: Sequence[str]) -> CodeRange | None:
    """The one line with the name that the error is about; of a name that is not known the first."""
    if (reading := _READING.match(message)) is not None:
        name = re.escape(reading[1])
        return _only(re.compile(rf"[.\]]\??\.?\b({name})\b|\[\s*['\"]({name})['\"]\s*\]"), lines)
    if (unknown := _UNKNOWN_NAME.match(message)) is not None:
        return _only(re.compile(rf"(?<![\w$.])({re.escape(unknown[1] or unknown[2])})(?![\w$])"), lines, first=True)
    if (other := _NOT_OF_KIND.match(message)) is not None:
        name = re.escape(other[1].partition("(")[0])
        return _only(re.compile(rf"(?<![\w$.])({name})(?![\w$])"), lines)
    return None


def _only(pattern: re.Pattern[str], lines: Sequence[str], *, first: bool = False) -> CodeRange | None:
    found: list[CodeRange] = []
    for number, text in enumerate(lines[:_SEARCHED_LINES]):
        code = text.partition("//")[0]
        for each in pattern.finditer(code):
            group = each.lastindex or 0
            found.append(CodeRange(number, each.start(group), number, each.end(group)))
            break
        if first and found:
            break
    return found[0] if len(found) == 1 else None
