"""Where the values of saved requests come from, and the checks of a function's saved requests, made behind a save.

Refuses to know when that is: the session of the edit does.
"""

from __future__ import annotations

import os
import uuid

from tui.app.shell.connection import Connection
from tui.app.widgets.clock import Clock
from tui.flows.checking import check_saved
from tui.model.secret import Secret
from tui.sessions.checks import Checked
from tui.sessions.http_file import Addresses
from tui.sessions.http_variables import Sources
from tui.store.requests import RequestStore


class SavedChecks:
    """Makes the checks of one function's saved requests."""

    def __init__(self, connection: Connection, clock: Clock, store: RequestStore) -> None:
        self._connection = connection
        self._clock = clock
        self._store = store

    async def __call__(self, slug: str) -> Checked | None:
        """Send the saved requests that expect something; None where there is none. Raises nothing of `tui.errors`."""
        connection = self._connection
        sources = sources_of(connection, self._clock)
        return await check_saved(connection.api, self._store, connection.server_id, slug, sources)


def addresses_of(connection: Connection) -> Addresses:
    """Where functions are called at the connected server."""
    target = connection.target
    return Addresses("" if target is None else target.url, connection.deployment_url or "")


def sources_of(connection: Connection, clock: Clock) -> Sources:
    """Where the values of variables come from at this moment."""
    target = connection.target
    return Sources(
        addresses_of(connection),
        _from_environment,
        "" if target is None else target.key.reveal(),
        int(clock.now().timestamp()),
        str(uuid.uuid4()),
    )


def _from_environment(name: str) -> str | None:
    value = os.environ.get(name)
    # From now on it is left out of reports.
    return None if value is None else Secret(value).reveal()
