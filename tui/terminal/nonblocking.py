"""Writing to a terminal that may never read: for a bounded time, or as much as it takes at once.

Owns the descriptor that never blocks. The one a shell handed over is shared with the shell, and must stay as it is.
"""

from __future__ import annotations

import os
import select
import time


def open_outlet(handle: int) -> int | None:
    """A descriptor of the console's own for the terminal behind `handle`, which never blocks; None where none can be
    had: then `handle` itself is all there is."""
    try:
        return os.open(os.ttyname(handle), os.O_WRONLY | os.O_NOCTTY | os.O_NONBLOCK | os.O_CLOEXEC)
    except OSError:
        return None


def write_some(handle: int, data: bytes | memoryview) -> int:
    """Write what can be written at once; returns how many bytes. A terminal that is gone takes everything."""
    if not select.select([], [handle], [], 0)[1]:
        return 0
    try:
        return os.write(handle, data)
    except BlockingIOError:
        return 0
    except OSError:
        # The driver's input end finds out and ends the app.
        return len(data)


def write_all(handle: int, data: bytes, seconds: float | None = None) -> bool:
    """Write everything, for so many seconds at most; whether all was written."""
    limit = None if seconds is None else time.monotonic() + seconds
    view = memoryview(data)
    while view:
        left = None if limit is None else limit - time.monotonic()
        if left is not None and left <= 0:
            return False
        select.select([], [handle], [], left)
        view = view[write_some(handle, view) :]
    return True


def say_last(handle: int, text: str, seconds: float = 1.0) -> None:
    """Say something on a terminal after the screen is gone. One that is gone, or does not read, is not waited for."""
    outlet = open_outlet(handle)
    try:
        write_all(handle if outlet is None else outlet, text.encode("utf-8", "replace"), seconds)
    except (OSError, ValueError):
        # There is nobody to tell.
        return
    finally:
        if outlet is not None:
            os.close(outlet)
