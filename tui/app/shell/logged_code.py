"""The way from a line of a log to today's code, by the versions of it that this machine kept."""

from __future__ import annotations

import asyncio
from datetime import datetime
from typing import TYPE_CHECKING

from tui.app.shell.connection import Connection
from tui.app.shell.routes import OpenFunction
from tui.editing.logged_places import FindPlace, Since, logged_place
from tui.errors import StorageError
from tui.model.function import Function

if TYPE_CHECKING:
    from tui.store.history import HistoryStore

SINCE_WORDS = {
    Since.SAME: "",
    Since.FOLLOWED: "The code was saved since. By the version kept here, its line is this one.",
    Since.CHANGED: "The code was saved since. By the version kept here, this line was changed or removed.",
    Since.NOT_KEPT: "The code was saved after this was logged: the error may stand elsewhere now.",
    Since.NOT_KNOWN: "It is not known whether the code was saved since: the error may stand elsewhere now.",
}
"""What is said at a place that a log led to."""
_UNREADABLE = "The code was saved since, and the versions kept here can't be read: the error may stand elsewhere now."


class LoggedCode:
    """Finds places that a log of the connected server names. `history` has the versions that were kept."""

    def __init__(self, connection: Connection, history: HistoryStore | None) -> None:
        self._connection = connection
        self._history = history

    async def route(self, function: Function, at: datetime | None, find: FindPlace) -> OpenFunction:
        """The way to a place in the function's code that was logged at a time; to its code where the log names none.

        `function` is as the server holds it now. `at` is None where the time is not known.
        """
        saved = function.summary.updated_at
        was_saved = None if at is None or saved is None else saved > at
        then, is_readable = None, True
        if was_saved and at is not None and self._history is not None:
            server = self._connection.server_id
            try:
                then = await asyncio.to_thread(self._history.code_at, server, function.slug, at)
            except StorageError:
                is_readable = False
        found = logged_place(find, function.code, then, was_saved=was_saved)
        if found is None:
            return OpenFunction(function.summary)
        said = SINCE_WORDS[found.since] if is_readable else _UNREADABLE
        return OpenFunction(function.summary, found.range.start_line, code=function.code, said=said)
