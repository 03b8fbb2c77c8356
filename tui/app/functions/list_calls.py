"""How often the functions of the list were called: asked once after each list, which does not wait for it.

Owns when it is asked again by itself: seldom, only while the list is seen, and not where the server keeps no such log.
"""

from __future__ import annotations

from collections.abc import Callable, Mapping
from functools import partial

from tui.app.shell.background import Background
from tui.app.shell.connection import Connection
from tui.app.widgets.clock import Cancel, Clock
from tui.sessions.calls import Counted

Show = Callable[[Mapping[str, Counted] | None], None]
"""Shows the numbers by slug, or (None) that they are not known."""
_GROUP = "counted calls"

AGAIN_SECONDS = 120.0
"""While the list is seen the calls are counted again so often."""
LEAST_SECONDS = 60.0
"""What the user does not ask for is not counted more often than this."""


class ListCalls:
    """Asks the server's log of calls. `is_watching` tells whether the list is seen."""

    def __init__(
        self, connection: Connection, clock: Clock, background: Background, is_watching: Callable[[], bool]
    ) -> None:
        self._connection = connection
        self._clock = clock
        self._background = background
        self._is_watching = is_watching
        self._show: Show | None = None
        self._asked_at = 0.0
        self._cancel: Cancel | None = None

    def forget(self) -> None:
        """The list is fetched anew: what is being counted for the one before is no news any more."""
        self._show = None
        self._rest()
        self._background.cancel(_GROUP)

    def count(self, show: Show) -> None:
        """Count them, and show what was found, if it is still this server's list."""
        self._show = show
        self._begin(show)

    def count_again(self) -> None:
        """Count them once more, a while later where that was just done; not where nobody sees it, or they can't be."""
        show = self._show
        if show is None or not self._is_watching() or not self._connection.is_connected:
            return
        left = self._asked_at + LEAST_SECONDS - self._clock.monotonic()
        if left <= 0:
            self._begin(show)
        else:
            self._call_back(left)

    def _begin(self, show: Show) -> None:
        self._rest()
        self._asked_at = self._clock.monotonic()
        self._background.run(partial(self._count, show), _GROUP, exclusive=True)

    def _call_back(self, seconds: float) -> None:
        self._rest()
        self._cancel = self._clock.call_later(seconds, self.count_again)

    def _rest(self) -> None:
        if self._cancel is not None:
            self._cancel()
            self._cancel = None

    async def _count(self, show: Show) -> None:
        from tui.flows.calls import count_calls

        server_id = self._connection.server_id
        calls = await count_calls(self._connection.api, self._clock.now())
        if self._connection.server_id != server_id:
            return
        show(calls)
        if calls is None:
            # It is asked for again with the next list.
            self._show = None
        else:
            self._call_back(AGAIN_SECONDS)
