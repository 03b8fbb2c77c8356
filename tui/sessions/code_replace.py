"""Putting other text in the place of what was looked for. Pure.

Owns what stands in place of a match: the text as it is, or, for an expression, with `$1`, `$<name>`, `$&` and `$$`.
"""

from __future__ import annotations

import re
from typing import NamedTuple

from tui.editing.source import SourceText, joined
from tui.sessions.code_search import Finder, places_in


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
    """The code with every match replaced; line ends stay as they are."""
    source = SourceText(code)
    lines, count = list(source.lines), 0
    for number, line in enumerate(lines):
        pieces: list[str] = []
        at = 0
        for start, end in places_in(finder, line):
            pieces += (line[at:start], expanded(finder, line, start, end, template))
            at, count = end, count + 1
        if pieces:
            lines[number] = "".join((*pieces, line[at:]))
    return Replaced(joined(lines, source.endings) if count else code, count)
