"""Which lines of a log are looked for: words, `/expressions/` and what is not to be there, and where they stand.

Pure. Owns what a filter that is being typed means at each letter. Refuses to know where lines come from.
"""

from __future__ import annotations

import re
from collections.abc import Iterable
from dataclasses import dataclass
from itertools import islice
from typing import NamedTuple

from tui.sessions.expression_cost import may_take_for_ever

_PART = re.compile(r"(?P<no>-?)(?:/(?P<regex>(?:\\.|[^/\\])+)(?:/|$)|\"(?P<quoted>[^\"]*)(?:\"|$)|(?P<word>\S+))")
_SEARCHED_CHARACTERS = 4_000
"""So much of an entry is searched: an expression's time grows with it."""
_MOST_PLACES = 200
_UNFINISHED = ("/", "-", "-/")


class Part(NamedTuple):
    """Something that must stand in a line, or (`unwanted`) must not."""

    pattern: re.Pattern[str]
    unwanted: bool = False


@dataclass(frozen=True, slots=True)
class LogFilter:
    """What a line must hold: every wanted part, and none unwanted. `problem` says what of the text can't be used."""

    text: str = ""
    parts: tuple[Part, ...] = ()
    problem: str = ""

    @property
    def is_empty(self) -> bool:
        """Whether every line matches."""
        return not self.parts

    def matches(self, text: str) -> bool:
        """Whether an entry is shown; the beginning of a long one decides."""
        text = text[:_SEARCHED_CHARACTERS]
        return all((part.pattern.search(text) is None) is part.unwanted for part in self.parts)

    def places(self, text: str) -> list[tuple[int, int]]:
        """Where what was looked for stands in a text: start and exclusive end, in order, none over another."""
        text = text[:_SEARCHED_CHARACTERS]
        found: Iterable[tuple[int, int]] = (
            each.span()
            for part in self.parts
            if not part.unwanted
            for each in islice(part.pattern.finditer(text), _MOST_PLACES)
        )
        places: list[tuple[int, int]] = []
        for start, end in sorted(found):
            if end <= start:
                continue
            if places and start <= places[-1][1]:
                places[-1] = (places[-1][0], max(end, places[-1][1]))
            else:
                places.append((start, end))
        return places


ALL = LogFilter()
"""Every line."""


def read_filter(text: str) -> LogFilter:
    """The filter that is typed: `word`, `"two words"`, `/expression/`; with `-` in front what must not be there.

    Case counts where the part has a capital. What stands behind an opening mark is taken as it is so far.
    """
    parts: list[Part] = []
    problem = ""
    for found in _PART.finditer(text):
        unwanted = bool(found["no"])
        if found["regex"] is not None:
            compiled = _expression(found["regex"])
            if isinstance(compiled, str):
                problem = compiled
            else:
                parts.append(Part(compiled, unwanted))
            continue
        words = found["quoted"] if found["quoted"] is not None else found["word"]
        if words and words not in _UNFINISHED:
            parts.append(Part(re.compile(re.escape(words), _flags(words)), unwanted))
    return LogFilter(text, tuple(parts), problem)


def _flags(text: str) -> re.RegexFlag:
    return re.NOFLAG if text != text.lower() else re.IGNORECASE


def _expression(text: str) -> re.Pattern[str] | str:
    """The expression, or why it can't be used, as a sentence."""
    # An escape's letter, as in \S, is no capital.
    flags = _flags(re.sub(r"\\.", "", text))
    try:
        if may_take_for_ever(text):
            return f"/{text}/ may take for ever: it repeats the same in several ways. Write it with fewer repeats."
        return re.compile(text, flags)
    except (re.error, OverflowError, RecursionError) as error:
        return f"/{text}/ is no regular expression: {error}."
