"""The calls of the last hour, read from the backend's log at once: for a column of numbers.

Owns how far back is read, and that a server without such a log is no error. Refuses to know how the log is followed.
"""

from __future__ import annotations

import asyncio
from datetime import datetime
from typing import NamedTuple, Protocol

from tui.errors import ApiError
from tui.model.log import BACKEND_LOGS, LogPage
from tui.sessions.calls import Counted, call_of, counted_each
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


class LastCall(NamedTuple):
    """When a function was called last, and how often, in the newest lines of the log: those from `since` on.

    `at` is None where no line tells of a call; `since` where there is no line at all.
    """

    at: datetime | None
    calls: int
    since: datetime | None


async def last_call(server: CallsApi, slug: str) -> LastCall:
    """The last call of a function, as the newest lines of the backend's log tell of it. Raises the client's errors."""
    page = await server.logs.read(BACKEND_LOGS, limit=PAGE)

    def found() -> LastCall:
        calls = [call.at for entry in page.entries if entry.slug == slug if (call := call_of(entry)) is not None]
        times = [entry.at for entry in page.entries]
        return LastCall(max(calls, default=None), len(calls), min(times, default=None))

    # A page holds a thousand lines.
    return await asyncio.to_thread(found)


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
