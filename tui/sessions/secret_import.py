"""Secrets from `KEY=value` lines: what becomes of each, and sending them one by one. Pure.

Owns the plan (new, changed, same, invalid), the order, the pace and the stop. Refuses to know how lines are read.
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, replace
from datetime import datetime
from enum import Enum
from typing import NamedTuple

from tui.errors import RateLimitExceeded
from tui.model.secret import Secret
from tui.model.stored_secret import StoredSecret
from tui.sessions.pacing import NOTHING_KNOWN, Pace, answered, free_at, refused
from tui.sessions.secret_results import Result
from tui.sessions.secrets import KEY_FORMAT


class Entry(NamedTuple):
    """A line that was read. `value` is None for a key without `=`; `is_valid` is false for what is no entry at all."""

    line: int
    key: str
    value: Secret | None = None
    is_valid: bool = True


class Kind(Enum):
    """What becomes of an entry."""

    NEW = "new"
    AGAIN = "create again"
    CHANGED = "changed"
    SAME = "same"
    UNKNOWN = "not compared"
    """It is there, and its value could not be read: it is sent."""
    LOWER_CASE = "lower case"
    """A key that servers refuse as it is; in upper case it would do."""
    BAD_KEY = "bad key"
    NO_VALUE = "no value"
    RESERVED = "reserved"
    REPEATED = "repeated"
    """The same key stands again further below, which counts."""
    NO_ENTRY = "not understood"


SENT = frozenset((Kind.NEW, Kind.AGAIN, Kind.CHANGED, Kind.UNKNOWN))
"""What is sent."""


class Planned(NamedTuple):
    """An entry, what becomes of it, and the key and the value that would be sent."""

    entry: Entry
    kind: Kind
    key: str
    value: Secret | None

    @property
    def is_sent(self) -> bool:
        """Whether it goes to the server."""
        return self.kind in SENT


class Choices(NamedTuple):
    """What the user decided for all entries."""

    upper_case: bool = False
    """Keys in lower case are sent in upper case."""
    strip_newline: bool | None = None
    """Whether a newline at the end of a value is left out; None while that was not asked."""


def sent_value(value: Secret, choices: Choices) -> Secret:
    """A value as it would be sent: byte for byte, unless its last newline is to be left out."""
    text = value.reveal()
    if choices.strip_newline:
        return Secret(text.removesuffix("\n").removesuffix("\r"))
    return value


def needed_values(entries: Sequence[Entry], known: Mapping[str, StoredSecret], choices: Choices) -> tuple[str, ...]:
    """The keys whose value has to be read to tell changed from same."""
    return tuple(
        each.key
        for each in plan(entries, known, {}, choices)
        if each.kind is Kind.UNKNOWN and known[each.key].is_active
    )


def plan(
    entries: Sequence[Entry],
    known: Mapping[str, StoredSecret],
    current: Mapping[str, Secret],
    choices: Choices,
) -> tuple[Planned, ...]:
    """What becomes of each entry. `known` are the server's secrets, `current` the values that could be read."""
    last: dict[str, int] = {}
    for number, entry in enumerate(entries):
        if entry.is_valid and entry.value is not None:
            last[_sent_key(entry, choices)] = number
    found = []
    for number, entry in enumerate(entries):
        key = _sent_key(entry, choices)
        value = None if entry.value is None else sent_value(entry.value, choices)
        is_last = last.get(key, number) == number
        found.append(Planned(entry, _kind(entry, key, value, known, current, is_last=is_last), key, value))
    return tuple(found)


def _sent_key(entry: Entry, choices: Choices) -> str:
    return entry.key.upper() if choices.upper_case else entry.key


