"""How often the functions of the list were called: asked once after each list, which does not wait for it."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from functools import partial

from tui.app.shell.background import Background
from tui.app.shell.connection import Connection
from tui.app.widgets.clock import Clock
from tui.sessions.calls import Counted

Show = Callable[[Mapping[str, Counted] | None], None]
"""Shows the numbers by slug, or (None) that they are not known."""
_GROUP = "counted calls"


class ListCalls:
    """Asks the server's log of calls."""

    def __init__(self, connection: Connection, clock: Clock, background: Background) -> None:
        self._connection = connection
        self._clock = clock
        self._background = background

    def forget(self) -> None:
        """The list is fetched anew: what is being counted for the one before is no news any more."""
        self._background.cancel(_GROUP)

    def count(self, show: Show) -> None:
        """Count them, and show what was found, if it is still this server's list."""
        self._background.run(partial(self._count, show), _GROUP, exclusive=True)

    async def _count(self, show: Show) -> None:
        from tui.flows.calls import count_calls

        server_id = self._connection.server_id
        calls = await count_calls(self._connection.api, self._clock.now())
        if self._connection.server_id == server_id:
            show(calls)
