"""A folder and a server that hold the same functions: who is ahead of the version both had in common.

`compare` judges one function by three values: the common version, what the folder has, what the server has. Pure. Owns
the rules of what is the same, ahead, changed on both sides, and what a merge makes of that. Refuses to read files, to
ask a server, and to delete anything on either side.
"""

from __future__ import annotations

from collections.abc import Iterable
from typing import NamedTuple

from tui.editing.merge import merge, places_in
from tui.editing.source import lines_of_code
from tui.model.function import ALL_FIELDS, OFFERED_STATUSES, Edited
from tui.sessions.link_states import State as State

FACTS = tuple(field for field in ALL_FIELDS if field != "code")


class Here(NamedTuple):
    """What the folder has of a function. A fact that is None is not kept there: it is as the server has it."""

    code: str
    name: str | None = None
    description: str | None = None
    status: str | None = None

    def over(self, other: Edited) -> Edited:
        """The whole content: what isn't kept here is the other's."""
        return other._replace(**{field: value for field, value in self._asdict().items() if value is not None})


class Unusable(NamedTuple):
    """There is a file, and why it can't be a function's."""

    reason: str


class Compared(NamedTuple):
    """What was found of a function: the fields that each side changed since the common version.

    Without a common version `here_changed` and `there_changed` both name the fields that differ. `reason` is that of
    a file that can't be used. `has_marks`: marks of a merge stand in the code here, the first in this line (from 1).
    """

    slug: str
    state: State
    here_changed: tuple[str, ...] = ()
    there_changed: tuple[str, ...] = ()
    has_base: bool = False
    reason: str = ""
    marks_line: int = 0


def compare(slug: str, base: Edited | None, here: Here | Unusable | None, there: Edited | None) -> Compared | None:
    """Judge one function; None where neither side has it (any more)."""
    has_base = base is not None
    if isinstance(here, Unusable):
        return Compared(slug, State.UNUSABLE, has_base=has_base, reason=here.reason)
    if here is None:
        if there is None:
            return None
        changed = () if base is None else _as_people_set(there, base).differing(base)
        state = State.ONLY_THERE if base is None else State.DELETED_HERE
        return Compared(slug, state, there_changed=changed, has_base=has_base)
    marks = marks_line(here.code)
    if there is None:
        changed = () if base is None else here.over(base).differing(base)
        state = State.ONLY_HERE if base is None else State.DELETED_THERE
        return Compared(slug, state, here_changed=changed, has_base=has_base, marks_line=marks)
    return _both(slug, base, here, there, marks)


def _both(slug: str, base: Edited | None, here: Here, there: Edited, marks: int) -> Compared:
    wanted = here.over(there)
    there = _as_people_set(there, wanted if base is None else base)
    differing = here.over(there).differing(there)
    if not differing:
        return Compared(slug, State.SAME, has_base=base is not None)
    if differing == ("code",) and differ_in_ends_only(here.code, there.code):
        return Compared(slug, State.LINE_ENDS, differing, differing, base is not None)
    if base is None:
        return Compared(slug, State.BOTH_CHANGED, differing, differing, marks_line=marks)
    mine, theirs = here.over(base).differing(base), there.differing(base)
    state = State.BOTH_CHANGED if mine and theirs else State.FOLDER_AHEAD if mine else State.SERVER_AHEAD
    return Compared(slug, state, mine, theirs, has_base=True, marks_line=marks)


def _as_people_set(there: Edited, before: Edited) -> Edited:
    """What the server has, without a status that it set itself: nobody changed that, and it can't be sent."""
    return there if there.status in OFFERED_STATUSES else there._replace(status=before.status)


def common_of(here: Here, there: Edited) -> Edited:
    """What both have in common once they hold the same."""
    return _as_people_set(there, here.over(there))


def differ_in_kind_of_ends(one: str, other: str) -> bool:
    """Whether lines end in another way: a merge would find every line changed."""
    return ("\r\n" in one) != ("\r\n" in other)


