"""Work that goes on beside the screens and outlives each of them."""

from __future__ import annotations

from collections.abc import Callable, Coroutine
from typing import Protocol

from textual.app import App

Work = Callable[[], Coroutine[object, object, None]]
"""Makes the coroutine of a work. Not the coroutine itself: one that is replaced before it began is never awaited."""


class Background(Protocol):
    """Runs work beside the screens. A new work of an `exclusive` group cancels the one before."""

    def run(self, work: Work, group: str, *, exclusive: bool = False) -> None:
        """Run this work."""
        ...

    def cancel(self, group: str) -> None:
        """Stop the work of a group."""
        ...


class AppBackground:
    """The app's workers. They end with the app."""

    def __init__(self, app: App[int]) -> None:
        self._app = app

    def run(self, work: Work, group: str, *, exclusive: bool = False) -> None:
        self._app.run_worker(work, group=group, exclusive=exclusive)

    def cancel(self, group: str) -> None:
        self._app.workers.cancel_group(self._app, group)
