"""What is called once a screen is left."""

from __future__ import annotations

from collections.abc import Callable
from typing import TypeVar

from textual.screen import Screen

Answer = TypeVar("Answer")


class WhenLeft:
    """What is called once, as soon as a screen is left: what `subscribe` answers belongs here.

    A screen's widgets are taken away before it hears that it is unmounted, and what is told to it in between would
    find none of them.
    """

    @staticmethod
    def of(screen: Screen[Answer]) -> WhenLeft:
        """Of one screen, as long as it is there."""
        return WhenLeft()

    def __init__(self) -> None:
        self._calls: tuple[Callable[[], None], ...] = ()

    def call(self, *calls: Callable[[], None]) -> None:
        """Call these then."""
        self._calls = (*self._calls, *calls)

    def came(self) -> None:
        """It is left now, or it was before."""
        calls, self._calls = self._calls, ()
        for call in calls:
            call()
