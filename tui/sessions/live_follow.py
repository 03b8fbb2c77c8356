"""Following what others change on the server: by its stream of changes, or by asking again from time to time.

Owns when the stream is opened again, when the server is asked, and when views are to look anew. A pure machine: the
moments and the chance in a pause are handed in. The end of a stream is no error: it is opened again after a pause that
grows. A server that has none is asked politely, while something that shows functions is on the screen.
"""

from __future__ import annotations

from dataclasses import dataclass, replace
from enum import Enum, auto

FIRST_PAUSE_SECONDS = 1.0
LONGEST_PAUSE_SECONDS = 120.0
POLL_SECONDS = 30.0
LONGEST_POLL_SECONDS = 120.0
"""Between two questions while nothing changes; a change brings the pause back to `POLL_SECONDS`."""
STEADY_SECONDS = 60.0
"""A stream that was open for so long was a good one: the pause after its end is the first again."""
GATHER_SECONDS = 1.0
"""Changes that are told within this time are looked at together, the first of them at once."""


class Mode(Enum):
    """How changes are followed."""

    OFF = auto()
    """Not at all: no server is connected, or its list has not come."""
    OPENING = auto()
    FOLLOWING = auto()
    PAUSING = auto()
    """The stream has ended; it is opened again in a while."""
    POLLING = auto()
    """The server has no stream."""


@dataclass(frozen=True, slots=True)
class LiveState:
    """`due` is when to open or ask, `look_due` when views are to look at what was told, in seconds.

    `attempts` counts openings that came to nothing since the last good stream. `had_stream`: what is opened has been
    open before, so that something may have been missed. `slugs` are the functions told of since views looked last; None
    among them is any function.
    """

    mode: Mode = Mode.OFF
    visible: bool = True
    attempts: int = 0
    opened_at: float = 0.0
    had_stream: bool = False
    poll_seconds: float = POLL_SECONDS
    due: float | None = None
    looked_at: float = float("-inf")
    look_due: float | None = None
    slugs: frozenset[str | None] = frozenset()
    wake: float | None = None


# What happens


@dataclass(frozen=True, slots=True)
class Begun:
    """A server is connected and its list has come."""


@dataclass(frozen=True, slots=True)
class Stopped:
    """The server is not talked to any more, or another one, or with another key."""


@dataclass(frozen=True, slots=True)
class Ready:
    """The stream is open."""


@dataclass(frozen=True, slots=True)
class Changed:
    """A function was changed, created or deleted; `slug` says which, where the server does."""

    slug: str | None = None


@dataclass(frozen=True, slots=True)
class Ended:
    """The stream ended, or could not be opened."""


@dataclass(frozen=True, slots=True)
class NotOffered:
    """The server has no stream."""


@dataclass(frozen=True, slots=True)
class Visible:
    """Whether something that shows functions is on the screen."""

    visible: bool


@dataclass(frozen=True, slots=True)
class Compared:
    """The server was asked again; whether something had changed."""

    changed: bool


@dataclass(frozen=True, slots=True)
class TimeCame:
    """The moment of the last `WakeAt`, or later."""


Event = Begun | Stopped | Ready | Changed | Ended | NotOffered | Visible | Compared | TimeCame


# What is to be done


@dataclass(frozen=True, slots=True)
class Open:
    """Open the stream."""


@dataclass(frozen=True, slots=True)
class Close:
    """Close the stream."""


@dataclass(frozen=True, slots=True)
class LookAnew:
    """Views are to look at what is on the server now; None among the slugs is any function. `asks`: nobody told."""

    slugs: frozenset[str | None]
    asks: bool = False


@dataclass(frozen=True, slots=True)
class WakeAt:
    """Come back at this moment (seconds); it replaces the one before, None takes that away."""

    seconds: float | None


Effect = Open | Close | LookAnew | WakeAt
ANY: frozenset[str | None] = frozenset((None,))


