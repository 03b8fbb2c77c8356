"""Which functions are open at once, which of them is shown, and what each tab says of its own.

Owns the order of the tabs, which is that of their numbers, and the order in which they were used last. Refuses to know
screens: each open function has a key, by which its screen is known.

A number stays with its function until that is closed, as windows of tmux and screen have it, and unlike tabs of
browsers: `alt+2` is learnt by the fingers, and saving in what came to be the second one would be a costly mistake. A
new function takes the lowest free number. Where one alone is left there is no line to read a number from: it is 1.
"""

from __future__ import annotations

from dataclasses import dataclass, replace
from enum import Enum

FEWEST_IN_LINE = 2
"""With fewer open there is no line of tabs: it would say what stands there already."""


class Sign(Enum):
    """What became of the last action in a tab; the value is how it is shown."""

    NONE = ""
    BUSY = "~"
    DONE = "+"
    LOOK = "!"


@dataclass(frozen=True, slots=True)
class Tab:
    """A function that is open, and its number, from 1. `sign` goes once it is shown, unless something is under way."""

    key: int
    slug: str
    number: int = 1
    is_unsaved: bool = False
    sign: Sign = Sign.NONE


@dataclass(frozen=True, slots=True)
class OpenEditors:
    """The open functions. `used` are their keys, that of the one used last first; `shown` is None in other screens."""

    tabs: tuple[Tab, ...] = ()
    used: tuple[int, ...] = ()
    shown: int | None = None

    @property
    def has_line(self) -> bool:
        """Whether a line of tabs is shown."""
        return len(self.tabs) >= FEWEST_IN_LINE

    def tab(self, key: int | None) -> Tab | None:
        """The tab of a key; None where it is not open."""
        return next((each for each in self.tabs if each.key == key), None)


def opened(state: OpenEditors, key: int, slug: str) -> OpenEditors:
    """One more function is open, and shown."""
    if state.tab(key) is not None:
        return shown(state, key)
    taken = {each.number for each in state.tabs}
    number = next(each for each in range(1, len(taken) + 2) if each not in taken)
    tabs = sorted((*state.tabs, Tab(key, slug, number)), key=lambda tab: tab.number)
    return shown(replace(state, tabs=tuple(tabs)), key)


def shown(state: OpenEditors, key: int | None) -> OpenEditors:
    """This function is shown from now on, or (None) another screen; what its tab told was seen."""
    tab = state.tab(key)
    if tab is None:
        return replace(state, shown=None)
    used = (tab.key, *(each for each in state.used if each != key))
    return _with(replace(state, used=used, shown=key), _seen(tab))


def closed(state: OpenEditors, key: int) -> OpenEditors:
    """This function is open no more."""
    tabs = tuple(each for each in state.tabs if each.key != key)
    if len(tabs) == 1:
        tabs = (replace(tabs[0], number=1),)
    used = tuple(each for each in state.used if each != key)
    return OpenEditors(tabs, used, None if state.shown == key else state.shown)


def holds(state: OpenEditors, key: int, slug: str, *, is_unsaved: bool) -> OpenEditors:
    """What a tab says of its function's content; a new function may have got another slug."""
    tab = state.tab(key)
    return state if tab is None else _with(state, replace(tab, slug=slug, is_unsaved=is_unsaved))


def told(state: OpenEditors, key: int, sign: Sign) -> OpenEditors:
    """Something became of an action in this function: it stands in its tab, unless the user is looking at it."""
    tab = state.tab(key)
    if tab is None:
        return state
    tab = replace(tab, sign=sign)
    return _with(state, _seen(tab) if state.shown == key else tab)


def numbered(state: OpenEditors, number: int) -> int | None:
    """The key of the tab of a number; None where there is none."""
    return next((each.key for each in state.tabs if each.number == number), None)


def beside(state: OpenEditors, steps: int) -> int | None:
    """The key of the tab so many steps beside the one that is shown, round and round.

    Where none is shown, of the one used last.
    """
    keys = [each.key for each in state.tabs]
    if state.shown not in keys:
        return state.used[0] if state.used else None
    return keys[(keys.index(state.shown) + steps) % len(keys)]


def _seen(tab: Tab) -> Tab:
    return tab if tab.sign is Sign.BUSY else replace(tab, sign=Sign.NONE)


def _with(state: OpenEditors, tab: Tab) -> OpenEditors:
    tabs = tuple(tab if each.key == tab.key else each for each in state.tabs)
    return state if tabs == state.tabs else replace(state, tabs=tabs)
