"""Problems and their places: what a server refused, what may be refused later.

Owns finding the place of a reason in the code. Refuses to know how a refusal was worded by which server; that has
been read before (`Refusal`).
"""

from __future__ import annotations

import re
from collections.abc import Iterator, Sequence
from typing import NamedTuple

from tui.editing.build_log import problems_in_build_log
from tui.editing.patterns import DENO_SERVE, KNOWN_PATTERNS, translate_js_regex, words_for
from tui.editing.places import lines_in_front, range_at
from tui.model.problem import CodeRange, Problem, Refusal, Severity

__all__ = ["WarningTracker", "place_refusals", "problems_in_build_log", "warnings_in_line"]

_MOST_PER_REFUSAL = 200
_LONGEST_LINE_SEARCHED = 200_000
_FIELDS = ("name", "description", "status", "slug", "code")


def place_refusals(refusals: Sequence[Refusal], lines: Sequence[str]) -> tuple[Problem, ...]:
    """A problem for every place a refusal has in the code, or one without a place; ordered by place."""
    problems: list[Problem] = []
    for refusal in refusals:
        problems += _placed(refusal, lines)
    return tuple(sorted(problems, key=_by_place))


def _by_place(problem: Problem) -> tuple[int, int, int]:
    if problem.range is None:
        return (1, 0, 0)
    return (0, problem.range.start_line, problem.range.start_column)


def _placed(refusal: Refusal, lines: Sequence[str]) -> list[Problem]:
    if refusal.pattern is not None:
        words = words_for(refusal.pattern)
        pattern = translate_js_regex(refusal.pattern)
        found = [] if pattern is None else list(_matches(pattern, lines))
        if not found:
            return [Problem(words, pattern=refusal.pattern)]
        return [Problem(words, pattern=refusal.pattern, range=where) for where in found]
    if refusal.line is not None:
        # A line of a file counts from the code as the server checked it; one in words from the code itself.
        in_front = 0 if refusal.file is None else lines_in_front(lines)
        where = range_at(lines, refusal.line, refusal.column or 1, excerpt=refusal.excerpt, in_front=in_front)
        return [Problem(refusal.message, range=where)]
    if refusal.field_path and refusal.field_path[0] in _FIELDS:
        return [Problem(refusal.message, field=refusal.field_path[0])]
    if "Deno.serve" in refusal.message:
        pattern = translate_js_regex(DENO_SERVE)
        found = [] if pattern is None else list(_matches(pattern, lines))
        if found:
            return [Problem(refusal.message, range=where) for where in found]
    return [Problem(refusal.message)]


def _matches(pattern: re.Pattern[str], lines: Sequence[str]) -> Iterator[CodeRange]:
    """Matches line by line, then over line ends where no line has one."""
    count = 0
    for number, line in enumerate(lines):
        if len(line) > _LONGEST_LINE_SEARCHED:
            continue
        for match in pattern.finditer(line):
            if match.end() > match.start():
                yield CodeRange(number, match.start(), number, match.end())
                count += 1
                if count == _MOST_PER_REFUSAL:
                    return
    if count:
        return
    text = "\n".join(lines)
    if len(text) > _LONGEST_LINE_SEARCHED:
        return
    for match in pattern.finditer(text):
        if match.end() > match.start():
            yield CodeRange(*_place(text, match.start()), *_place(text, match.end()))
            count += 1
            if count == _MOST_PER_REFUSAL:
                return


def _place(text: str, offset: int) -> tuple[int, int]:
    return text.count("\n", 0, offset), offset - (text.rfind("\n", 0, offset) + 1)


# While typing

_REFUSED_TO_2_1 = "Servers up to 2.1 reject this."
_NO_SERVE = "Servers reject Deno.serve: answer requests from the exported function."


class _Rule(NamedTuple):
    """A pattern, what to say of it, its notation, and what every match of it begins with, in lower case."""

    regex: re.Pattern[str]
    words: str
    notation: str | None
    start: str


_PLAIN_START = re.compile(r"/((?:\w|\\\.)*)")


class _Rules:
    """What to look for, compiled at first use."""

    def __init__(self) -> None:
        self._compiled: list[_Rule] | None = None

    def all(self) -> list[_Rule]:
        if self._compiled is None:
            known = [(each.pattern, f"{each.words} {_REFUSED_TO_2_1}", each.pattern) for each in KNOWN_PATTERNS]
            self._compiled = [
                _Rule(regex, words, named, _plain_start(notation))
                for notation, words, named in (*known, (DENO_SERVE, _NO_SERVE, None))
                if (regex := translate_js_regex(notation)) is not None
            ]
        return self._compiled


def _plain_start(notation: str) -> str:
    """The letters every match of a pattern begins with, in lower case: finding those is quicker than matching."""
    found = _PLAIN_START.match(notation)
    return "" if found is None else found[1].replace("\\", "").lower()


_RULES = _Rules()
_HINTS = ("deno", "process", "require")
"""One of these stands in every line that may be refused: a quick look tells most lines hold nothing."""


def warnings_in_line(text: str, line: int) -> list[Problem]:
    """What may be refused in one line, whatever stands around it; servers search comments and strings too."""
    lowered = text.lower()
    if len(text) > _LONGEST_LINE_SEARCHED or not any(hint in lowered for hint in _HINTS):
        return []
    return [
        Problem(rule.words, Severity.WARNING, rule.notation, CodeRange(line, match.start(), line, match.end()))
        for rule in _RULES.all()
        if rule.start in lowered
        for match in rule.regex.finditer(text)
    ]


def _hinted_lines(lines: Sequence[str]) -> list[int]:
    """The lines that hold a hint, in order. The whole text is searched at once: 20,000 lines in a few milliseconds."""
    text = "\n".join(lines).lower()
    places: list[int] = []
    for hint in _HINTS:
        place = text.find(hint)
        while place >= 0:
            places.append(place)
            place = text.find(hint, place + 1)
    numbers: list[int] = []
    line = counted = 0
    for place in sorted(places):
        line += text.count("\n", counted, place)
        counted = place
        if not numbers or numbers[-1] != line:
            numbers.append(line)
    return numbers


class WarningTracker:
    """Warnings of a text that is edited, kept line by line: an edit costs the lines it touched."""

    def __init__(self, lines: Sequence[str]) -> None:
        self._lines = lines
        self._found: dict[int, list[Problem]] = {}
        for number in _hinted_lines(lines):
            self._look(number, lines[number])

    def _look(self, number: int, text: str) -> None:
        found = warnings_in_line(text, number)
        if found:
            self._found[number] = found

    def edited(self, first: int, old_count: int, new_count: int) -> None:
        """`old_count` lines from `first` on have become `new_count`; the lines have changed already."""
        kept: dict[int, list[Problem]] = {}
        delta = new_count - old_count
        for number, problems in self._found.items():
            if number < first:
                kept[number] = problems
            elif number >= first + old_count:
                kept[number + delta] = [_moved(problem, delta) for problem in problems] if delta else problems
        self._found = kept
        for number in range(first, first + new_count):
            self._look(number, self._lines[number])

    def problems(self) -> tuple[Problem, ...]:
        """All warnings, in the order of their places."""
        return tuple(problem for number in sorted(self._found) for problem in self._found[number])


def _moved(problem: Problem, delta: int) -> Problem:
    where = problem.range
    if where is None:
        return problem
    there = CodeRange(where.start_line + delta, where.start_column, where.end_line + delta, where.end_column)
    return Problem(problem.message, problem.severity, problem.pattern, there, problem.field)
