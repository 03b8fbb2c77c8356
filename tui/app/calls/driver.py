"""The log of calls between its session and the server: effects become calls and timers, answers become events.

Owns that the log is read back to the beginning of the window. How often it is read decides `tui.sessions.calls`, as the
console's own reads are lines of that log too: what else is new in it does not matter.
"""

from __future__ import annotations

from collections.abc import Callable
from functools import partial

from textual.screen import Screen
from textual.worker import Worker

from tui.app.calls.counter import CallsCounter
from tui.app.shell.connection import Connection
from tui.app.widgets.clock import Cancel, Clock, call_widget_later
from tui.errors import ApiError
from tui.model.log import BACKEND_LOGS
from tui.sessions.calls import FASTEST_SECONDS, next_pause
from tui.sessions.known_calls import MOST_PAGES, KnownCalls, known
from tui.sessions.log_follow import (
    CallAfter,
    Came,
    Failed,
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
        self._screen = screen
        self._connection = connection
        self._clock = clock
        self._changed = changed
        self._cancel: Cancel | None = None
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
        self._call_after(None)

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
                    self._call_after(wait)
                case Read():
                    _worker: Worker[None] = self._screen.run_worker(partial(self._read, effect), group="calls")
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
        self._call_after(None)

    def _wants_older(self) -> int | None:
        return self.known.older_wanted(self._clock.now()) if self._pages < MOST_PAGES else None

    def _read_back(self) -> None:
        gap = self._wants_older()
        if gap is not None and self.state.asked is None and self.state.is_shown:
            self._pages += 1
            self.state, effects = step(self.state, OlderAsked(gap))
            for effect in effects:
                if isinstance(effect, Read):
                    _worker: Worker[None] = self._screen.run_worker(partial(self._read, effect), group="calls")

    def _call_after(self, seconds: float | None) -> None:
        if self._cancel is not None:
            self._cancel()
        self._cancel = None
        if seconds is not None:
            self._cancel = call_widget_later(self._screen, self._clock, seconds, partial(self.tell, TimeCame()))

    async def _read(self, read: Read) -> None:
        if not self._connection.is_connected:
            return
        try:
            page = await self._connection.api.logs.read(read.source, limit=read.limit, before=read.before)
        except ApiError as error:
            self._connection.note_answer(error)
            self.tell(Failed(read.number, error))
        else:
            self._connection.note_answer(None)
            self.tell(Came(read.number, page))