def _kind(
    entry: Entry,
    key: str,
    value: Secret | None,
    known: Mapping[str, StoredSecret],
    current: Mapping[str, Secret],
    *,
    is_last: bool,
) -> Kind:
    if not entry.is_valid:
        return Kind.NO_ENTRY
    if not KEY_FORMAT.fullmatch(key):
        return Kind.LOWER_CASE if KEY_FORMAT.fullmatch(key.upper()) else Kind.BAD_KEY
    if value is None:
        return Kind.NO_VALUE
    there = known.get(key)
    if there is not None and there.is_reserved:
        return Kind.RESERVED
    if not is_last:
        return Kind.REPEATED
    if there is None or not there.is_active:
        # Servers refuse an empty value for what is created, and take it for what is changed.
        return Kind.NO_VALUE if not value else Kind.NEW if there is None else Kind.AGAIN
    if key not in current:
        return Kind.UNKNOWN
    return Kind.SAME if current[key] == value else Kind.CHANGED


def asks_about_newline(planned: Sequence[Planned], choices: Choices) -> tuple[str, ...]:
    """The keys of values that would be sent with a newline at their end, while nobody has decided about it."""
    if choices.strip_newline is not None:
        return ()
    return tuple(
        each.key for each in planned if each.is_sent and each.value is not None and each.value.reveal().endswith("\n")
    )


# Sending one by one


@dataclass(frozen=True, slots=True)
class ImportState:
    """The entries that are sent, and what became of those that were. `until`: it waits for the rate limit."""

    items: tuple[Planned, ...]
    results: tuple[Result | None, ...]
    place: int = 0
    pace: Pace = NOTHING_KNOWN
    until: datetime | None = None
    is_stopping: bool = False
    is_ended: bool = False

    @property
    def done(self) -> int:
        """How many have a result."""
        return sum(each is not None for each in self.results)


@dataclass(frozen=True, slots=True)
class Send:
    """Send this one; its answer is told with the number."""

    number: int
    item: Planned


@dataclass(frozen=True, slots=True)
class Answered:
    """What became of the one of this number. A refusal for the rate limit is no result: it is sent again later."""

    number: int
    result: Result | RateLimitExceeded
    now: datetime


@dataclass(frozen=True, slots=True)
class TimeCame:
    """The wait may be over."""

    now: datetime


@dataclass(frozen=True, slots=True)
class StopAsked:
    """Send no more; the one on its way is waited for."""


ImportEvent = Answered | TimeCame | StopAsked


def begin(planned: Sequence[Planned]) -> tuple[ImportState, Send | None]:
    """Send the first of those that are to be sent."""
    items = tuple(each for each in planned if each.is_sent)
    state = ImportState(items, (None,) * len(items))
    return _next(state)


def step(state: ImportState, event: ImportEvent) -> tuple[ImportState, Send | None]:
    """What an event leads to, and what is to be sent."""
    if state.is_ended:
        return state, None
    match event:
        case StopAsked():
            if state.until is not None:
                return replace(state, is_stopping=True, is_ended=True, until=None), None
            return replace(state, is_stopping=True), None
        case TimeCame(now=now):
            if state.until is None or now < state.until:
                return state, None
            return _next(replace(state, until=None))
        case Answered(number=number) if number != state.place or state.until is not None:
            return state, None
        case Answered(result=RateLimitExceeded() as error, now=now):
            pace = refused(state.pace, now, error.next_at)
            if state.is_stopping:
                return replace(state, pace=pace, is_ended=True), None
            return replace(state, pace=pace, until=free_at(pace, now)), None
        case Answered(result=Result() as result):
            results = (*state.results[: state.place], result, *state.results[state.place + 1 :])
            going = replace(state, results=results, place=state.place + 1, pace=answered(state.pace))
            # A key that is not accepted will not be for the next one either.
            return _next(replace(going, is_stopping=state.is_stopping or result.ends_all))
    return state, None


def _next(state: ImportState) -> tuple[ImportState, Send | None]:
    if state.is_stopping or state.place >= len(state.items):
        return replace(state, is_ended=True), None
    return state, Send(state.place, state.items[state.place])
