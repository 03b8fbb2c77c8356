"""Cut the connection at every byte of a call's request and answer, and compare what is told with the database.

    python -m tests.faults.cuts [--call save] [--every 1]

The call (a save or a run) is made by the console's own session and client over real sockets, through a proxy of this
module in front of the sandbox. `tests.faults.cut_creations` cuts what creates and deletes.
"""

from __future__ import annotations

import argparse
import asyncio
import contextlib
import sys
import tempfile
from collections import Counter
from collections.abc import Awaitable, Callable, Sequence
from dataclasses import dataclass
from pathlib import Path
from urllib.parse import urlsplit

from tests.sessions.served import saved
from tui.api.client import Client
from tui.errors import ApiError, InvalidResponse, NotFound, ResponseLost, Unreachable
from tui.model.function import Function, FunctionChanges, NewFunction
from tui.model.invocation import BodyPiece, InvocationCall
from tui.model.secret import Secret
from tui.sandbox.launch import SandboxProcess, start_sandbox
from tui.sessions.edit.outcome import NothingToSave, NotSaved, NotSent, PrecheckFailed, Saved, Unknown

_ANSWER = b"the answer of a function that was called, whole"
_OLD = f"module.exports = () => new Response({_ANSWER.decode()!r});\n"
_NEW = "module.exports = 'two';\n"


_METHODS = (b"GET ", b"POST ", b"PUT ", b"DELETE ")


class CuttingProxy:
    """Forwards to a server; only so many bytes of the next request that begins with `call`, or of its answer, pass."""

    def __init__(self, port: int, call: bytes = b"PUT ") -> None:
        self._port = port
        self._call = call
        self._side, self._left = "", 0
        self.sent = 0
        self.passed = {"request": 0, "answer": 0}

    async def start(self) -> int:
        """Listen; answers the port."""
        self._server = await asyncio.start_server(self._serve, "127.0.0.1", 0)
        return int(self._server.sockets[0].getsockname()[1])

    def cut(self, side: str, after: int) -> None:
        """Cut the next call after so many bytes of its `request` or its `answer`."""
        self._side, self._left = side, after
        self.sent = 0
        self.passed = {"request": 0, "answer": 0}

    async def _serve(self, reader: asyncio.StreamReader, writer: asyncio.StreamWriter) -> None:
        there_reader, there_writer = await asyncio.open_connection("127.0.0.1", self._port)
        is_call = asyncio.Event()

        async def forward(source: asyncio.StreamReader, target: asyncio.StreamWriter, side: str) -> None:
            while data := await source.read(1 << 16):
                if side == "request":
                    if data.startswith(self._call):
                        self.sent += 1
                        is_call.set()
                    elif data.startswith(_METHODS):
                        is_call.clear()
                whole = True
                if is_call.is_set():
                    if side == self._side:
                        whole = len(data) < self._left
                        data = data[: self._left]
                        self._left -= len(data)
                    self.passed[side] += len(data)
                target.write(data)
                await target.drain()
                if not whole:
                    return

        tasks = [
            asyncio.ensure_future(forward(reader, there_writer, "request")),
            asyncio.ensure_future(forward(there_reader, writer, "answer")),
        ]
        await asyncio.wait(tasks, return_when=asyncio.FIRST_COMPLETED)
        for task in tasks:
            task.cancel()
        for end in (writer, there_writer):
            end.close()
            with contextlib.suppress(OSError):
                await end.wait_closed()


@dataclass(frozen=True)
class Call:
    """A call that is cut: how its request begins, how the server is made ready, how it is made, and the verdict.

    The verdict names what was told, and begins with WRONG where the server says otherwise.
    """

    begins: bytes
    prepare: Callable[[Client], Awaitable[Function]]
    make: Callable[[Client, Function], Awaitable[object]]
    verdict: Callable[[object, Function | None, Function], str]


_DELAYS = (0.0, 0.1, 0.4)


async def _there(client: Client) -> Function | None:
    """The function, if there is one."""
    with contextlib.suppress(NotFound):
        return await client.functions.get("cut")
    return None


async def _old(client: Client) -> Function:
    """The function with its old code."""
    base = await _there(client)
    if base is None:
        await client.functions.create(NewFunction("Cut", _OLD, "cut"))
    elif base.code != _OLD:
        await client.functions.update("cut", FunctionChanges(code=_OLD))
    return await client.functions.get("cut")


