"""A followed log between its session and the server: effects become calls and timers, answers become events.

Decides nothing: `tui.sessions.log_follow` does.
"""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import replace
from functools import partial

from textual.screen import Screen

from tui.app.shell.connection import Connection
from tui.app.shell.log_reads import LogReads
from tui.app.widgets.clock import Alarm, Clock
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
        self._clock = clock
        self._changed = changed
        self._alarm = Alarm(screen, clock, partial(self.tell, TimeCame()))
        self._reads = LogReads(screen, connection, "logs", self._answered)
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
                    self._alarm.set(seconds)
                case Read():
                    self.looked_at = self._clock.monotonic()
                    self._reads.send(effect)
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
        self._alarm.set(None)
        # Numbers go on, so that an answer to a read from before is known to be none to one of now.
        self.state = replace(state, number=self.state.number, asked=None, waiting=())

    def stop(self) -> None:
        """Ask nothing any more."""
        self._alarm.set(None)

    def _answered(self, read: Read, event: Came | Failed) -> None:
        if read.source == self.state.source:
            self.tell(event)
