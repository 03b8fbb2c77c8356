"""Runs functions: each call in a Deno process of its own that may do nothing but compute.

Owns the processes, their time limit and how many there are at once. Refuses to know how a request came in and what a
function's status is.
"""

import asyncio
import contextlib
import secrets
import tempfile
from collections.abc import AsyncGenerator
from pathlib import Path

from tui.sandbox.calls import Call, Reply, StreamBroken, problem
from tui.sandbox.deno import bare_environment, bound_in_the_kernel, kill_group, reap
from tui.sandbox.refusal import compact_json
from tui.sandbox.worker_output import Begun, PrintReader, ReplyReader

_WORKER = Path(__file__).with_name("worker.js")
_SDK_MAP = Path(__file__).with_name("import_map.json")
_HEAP_MEGABYTES = 128
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
    # The cache is a call's own: what is kept of its code nobody reads, and keeping it is a quarter of a start.
    "--no-code-cache",
    f"--import-map={_SDK_MAP}",
    f"--v8-flags=--max-old-space-size={_HEAP_MEGABYTES}",
)


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
        return await self._run({"code": code}, call)

    async def start(self, modules: dict[str, str]) -> str | None:
        """Imports each module, named by its slug; why one of them does not start, None when all do."""
        words: list[str] = []
        order: dict[str, object] = {"modules": [{"slug": slug, "code": code} for slug, code in modules.items()]}
        call = Call("GET", "http://start/", (), b"", printed=lambda printed: words.append(printed.text))
        reply = await self._run(order, call)
        if reply.status == 200 or self.deno is None:
            return None
        return reply.body.decode("utf-8", "replace") if not reply.uncaught else "\n".join(words) or "error: it ended"

    def close(self) -> None:
        """Ends whatever still runs."""
        for process in self._running:
            kill_group(process)

    async def _run(self, order: dict[str, object], call: Call) -> Reply:
        if self.deno is None:
            return _UNREACHABLE
        answer = _Answer()
        work = asyncio.ensure_future(self._work(self.deno, order, call, answer))
        try:
            await asyncio.wait((work, answer.began), return_when=asyncio.FIRST_COMPLETED)
            if answer.began.done() and not work.done() and answer.began.result().more is None:
                # Over once its process is gone and all that it printed was read.
                await asyncio.wait((work,))
        except asyncio.CancelledError:
            work.cancel()
            await asyncio.gather(work, return_exceptions=True)
            raise
        if work.done():
            work.result()
        begun = answer.began.result()
        return begun if begun.more is None else Reply(begun.status, begun.headers, b"", answer.pieces(work))

    async def _work(self, deno: Path, order: dict[str, object], call: Call, answer: "_Answer") -> None:
        async with self._slots:
            # A fresh folder for Deno's caches: what one call leaves there, the next can't see.
            with tempfile.TemporaryDirectory(prefix="insforge-tui-run-", ignore_cleanup_errors=True) as folder:
                try:
                    await self._run_in(Path(folder), deno, order, call, answer)
                except OSError:
                    # What was found is no program, or the system has no room for another process.
                    answer.is_(_UNREACHABLE)

    async def _run_in(self, folder: Path, deno: Path, order: dict[str, object], call: Call, answer: "_Answer") -> None:
        nonce = secrets.token_hex(16)
        process = await asyncio.create_subprocess_exec(
            deno,
            *_FLAGS,
            _WORKER,
            stdin=asyncio.subprocess.PIPE,
            stdout=asyncio.subprocess.PIPE,
            stderr=asyncio.subprocess.PIPE,
            cwd=folder,
            env=bare_environment(folder / "cache"),
            start_new_session=True,
        )
        self._running.add(process)
        listening = asyncio.ensure_future(_listen(process, PrintReader(nonce), call))
        try:
            bound_in_the_kernel(process.pid, self._limit_seconds)
            async with asyncio.timeout(self._limit_seconds):
                await _converse(process, _order(nonce, order, call), ReplyReader(nonce), answer)
        except TimeoutError:
            answer.is_(problem(504, "Function timeout"))
        finally:
            # At once, and not in a task of its own: a loop that shuts down might cancel that before it begins.
            kill_group(process)
            self._running.discard(process)
            await asyncio.shield(asyncio.gather(reap(process), listening))


class _Answer:
    """What is known of the answer while its process runs."""

    def __init__(self) -> None:
        self.began: asyncio.Future[Reply] = asyncio.get_running_loop().create_future()
        # One piece waits at most: a slow reader makes the function wait.
        self._queue: asyncio.Queue[bytes] = asyncio.Queue(1)
        self._whole = False

    def is_(self, reply: Reply) -> None:
        """The reply, whole; too late where another has begun."""
        if not self.began.done():
            self.began.set_result(reply)

    async def begins(self, reply: Reply) -> None:
        """The head of a reply."""
        self.is_(Reply(reply.status, reply.headers, b"", _nothing()))

    async def piece(self, piece: bytes) -> None:
        """A piece of it; an empty one says that it is whole."""
        self._whole = self._whole or not piece
        if piece:
            await self._queue.put(piece)

    async def pieces(self, work: "asyncio.Future[None]") -> AsyncGenerator[bytes, None]:
        """The pieces as they come; closing it ends the function. Raises StreamBroken when it ended too early."""
        getting: asyncio.Future[bytes] | None = None
        try:
            while not (work.done() and self._queue.empty()):
                getting = getting or asyncio.ensure_future(self._queue.get())
                await asyncio.wait((work, getting), return_when=asyncio.FIRST_COMPLETED)
                if getting.done():
                    piece, getting = getting.result(), None
                    yield piece
            if not self._whole:
                raise StreamBroken
        finally:
            for task in (work, getting):
                if task is not None:
                    task.cancel()
                    await asyncio.gather(task, return_exceptions=True)


async def _nothing() -> AsyncGenerator[bytes, None]:
    for piece in (b"",):
        yield piece


def _order(nonce: str, order: dict[str, object], call: Call) -> bytes:
    whole = {
        "nonce": nonce,
        "slug": call.slug,
        "asModule": call.as_module,
        "streams": call.streams,
        "secrets": dict(call.secrets),
        "method": call.method,
        "url": call.url,
        "headers": [list(pair) for pair in call.headers],
        "bodyLength": len(call.body),
        **order,
    }
    return compact_json(whole).encode("utf-8", "replace") + b"\n" + call.body


async def _converse(process: asyncio.subprocess.Process, order: bytes, output: ReplyReader, answer: _Answer) -> None:
    """Gives the order and reads until the reply is whole, too much was written, or there is nothing more to come."""
    assert process.stdin is not None
    assert process.stdout is not None
    # A function that ends before it has read its order is no reason to fail: its output tells.
    with contextlib.suppress(ConnectionError):
        process.stdin.write(order)
        await process.stdin.drain()
    while piece := await process.stdout.read(1 << 16):
        for part in output.take(piece):
            if isinstance(part, Reply):
                return answer.is_(part)
            if isinstance(part, Begun):
                await answer.begins(part.reply)
            else:
                await answer.piece(part)
                if not part:
                    return None
    return answer.is_(_CRASHED)


async def _listen(process: asyncio.subprocess.Process, prints: PrintReader, call: Call) -> None:
    """Hands on what the function prints, until its process is gone."""
    assert process.stderr is not None
    while piece := await process.stderr.read(1 << 16):
        for printed in prints.take(piece):
            call.printed(printed)
    for printed in prints.take(b""):
        call.printed(printed)


_UNREACHABLE = problem(502, "Failed to connect to Deno runtime")
_CRASHED = problem(500, "Worker execution error", uncaught=True)
