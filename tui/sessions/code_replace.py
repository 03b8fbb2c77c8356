"""Putting other text in the place of what was looked for. Pure.

Owns what stands in place of a match: the text as it is, or, for an expression, with `$1`, `$<name>`, `$&` and `$$`.
"""

from __future__ import annotations

import re
from collections.abc import Mapping
from dataclasses import dataclass, field, replace
from itertools import islice
from typing import NamedTuple

from tui.editing.source import SourceText, joined, lines_of_code
from tui.sessions.code_search import Finder, places_in


class CodeChange(NamedTuple):
    """A function's code as it was seen and as it is to be, and how many matches are replaced in it."""

    before: str
    after: str
    number: int

    @property
    def is_empty(self) -> bool:
        """Whether nothing would be left: a server would empty the function, so that is never sent."""
        return not self.after.strip()


MOST_CHANGED = 500
"""So many functions are changed at a time."""
_MOST_CHARACTERS = 32 * 1024 * 1024


@dataclass(frozen=True)
class Plan:
    """What would be changed, by slug. `emptied` would have no code left, and are never sent. `is_full`: there may be
    more, which are left for another time."""

    changes: Mapping[str, CodeChange] = field(default_factory=dict)
    emptied: tuple[str, ...] = ()
    characters: int = 0

    @property
    def is_full(self) -> bool:
        """Whether no more fits."""
        return len(self.changes) >= MOST_CHANGED or self.characters >= _MOST_CHARACTERS


def with_change(plan: Plan, slug: str, change: CodeChange | None) -> Plan:
    """The plan with what becomes of a function; None: nothing does."""
    if change is None:
        return plan
    if change.is_empty:
        return replace(plan, emptied=(*plan.emptied, slug))
    characters = plan.characters + len(change.before) + len(change.after)
    return replace(plan, changes={**plan.changes, slug: change}, characters=characters)


def changed_lines(change: CodeChange, most: int) -> list[tuple[int, str, str]]:
    """The first lines that differ: their numbers from 0, before and after. A replacement never changes their number."""
    before, after = lines_of_code(change.before), lines_of_code(change.after)
    pairs = enumerate(zip(before, after, strict=True))
    return list(islice(((number, old, new) for number, (old, new) in pairs if old != new), most))


class Replaced(NamedTuple):
    """A code with every match replaced, and how many there were."""

    code: str
    number: int


_GROUP = re.compile(r"\$(?:(\$)|(&)|(\d{1,2})|<(\w+)>)")


def template_problem(finder: Finder, template: str) -> str:
    """Why this can't be put in place of matches, as a sentence; nothing where it can."""
    if "\n" in template or "\r" in template:
        return "A replacement is one line."
    if not finder.query.regex:
        return ""
    for found in _GROUP.finditer(template):
        if found[3] and int(found[3]) > finder.pattern.groups:
            return f"The expression has no group {found[0]}."
        if found[4] and found[4] not in finder.pattern.groupindex:
            return f"The expression has no group {found[4]}."
    return ""


def expanded(finder: Finder, line: str, start: int, end: int, template: str) -> str:
    """What stands in place of a match: `$1`, `$<name>`, `$&` and `$$` mean something in that of an expression."""
    if not finder.query.regex:
        return template
    match = finder.pattern.match(line, start, finder.longest or len(line))
    if match is None or match.end() != end:
        return template

    def put(found: re.Match[str]) -> str:
        if found[1]:
            return "$"
        group: int | str = 0 if found[2] else int(found[3]) if found[3] else found[4]
        return match[group] or ""

    return _GROUP.sub(put, template)


def replaced(finder: Finder, code: str, template: str) -> Replaced:
    """The code with every match replaced; line ends stay as they are.

    For that a line stays as it is that would be left empty between a carriage return and a line feed: they would become
    one line end.
    """
    source = SourceText(code)
    lines, count = list(source.lines), 0
    for number, line in enumerate(lines):
        pieces: list[str] = []
        at = places = 0
        for start, end in places_in(finder, line):
            pieces += (line[at:start], expanded(finder, line, start, end, template))
            at, places = end, places + 1
        after = "".join((*pieces, line[at:]))
        if places and (after or source.endings[max(0, number - 1) : number + 1] != ["\r", "\n"]):
            lines[number] = after
            count += places
    return Replaced(joined(lines, source.endings) if count else code, count)
