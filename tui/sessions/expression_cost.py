"""Whether looking for a regular expression may take for ever, as its text shows. Pure.

A search can't be stopped once it goes on, so what may take for ever is not begun. Two things make it so: a repeat of
what can be read in more than one way (the time may double with each character), and repeats of the same that follow
each other (the time grows with the length's third power and more).
"""

from __future__ import annotations

import re
from dataclasses import dataclass, field
from functools import lru_cache

_PIECE = re.compile(
    r"(?P<open>\((?:\?(?:P<\w*>|<?[=!]|>|[a-zA-Z-]*:?))?)|(?P<bar>\|)"
    r"|(?:(?P<close>\))|(?P<atom>\\.|\[\^?\]?(?:\\.|[^\]\\])*\]|.))"
    r"(?:(?P<repeat>[*+?]|\{(?P<least>\d*),(?P<most>\d*)\}|\{(?P<exactly>\d+)\})[?+]?)?",
    re.DOTALL,
)
_FEW = 50
"""More repeats than that are as many as you like."""
_MOST_WAYS = 10_000
_LOOKED_AT = (*tuple(map(chr, range(256))), "€")

_Characters = frozenset[str]


@dataclass
class _Group:
    """What was read of a group: of its branch so far, and of those before it.

    `open_repeats` are the characters of repeats behind which nothing is sure to stand yet.
    """

    inherited: tuple[_Characters, ...] = ()
    open_repeats: tuple[_Characters, ...] = ()
    ended: tuple[_Characters, ...] = ()
    ways: int = 1
    other_ways: int = 0
    repeats: bool = False
    characters: set[str] = field(default_factory=set)

    def next_branch(self) -> None:
        self.other_ways += self.ways
        self.ways = 1
        self.ended += self.open_repeats
        self.open_repeats = self.inherited


def may_take_for_ever(text: str) -> bool:
    """Whether the time of a search may grow beyond all bounds; true of some that would not, never asked to be exact."""
    groups = [_Group()]
    for piece in _PIECE.finditer(text):
        group = groups[-1]
        if piece["open"] is not None:
            groups.append(_Group(group.open_repeats, group.open_repeats))
            continue
        if piece["bar"] is not None:
            group.next_branch()
            continue
        least, most = _times(piece)
        if piece["close"] is None:
            item = _Group(characters=set(_characters_of(piece["atom"])))
        elif len(groups) > 1:
            item = groups.pop()
            item.next_branch()
            item.ways = item.other_ways
            group = groups[-1]
        else:
            # It closes nothing: no expression, which is said elsewhere.
            return False
        if _is_refused(group, item, least, most, is_group=piece["close"] is not None):
            return True
    return groups[-1].other_ways + groups[-1].ways > _MOST_WAYS


def _is_refused(group: _Group, item: _Group, least: int, most: int | None, *, is_group: bool) -> bool:
    """Put an item that is repeated so often behind what was read of a group; whether that is too much."""
    if most is None:
        characters = frozenset(item.characters)
        if item.repeats or item.ways > 1 or any(characters & each for each in group.open_repeats):
            return True
        group.repeats = True
        group.open_repeats = (characters,) if least and is_group else (*group.open_repeats, characters)
    else:
        group.repeats |= item.repeats
        group.ways *= item.ways**most * (most - least + 1)
        if item.repeats and most > 1 and item.ended:
            return True
        if is_group:
            group.open_repeats = item.ended if least else (*group.open_repeats, *item.ended)
        elif least and item.characters:
            group.open_repeats = ()
    group.characters |= item.characters
    return group.ways > _MOST_WAYS


def _times(piece: re.Match[str]) -> tuple[int, int | None]:
    """How often a piece stands there, at least and at most; None for as often as you like."""
    repeat = piece["repeat"]
    if repeat is None:
        return 1, 1
    if repeat in "*+?":
        return int(repeat == "+"), 1 if repeat == "?" else None
    if piece["exactly"] is not None:
        # A count that is too large to be read is refused by the expression's own reader.
        number = int(piece["exactly"][:9])
        return number, number if number <= _FEW else None
    most = int(piece["most"][:9] or _FEW + 1)
    return min(int(piece["least"][:9] or 0), most), most if most <= _FEW else None


@lru_cache(maxsize=256)
def _characters_of(atom: str) -> _Characters:
    """Of the usual characters those an atom stands for, in either case; none for a place between characters."""
    try:
        pattern = re.compile(atom, re.IGNORECASE)
    except re.error:
        # What an earlier group found may be anything.
        return frozenset(_LOOKED_AT)
    return frozenset(each for each in _LOOKED_AT if pattern.fullmatch(each))
