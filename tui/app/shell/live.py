"""Follows what others change on the server, and lets what shows it look anew.

Owns the stream while it is open and the one alarm. Refuses to decide: `tui.sessions.live_follow` does.
"""

from __future__ import annotations

import random
from collections.abc import Callable
from contextlib import aclosing
from typing import Protocol

from textual.message_pump import MessagePump

from tui.app.shell.background import Background
from tui.app.shell.connection import Change, Connection
from tui.app.shell.listeners import Listeners
from tui.app.widgets.clock import Alarm, Clock
from tui.errors import ApiError, InvalidResponse, NotFound
from tui.model.server_change import Told
from tui.sessions import live_follow as follow
from tui.sessions.live_follow import LiveState, Mode

_GROUP = "live"


class Watching(Protocol):
    """Something that shows functions."""

    @property
    def is_watching(self) -> bool:
        """Whether it is on the screen."""
        ...

    def changed_on_server(self, slugs: frozenset[str | None]) -> None:
        """These functions may have changed; None is any of them. It may be covered by another screen."""
        ...


class LiveChanges:
    """What others change on the connected server. `pump` is what calls back in the console; `chance` is for pauses."""

    def __init__(
        self,
        connection: Connection,
        pump: MessagePump,
        clock: Clock,
        background: Background,
        chance: Callable[[], float] = random.random,
    ) -> None:
        self._connection = connection
        self._clock = clock
        self._background = background
        self._chance = chance
        self._watching = Listeners[Watching]()
        self._told: dict[Told, list[Callable[[], None]]] = {}
        self._alarm = Alarm(pump, clock, self._time_came)
        self.state = LiveState()
        connection.subscribe(self._connection_changed)

    def subscribe(self, watching: Watching) -> Callable[[], None]:
        """Let it look anew when something changes; the result ends that."""
        return self._watching.subscribe(watching)

    def when_told(self, about: Told, tell: Callable[[], None]) -> None:
        """Let this be called whenever the server tells that something of this kind has changed."""
        self._told.setdefault(about, []).append(tell)

    def begin(self) -> None:
        """The server's list has come: follow what changes from now on."""
        self._happen(follow.Begun())

    def came_back(self) -> None:
        """Something that shows functions is on the screen again."""
        self._happen(follow.Visible(True))

    def found_change(self) -> None:
        """Somebody who looked found that something had changed."""
        self._happen(follow.Compared(changed=True))

    @property
    def is_told(self) -> bool:
        """Whether the server tells of changes by itself, at the moment."""
        return self.state.mode is Mode.FOLLOWING

    def _connection_changed(self, change: Change) -> None:
        if change in (Change.CLIENT, Change.SERVER, Change.REFUSED):
            self._happen(follow.Stopped())

    def _happen(self, event: follow.Event) -> None:
        self.state, effects = follow.step(self.state, event, self._clock.monotonic(), self._chance())
        for effect in effects:
            self._perform(effect)

    def _perform(self, effect: follow.Effect) -> None:
        match effect:
            case follow.Open():
                self._background.run(self._follow, _GROUP, exclusive=True)
            case follow.Close():
                self._background.cancel(_GROUP)
            case follow.WakeAt(seconds=seconds):
                self._wake_at(seconds)
            case follow.LookAnew(slugs=slugs, asks=asks):
                for watching in self._watching:
                    if watching.is_watching or not asks:
                        watching.changed_on_server(slugs)
                if asks:
                    # Whoever finds a change says so.
                    self._happen(follow.Compared(changed=False))

    def _wake_at(self, seconds: float | None) -> None:
        self._alarm.set(None if seconds is None else max(0.0, seconds - self._clock.monotonic()))

    def _time_came(self) -> None:
        self._happen(follow.Visible(any(watching.is_watching for watching in self._watching)))
        self._happen(follow.TimeCame())

    async def _follow(self) -> None:
        """Read the stream to its end; how it ends is no news for anybody."""
        ended: follow.Event = follow.Ended()
        try:
            async with aclosing(self._connection.api.events.changes()) as changes:
                async for change in changes:
                    if change.about is Told.READY:
                        self._happen(follow.Ready())
                    elif change.about is Told.FUNCTIONS:
                        self._happen(follow.Changed(change.slug))
                    for tell in self._told.get(change.about, ()):
                        tell()
        except NotFound:
            ended = follow.NotOffered()
        except InvalidResponse as error:
            # Some page is there in its place; a proxy's, when it says that the server is away.
            ended = follow.NotOffered() if error.status < 500 else ended
        except ApiError:
            pass
        self._happen(ended)
