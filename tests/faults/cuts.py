"""Cut the connection at every byte of a save's request and answer, and compare what is told with the database.

    python -m tests.faults.cuts [--every 1]

The save is the console's own edit session and its own calls over real sockets, through a proxy of this module in front
of the sandbox.
"""

from __future__ import annotations

import argparse
import asyncio
import contextlib
import sys
import tempfile
from collections import Counter
from collections.abc import Sequence
from pathlib import Path
from urllib.parse import urlsplit

from tests.sessions.served import saved
from tui.api.client import Client
from tui.model.function import FunctionChanges, NewFunction
from tui.model.secret import Secret
from tui.sandbox.launch import SandboxProcess, start_sandbox
from tui.sessions.edit.outcome import NothingToSave, NotSaved, NotSent, PrecheckFailed, Saved, Unknown

_OLD, _NEW = "module.exports = 1;\n", "module.exports = 'two';\n"


class CuttingProxy:
    """Forwards to a server; of the next `PUT` only so many bytes of the request or of the answer come through.

    `method` is what it cuts instead. `puts` counts those.
    """

    def __init__(self, port: int, method: str = "PUT") -> None:
        self._port = port
        self._method = method.encode()
        self._side, self._left = "", 0
        self.puts = 0
        self.passed = {"request": 0, "answer": 0}

    async def start(self) -> int:
        """Listen; answers the port."""
        self._server = await asyncio.start_server(self._serve, "127.0.0.1", 0)
        return int(self._server.sockets[0].getsockname()[1])

    def cut(self, side: str, after: int) -> None:
        """Cut the next `PUT` after so many bytes of its `request` or its `answer`."""
        self._side, self._left = side, after
        self.puts = 0
        self.passed = {"request": 0, "answer": 0}

    async def _serve(self, reader: asyncio.StreamReader, writer: asyncio.StreamWriter) -> None:
        there_reader, there_writer = await asyncio.open_connection("127.0.0.1", self._port)
        is_put = asyncio.Event()

        async def forward(source: asyncio.StreamReader, target: asyncio.StreamWriter, side: str) -> None:
            while data := await source.read(1 << 16):
                if side == "request":
                    if data.startswith(self._method + b" "):
                        self.puts += 1
                        is_put.set()
                    elif data.startswith((b"GET ", b"POST ", b"PUT ", b"DELETE ")):
                        is_put.clear()
                whole = True
                if is_put.is_set():
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


def verdict(outcome: object, code: str) -> str:
    """What was told, and whether the database says the same."""
    name = type(outcome).__name__
    match outcome:
        case Saved() | NothingToSave():
            return name if code == _NEW else f"WRONG: {name}"
        case NotSaved() | NotSent() | PrecheckFailed():
            return name if code == _OLD else f"WRONG: {name}"
        case Unknown():
            return name
        case _:
            return f"WRONG: {name}"


_MOST_CASES = 200
"""A sandbox answers one address only so often in a quarter of an hour, as the real servers do."""


async def measure(
    sandbox: SandboxProcess, cases: Sequence[tuple[str, int]], told: Counter[str]
) -> tuple[int, dict[str, int]]:
    """Note the outcome of each cut; answers how many sent a second `PUT`, and the bytes that came through at last."""
    proxy = CuttingProxy(urlsplit(sandbox.url).port or 0)
    port = await proxy.start()
    twice = 0
    async with Client(sandbox.url, Secret(sandbox.api_key)) as direct:
        await direct.functions.create(NewFunction("Cut", _OLD, "cut"))
        for side, after in cases:
            base = await direct.functions.get("cut")
            if base.code != _OLD:
                await direct.functions.update("cut", FunctionChanges(code=_OLD))
                base = await direct.functions.get("cut")
            proxy.cut(side, after)
            async with Client(f"http://127.0.0.1:{port}", Secret(sandbox.api_key)) as client:
                told_last = await saved(
                    client, base, FunctionChanges(code=_NEW), delays=(0.0, 0.1, 0.4), sleep=asyncio.sleep
                )
            said = verdict(told_last.outcome, (await direct.functions.get("cut")).code)
            if said.startswith("WRONG"):
                print(f"{side} cut after {after}: {said}", flush=True)
            told[f"{side or 'uncut'}: {said}"] += 1
            twice += proxy.puts > 1
    return twice, dict(proxy.passed)


def in_a_sandbox(cases: Sequence[tuple[str, int]], told: Counter[str]) -> tuple[int, dict[str, int]]:
    """`measure` with a sandbox of its own."""
    with tempfile.TemporaryDirectory() as folder:
        sandbox = start_sandbox(Path(folder), "2.1", type_check=False)
        try:
            return asyncio.run(measure(sandbox, cases, told))
        finally:
            sandbox.stop()


def main() -> int:
    parser = argparse.ArgumentParser()
    parser.add_argument("--every", type=int, default=1)
    options = parser.parse_args()
    told: Counter[str] = Counter()
    twice, whole = in_a_sandbox([("", 0)], told)
    cases = [(side, after) for side in ("request", "answer") for after in range(1, whole[side] + 1, options.every)]
    for first in range(0, len(cases), _MOST_CASES):
        twice += in_a_sandbox(cases[first : first + _MOST_CASES], told)[0]
    return conclude(told, len(cases), twice)


def conclude(told: Counter[str], cases: int, twice: int) -> int:
    """Print what was told how often; the exit code."""
    for outcome, count in sorted(told.items()):
        print(f"{count:6} {outcome}")
    print(f"{cases} cuts, PUTs sent twice: {twice}")
    return 1 if twice or any("WRONG" in outcome for outcome in told) else 0


if __name__ == "__main__":
    sys.exit(main())
