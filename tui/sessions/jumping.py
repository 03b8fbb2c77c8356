"""What is found by a few typed letters among many names, the likeliest first, and which letters were meant.

Pure. Owns the ranking: a name that is what was typed, that begins with it, of which a word does or whose words' first
letters it is, that holds it, of which more is said in its words, that has its letters in their order. Refuses to know
what is named.
"""

from __future__ import annotations

import re
from collections.abc import Sequence
from enum import IntEnum
from functools import lru_cache
from heapq import nsmallest
from typing import NamedTuple

MOST_TYPED = 100
"""So much of what is typed counts."""
_MOST_NAME = 400
"""So much of a name is looked through."""
_MOST_HUMPS = 12
"""So many letters may begin words that are told apart by capitals."""
_STARTS = r"(?:(?<![0-9A-Za-z])|(?<=[a-z0-9])(?=[A-Z]))"
"""Where a word of a name begins: behind what is no letter, and at a capital behind a small letter."""


class How(IntEnum):
    """How a name matches, the best first."""

    EXACT = 0
    PREFIX = 1
    WORD_START = 2
    WITHIN = 3
    SAID = 4
    LETTERS = 5


class Name(NamedTuple):
    """A name to find, and what else may be typed to find it (its own words alone)."""

    title: str
    more: str = ""


class Found(NamedTuple):
    """A name that was found: its place among those looked through, and the columns of the letters that were meant."""

    place: int
    how: How
    marks: tuple[int, ...] = ()


class Names:
    """Names made ready to be looked through again and again."""

    def __init__(self, names: Sequence[Name]) -> None:
        self.names = names
        self._ready = [_ready(name) for name in names]

    def find(self, typed: str, most: int = 100) -> list[Found]:
        """Names that match what is typed, the likeliest first; equally likely ones in their order. None for nothing."""
        words = tuple(typed[:MOST_TYPED].lower().split())
        if not words:
            return []
        looks = _looks(words)
        match = looks.match_word if len(words) == 1 else looks.match_words
        matches: list[tuple[int, int, int, int]] = []
        for place, ready in enumerate(self._ready):
            found = match(ready)
            if found is not None:
                matches.append((*found, len(ready[0]), place))
        best = nsmallest(most, matches)
        return [Found(place, How(how), looks.marks(self.names[place].title, How(how))) for how, _, _, place in best]


_Ready = tuple[str, str, str]
"""A title in small letters, as it is spelled where that is another, and what is said of it behind a blank."""
_Match = tuple[int, int]
"""How a name matches, and where."""


def _ready(name: Name) -> _Ready:
    spelled = name.title[:_MOST_NAME]
    small = spelled.lower()
    return small, spelled if spelled != small else "", f" {name.more}".lower() if name.more else ""


