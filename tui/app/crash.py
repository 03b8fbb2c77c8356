"""What remains when the console crashes after all: drafts written, a report in a file, one line on the terminal.

Textual would print a traceback with the values of all local variables, keys among them. Owns the report.
"""

from __future__ import annotations

import contextlib
import platform
import sys
import traceback
from collections.abc import Sequence
from datetime import UTC, datetime
from pathlib import Path
from typing import TYPE_CHECKING

from textual.app import App

from tui import __version__
from tui.errors import StorageError
from tui.model.secret import Secret
from tui.store.files import write_private
from tui.terminal.sanitise import printable

if TYPE_CHECKING:
    from rich.console import RenderableType

PRIVATE_NAMES = ("_fatal_error", "_exception", "_close_messages_no_wait", "_return_code", "panic")
"""Textual's own names this module stands on."""


def write_report(folder: Path, error: BaseException, secrets: Sequence[Secret]) -> Path | None:
    """Write what went wrong, without what any variable held; None where the disk does not take it."""
    now = datetime.now(UTC)
    lines = [
        f"insforge-tui {__version__}, {now.isoformat(timespec='seconds')}",
        f"Python {platform.python_version()}, Textual {_textual_version()}, {platform.platform()}",
        "",
        "".join(traceback.format_exception(error)),
    ]
    text = "\n".join(lines)
    for secret in secrets:
        if secret.reveal():
            text = text.replace(secret.reveal(), "***")
    path = folder / f"crash-{now.strftime('%Y%m%dT%H%M%S')}.txt"
    try:
        write_private(path, text.encode("utf-8", "backslashreplace"))
    except StorageError:
        return None
    return path


def _textual_version() -> str:
    # Imported when it is needed, which is hardly ever: it brings archives, tables and mail along.
    try:
        from importlib.metadata import version

        return version("textual")
    except ImportError:
        return "of an unknown version"


def _in_words(renderable: RenderableType) -> str:
    """What a panic would have printed, in a line: a traceback's error and where it happened, without variables."""
    # Loaded by whoever made one; a console that does not crash starts without it.
    from rich.traceback import Traceback

    if not isinstance(renderable, Traceback):
        return str(renderable)
    stacks = renderable.trace.stacks
    return " after ".join(
        f"{stack.exc_type}: {stack.exc_value}"
        + "".join(f" in {each.filename}:{each.lineno}" for each in stack.frames[-1:])
        for stack in stacks
    )


class GuardedApp(App[int]):
    """An app whose crash loses nothing and shows nothing that is secret."""

    crash_folder: Path | None = None

    def before_the_end(self) -> list[str]:
        """Write what must not be lost; answers what was kept, in words."""
        return []

    def secrets(self) -> Sequence[Secret]:
        """What no report may hold."""
        return ()

    def _fatal_error(self) -> None:
        error = self._exception or sys.exc_info()[1] or RuntimeError("unknown")
        said = ["insforge-tui crashed; this is a fault of the console's, not yours."]
        # Whatever fails while it crashes must not keep the terminal from being restored.
        with contextlib.suppress(Exception):
            said += self.before_the_end()
        report = write_report(self.crash_folder, error, self.secrets()) if self.crash_folder is not None else None
        where = printable(str(report))
        said.append(f"The report is in {where}." if report else "The report could not be written.")
        self.last_words = "\n".join(said)
        self._close_messages_no_wait()

    def panic(self, *renderables: RenderableType) -> None:
        """What Textual calls when the reading of keys fails: a crash like any other."""
        self._return_code = 1
        self._exception = self._exception or RuntimeError("; ".join(map(_in_words, renderables)))
        self._fatal_error()

    last_words = ""
    """What is said on the terminal after the screen is gone."""
