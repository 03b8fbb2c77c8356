"""The audit trail between its session and the server: effects become calls and timers, answers become events.

Decides nothing: `tui.sessions.audit` does.
"""

from __future__ import annotations

from collections.abc import Callable
from functools import partial

from textual.screen import Screen
from textual.worker import Worker

from tui.app.shell.connection import Connection
from tui.app.widgets.clock import Alarm, Cancel, Clock, call_widget_later
from tui.errors import ApiError
from tui.model.history import AuditQuery
from tui.sessions.audit import AuditState, step
from tui.sessions.audit_events import (
    AuditEvent,
    CallAfter,
    Came,
    Failed,
    LookNow,
    Read,
    Sought,
    TimeCame,
)

REST_SECONDS = 0.4
"""So long nothing is typed before the server is asked for what a filter wants."""


class AuditDriver:
    """Reads and follows the trail. `changed` is told whenever something else is known than before."""

    def __init__(self, screen: Screen[None], connection: Connection, clock: Clock, changed: Callable[[], None]) -> None:
        self._screen = screen
        self._connection = connection
        self._clock = clock
        self._changed = changed
        self._alarm = Alarm(screen, clock, partial(self.tell, TimeCame()))
        self._cancel_seek: Cancel | None = None
        self.state = AuditState()

    def forget(self) -> None:
        """Another server is asked: nothing is known of its trail."""
        # Numbers go on, so that an answer to a read from before is known to be none to one of now.
        state = self.state
        self.state = AuditState(state.query, number=state.number, is_following=state.is_following)
        self.stop()

    def stop(self) -> None:
        """Ask nothing any more."""
        self._alarm.set(None)
        self._forget_seek()

    # What others change

    @property
    def is_watching(self) -> bool:
        """Whether the trail is on the screen and followed."""
        return self._screen.app.screen is self._screen and self.state.is_following

    def changed_on_server(self, slugs: frozenset[str | None]) -> None:
        """Something was done: there is a row of it."""
        self.look()

    def look(self) -> None:
        """Look for new rows, where the trail is on the screen."""
        if self.is_watching:
            self.tell(LookNow())

    # What is asked for

    def seek_soon(self, seek: Callable[[], None]) -> None:
        """Call back once the keys rest, to seek what is wanted then."""
        self._forget_seek()
        self._cancel_seek = call_widget_later(self._screen, self._clock, REST_SECONDS, seek)

    def seek(self, query: AuditQuery) -> None:
        """Other rows are wanted now."""
        self._forget_seek()
        self.tell(Sought(query))

    def _forget_seek(self) -> None:
        if self._cancel_seek is not None:
            self._cancel_seek()
            self._cancel_seek = None

    def tell(self, event: AuditEvent) -> None:
        """An event: take the next state, do what it asks for, and say so."""
        self.state, effects = step(self.state, event)
        for effect in effects:
            match effect:
                case CallAfter(seconds=seconds):
                    self._alarm.set(seconds)
                case Read():
                    _worker: Worker[None] = self._screen.run_worker(partial(self._read, effect), group="audit")
        self._changed()

    async def _read(self, read: Read) -> None:
        if not self._connection.is_connected:
            return
        try:
            page = await self._connection.api.audits.page(limit=read.limit, offset=read.offset, asked=read.query)
        except ApiError as error:
            self._connection.note_answer(error)
            self.tell(Failed(read.number, error))
        else:
            self._connection.note_answer(None)
            self.tell(Came(read.number, page))
