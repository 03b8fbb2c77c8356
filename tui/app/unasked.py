"""Dialogs that come by themselves must not take keys that were meant for the code.

They wait until the keys rest, and for a moment after they have come they hear none: what is pressed then was on its way
before anybody can have read them.
"""

from __future__ import annotations

from collections.abc import Callable

REST_SECONDS = 0.3
DEAF_SECONDS = 0.4


class Unasked:
    """When the last key came, and which dialog nobody asked for. `now` is a clock in seconds that never goes back."""

    def __init__(
        self,
        now: Callable[[], float],
        rest_seconds: float = REST_SECONDS,
        deaf_seconds: float = DEAF_SECONDS,
    ) -> None:
        self._rest_seconds = rest_seconds
        self._deaf_seconds = deaf_seconds
        self._now = now
        self._last_key = float("-inf")
        self._dialog: object | None = None
        self._since = 0.0

    def seconds_left(self) -> float:
        """How long until the keys have rested, if none comes; not above 0 when they have."""
        return self._rest_seconds - (self._now() - self._last_key)

    def appeared(self, dialog: object) -> None:
        """A dialog stands there that no key asked for."""
        self._dialog, self._since = dialog, self._now()

    def takes_key(self, screen: object | None) -> bool:
        """A key comes while this screen is on top; whether it may act on it.

        An unasked dialog hears none until it has stood for a moment and the keys have rested once.
        """
        now = self._now()
        rested = now - self._last_key >= self._rest_seconds
        self._last_key = now
        if self._dialog is None or screen is not self._dialog:
            return True
        if now - self._since < self._deaf_seconds or not rested:
            return False
        self._dialog = None
        return True
