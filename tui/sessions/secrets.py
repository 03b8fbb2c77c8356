"""Secrets as the view shows them: their states, what may be done to which, and how a value is shown and hidden. Pure.

Owns the rules. Refuses to know servers, screens and clocks: `now` is handed in.
"""

from __future__ import annotations

import re
from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from datetime import UTC, datetime, timedelta
from enum import Enum, auto
from typing import NamedTuple

from tui.model.fields import moment
from tui.model.secret import Secret
from tui.model.stored_secret import StoredSecret

SHOWN_SECONDS = 20.0
"""A value is hidden again after so long."""
SOON = timedelta(days=14)
"""What expires within this time is marked."""
KEY_FORMAT = re.compile(r"[A-Z0-9_]+")
"""What servers take as a key."""


class State(Enum):
    """How a secret stands."""

    ACTIVE = "active"
    DELETED = "deleted"
    EXPIRED = "expired"


def state_of(secret: StoredSecret, now: datetime) -> State:
    """How a secret stands at a moment. A deleted one is that, whatever its expiry says."""
    if not secret.is_active:
        return State.DELETED
    return State.EXPIRED if secret.expires_at is not None and secret.expires_at <= now else State.ACTIVE


def expires_soon(secret: StoredSecret, now: datetime) -> bool:
    """Whether an active secret expires within `SOON`."""
    return state_of(secret, now) is State.ACTIVE and secret.expires_at is not None and secret.expires_at - now <= SOON


class Act(Enum):
    """What can be done to a secret."""

    CHANGE = auto()
    DELETE = auto()
    CREATE_AGAIN = auto()
    EXPIRE = auto()
    READ = auto()
    """Reveal or copy its value."""


class Hindrance(Enum):
    """Why something can't be done to a secret."""

    RESERVED = auto()
    IS_DELETED = auto()
    IS_EXPIRED = auto()
    IS_THERE = auto()
    """It is not deleted: there is nothing to create again."""


def hindrance(secret: StoredSecret, act: Act, now: datetime) -> Hindrance | None:
    """What is against doing this; None where nothing is.

    A reserved secret is never changed: servers up to 2.1 would do it, and lock everybody out.
    """
    if act is not Act.READ and secret.is_reserved:
        return Hindrance.RESERVED
    state = state_of(secret, now)
    if act is Act.CREATE_AGAIN:
        return None if state is State.DELETED else Hindrance.IS_THERE
    if state is State.DELETED:
        return Hindrance.IS_DELETED
    return Hindrance.IS_EXPIRED if act is Act.READ and state is State.EXPIRED else None


# What is typed


class KeyProblem(Enum):
    """What is wrong with the key of a new secret."""

    MISSING = auto()
    FORMAT = auto()
    TAKEN = auto()
    RESERVED = auto()


def key_problem(key: str, known: Mapping[str, StoredSecret]) -> KeyProblem | None:
    """What is wrong with a key; None for one that can be created, a deleted one's among them."""
    if not key:
        return KeyProblem.MISSING
    if not KEY_FORMAT.fullmatch(key):
        return KeyProblem.FORMAT
    there = known.get(key)
    if there is None or (not there.is_active and not there.is_reserved):
        return None
    return KeyProblem.RESERVED if there.is_reserved else KeyProblem.TAKEN


class NoMoment(Exception):
    """A text that says no time to come; `is_past` where it says one that has passed."""

    def __init__(self, *, is_past: bool = False) -> None:
        super().__init__()
        self.is_past = is_past


_AFTER = re.compile(r"(\d{1,5})\s*(m|min|h|d|w|y)", re.IGNORECASE)
_MINUTES = {"m": 1, "min": 1, "h": 60, "d": 1440, "w": 10080, "y": 525600}


def expiry_of(text: str, now: datetime) -> datetime | None:
    """When a secret is to expire: `30d`, `12h`, `2027-01-31`, a date with a time (UTC), `now`; None for never.

    Raises NoMoment.
    """
    text = text.strip().lower()
    if text in ("", "never"):
        return None
    if text == "now":
        return now
    after = _AFTER.fullmatch(text)
    if after is not None:
        return now + timedelta(minutes=int(after[1]) * _MINUTES[after[2]])
    found = moment(text.upper())
    if found is None:
        raise NoMoment
    if found <= now:
        raise NoMoment(is_past=True)
    return found.astimezone(UTC)


# What a value is, without the value


class ValueFacts(NamedTuple):
    """What may be told of a value: its length in characters, its ends where it is long enough, its lines."""

    length: int
    first: str
    last: str
    lines: int
    ends_with_newline: bool


_LEAST_FOR_ENDS = 8
"""Of a shorter value its first and last character would be too much of it."""


def facts_of(value: Secret) -> ValueFacts:
    """What may be told of a value."""
    return facts_of_text(value.reveal())


def facts_of_text(text: str) -> ValueFacts:
    """The same of a text that is being typed."""
    shown = len(text) >= _LEAST_FOR_ENDS
    return ValueFacts(
        len(text),
        text[:1] if shown else "",
        text[-1:] if shown else "",
        text.count("\n") + (not text.endswith("\n")) if text else 0,
        text.endswith(("\n", "\r")),
    )


# Showing a value


@dataclass(frozen=True, slots=True)
class Reveal:
    """Which value is asked for, or shown: at most one. `number` counts what was asked: late answers are told by it."""

    number: int = 0
    key: str = ""
    value: Secret | None = None
    hides_at: float | None = None

    @property
    def is_shown(self) -> bool:
        """Whether a value is on the screen."""
        return self.value is not None


def reveal_asked(state: Reveal, key: str) -> Reveal:
    """The value of this key is asked for; any other is hidden at once."""
    return Reveal(state.number + 1, key)


def reveal_came(state: Reveal, number: int, value: Secret, at: float) -> Reveal:
    """The value came, at this moment in seconds; shown if it is still wanted."""
    return state if number != state.number or not state.key else Reveal(number, state.key, value, at + SHOWN_SECONDS)


def hidden(state: Reveal) -> Reveal:
    """Nothing is shown and nothing is wanted any more."""
    return state if not state.key else Reveal(state.number + 1)


def after_time(state: Reveal, at: float) -> Reveal:
    """The same at a later moment: hidden when its time is over."""
    return hidden(state) if state.hides_at is not None and at >= state.hides_at else state


def after_select(state: Reveal, key: str | None) -> Reveal:
    """The selection is on this key now: another one's value is hidden."""
    return state if key == state.key else hidden(state)


# What uses a secret


def users(names: Iterable[tuple[str, Iterable[str]]]) -> dict[str, tuple[str, ...]]:
    """The functions that name each key, from what each function (slug) names."""
    found: dict[str, list[str]] = {}
    for slug, keys in names:
        for key in dict.fromkeys(keys):
            found.setdefault(key, []).append(slug)
    return {key: tuple(sorted(slugs)) for key, slugs in found.items()}


def example_of(secrets: Iterable[StoredSecret], now: datetime) -> str:
    """A `.env.example`: the keys that functions are given, without values, and no reserved ones."""
    keys = sorted(each.key for each in secrets if not each.is_reserved and state_of(each, now) is State.ACTIVE)
    return "".join(f"{key}=\n" for key in keys if KEY_FORMAT.fullmatch(key))
