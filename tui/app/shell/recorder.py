"""Versions of functions that were seen or saved, kept on this machine as they come by."""

from __future__ import annotations

import asyncio
from collections.abc import Callable
from functools import partial
from typing import TYPE_CHECKING

from tui.app.shell.background import Background
from tui.app.widgets.clock import Clock
from tui.errors import StorageError
from tui.model.function import Function
from tui.model.history import How

if TYPE_CHECKING:
    from tui.store.history import HistoryStore, NewVersion


class VersionRecorder:
    """Keeps versions in the store of now, if there is one.

    `mention` says why it can't; it tells whether there was room to say so.
    """

    def __init__(
        self,
        store: Callable[[], HistoryStore | None],
        clock: Clock,
        background: Background,
        mention: Callable[[str], bool],
    ) -> None:
        self._store = store
        self._clock = clock
        self._background = background
        self._mention = mention
        self.last_failure = ""

    def record(self, function: Function, how: How, server_id: str) -> None:
        """Keep a version of a function of this server: the one that was asked, whichever is connected by now."""
        store = self._store()
        if store is None:
            return
        from tui.sessions.edit.conflict import as_edited
        from tui.store.history import NewVersion

        at = function.summary.updated_at or self._clock.now()
        version = NewVersion(server_id, function.slug, as_edited(function), at, how)
        self._background.run(partial(self._keep, store, version), "history")

    async def _keep(self, store: HistoryStore, version: NewVersion) -> None:
        try:
            await asyncio.to_thread(store.keep, version)
        except StorageError as error:
            said = f"Versions are not kept ({error.reason})."
            if said != self.last_failure and self._mention(said):
                self.last_failure = said
