"""The secrets that code names and those that are there: which are missing, what is offered while one is typed. Pure.

Owns which keys a function is given without a secret. Refuses to know servers, screens and words.
"""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence
from datetime import datetime
from enum import Enum, auto
from typing import NamedTuple

from tui.model.problem import CodeRange
from tui.model.stored_secret import StoredSecret
from tui.sessions.secrets import KEY_FORMAT, State, state_of

_GIVEN = ("INSFORGE_", "DENO_")
"""What the runtimes set themselves begins like this."""


class Lack(Enum):
    """Why a function is not given what it names."""

    UNKNOWN = auto()
    DELETED = auto()
    EXPIRED = auto()
    IMPOSSIBLE = auto()
    """No secret can have such a key."""


class Missing(NamedTuple):
    """A variable that a call would not find, and why."""

    key: str
    range: CodeRange
    lack: Lack


def missing(
    named: Iterable[tuple[str, CodeRange]], known: Mapping[str, StoredSecret], now: datetime
) -> tuple[Missing, ...]:
    """Those of the named variables that a call would not find, in their order."""
    found = ((key, where, lack_of(key, known, now)) for key, where in named)
    return tuple(Missing(key, where, lack) for key, where, lack in found if lack is not None)


def lack_of(key: str, known: Mapping[str, StoredSecret], now: datetime) -> Lack | None:
    """Why a function is not given this key; None where it is."""
    secret = known.get(key)
    if secret is None:
        if key.startswith(_GIVEN):
            return None
        return Lack.UNKNOWN if KEY_FORMAT.fullmatch(key) else Lack.IMPOSSIBLE
    state = state_of(secret, now)
    if state is State.ACTIVE:
        return None
    return Lack.EXPIRED if state is State.EXPIRED else Lack.DELETED


def meant(found: Sequence[Missing], line: int, column: int) -> Missing | None:
    """Which one is meant with the cursor there: one of this line, behind or at the cursor first; else the first."""
    here = [each for each in found if each.range.start_line == line]
    behind = [each for each in here if each.range.end_column >= column]
    return next(iter(behind or here[::-1] or found), None)


def offered(beginning: str, secrets: Iterable[StoredSecret], now: datetime) -> tuple[str, ...]:
    """The keys to offer where this is typed of one: those a function is given, the server's own behind the others."""
    wanted = beginning.upper()
    there = [
        each
        for each in secrets
        if each.key.startswith(wanted) and KEY_FORMAT.fullmatch(each.key) and state_of(each, now) is State.ACTIVE
    ]
    keys = tuple(each.key for each in sorted(there, key=lambda each: (each.is_reserved, each.key)))
    return () if keys == (beginning,) else keys