def differ_in_ends_only(one: str, other: str) -> bool:
    """Whether texts differ, and only in how their lines end."""
    return one != other and _with_line_feeds(one) == _with_line_feeds(other)


def _with_line_feeds(text: str) -> str:
    return text.replace("\r\n", "\n").replace("\r", "\n")


def marks_line(code: str) -> int:
    """The line (from 1) of the first mark of a merge that stands in the code; 0 where none does."""
    places = places_in(lines_of_code(code))
    return places[0].first + 1 if places else 0


# Who may be written over


class _Carried(NamedTuple):
    """In which states a function is carried: any, one that is named, one that may overwrite what is newer."""

    all: frozenset[State]
    named: frozenset[State]
    overwriting: frozenset[State]

    def takes(self, state: State, *, named: bool, overwrites: bool) -> bool:
        return state in self.all or (named and (state in self.named or (overwrites and state in self.overwriting)))


_PUSHED = _Carried(
    frozenset({State.FOLDER_AHEAD, State.ONLY_HERE}),
    frozenset({State.LINE_ENDS, State.DELETED_THERE}),
    frozenset({State.BOTH_CHANGED, State.SERVER_AHEAD}),
)
_PULLED = _Carried(
    frozenset({State.SERVER_AHEAD, State.ONLY_THERE}),
    frozenset({State.LINE_ENDS, State.DELETED_HERE}),
    frozenset({State.BOTH_CHANGED, State.FOLDER_AHEAD}),
)


def is_pushed(found: Compared, *, named: bool, overwrites: bool = False) -> bool:
    """Whether a push sends this function. `named`: the user named it; `overwrites`: what is newer there may go."""
    return _PUSHED.takes(found.state, named=named, overwrites=overwrites)


def is_pulled(found: Compared, *, named: bool, overwrites: bool = False) -> bool:
    """Whether a pull writes this function's files; `named` and `overwrites` as for a push."""
    return _PULLED.takes(found.state, named=named, overwrites=overwrites)


def push_overwrites(found: Compared) -> bool:
    """Whether a push would overwrite what is newer on the server: it is not done unasked."""
    return found.state in _PUSHED.overwriting


def pull_overwrites(found: Compared) -> bool:
    """Whether a pull would overwrite what is newer in the folder: it is not done unasked."""
    return found.state in _PULLED.overwriting


# Merging


class MergedHere(NamedTuple):
    """What a merge makes of both sides: `places` of the code stand between marks, `kept` facts stay as they are here.

    Both changed those facts, each to something else: marks can't stand in them.
    """

    content: Edited
    places: int = 0
    kept: tuple[str, ...] = ()

    @property
    def is_clean(self) -> bool:
        """Whether nothing is left to decide."""
        return not self.places and not self.kept


def merged(base: Edited, here: Here, there: Edited) -> MergedHere:
    """All changes of both sides since the common version."""
    mine, theirs = here.over(base), _as_people_set(there, base)
    code = merge(base.code, mine.code, theirs.code)
    facts: dict[str, str] = {}
    kept: list[str] = []
    for field in FACTS:
        ours, others, before = (getattr(each, field) for each in (mine, theirs, base))
        if ours != before and others not in (before, ours):
            kept.append(field)
        facts[field] = others if ours == before else ours
    return MergedHere(Edited(code=code.text, **facts), code.conflicts, tuple(kept))


def renames(found: Iterable[tuple[Compared, str | None]]) -> dict[str, str]:
    """Files that were probably renamed: the slug that is new here, and the one that was deleted here, of the same code.

    Each is given with its code: that here, or that of the common version where it was deleted.
    """
    deleted: dict[str, list[str]] = {}
    new: dict[str, list[str]] = {}
    for each, code in found:
        if code is not None and each.state in (State.DELETED_HERE, State.ONLY_HERE):
            (deleted if each.state is State.DELETED_HERE else new).setdefault(code, []).append(each.slug)
    # Where several have the same code nobody can tell which became which.
    return {
        slugs[0]: deleted[code][0] for code, slugs in new.items() if len(slugs) == 1 and len(deleted.get(code, ())) == 1
    }
