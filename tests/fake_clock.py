"""A clock that stands still until a test turns it."""

from __future__ import annotations

import heapq
import itertools
from collections.abc import Callable
from datetime import UTC, datetime, timedelta

from tui.app.widgets.clock import Cancel

START = datetime(2026, 11, 23, 12, 0, tzinfo=UTC)


class FakeClock:
    """A `Clock` whose time passes only in `turn`."""

    def __init__(self, start: datetime = START) -> None:
        self._start = start
        self._seconds = 0.0
        self._order = itertools.count()
        self._calls: list[tuple[float, int, Callable[[], object]]] = []
        self._cancelled: set[int] = set()

    def now(self) -> datetime:
        return self._start + timedelta(seconds=self._seconds)

    def monotonic(self) -> float:
        return self._seconds

    def call_later(self, seconds: float, callback: Callable[[], object]) -> Cancel:
        number = next(self._order)
        heapq.heappush(self._calls, (self._seconds + seconds, number, callback))
        return lambda: self._cancelled.add(number)

    @property
    def waiting(self) -> list[float]:
        """In how many seconds something is to be called, the next first."""
        return sorted(at - self._seconds for at, number, _ in self._calls if number not in self._cancelled)

    def turn(self, seconds: float) -> bool:
        """Let so many seconds pass; what was to be called by then is called in its order, at its own time.

        Returns whether anything was called.
        """
        called = False
        end = self._seconds + seconds
        while self._calls and self._calls[0][0] <= end:
            at, number, callback = heapq.heappop(self._calls)
            self._seconds = max(self._seconds, at)
            if number not in self._cancelled:
                called = True
                callback()
        self._seconds = end
        return called
