"""Looking for text in the code of many functions. Pure.

Owns what a query means, which is the same for one function and for thousands: a match never spans lines, and lines end
as in the editor. Refuses to know where code comes from and how long a slice of the work may take: `found_in` stops for
breath again and again, and whoever drives it looks at the clock.
"""

from __future__ import annotations

import re
from collections.abc import Callable, Generator, Iterable, Iterator, Sequence
from dataclasses import dataclass, replace
from functools import lru_cache
from typing import NamedTuple

from tui.editing.source import lines_of_code
from tui.sessions.expression_cost import may_take_for_ever

MOST_MATCHES = 20
"""So many matches of one function are kept; more are counted."""
MOST_KEPT = 2_000
"""So many matches of all functions are kept; of functions behind those only the number is known."""
_MOST_COUNTED = 100_000
_SHOWN, _SHOWN_BEFORE = 160, 60
_SEARCHED_CHARACTERS = (100_000, 2_000, 300, 100)
"""So much of a line is searched with an expression, by how many endless repeats it has: its time grows with a power of
the length, and a search can't be stopped while it is in a line. With more repeats than here it is refused."""
_LINES_A_BREATH = (500, 20, 1, 1)
_CHARACTERS_A_BREATH = 500_000
_REPEATS = re.compile(r"\\.|[*+]|\{\d*,\d*\}", re.DOTALL)


class Query(NamedTuple):
    """What is looked for. Without `case`, a capital in the text decides whether case counts."""

    text: str = ""
    regex: bool = False
    word: bool = False
    case: bool | None = None


class Place(NamedTuple):
    """A match: the line, counted from 0, the columns from which and up to which it goes, and the code around it.

    `text` begins at the column `text_start`.
    """

    line: int
    start: int
    end: int
    text: str = ""
    text_start: int = 0


@dataclass(frozen=True, slots=True)
class Finder:
    """A query that can be looked for. `repeats` are the endless ones of an expression; None: the text as it stands."""

    query: Query
    pattern: re.Pattern[str]
    needle: str
    is_exact: bool
    repeats: int | None

    @property
    def longest(self) -> int | None:
        """So many characters of a line are searched; None: all."""
        return None if self.repeats is None else _SEARCHED_CHARACTERS[self.repeats]


@dataclass(frozen=True, slots=True)
class Found:
    """What was found in a function: the first places, how many there are, and how many lines were too long to search
    to their ends."""

    slug: str
    places: tuple[Place, ...] = ()
    count: int = 0
    cut_lines: int = 0


@lru_cache(maxsize=16)
def finder_of(query: Query) -> Finder | str:
    """How a query is looked for; or why it can't be, as a sentence; nothing (an empty one) where nothing is typed."""
    text = query.text
    if not text:
        return ""
    letters = re.sub(r"\\.", "", text, flags=re.DOTALL) if query.regex else text
    is_exact = letters != letters.lower() if query.case is None else query.case
    repeats: int | None = None
    source = re.escape(text)
    if query.regex:
        source = text
        repeats = sum(not each.startswith("\\") for each in _REPEATS.findall(text))
        if may_take_for_ever(text) or repeats >= len(_SEARCHED_CHARACTERS):
            return "This expression may take for ever: it has too many repeats. Write it with fewer."
    if query.word:
        source = rf"(?<![\w$])(?:{source})(?![\w$])"
    try:
        pattern = re.compile(source, re.NOFLAG if is_exact else re.IGNORECASE)
    except (re.error, OverflowError, RecursionError) as error:
        return f"This is no regular expression: {error}."
    return Finder(query, pattern, text if is_exact else text.lower(), is_exact, repeats)


def places_in(finder: Finder, line: str) -> Iterator[tuple[int, int]]:
    """Where it stands in a line: start and end, none over another, none empty."""
    if finder.repeats is None and not finder.query.word:
        searched = line if finder.is_exact else line.lower()
        if len(searched) != len(line):
            # A few letters are two in lower case; there the search is exact, so that columns stay right.
            searched = line
        start = searched.find(finder.needle)
        while start >= 0:
            yield start, start + len(finder.needle)
            start = searched.find(finder.needle, start + len(finder.needle))
        return
    for found in finder.pattern.finditer(line, 0, finder.longest or len(line)):
        if found.end() > found.start():
            yield found.span()


def found_in(finder: Finder, slug: str, code: str, most: int = MOST_MATCHES) -> Generator[None, None, Found]:
    """Look for it in a function's code; stops for breath after each little piece of work."""
    if finder.repeats is None and not _may_hold(finder, code):
        return Found(slug)
    yield
    places: list[Place] = []
    count = cut = 0
    breath = 1 if finder.repeats is None else _LINES_A_BREATH[finder.repeats]
    since, characters = 0, 0
    for number, line in enumerate(lines_of_code(code)):
        since, characters = since + 1, characters + len(line)
        if since >= breath * 100 if finder.repeats is None else since >= breath or characters >= _CHARACTERS_A_BREATH:
            since = characters = 0
            yield
        cut += finder.longest is not None and len(line) > finder.longest
        for start, end in places_in(finder, line):
            count += 1
            if count <= most:
                first = max(0, start - _SHOWN_BEFORE)
                text = line[first : first + _SHOWN]
                shown = text.lstrip(" \t")
                places.append(Place(number, start, end, shown, first + len(text) - len(shown)))
            elif count >= _MOST_COUNTED:
                return Found(slug, tuple(places), count, cut)
    return Found(slug, tuple(places), count, cut)


