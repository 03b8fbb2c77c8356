"""Deno as a program: where it is, what it is started with, and how it is ended.

Owns the processes' environment, their bounds in the kernel and their end. Refuses to know what they are told to do.
"""

import asyncio
import contextlib
import importlib
import os
import shutil
import signal
import sys
from pathlib import Path

# V8 alone reserves half a gigabyte of this; the rest is for what lies outside its heap.
_DATA_LIMIT_BYTES = 2 * 1024**3


def find_deno() -> Path | None:
    """Deno beside this Python, where its package put it, or on the path; None when there is none."""
    beside = Path(sys.executable).with_name("deno.exe" if os.name == "nt" else "deno")
    # Beside this Python first: that is the version the package asked for, whatever else is on the path.
    if os.access(beside, os.X_OK):
        return beside
    try:
        return Path(importlib.import_module("deno").find_deno_bin())
    except (ImportError, AttributeError, OSError):
        found = shutil.which("deno")
        return None if found is None else Path(found)


def bare_environment(cache: Path) -> dict[str, str]:
    """The environment of any Deno the sandbox starts: nothing of the user's, the cache in `cache`."""
    return {
        "DENO_DIR": os.fspath(cache),
        "DENO_NO_UPDATE_CHECK": "1",
        "NO_COLOR": "1",
        "RUST_BACKTRACE": "0",
        "RUST_LIB_BACKTRACE": "0",
    }


async def reap(process: asyncio.subprocess.Process) -> None:
    """Returns once a process that was killed is gone."""
    # asyncio only notices the end of a process when its pipes have ended, and these only when they were read.
    if process.stdout is not None:
        while await process.stdout.read(1 << 16):
            pass
    await process.wait()


def kill_group(process: asyncio.subprocess.Process) -> None:
    """Ends the process and all that it started, at once; one that has ended is left alone, its number may be reused."""
    if process.returncode is not None:
        return
    with contextlib.suppress(ProcessLookupError, PermissionError):
        os.killpg(process.pid, signal.SIGKILL)
    with contextlib.suppress(ProcessLookupError):
        process.kill()


def bound_in_the_kernel(pid: int, seconds: float) -> None:
    """Bounds the process in the kernel too, for the case that this server is killed before it can end it."""
    if sys.platform == "linux":
        import resource

        cpu = int(seconds) + 2
        with contextlib.suppress(OSError):
            resource.prlimit(pid, resource.RLIMIT_CPU, (cpu, cpu))
            resource.prlimit(pid, resource.RLIMIT_DATA, (_DATA_LIMIT_BYTES, _DATA_LIMIT_BYTES))
            resource.prlimit(pid, resource.RLIMIT_CORE, (0, 0))
