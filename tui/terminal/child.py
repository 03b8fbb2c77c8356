"""Runs another program on the terminal of this one, and ends with it.

Owns the process. Refuses to know what the terminal is set to: whoever calls has given it away.
"""

from __future__ import annotations

import asyncio
import contextlib
import os
import signal
from collections.abc import Sequence

_END_SECONDS = 1.0
"""How long a program that is told that the line is gone may take to put its files away."""


async def run_child(words: Sequence[str], *, on_terminal: bool = True) -> int:
    """Run a program until it ends; its exit code, or the number of the signal that ended it as a negative one.

    Who gives up waiting ends the program as a terminal does that is closed: editors keep what they hold then.
    Without the terminal it has no input. Raises OSError for a program that can't be started.
    """
    stream = None if on_terminal else asyncio.subprocess.DEVNULL
    process = await asyncio.create_subprocess_exec(*words, stdin=stream, stdout=stream, stderr=stream)
    try:
        return await process.wait()
    except asyncio.CancelledError:
        with contextlib.suppress(ProcessLookupError, TimeoutError):
            process.send_signal(signal.SIGHUP if os.name != "nt" else signal.SIGTERM)
            await asyncio.wait_for(process.wait(), _END_SECONDS)
        raise
