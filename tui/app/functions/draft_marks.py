"""Which functions of the list have unsaved drafts on this machine."""

from __future__ import annotations

import asyncio
from functools import partial
from typing import TYPE_CHECKING

from textual.worker import Worker

from tui.app.functions.page import ListPage
from tui.errors import StorageError

if TYPE_CHECKING:
    from tui.store.drafts import DraftStore


class DraftMarks:
    """Asks the disk, in a thread, and marks the rows."""

    def __init__(self, page: ListPage, drafts: DraftStore | None) -> None:
        self._page = page
        self._drafts = drafts

    def look(self) -> None:
        """Mark the functions that have unsaved drafts."""
        if self._drafts is not None and self._page.table.state.items:
            # Not the coroutine itself: one that is replaced before it began would never be awaited.
            look = partial(self._look_in, self._drafts)
            _worker: Worker[None] = self._page.console_screen().run_worker(look, group="drafts", exclusive=True)

    async def _look_in(self, store: DraftStore) -> None:
        slugs = [function.slug for function in self._page.table.state.items]
        server_id = self._page.connection.server_id
        try:
            found = await asyncio.to_thread(store.with_drafts, server_id, slugs)
        except StorageError:
            # `d` says why; a list without marks is no reason to complain.
            return
        if self._page.connection.server_id == server_id:
            self._page.tell(self._page.facts._replace(drafts=found))
