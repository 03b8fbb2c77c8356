"""The report of a crash: what went wrong and where, in a file for the user alone, without what any variable held."""

from __future__ import annotations

import os
from collections.abc import Sequence
from datetime import UTC, datetime
from pathlib import Path

from tui import __version__
from tui.errors import StorageError
from tui.model.secret import redacted
from tui.store.files import write_private

CRASHED = "insforge-tui crashed; this is a fault of the console's, not yours."


def write_report(folder: Path, error: BaseException) -> Path | None:
    """Write what went wrong, with every secret removed; None where the disk does not take it."""
    import platform
    import traceback

    now = datetime.now(UTC)
    lines = [
        f"insforge-tui {__version__}, {now.isoformat(timespec='seconds')}",
        f"Python {platform.python_version()}, Textual {_version('textual')}, {platform.platform()}",
        "",
        "".join(traceback.format_exception(error)),
    ]
    path = folder / f"crash-{now.strftime('%Y%m%dT%H%M%S')}-{os.getpid()}.txt"
    try:
        write_private(path, redacted("\n".join(lines)).encode("utf-8", "backslashreplace"))
    except StorageError:
        return None
    return path


def last_lines(kept: Sequence[str], report: str | None) -> str:
    """What is said on the terminal: that it crashed, what is kept, and at last where the report is, fit to show."""
    where = f"The report is in {report}." if report is not None else "The report could not be written."
    return "\n".join([CRASHED, *kept, where])


def _version(package: str) -> str:
    from importlib.metadata import PackageNotFoundError, version

    try:
        return version(package)
    except PackageNotFoundError:
        return "(not installed)"
