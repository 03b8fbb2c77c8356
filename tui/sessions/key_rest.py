"""When what nobody asked for may come over the screen, and which keys it accepts.

A dialog or a screen that comes by itself must not take keys that were meant for what it covers: it waits until the keys
rest, and accepts none until it stood for a moment and they rested once more.
"""

from __future__ import annotations

from dataclasses import dataclass, replace
from typing import NamedTuple

REST_SECONDS = 0.3
"""Keys rest when none came for so long."""

IGNORE_KEYS_SECONDS = 0.4
"""So long a question that came by itself accepts no key."""

COVERED_SECONDS = 0.25
"""How long a question waits before it looks again whether what covers its place is gone."""


class KeyRest(NamedTuple):
    """How long keys must rest before a question may come by itself, and how long that accepts none. Seconds."""

    rest_seconds: float = REST_SECONDS
    ignore_seconds: float = IGNORE_KEYS_SECONDS

    def is_typing(self, last_key: float, seconds: float) -> bool:
        """Whether a key came so lately that more may be on their way."""
        return seconds < last_key + self.rest_seconds

    def accepts_key(self, unread_since: float, last_key: float, seconds: float) -> bool:
        """Whether what came by itself, and accepted no key since, accepts this one; `last_key`: the one before."""
        return not self.is_typing(last_key, seconds) and seconds >= unread_since + self.ignore_seconds


USUAL_KEY_REST = KeyRest()


@dataclass(frozen=True, slots=True)
class KeyGate:
    """The keys of a screen over which something may come by itself. Times in seconds.

    `unread_since` is when something came that keys on their way may not act on, until it accepts one.
    `accepts_key` says whether the key that came last may act.
    """

    last_key: float = float("-inf")
    unread_since: float | None = None
    accepts_key: bool = True


def key_came(gate: KeyGate, rest: KeyRest, seconds: float) -> KeyGate:
    """A key came; `accepts_key` says whether it may act."""
    unread = gate.unread_since
    accepts = unread is None or rest.accepts_key(unread, gate.last_key, seconds)
    return KeyGate(seconds, None if accepts else unread, accepts)


def came(gate: KeyGate, seconds: float) -> KeyGate:
    """Something came by itself."""
    return replace(gate, unread_since=seconds)


def gone(gate: KeyGate) -> KeyGate:
    """What came by itself is not on top any more: keys act again."""
    return replace(gate, unread_since=None)


def seconds_to_wait(gate: KeyGate, rest: KeyRest, seconds: float, *, is_covered: bool) -> float:
    """How long what wants to come has to wait before it asks again; 0 where it may come now."""
    if rest.is_typing(gate.last_key, seconds):
        return gate.last_key + rest.rest_seconds - seconds
    return COVERED_SECONDS if is_covered else 0.0
