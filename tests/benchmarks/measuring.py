"""Measuring a program from outside, key by key.

Milliseconds are from the key to the last byte of the answer; bytes are all that came until it was quiet.
"""

from __future__ import annotations

import os
import select
import statistics
import time
from collections.abc import Sequence
from pathlib import Path
from typing import NamedTuple

from tests.pty_session import TerminalSession

QUIET_SECONDS = 0.2


class Cost(NamedTuple):
    """What one kind of key cost: medians, and the 95th percentile of the milliseconds."""

    size: float
    milliseconds: float
    slowest: float

    def __str__(self) -> str:
        return f"{self.size:,.0f} B {self.milliseconds:.1f}/{self.slowest:.1f} ms"


def press(
    terminal: TerminalSession, keys: str, quiet_seconds: float = QUIET_SECONDS, patience_seconds: float = 0
) -> tuple[int, float]:
    """Press keys at once; bytes and milliseconds until the last of them, which nothing has followed for so long.

    The first byte is waited for with more patience, where a program is known to answer every key, if late.
    """
    parts: list[bytes] = []
    started = last = time.perf_counter()
    left = memoryview(keys.encode())
    # A large paste is written as it is read: a program that answers meanwhile must not wait for its answers to be.
    os.set_blocking(terminal.fd, False)
    while True:
        wait = quiet_seconds if parts else max(quiet_seconds, patience_seconds)
        readable, writable, _ = select.select([terminal.fd], [terminal.fd] if left else [], [], wait)
        if readable:
            parts.append(os.read(terminal.fd, 1 << 16))
            last = time.perf_counter()
        if writable:
            left = left[os.write(terminal.fd, left[:4096]) :]
        if not readable and not writable:
            break
    os.set_blocking(terminal.fd, True)
    data = b"".join(parts)
    terminal.show(data)
    return len(data), (last - started) * 1000


def cost_of(results: Sequence[tuple[int, float]]) -> Cost:
    """Medians and the 95th percentile of some presses."""
    times = sorted(milliseconds for _, milliseconds in results)
    slowest = times[min(len(times) - 1, round(0.95 * (len(times) - 1)))]
    return Cost(statistics.median(size for size, _ in results), statistics.median(times), slowest)


_REST_SECONDS = 1.5
"""Checks of the code and what is said of them come that long behind a key at the latest."""


def idle_bytes(terminal: TerminalSession, seconds: float = 3.0) -> float:
    """Bytes a second while nothing is done, once what follows the last key at rest has come."""
    while select.select([terminal.fd], [], [], _REST_SECONDS)[0]:
        terminal.raw += os.read(terminal.fd, 1 << 16)
    before, until = len(terminal.raw), time.monotonic() + seconds
    while (left := until - time.monotonic()) > 0:
        if select.select([terminal.fd], [], [], left)[0]:
            terminal.raw += os.read(terminal.fd, 1 << 16)
    return (len(terminal.raw) - before) / seconds


def memory_mib(terminal: TerminalSession) -> float:
    """The resident memory of the program, where the system tells."""
    status = Path(f"/proc/{terminal.pid}/status")
    if not status.exists():
        return float("nan")
    kib = next(line for line in status.read_text().splitlines() if line.startswith("VmRSS")).split()[1]
    return int(kib) / 1024