async def _save(client: Client, base: Function) -> object:
    ended = await saved(client, base, FunctionChanges(code=_NEW), delays=_DELAYS, sleep=asyncio.sleep)
    return ended.outcome


async def _run(client: Client, _base: Function) -> object:
    """The whole body, or the error that came in its place."""
    body = b""
    try:
        async for event in client.invocations.stream("cut", InvocationCall(body=b"{}")):
            if isinstance(event, BodyPiece):
                body += event.data
    except ApiError as error:
        return error
    return body


def _save_verdict(outcome: object, there: Function | None, _base: Function) -> str:
    match outcome:
        case Saved() | NothingToSave():
            return _judged(outcome, there is not None and there.code == _NEW)
        case NotSaved() | NotSent() | PrecheckFailed():
            return _judged(outcome, there is not None and there.code == _OLD)
        case Unknown():
            return type(outcome).__name__
        case _:
            return _judged(outcome, is_true=False)


def _run_verdict(outcome: object, _there: Function | None, _base: Function) -> str:
    """A body that is taken for whole must be; what was sent in part must not be said to have been answered."""
    if isinstance(outcome, bytes):
        return _judged(outcome, outcome == _ANSWER)
    return _judged(outcome, isinstance(outcome, ResponseLost | InvalidResponse | Unreachable))


def _judged(outcome: object, is_true: bool) -> str:  # what it is stands in the call
    name = type(outcome).__name__
    return name if is_true else f"WRONG: {name}"


CALLS = {
    "save": Call(b"PUT ", _old, _save, _save_verdict),
    "run": Call(b"POST /functions/", _old, _run, _run_verdict),
}

_MOST_CASES = 200
"""A sandbox answers one address only so often in a quarter of an hour, as the real servers do."""


async def measure(
    sandbox: SandboxProcess, call: Call, cases: Sequence[tuple[str, int]], told: Counter[str]
) -> tuple[int, dict[str, int]]:
    """Note the outcome of each cut; returns how many were sent twice, and the bytes that came through at last."""
    proxy = CuttingProxy(urlsplit(sandbox.url).port or 0, call.begins)
    port = await proxy.start()
    twice = 0
    async with Client(sandbox.url, Secret(sandbox.api_key)) as direct:
        for side, after in cases:
            base = await call.prepare(direct)
            proxy.cut(side, after)
            async with Client(f"http://127.0.0.1:{port}", Secret(sandbox.api_key)) as client:
                outcome = await call.make(client, base)
            said = call.verdict(outcome, await _there(direct), base)
            if said.startswith("WRONG"):
                print(f"{side} cut after {after}: {said}", flush=True)
            told[f"{side or 'uncut'}: {said}"] += 1
            twice += proxy.sent > 1
    return twice, dict(proxy.passed)


def in_a_sandbox(call: Call, cases: Sequence[tuple[str, int]], told: Counter[str]) -> tuple[int, dict[str, int]]:
    """`measure` with a sandbox of its own."""
    with tempfile.TemporaryDirectory() as folder:
        sandbox = start_sandbox(Path(folder), "2.1", type_check=False)
        try:
            return asyncio.run(measure(sandbox, call, cases, told))
        finally:
            sandbox.stop()


def main() -> int:
    parser = argparse.ArgumentParser()
    parser.add_argument("--call", choices=CALLS, default="save")
    parser.add_argument("--every", type=int, default=1)
    options = parser.parse_args()
    call = CALLS[options.call]
    told: Counter[str] = Counter()
    twice, whole = in_a_sandbox(call, [("", 0)], told)
    cases = [(side, after) for side in ("request", "answer") for after in range(1, whole[side] + 1, options.every)]
    for first in range(0, len(cases), _MOST_CASES):
        twice += in_a_sandbox(call, cases[first : first + _MOST_CASES], told)[0]
    return conclude(told, len(cases), twice)


def conclude(told: Counter[str], cases: int, twice: int) -> int:
    """Print what was told how often; the exit code."""
    for outcome, count in sorted(told.items()):
        print(f"{count:6} {outcome}")
    print(f"{cases} cuts, sent twice: {twice}")
    return 1 if twice or any("WRONG" in outcome for outcome in told) else 0


if __name__ == "__main__":
    sys.exit(main())
