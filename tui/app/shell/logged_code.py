"""The way from a line of a log to today's code, by the versions of it that this machine kept."""

from __future__ import annotations

import asyncio
from datetime import datetime
from typing import TYPE_CHECKING

from tui.app.shell.connection import Connection
from tui.editing.logged_places import FindPlace, LoggedPlace, Since, logged_place
from tui.errors import StorageError
from tui.model.function import Function

if TYPE_CHECKING:
    from tui.store.history import HistoryStore

SINCE_WORDS = {
    Since.SAME: "",
    Since.FOLLOWED: "The code was saved since. By the version kept here, its line is this one.",
    Since.CHANGED: "The code was saved since. By the version kept here, this line was changed.",
    Since.NOT_KNOWN: "The code was saved after this was logged: the error may stand elsewhere now.",
}
"""What is said at a place that a log led to."""


class LoggedCode:
    """Finds places that a log of the connected server names. `history` has the versions that were kept."""

    def __init__(self, connection: Connection, history: HistoryStore | None) -> None:
        self._connection = connection
        self._history = history

    async def place(self, function: Function, at: datetime | None, find: FindPlace) -> LoggedPlace | None:
        """Where a place that was logged at a time is in the function's code; None where the log names none."""
        saved = function.summary.updated_at
        was_saved = at is not None and saved is not None and saved > at
        then = None
        if was_saved and at is not None and self._history is not None:
            server = self._connection.server_id
            try:
                then = await asyncio.to_thread(self._history.code_at, server, function.slug, at)
            except StorageError:
                # The place in today's code is shown then, as what is not known for certain.
                then = None
        return logged_place(find, function.code, then, was_saved=was_saved)
