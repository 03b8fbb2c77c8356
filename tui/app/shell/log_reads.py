"""Reads of a server's logs, for whoever follows one: what `tui.sessions.log_follow` wants read becomes an answer."""

from __future__ import annotations

from collections.abc import Callable
from functools import partial

from textual.screen import Screen
from textual.worker import Worker

from tui.app.shell.connection import Connection
from tui.errors import ApiError
from tui.sessions.log_follow import Came, Failed, Read


class LogReads:
    """Sends reads in the workers of a screen. `answered` is told each read with what became of it."""

    def __init__(
        self,
        screen: Screen[None],
        connection: Connection,
        group: str,
        answered: Callable[[Read, Came | Failed], None],
    ) -> None:
        self._screen = screen
        self._connection = connection
        self._group = group
        self._answered = answered

    def send(self, read: Read) -> None:
        """Ask the server, where one is connected."""
        _worker: Worker[None] = self._screen.run_worker(partial(self._read, read), group=self._group)

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
