"""The log of calls between its session and the server: effects become calls and timers, answers become events.

Owns that the log is read back to the beginning of the window. How often it is read decides `tui.sessions.calls`, as the
console's own reads are lines of that log too: what else is new in it does not matter.
"""

from __future__ import annotations

from collections.abc import Callable
from functools import partial

from textual.screen import Screen

from tui.app.calls.counter import CallsCounter
from tui.app.shell.connection import Connection
from tui.app.shell.log_reads import LogReads
from tui.app.widgets.clock import Alarm, Clock
from tui.model.log import BACKEND_LOGS
from tui.sessions.calls import FASTEST_SECONDS, next_pause
from tui.sessions.known_calls import MOST_PAGES, KnownCalls, known
from tui.sessions.log_follow import (
    CallAfter,
    Came,
    FollowEvent,
    FollowState,
    OlderAsked,
    Read,
    TimeCame,
    step,
)


class CallsDriver:
    """Follows the calls. `changed` is told whenever something else is known than before."""

    def __init__(self, screen: Screen[None], connection: Connection, clock: Clock, changed: Callable[[], None]) -> None:
        self._clock = clock
        self._changed = changed
        self._alarm = Alarm(screen, clock, partial(self.tell, TimeCame()))
        self._reads = LogReads(screen, connection, "calls", lambda _read, answer: self.tell(answer))
        self._pause_seconds = FASTEST_SECONDS
        self._pages = 0
        self.state = FollowState(BACKEND_LOGS)
        self.known = KnownCalls()
        self.counter = CallsCounter(screen, changed)

    @property
    def is_counting(self) -> bool:
        """Whether older lines are being read, so that the numbers grow."""
        return self.state.was_read and self._wants_older() is not None

    def forget(self) -> None:
        """Another server is asked: nothing is known of its calls."""
        # Numbers go on, so that an answer to a read from before is known to be none to one of now.
        self.state = FollowState(BACKEND_LOGS, number=self.state.number, is_following=self.state.is_following)
        self.known = KnownCalls()
        self._pages = 0
        self._count()
        self._alarm.set(None)

    def tell(self, event: FollowEvent) -> None:
        """An event: take the next state, do what it asks for, and say so."""
        calls = len(self.known.calls)
        self.state, effects = step(self.state, event)
        self.known = known(self.known, self.state.log)
        if isinstance(event, Came):
            self._pause_seconds = next_pause(self._pause_seconds, has_news=len(self.known.calls) > calls)
        for effect in effects:
            match effect:
                case CallAfter(seconds=seconds):
                    # After a failure the log's own pause holds, which grows.
                    wait = self._pause_seconds if seconds is not None and self.state.failure is None else seconds
                    self._alarm.set(wait)
                case Read():
                    self._reads.send(effect)
        if isinstance(event, Came):
            self._read_back()
        self._count()
        self._changed()

    def look_again(self) -> None:
        """Somebody looks: read at short intervals again."""
        self._pause_seconds = FASTEST_SECONDS

    def _count(self) -> None:
        self.counter.update(self.known.calls, self._clock.now(), is_counting=self.is_counting)

    def stop(self) -> None:
        """Ask nothing any more."""
        self._alarm.set(None)

    def _wants_older(self) -> int | None:
        return self.known.older_wanted(self._clock.now()) if self._pages < MOST_PAGES else None

    def _read_back(self) -> None:
        gap = self._wants_older()
        if gap is not None and self.state.asked is None and self.state.is_shown:
            self._pages += 1
            self.state, effects = step(self.state, OlderAsked(gap))
            for effect in effects:
                if isinstance(effect, Read):
                    self._reads.send(effect)
