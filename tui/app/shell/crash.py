"""What remains when the console crashes after all: drafts written, a report in a file, a few lines on the terminal.

Textual would print a traceback with the values of all local variables, keys among them, and some of what can fail
(its own end, other threads, the event loop's callbacks) it does not look after. Owns the ways into `_fatal_error`.
"""

from __future__ import annotations

import asyncio
import contextlib
import sys
import threading
from collections.abc import Callable
from pathlib import Path
from types import TracebackType
from typing import TYPE_CHECKING, Self

from textual.app import App, ScreenStackError
from textual.css.query import NoMatches
from textual.worker import WorkerFailed

from tui.store.reports import last_lines, write_report
from tui.terminal.driver import ResilientDriver
from tui.terminal.sanitise import printable

if TYPE_CHECKING:
    from rich.console import RenderableType

PRIVATE_NAMES = (
    "_fatal_error",
    "_exception",
    "_return_code",
    "panic",
    "_close_messages_no_wait",
    "_handle_exception",
    "_print_error_renderables",
    "_driver",
    "_exit",
    "_exit_renderables",
    "_loop",
)
"""Textual's own names this module stands on."""


def _in_words(renderable: RenderableType) -> str:
    """What a panic would have printed, in a line: a traceback's error and where it happened, without variables."""
    # Loaded by whoever made one; a console that does not crash starts without it.
    from rich.traceback import Traceback

    if not isinstance(renderable, Traceback):
        return str(renderable)
    return " after ".join(
        f"{stack.exc_type}: {stack.exc_value}"
        + "".join(f" in {each.filename}:{each.lineno}" for each in stack.frames[-1:])
        for stack in renderable.trace.stacks
    )


class GuardedApp(App[int]):
    """An app whose crash loses nothing and shows nothing that is secret."""

    crash_folder: Path | None = None

    last_words = ""
    """What is said on the terminal after the screen is gone."""

    has_crashed = False

    is_given_away = False
    """Whether the terminal is another program's, which the terminal's keys and their signals are for then."""

    def before_the_end(self) -> list[str]:
        """Write what must not be lost; what was kept, in words. For the app."""
        return []

    def on_load(self) -> None:
        asyncio.get_running_loop().set_exception_handler(self._stray)

    def _stray(self, loop: asyncio.AbstractEventLoop, context: dict[str, object]) -> None:
        """What nobody waited for: a callback's exception, or a task's. A connection's end is told by its own call."""
        error = context.get("exception")
        if isinstance(error, Exception) and "transport" not in context and "protocol" not in context:
            self._handle_exception(error)

    def fail(self, error: Exception) -> None:
        """Crash with this error, which nobody handled."""
        self._handle_exception(error)

    def crash_from_thread(self, error: BaseException) -> None:
        """Something failed in a thread that nobody waits for."""
        if self._loop is not None and isinstance(error, Exception):
            with contextlib.suppress(RuntimeError):
                self._loop.call_soon_threadsafe(self._handle_exception, error)

    def panic(self, *renderables: RenderableType) -> None:
        # Textual's word for what it can explain itself; it would be printed.
        self._return_code = 1
        if self._exception is None and sys.exc_info()[1] is None:
            self._exception = RuntimeError("; ".join(map(_in_words, renderables)))
        self._fatal_error()

    def _fatal_error(self) -> None:
        self.crashed(self._exception or sys.exc_info()[1] or RuntimeError("unknown"))
        self._close_messages_no_wait()

    def _handle_exception(self, error: Exception) -> None:
        # Once the app is to end Textual composes nothing any more, and takes apart what there is: a screen that was
        # just coming finds itself empty, and work that comes back from a server or a disk finds its screen so.
        cause = error.error if isinstance(error, WorkerFailed) else error
        if not (self._exit and isinstance(cause, NoMatches | ScreenStackError)):
            super()._handle_exception(error)

    def _print_error_renderables(self) -> None:
        self._exit_renderables.clear()

    def crashed(self, error: BaseException) -> None:
        """Write drafts and the report, and prepare the last words. Only the first crash counts: it led to the rest."""
        if self.has_crashed:
            return
        if isinstance(error, WorkerFailed):
            # Textual's wrapping says neither where nor why.
            error = error.error
        self.has_crashed = True
        kept: list[str] = []
        # Whatever fails while it crashes must not keep the terminal from being restored.
        with contextlib.suppress(Exception):
            kept = self.before_the_end()
        report: Path | None = None
        with contextlib.suppress(Exception):
            report = write_report(self.crash_folder, error) if self.crash_folder is not None else None
        self.last_words = last_lines(kept, None if report is None else printable(str(report)))


class Guard:
    """Around an app's run: what comes out of it after all ends like any crash, with the terminal given back."""

    def __init__(self, app: GuardedApp) -> None:
        self._app = app
        self._hook: Callable[[threading.ExceptHookArgs], object] = threading.excepthook
        self.failed = False

    def __enter__(self) -> Self:
        threading.excepthook = self._thread_failed
        return self

    def __exit__(
        self, kind: type[BaseException] | None, error: BaseException | None, trace: TracebackType | None
    ) -> bool:
        threading.excepthook = self._hook
        if isinstance(error, Exception):
            self.failed = True
            self._app.crashed(error)
        driver = self._app._driver
        if isinstance(driver, ResilientDriver):
            driver.end()
        # A cancelled run, or ctrl+c after the app's own handler was gone, is an end like another.
        return self.failed or isinstance(error, asyncio.CancelledError | KeyboardInterrupt)

    def _thread_failed(self, failed: threading.ExceptHookArgs) -> None:
        if failed.exc_value is not None:
            self._app.crash_from_thread(failed.exc_value)
