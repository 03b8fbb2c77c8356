"""Runs functions: each call in a Deno process of its own that may do nothing but compute.

Owns finding Deno, the processes it starts and their limits. Refuses to know how a request came in and what a function's
status is.
"""

import asyncio
import contextlib
import importlib
import json
import os
import secrets
import shutil
import signal
import sys
import tempfile
from collections.abc import Sequence
from dataclasses import dataclass
from pathlib import Path

from tui.sandbox.refusal import compact_json

_WORKER = Path(__file__).with_name("worker.js")
_HEAP_MEGABYTES = 128
# V8 alone reserves half a gigabyte of this; the rest is for what lies outside its heap.
_DATA_LIMIT_BYTES = 2 * 1024**3
_OUTPUT_LIMIT_BYTES = 10 * 1024**2
_MOST_RUNS = 4
_FLAGS = (
    "run",
    "--quiet",
    "--no-prompt",
    "--no-remote",
    "--no-npm",
    "--no-config",
    "--no-lock",
    "--no-check",
    f"--v8-flags=--max-old-space-size={_HEAP_MEGABYTES}",
)


@dataclass(frozen=True)
class Call:
    """What a function is given. `url` is the one that it sees."""

    method: str
    url: str
    headers: Sequence[tuple[str, str]]
    body: bytes


@dataclass(frozen=True)
class Reply:
    """What came of it."""

    status: int
    headers: Sequence[tuple[str, str]]
    body: bytes


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


class Runtime:
    """The runtime of one server. Without Deno it is unavailable and runs nothing."""

    def __init__(self, deno: Path | None, *, limit_seconds: float = 10.0) -> None:
        self.deno = deno
        self._limit_seconds = limit_seconds
        self._slots = asyncio.Semaphore(_MOST_RUNS)
        self._running: set[asyncio.subprocess.Process] = set()

    @property
    def status(self) -> str:
        """ "running" or "unavailable", as the wire says it."""
        return "unavailable" if self.deno is None else "running"

    async def run(self, code: str, call: Call) -> Reply:
        """Runs the code once. Cancelling ends the process; whatever the code does, the answer is a Reply."""
        if self.deno is None:
            return _UNREACHABLE
        async with self._slots:
            # A fresh folder for Deno's caches: what one call leaves there, the next can't see.
            with tempfile.TemporaryDirectory(prefix="insforge-tui-run-", ignore_cleanup_errors=True) as folder:
                try:
                    return await self._run_in(Path(folder), self.deno, code, call)
                except OSError:
                    # What was found is no program, or the system has no room for another process.
                    return _UNREACHABLE

    def close(self) -> None:
        """Ends whatever still runs."""
        for process in self._running:
            kill_group(process)

    async def _run_in(self, folder: Path, deno: Path, code: str, call: Call) -> Reply:
        nonce = secrets.token_hex(16)
        process = await asyncio.create_subprocess_exec(
            deno,
            *_FLAGS,
            _WORKER,
            stdin=asyncio.subprocess.PIPE,
            stdout=asyncio.subprocess.PIPE,
            stderr=asyncio.subprocess.DEVNULL,
            cwd=folder,
            env=bare_environment(folder / "cache"),
            start_new_session=True,
        )
        self._running.add(process)
        try:
            _limit(process.pid, self._limit_seconds)
            async with asyncio.timeout(self._limit_seconds):
                return await _converse(process, _order(nonce, code, call), _Output(nonce))
        except TimeoutError:
            return _problem(504, "Function timeout")
        finally:
            # At once, and not in a task of its own: a loop that shuts down might cancel that before it begins.
            kill_group(process)
            self._running.discard(process)
            await asyncio.shield(reap(process))


def _order(nonce: str, code: str, call: Call) -> bytes:
    order = {
        "nonce": nonce,
        "code": code,
        "method": call.method,
        "url": call.url,
        "headers": [list(pair) for pair in call.headers],
        "bodyLength": len(call.body),
    }
    return compact_json(order).encode("utf-8", "replace") + b"\n" + call.body


async def _converse(process: asyncio.subprocess.Process, order: bytes, output: "_Output") -> Reply:
    """Gives the order and reads until the reply is whole, too much was written, or there is nothing more to come."""
    assert process.stdin is not None
    assert process.stdout is not None
    # A function that ends before it has read its order is no reason to fail: its output tells.
    with contextlib.suppress(ConnectionError):
        process.stdin.write(order)
        await process.stdin.drain()
    while piece := await process.stdout.read(1 << 16):
        reply = output.take(piece)
        if reply is not None:
            return reply
    return _CRASHED


def _limit(pid: int, seconds: float) -> None:
    """Bounds the process in the kernel too, for the case that this server is killed before it can end it."""
    if sys.platform == "linux":
        import resource

        cpu = int(seconds) + 2
        with contextlib.suppress(OSError):
            resource.prlimit(pid, resource.RLIMIT_CPU, (cpu, cpu))
            resource.prlimit(pid, resource.RLIMIT_DATA, (_DATA_LIMIT_BYTES, _DATA_LIMIT_BYTES))
            resource.prlimit(pid, resource.RLIMIT_CORE, (0, 0))


class _Output:
    """What a process has written so far: anything, then the nonce, a line of JSON and a body of the length it names."""

    def __init__(self, nonce: str) -> None:
        self._nonce = nonce.encode()
        self._seen = bytearray()
        self._searched = 0
        self._head: dict[str, object] | None = None
        self._body_start = 0

    def take(self, piece: bytes) -> Reply | None:
        """Adds a piece; the reply once it is whole, or once it is certain that there will be none."""
        self._seen += piece
        if self._head is None:
            self._find_head()
        if self._head is not None:
            length = self._head.get("length")
            if not isinstance(length, int) or len(self._seen) - self._body_start >= length:
                end = self._body_start + (length if isinstance(length, int) else 0)
                return _reply(self._head, bytes(self._seen[self._body_start : end]))
        if len(self._seen) > _OUTPUT_LIMIT_BYTES:
            return _problem(500, f"Function output is larger than {_OUTPUT_LIMIT_BYTES} bytes")
        return None

    def _find_head(self) -> None:
        start = self._seen.find(self._nonce, self._searched)
        if start < 0:
            self._searched = max(0, len(self._seen) - len(self._nonce))
            return
        self._searched = start
        end = self._seen.find(b"\n", start)
        if end < 0:
            return
        self._body_start = end + 1
        try:
            head: object = json.loads(self._seen[start + len(self._nonce) : end])
        except ValueError:
            head = None
        self._head = head if isinstance(head, dict) else {"status": 0}


def _reply(head: dict[str, object], body: bytes) -> Reply:
    status = head.get("status")
    if not isinstance(status, int) or not 200 <= status <= 599:
        return _problem(500, "Function execution failed")
    if "error" in head:
        return _problem(status, head["error"])
    headers = head.get("headers")
    pairs = [(str(name), str(value)) for name, value in headers] if isinstance(headers, list) else []
    return Reply(status, pairs, body)


def _problem(status: int, error: object) -> Reply:
    body = compact_json({"error": error}).encode("utf-8", "backslashreplace")
    return Reply(status, [("content-type", "application/json")], body)


_UNREACHABLE = _problem(502, "Failed to connect to Deno runtime")
_CRASHED = _problem(500, "Worker execution error")
