"""Looking for text in one open document: every match, the next one, and all of them replaced. Pure.

Owns going round at the ends, and that an expression that takes long is given up: `is_over` says when.
"""

from __future__ import annotations

from collections.abc import Callable, Sequence
from typing import NamedTuple

from tui.editing.source import SourceText
from tui.model.problem import CodeRange
from tui.sessions.code_replace import replaced
from tui.sessions.code_search import Finder, places_in


def ranges_in(finder: Finder, lines: Sequence[str], limit: int, is_over: Callable[[], bool]) -> list[CodeRange]:
    """Every match, at most so many; those from the beginning on where time is over."""
    found: list[CodeRange] = []
    for number, line in enumerate(lines):
        if number % 100 == 0 and is_over():
            break
        for start, end in places_in(finder, line):
            found.append(CodeRange(number, start, number, end))
            if len(found) >= limit:
                return found
    return found


def next_in(
    finder: Finder,
    lines: Sequence[str],
    place: tuple[int, int],
    is_over: Callable[[], bool],
    *,
    backwards: bool = False,
) -> CodeRange | None:
    """The first match at or after a place (before it, backwards), going round at the ends; None where time is over."""
    line, column = place
    step = -1 if backwards else 1
    for turn in range(len(lines) + 1):
        if turn % 100 == 99 and is_over():
            return None
        number = (line + step * turn) % len(lines)
        places = list(places_in(finder, lines[number]))
        if turn == 0:
            places = [each for each in places if (each[0] < column if backwards else each[0] >= column)]
        elif turn == len(lines):
            places = [each for each in places if (each[0] >= column if backwards else each[0] < column)]
        if places:
            start, end = places[-1] if backwards else places[0]
            return CodeRange(number, start, number, end)
    return None


class ReplacedAll(NamedTuple):
    """The stretch of a document that changes when every match is replaced, and what stands there then."""

    start: tuple[int, int]
    end: tuple[int, int]
    text: str
    number: int


def replaced_all(finder: Finder, text: str, template: str) -> ReplacedAll | None:
    """What replacing every match changes; None where nothing does. The number of lines stays."""
    done = replaced(finder, text, template)
    before, after = SourceText(text), SourceText(done.code)
    pairs = zip(before.lines, after.lines, strict=True)
    changed = [number for number, (old, new) in enumerate(pairs) if old != new]
    if not changed:
        return None
    first, last = changed[0], changed[-1]
    now = after.text_range((first, 0), (last, len(after.lines[last])))
    return ReplacedAll((first, 0), (last, len(before.lines[last])), now, done.number)
