"""Time, as the console is told it.

Owns what a clock is. Whoever decides by time is handed one, so that a test can turn it by hand instead of waiting.
"""

from __future__ import annotations

import asyncio
import time
from collections.abc import Callable
from datetime import UTC, datetime
from typing import Protocol, runtime_checkable

from textual.app import App
from textual.dom import DOMNode, NoScreen
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


@runtime_checkable
class HasClock(Protocol):
    """An app whose parts go by one clock."""

    clock: Clock


def clock_of(node: DOMNode) -> Clock:
    """The clock that a widget or a screen goes by which is not handed one."""
    app = node.app
    return app.clock if isinstance(app, HasClock) else SystemClock()


def call_widget_later(widget: MessagePump, clock: Clock, seconds: float, callback: Callable[[], object]) -> Cancel:
    """Call back after so many seconds, behind what the widget was sent before; not if its screen is left by then."""

    def call() -> None:
        if not is_left(widget):
            callback()

    return clock.call_later(seconds, lambda: widget.call_later(call))


def is_left(node: MessagePump) -> bool:
    """Whether the screen of a widget, or a screen itself, is left: its widgets are being taken away, or they are gone.

    Textual takes them away one by one and still calls the others back in between.
    """
    if not isinstance(node, DOMNode) or isinstance(node, App):
        return False
    try:
        screen = node.screen
    except NoScreen:
        return False
    return screen not in node.app.screen_stack and not node.app.is_screen_installed(screen)


class Alarm:
    """One call back, that which was asked for last."""

    def __init__(self, widget: MessagePump, clock: Clock, callback: Callable[[], object]) -> None:
        self._widget = widget
        self._clock = clock
        self._callback = callback
        self._cancel: Cancel | None = None

    def set(self, seconds: float | None) -> None:
        """Call back after so many seconds, not when it was asked for before. None: not at all."""
        if self._cancel is not None:
            self._cancel()
        self._cancel = None
        if seconds is not None:
            self._cancel = call_widget_later(self._widget, self._clock, seconds, self._callback)


async def wait_for(clock: Clock, seconds: float) -> None:
    """Wait for so many seconds of a clock."""
    came = asyncio.Event()
    clock.call_later(seconds, came.set)
    await came.wait()


class AfterRest:
    """Calls back once something has rested for so many seconds. One timer looks after it, however often it goes on."""

    def __init__(
        self, widget: MessagePump, clock: Clock, seconds: Callable[[], float], callback: Callable[[], object]
    ) -> None:
        self._widget = widget
        self._clock = clock
        self._seconds = seconds
        self._callback = callback
        self._last = 0.0
        self.waits = False
        """Whether it will call back."""

    def went_on(self) -> None:
        """It does not rest: wait anew."""
        self._last = self._clock.monotonic()
        if not self.waits:
            self.waits = True
            call_widget_later(self._widget, self._clock, self._seconds(), self._due)

    def _due(self) -> None:
        left = self._last + self._seconds() - self._clock.monotonic()
        if left > 0.01:
            call_widget_later(self._widget, self._clock, left, self._due)
        else:
            self.waits = False
            self._callback()
