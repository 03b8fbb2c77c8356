"""The end of the console from outside: signals, and what is written before the process goes.

Owns which signals end it and how long they wait for keys on their way. Refuses to know what is kept: the screens do.
"""

from __future__ import annotations

import asyncio
import contextlib
import signal

from tui.app.shell.crash import GuardedApp
from tui.app.shell.key_order import caught_up
from tui.app.shell.screen import ConsoleScreen

_END_SECONDS = 2.0
"""How long keys that came before a signal may hold up the end."""

_WIDGET_SECONDS = 0.5


class EndingApp(GuardedApp):
    """An app that a signal ends with everything typed on disk."""

    _end: asyncio.Future[None] | None = None
    _running_in: asyncio.Task[object] | None = None

    def on_load(self) -> None:
        # Before the terminal is taken: from then on a signal must give it back.
        super().on_load()
        self._running_in = asyncio.current_task()
        self._watch_signals()

    def _watch_signals(self) -> None:
        """A dropped line (SIGHUP), a polite kill and the like end the console with everything typed on disk."""
        loop = asyncio.get_running_loop()
        for name in ("SIGTERM", "SIGHUP", "SIGINT", "SIGQUIT"):
            number = getattr(signal, name, None)
            if number is not None:
                # Windows, and a console that does not run in the main thread (tests), have no handlers.
                with contextlib.suppress(NotImplementedError, RuntimeError, ValueError):
                    loop.add_signal_handler(number, self._ended_by, name, 128 + number)

    def _ended_by(self, name: str, code: int) -> None:
        # Not a worker of Textual's: the app may not have begun to run yet, or be at its end.
        if self._end is None:
            self._end = asyncio.ensure_future(self._end_by_signal(name, code))
            self._end.add_done_callback(self._end_tried)

    def _end_tried(self, end: asyncio.Future[None]) -> None:
        # Kept in a name, it would never be told as one that nobody waited for.
        error = None if end.cancelled() else end.exception()
        if isinstance(error, Exception):
            self._handle_exception(error)

    async def _end_by_signal(self, name: str, code: int) -> None:
        # Keys may still be on their way: from the terminal to the reader, and from there to the editor.
        for _ in range(2):
            await asyncio.sleep(0.03)
            await self._let_keys_arrive()
        self._say_ended(name)
        self.exit(return_code=code)
        # The word to exit stands behind every key that came before, and whoever sent the signal may not wait.
        await asyncio.sleep(_END_SECONDS)
        self._say_ended(name)
        if self._running_in is not None:
            self._running_in.cancel()

    def _say_ended(self, name: str) -> None:
        kept = self.before_the_end()
        if not self.has_crashed:
            self.last_words = "\n".join([f"Ended by {name}.", *kept])

    async def _let_keys_arrive(self) -> None:
        focused = self.focused if self.screen_stack else None
        if focused is not None:
            # A widget that is stuck must not keep the console from ending.
            with contextlib.suppress(TimeoutError):
                async with asyncio.timeout(_WIDGET_SECONDS):
                    await caught_up(focused)

    def before_the_end(self) -> list[str]:
        """Write the unsaved edits; answers what is kept."""
        kept: list[str] = []
        for screen in self.screen_stack:
            if isinstance(screen, ConsoleScreen):
                # One that can't any more must not keep the others from it.
                try:
                    kept += screen.keep_unsaved()
                except Exception as error:  # noqa: BLE001  # this is the end already; the report has the first reason
                    kept.append(f"An unsaved edit could not be written to disk ({type(error).__name__}).")
        return kept
