"""The end of the console from outside: signals, and what is written before the process goes.

Owns which signals end it and how long they wait for keys on their way. Refuses to know what is kept: the screens do.
"""

from __future__ import annotations

import asyncio
import contextlib
import signal
from collections.abc import Iterable

from tui.app.shell.crash import GuardedApp
from tui.app.shell.key_order import caught_up
from tui.app.shell.screen import ConsoleScreen

_OF_KEYS = ("SIGINT", "SIGQUIT")
"""Signals that a terminal sends for a key, to every program that is on it."""

_END_SECONDS = 2.0
"""How long keys that came before a signal may hold up the end."""

_WIDGET_SECONDS = 0.5


class EndSignals:
    """Ends the app on a signal, with everything typed on disk."""

    def __init__(self, app: GuardedApp) -> None:
        self._app = app
        self._end: asyncio.Future[None] | None = None
        self._running_in: asyncio.Task[object] | None = None

    def watch(self) -> None:
        """End the app on a dropped line (SIGHUP), SIGTERM and the like. Called in the task that runs the app."""
        self._running_in = asyncio.current_task()
        loop = asyncio.get_running_loop()
        for name in ("SIGTERM", "SIGHUP", "SIGINT", "SIGQUIT"):
            number = getattr(signal, name, None)
            if number is not None:
                # Windows, and a console that does not run in the main thread (tests), have no handlers.
                with contextlib.suppress(NotImplementedError, RuntimeError, ValueError):
                    loop.add_signal_handler(number, self._ended_by, name, 128 + number)

    def _ended_by(self, name: str, code: int) -> None:
        # Not a worker of Textual's: the app may not have begun to run yet, or be at its end.
        is_anothers = self._app.is_given_away and name in _OF_KEYS
        if self._end is None and not is_anothers:
            self._end = asyncio.ensure_future(self._end_by_signal(name, code))
            self._end.add_done_callback(self._end_tried)

    def _end_tried(self, end: asyncio.Future[None]) -> None:
        # Kept in a name, it would never be told as one that nobody waited for.
        error = None if end.cancelled() else end.exception()
        if isinstance(error, Exception):
            self._app.fail(error)

    async def _end_by_signal(self, name: str, code: int) -> None:
        # Keys may still be on their way: from the terminal to the reader, and from there to the editor.
        for _ in range(2):
            await asyncio.sleep(0.03)
            await self._let_keys_arrive()
        self._say_ended(name)
        self._app.exit(return_code=code)
        # The word to exit stands behind every key that came before, and whoever sent the signal may not wait.
        await asyncio.sleep(_END_SECONDS)
        self._say_ended(name)
        if self._running_in is not None:
            self._running_in.cancel()

    def _say_ended(self, name: str) -> None:
        kept = self._app.before_the_end()
        if not self._app.has_crashed:
            self._app.last_words = "\n".join([f"Ended by {name}.", *kept])

    async def _let_keys_arrive(self) -> None:
        focused = self._app.focused if self._app.screen_stack else None
        if focused is not None:
            # A widget that is stuck must not keep the console from ending.
            with contextlib.suppress(TimeoutError):
                async with asyncio.timeout(_WIDGET_SECONDS):
                    await caught_up(focused)


def keep_unsaved(screens: Iterable[object]) -> list[str]:
    """Write the unsaved edits of these screens; what is kept, in words."""
    kept: list[str] = []
    for screen in screens:
        if isinstance(screen, ConsoleScreen) and screen.is_mounted:
            # One that can't any more must not keep the others from it.
            try:
                kept += screen.keep_unsaved()
            except Exception as error:  # noqa: BLE001  # this is the end already; the report has the first reason
                kept.append(f"An unsaved edit could not be written to disk ({type(error).__name__}).")
    return kept