def _may_hold(finder: Finder, code: str) -> bool:
    """Whether plain text stands in it anywhere; quick, and never wrong where it says no."""
    if finder.needle in code:
        return True
    if finder.is_exact:
        return False
    lowered = code.lower()
    if finder.needle in lowered:
        return True
    # Words are looked for by an expression, which knows more letters as the same than `lower` does.
    is_plain = code.isascii() and finder.needle.isascii()
    return finder.query.word and not is_plain and finder.pattern.search(code) is not None


# All functions


@dataclass(frozen=True)
class SearchState:
    """A search over all functions. `waiting` are the slugs still to be searched, `unread` those whose code is not
    known. `kept` is how many places are kept."""

    query: Query
    waiting: tuple[str, ...] = ()
    place: int = 0
    found: tuple[Found, ...] = ()
    kept: int = 0
    matches: int = 0
    cut_lines: int = 0
    unread: tuple[str, ...] = ()
    beyond: int = 0
    """Functions with matches of which no place is kept."""

    @property
    def is_ended(self) -> bool:
        """Whether all were searched."""
        return self.place >= len(self.waiting)

    @property
    def slug(self) -> str:
        """The function that is searched next."""
        return self.waiting[self.place]


def begin(query: Query, slugs: Sequence[str], before: SearchState | None = None) -> SearchState:
    """Begin anew. What a shorter query `before` did not find in a function is not looked for there again."""
    if before is not None and before.is_ended and _narrows(before.query, query):
        hits = {found.slug for found in before.found} | set(before.unread)
        known = set(before.waiting)
        slugs = [slug for slug in slugs if slug in hits or slug not in known]
    return SearchState(query, tuple(slugs))


def _narrows(before: Query, query: Query) -> bool:
    plain = not (before.regex or query.regex or before.word or query.word)
    return plain and bool(before.text) and before.case == query.case and before.text in query.text


def more(state: SearchState, slugs: Iterable[str]) -> SearchState:
    """The code of these functions came, or is another: search them, again if they were."""
    came = dict.fromkeys(slugs)
    ahead = set(state.waiting[state.place :])
    counted = [found for found in state.found if found.slug in came]
    return replace(
        state,
        waiting=(*state.waiting, *(slug for slug in came if slug not in ahead)),
        unread=tuple(slug for slug in state.unread if slug not in came),
        found=tuple(found for found in state.found if found.slug not in came) if counted else state.found,
        kept=state.kept - sum(len(found.places) for found in counted),
        matches=state.matches - sum(found.count for found in counted),
        cut_lines=state.cut_lines - sum(found.cut_lines for found in counted),
        beyond=state.beyond - sum(not found.places for found in counted),
    )


def search_slice(
    state: SearchState,
    finder: Finder,
    code_of: Callable[[str], str | None],
    is_over: Callable[[], bool],
    most: int | None = None,
) -> Iterator[SearchState]:
    """Search on, giving the state whenever `is_over` says that the slice is, and the last one.

    `code_of` answers None for code that is not known. `most` functions are searched; None: all.
    """
    batch: list[Found | None] = []
    end = len(state.waiting) if most is None else min(len(state.waiting), state.place + most)
    while state.place + len(batch) < end:
        slug = state.waiting[state.place + len(batch)]
        code = code_of(slug)
        if code is None:
            batch.append(None)
            continue
        work = found_in(finder, slug, code)
        while True:
            try:
                next(work)
            except StopIteration as stopped:
                batch.append(stopped.value)
                break
            if is_over():
                state, batch = _taken(state, batch), []
                yield state
        if is_over():
            state, batch = _taken(state, batch), []
            yield state
    yield _taken(state, batch)


def _taken(state: SearchState, batch: Sequence[Found | None]) -> SearchState:
    """What some functions held, in their order; None: its code is not known."""
    unread = [state.waiting[state.place + at] for at, found in enumerate(batch) if found is None]
    hits: list[Found] = []
    kept, beyond = state.kept, 0
    for found in batch:
        if found is None or not found.count:
            continue
        if kept >= MOST_KEPT:
            beyond += 1
            hits.append(replace(found, places=()))
        else:
            kept += len(found.places)
            hits.append(found)
    return replace(
        state,
        place=state.place + len(batch),
        found=(*state.found, *hits) if hits else state.found,
        kept=kept,
        matches=state.matches + sum(found.count for found in hits),
        cut_lines=state.cut_lines + sum(found.cut_lines for found in batch if found is not None),
        unread=(*state.unread, *unread) if unread else state.unread,
        beyond=state.beyond + beyond,
    )
