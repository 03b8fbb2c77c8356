"""The calls of the last hour, read from the backend's log at once: for a column of numbers.

Owns how far back is read, and that a server without such a log is no error. Refuses to know how the log is followed.
"""

from __future__ import annotations

import asyncio
from datetime import datetime
from typing import Protocol

from tui.errors import ApiError
from tui.model.log import BACKEND_LOGS, LogPage
from tui.sessions.calls import Counted, counted_each
from tui.sessions.known_calls import PAGE, KnownCalls, next_page, with_page

_MOST_PAGES = 5
"""A column is worth so many reads. What lies behind them stays unknown, and then nothing is shown at all."""


class Logs(Protocol):
    """The call about logs; `tui.api.logs.LogsApi` has it."""

    async def read(self, source: str, *, limit: int, before: datetime | None = None) -> LogPage: ...


class CallsApi(Protocol):
    """Where the calls are found: `tui.api.client.Client`."""

    @property
    def logs(self) -> Logs: ...


async def count_calls(server: CallsApi, now: datetime) -> dict[str, Counted] | None:
    """What is counted for each function called within the last hour, by its slug; None where that is not known.

    Not known: the server has no such log, does not answer, keeps an empty one, or more lines than are read.
    """
    state, before = KnownCalls(), None
    for _ in range(_MOST_PAGES):
        try:
            page = await server.logs.read(BACKEND_LOGS, limit=PAGE, before=before)
        except ApiError:
            return None
        # A page holds a thousand lines, and the list is being used meanwhile.
        state = await asyncio.to_thread(with_page, state, page.entries, before)
        older = next_page(state, len(page.entries), now)
        if older is None or older == before:
            break
        before = older
    if not state.log.runs or (len(page.entries) >= PAGE and state.since(now) is not None):
        return None
    return {found.slug: found for found in counted_each(state.calls, now)}