def step(state: LiveState, event: Event, at: float, chance: float) -> tuple[LiveState, tuple[Effect, ...]]:
    """What an event leads to. `at` is the moment in seconds, `chance` a number from 0 to 1 for the pause."""
    state, effects = _routed(state, event, at, chance)
    moments = [moment for moment in (state.due, state.look_due) if moment is not None]
    wake = min(moments, default=None)
    if wake == state.wake:
        return state, effects
    return replace(state, wake=wake), (*effects, WakeAt(wake))


def _routed(state: LiveState, event: Event, at: float, chance: float) -> tuple[LiveState, tuple[Effect, ...]]:
    match event:
        case Begun():
            if state.mode is not Mode.OFF:
                return state, ()
            return replace(state, mode=Mode.OPENING, opened_at=at), (Open(),)
        case Stopped():
            off = LiveState(visible=state.visible, wake=state.wake)
            return off, (Close(),) if state.mode in (Mode.OPENING, Mode.FOLLOWING) else ()
        case Ready() if state.mode is Mode.OPENING:
            following = replace(state, mode=Mode.FOLLOWING, opened_at=at, had_stream=True)
            # While there was no stream nobody told.
            return _told(following, at, None) if state.had_stream else (following, ())
        case Changed(slug=slug) if state.mode is Mode.FOLLOWING:
            return _told(state, at, slug)
        case Ended() if state.mode in (Mode.OPENING, Mode.FOLLOWING):
            return _paused(state, at, chance), ()
        case NotOffered() if state.mode is Mode.OPENING:
            return _polling(replace(state, mode=Mode.POLLING), at, POLL_SECONDS), ()
        case Visible(visible=visible):
            return _seen(replace(state, visible=visible), at, was=state.visible)
        case Compared(changed=changed) if state.mode is Mode.POLLING:
            longer = POLL_SECONDS if changed else min(state.poll_seconds * 2, LONGEST_POLL_SECONDS)
            return _polling(state, at, longer), ()
        case TimeCame():
            return _time_came(replace(state, wake=None), at)
        case _:
            return state, ()


def _told(state: LiveState, at: float, slug: str | None) -> tuple[LiveState, tuple[Effect, ...]]:
    state = replace(state, slugs=state.slugs | {slug})
    due = max(at, state.looked_at + GATHER_SECONDS)
    return _look(state, at) if due <= at else (replace(state, look_due=due), ())


def _look(state: LiveState, at: float) -> tuple[LiveState, tuple[Effect, ...]]:
    return replace(state, looked_at=at, look_due=None, slugs=frozenset()), (LookAnew(state.slugs),)


def _paused(state: LiveState, at: float, chance: float) -> LiveState:
    was_good = state.mode is Mode.FOLLOWING and at - state.opened_at >= STEADY_SECONDS
    attempts = 0 if was_good else state.attempts
    longest = min(FIRST_PAUSE_SECONDS * 2.0 ** min(attempts, 30), LONGEST_PAUSE_SECONDS)
    # Half of it by chance: a server that comes back is not asked by all at one moment.
    pause = longest * (0.5 + 0.5 * chance)
    return replace(state, mode=Mode.PAUSING, attempts=attempts + 1, due=at + pause)


def _polling(state: LiveState, at: float, seconds: float) -> LiveState:
    return replace(state, poll_seconds=seconds, due=at + seconds if state.visible else None)


def _seen(state: LiveState, at: float, *, was: bool) -> tuple[LiveState, tuple[Effect, ...]]:
    if state.mode is not Mode.POLLING or state.visible == was:
        return state, ()
    return _polling(state, at, POLL_SECONDS), ()


def _time_came(state: LiveState, at: float) -> tuple[LiveState, tuple[Effect, ...]]:
    effects: tuple[Effect, ...] = ()
    if state.look_due is not None and at >= state.look_due:
        state, effects = _look(state, at)
    if state.due is None or at < state.due:
        return state, effects
    state = replace(state, due=None)
    if state.mode is Mode.PAUSING:
        return replace(state, mode=Mode.OPENING, opened_at=at), (*effects, Open())
    # Asked again once the answer has come.
    return state, (*effects, LookAnew(ANY, asks=True))