class _Looks:
    """How words are looked for. What takes long is looked at only where what takes no time matched."""

    def __init__(self, words: tuple[str, ...]) -> None:
        self._words = words
        self._whole = " ".join(words)
        letters = "".join(words)
        self._letters = letters
        in_order = "".join(f"[^{_in_class(each)}]*{re.escape(each)}" for each in letters)
        self._in_order = re.compile(in_order, re.DOTALL).match
        self._starts = [re.compile(rf"(?<![0-9a-z]){re.escape(word)}") for word in words]
        self._humps = [re.compile(f"{_STARTS}(?i:{re.escape(word)})") for word in words]
        between = r"[0-9a-z]*[^0-9a-z]+"
        self._initials = re.compile("(?<![0-9a-z])" + between.join(map(re.escape, letters)))
        over = r"[0-9A-Za-z]*?[^0-9A-Za-z]*"
        self._hump_initials = re.compile(
            over.join(f"{_STARTS}(?i:{re.escape(each)})" for each in letters[:_MOST_HUMPS])
        )

    def match_word(self, ready: _Ready) -> _Match | None:
        """How a name matches one word; None where it doesn't."""
        title, spelled, more = ready
        at = title.find(self._whole)
        if at == 0:
            return (How.EXACT if len(title) == len(self._whole) else How.PREFIX), 0
        if at > 0:
            start = self._start(title, spelled)
            return (How.WITHIN, at) if start is None else (How.WORD_START, start)
        if self._in_order(title) is None:
            return self._said(title, more) if more else None
        start = self._beginnings(title, spelled)
        if start is not None:
            return How.WORD_START, start
        return (self._said(title, more) if more else None) or (How.LETTERS, 0)

    def match_words(self, ready: _Ready) -> _Match | None:
        """How a name matches several words, in whichever order they stand; None where it doesn't."""
        title, spelled, more = ready
        if all(word in title for word in self._words):
            at = title.find(self._whole)
            if at == 0:
                return (How.EXACT if len(title) == len(self._whole) else How.PREFIX), 0
            start = self._start(title, spelled)
            within = min(title.find(word) for word in self._words)
            return (How.WITHIN, within) if start is None else (How.WORD_START, start)
        if self._in_order(title) is None:
            return self._said(title, more) if more else None
        start = self._beginnings(title, spelled)
        if start is not None:
            return How.WORD_START, start
        return (self._said(title, more) if more else None) or (How.LETTERS, 0)

    def _start(self, title: str, spelled: str) -> int | None:
        """Where the first of the words begins a word of the name, if each does."""
        found = [_found_at(pattern, title) for pattern in self._starts]
        if None in found and spelled:
            found = [_found_at(pattern, spelled) for pattern in self._humps]
        places = [place for place in found if place is not None]
        return min(places) if len(places) == len(self._words) else self._beginnings(title, spelled)

    def _beginnings(self, title: str, spelled: str) -> int | None:
        """Where words of the name begin that follow each other and whose first letters are what is typed."""
        if len(self._letters) < 2:
            return None
        first = _found_at(self._initials, title)
        if first is None and spelled and len(self._letters) <= _MOST_HUMPS:
            first = _found_at(self._hump_initials, spelled)
        return first

    def _said(self, title: str, more: str) -> _Match | None:
        if all(f" {word}" in more or f" {word}" in f" {title}" for word in self._words):
            return How.SAID, 0
        return None

    def marks(self, spelled: str, how: How) -> tuple[int, ...]:
        """The columns of the letters of a name that were meant."""
        title = spelled[:_MOST_NAME].lower()
        if len(title) != len(spelled[:_MOST_NAME]) or how is How.SAID:
            # A letter that is two in small has no column of its own.
            return ()
        if how in (How.EXACT, How.PREFIX):
            return tuple(range(len(self._whole)))
        if how is How.LETTERS:
            return _in_order(title, self._letters)
        columns: set[int] = set()
        for start, hump, word in zip(self._starts, self._humps, self._words, strict=True):
            there = start.search(title) or hump.search(spelled)
            at = title.find(word) if there is None else there.start()
            if at < 0:
                return _initials(spelled[:_MOST_NAME], self._letters) or _in_order(title, self._letters)
            columns.update(range(at, at + len(word)))
        return tuple(sorted(columns))


@lru_cache(maxsize=8)
def _looks(words: tuple[str, ...]) -> _Looks:
    return _Looks(words)


def _in_class(letter: str) -> str:
    return f"\\{letter}" if letter in "\\]^-[&~|" else letter


def _found_at(pattern: re.Pattern[str], text: str) -> int | None:
    found = pattern.search(text)
    return None if found is None else found.start()


def _in_order(title: str, letters: str) -> tuple[int, ...]:
    """Columns of letters in their order, as near to each other as the first match's end allows."""
    at = -1
    for letter in letters:
        at = title.find(letter, at + 1)
        if at < 0:
            return ()
    columns = [at]
    for letter in reversed(letters[:-1]):
        columns.append(title.rfind(letter, 0, columns[-1]))
    return tuple(reversed(columns))


def _initials(spelled: str, letters: str) -> tuple[int, ...]:
    """Columns of the beginnings of words, one after the other, whose letters these are."""
    starts = [found.start() for found in re.finditer(f"{_STARTS}[0-9A-Za-z]", spelled)]
    told = "".join(spelled[at] for at in starts).lower()
    first = told.find(letters)
    return () if first < 0 else tuple(starts[first : first + len(letters)])


def read_place(typed: str, lines: int) -> tuple[int, int] | str:
    """The line and column (from 0) that `12` or `12:5` name among so many lines; a sentence where they name none."""
    numbers = typed.strip().split(":")
    if len(numbers) > 2 or not numbers[0] or not all(part.isascii() and part.isdigit() for part in numbers if part):
        return "Type a line number, or line:column."
    line = int(numbers[0][:9])
    column = int(numbers[1][:9]) if len(numbers) == 2 and numbers[1] else 1
    return max(0, min(line, lines) - 1), max(0, column - 1)
