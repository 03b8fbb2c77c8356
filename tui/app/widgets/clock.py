"""Time, as the console is told it.

Owns what a clock is. Whoever decides by time is handed one, so that a test can turn it by hand instead of waiting.
"""

from __future__ import annotations

import asyncio
import time
from collections.abc import Callable
from datetime import UTC, datetime
from typing import Protocol

from textual.message_pump import MessagePump

Cancel = Callable[[], None]
"""Takes a call back that was asked for; nothing happens when it was made already."""


class Clock(Protocol):
    """Tells the time and calls back."""

    def now(self) -> datetime:
        """The time of day, in UTC."""
        ...

    def monotonic(self) -> float:
        """Seconds that never go back."""
        ...

    def call_later(self, seconds: float, callback: Callable[[], object]) -> Cancel:
        """Call back after so many seconds."""
        ...


class SystemClock:
    """The machine's clock. It calls back in the running event loop."""

    def now(self) -> datetime:
        return datetime.now(UTC)

    def monotonic(self) -> float:
        return time.monotonic()

    def call_later(self, seconds: float, callback: Callable[[], object]) -> Cancel:
        return asyncio.get_running_loop().call_later(seconds, callback).cancel


def call_widget_later(widget: MessagePump, clock: Clock, seconds: float, callback: Callable[[], object]) -> Cancel:
    """Call back after so many seconds, behind what the widget was sent before; not if it is gone by then."""
    return clock.call_later(seconds, lambda: widget.call_later(callback))
