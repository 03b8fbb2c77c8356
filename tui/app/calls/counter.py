"""The numbers of the calls that are known: counted anew when they change, beside the screen where they are many.

Owns when they are counted. Refuses to know where calls come from and how numbers are shown.
"""

from __future__ import annotations

import asyncio
from collections.abc import Callable
from datetime import UTC, datetime, timedelta
from functools import partial

from textual.screen import Screen
from textual.worker import Worker

from tui.sessions.calls import Call, Counted, counted, counted_each

_AT_ONCE = 2_000
"""So many calls are counted between two keys; more of them are counted in a thread."""
_MINUTE = timedelta(minutes=1)


class CallsCounter:
    """Counts for each function (`found`) and for all (`everything`). `changed` is told when either is another."""

    def __init__(self, screen: Screen[None], changed: Callable[[], None]) -> None:
        self._screen = screen
        self._changed = changed
        self._calls: tuple[Call, ...] = ()
        self._at = datetime.min.replace(tzinfo=UTC)
        self.found: tuple[Counted, ...] = ()
        self.everything: Counted | None = None

    def update(self, calls: tuple[Call, ...], now: datetime, *, is_counting: bool) -> None:
        """These calls are known now. While the hour is read back the numbers of its newest part stand."""
        # A call that grows older than the window is not counted any more, also when no other comes.
        is_same = calls == self._calls and now - self._at < _MINUTE
        if is_same or (is_counting and self._calls):
            return
        self._calls, self._at = calls, now
        if len(calls) > _AT_ONCE:
            work = partial(self._count, calls, now)
            _worker: Worker[None] = self._screen.run_worker(work, group="count", exclusive=True)
        else:
            self._take(counted_each(calls, now), counted("", calls, now))

    async def _count(self, calls: tuple[Call, ...], now: datetime) -> None:
        found = await asyncio.to_thread(counted_each, calls, now)
        self._take(found, await asyncio.to_thread(counted, "", calls, now))

    def _take(self, found: tuple[Counted, ...], everything: Counted | None) -> None:
        if (found, everything) != (self.found, self.everything):
            self.found, self.everything = found, everything
            self._changed()
