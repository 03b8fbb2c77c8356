"""A followed log between its session and the server: effects become calls and timers, answers become events.

Decides nothing: `tui.sessions.log_follow` does.
"""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import replace
from functools import partial

from textual.screen import Screen
from textual.worker import Worker

from tui.app.shell.connection import Connection
from tui.app.widgets.clock import Cancel, Clock, call_widget_later
from tui.errors import ApiError
from tui.sessions.log_follow import CallAfter, Came, Failed, FollowEvent, FollowState, Read, TimeCame, step

_MOST_KEPT_ROWS = 20_000
"""A longer log is read anew when it is turned to again."""


class LogDriver:
    """Follows one source at a time. `changed` is told the event that led to the new `state`."""

    def __init__(
        self,
        screen: Screen[None],
        connection: Connection,
        clock: Clock,
        source: str,
        changed: Callable[[FollowState, FollowEvent], None],
    ) -> None:
        self._screen = screen
        self._connection = connection
        self._clock = clock
        self._changed = changed
        self._cancel: Cancel | None = None
        self._kept: dict[str, FollowState] = {}
        self.state = FollowState(source)
        self.looked_at = clock.monotonic()
        """When the server was asked last."""

    def tell(self, event: FollowEvent) -> None:
        """An event: take the next state, do what it asks for, and say so."""
        before = self.state
        self.state, effects = step(before, event)
        for effect in effects:
            match effect:
                case CallAfter(seconds=seconds):
                    self._call_after(seconds)
                case Read():
                    self.looked_at = self._clock.monotonic()
                    _worker: Worker[None] = self._screen.run_worker(partial(self._read, effect), group="logs")
        self._changed(before, event)

    def turn_to(self, source: str) -> None:
        """Follow another source; what is known of this one, unless it is much, is there when it is turned to again."""
        if len(self.state.log.rows) <= _MOST_KEPT_ROWS:
            self._kept[self.state.source] = self.state
        found = self._kept.pop(source, FollowState(source))
        self._follow(replace(found, is_following=True, is_shown=False))

    def forget(self, source: str) -> None:
        """Another server is asked: nothing is known of its logs."""
        self._kept.clear()
        self._follow(FollowState(source))

    def _follow(self, state: FollowState) -> None:
        """Go on with another source, or anew: what is on its way is nobody's any more."""
        self._call_after(None)
        # Numbers go on, so that an answer to a read from before is known to be none to one of now.
        self.state = replace(state, number=self.state.number, asked=None, waiting=())

    def stop(self) -> None:
        """Ask nothing any more."""
        self._call_after(None)

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
            self._answered(read, Failed(read.number, error))
        else:
            self._connection.note_answer(None)
            self._answered(read, Came(read.number, page))

    def _answered(self, read: Read, event: Came | Failed) -> None:
        if read.source == self.state.source:
            self.tell(event)
