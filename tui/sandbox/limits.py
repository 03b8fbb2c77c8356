"""Counts requests in a fixed window of time, as the servers' rate limiters do.

Owns the counting; refuses to know what is counted and how it is told.
"""

import math
import time
from collections.abc import Callable
from dataclasses import dataclass


@dataclass(frozen=True)
class Allowance:
    """What a limiter says about one request. `reset_seconds` is rounded up; `resets_at` is a Unix time."""

    allowed: bool
    limit: int
    remaining: int
    reset_seconds: int
    resets_at: int


class FixedWindow:
    """At most `limit` requests in `window_seconds`; the window opens with the first one, refused ones count too."""

    def __init__(self, limit: int, window_seconds: int, clock: Callable[[], float] = time.time) -> None:
        self.limit = limit
        self.window_seconds = window_seconds
        self._clock = clock
        self._opened: float | None = None
        self._hits = 0

    def hit(self) -> Allowance:
        """Counts one request and says whether it may pass."""
        now = self._clock()
        if self._opened is None or not 0 <= now - self._opened < self.window_seconds:
            self._opened, self._hits = now, 0
        self._hits += 1
        closes = self._opened + self.window_seconds
        return Allowance(
            self._hits <= self.limit,
            self.limit,
            max(0, self.limit - self._hits),
            max(0, math.ceil(closes - now)),
            math.ceil(closes),
        )
