"""Cut the connection at every byte of a creation, a deletion and a putting back: is what is told what the server has?

    python -m tests.faults.cut_creations [--every 1] [--only delete]

The console's own edit session and flows over real sockets, through the proxy of `tests.faults.cuts` in front of the
sandbox, which is asked behind each cut.
"""

from __future__ import annotations

import argparse
import asyncio
import sys
import tempfile
from collections import Counter
from collections.abc import Awaitable, Callable, Sequence
from contextlib import suppress
from pathlib import Path
from urllib.parse import urlsplit

from tests.faults.cuts import CuttingProxy, conclude
from tests.sessions.driven import Driven
from tests.sessions.served import asked
from tui.api.client import Client
from tui.errors import NotFound
from tui.flows.deleting import delete_function, put_back
from tui.model.function import Edited, Function, FunctionSummary, NewFunction
from tui.model.secret import Secret
from tui.sandbox.launch import SandboxProcess, start_sandbox
from tui.sessions.deleting import Deleted, NotDeleted, NotKnown, NotPutBack, PutBack, PutBackNotKnown
from tui.sessions.edit.events import Command, DraftOpened
from tui.sessions.edit.outcome import NotSaved, NotSent, Saved, Unknown
from tui.sessions.edit.values import Beginning

_SLUG, _CODE = "cut", "module.exports = () => new Response('cut');\n"
_DELAYS = (0.0, 0.1, 0.4)
_MOST_CASES = 100
"""A sandbox answers one address only so often in a quarter of an hour, as the real servers do."""
_WANTED = Function(FunctionSummary(_SLUG, "Cut", "draft", description=""), _CODE)

Act = Callable[[Client], Awaitable[object]]


async def _create(client: Client) -> object:
    session = Driven(loaded=False, restoring=Beginning(_WANTED.content), base=_WANTED, delays=_DELAYS)
    session.happen(DraftOpened())
    return (await asked(session, Command.SAVE, client, asyncio.sleep)).outcome


async def _delete(client: Client) -> object:
    return await delete_function(client, _SLUG, None, wait=asyncio.sleep, look_delays=_DELAYS)


async def _put_back(client: Client) -> object:
    return await put_back(client, _WANTED, wait=asyncio.sleep, look_delays=_DELAYS)


KINDS: dict[str, tuple[bytes, Act]] = {
    "create": (b"POST /api/functions", _create),
    "delete": (b"DELETE ", _delete),
    "put back": (b"POST /api/functions", _put_back),
}
"""What is done, and how its request begins."""


def verdict(outcome: object, there: Edited | None) -> str:
    """What was told, and whether the server says the same."""
    name = type(outcome).__name__
    match outcome:
        case Saved() | PutBack():
            return name if there == _WANTED.content else f"WRONG: {name}"
        case NotDeleted():
            return name if there is not None else f"WRONG: {name}"
        case NotSaved() | NotSent() | NotPutBack() | Deleted():
            return name if there is None else f"WRONG: {name}"
        case Unknown() | NotKnown() | PutBackNotKnown():
            return name
        case _:
            return f"WRONG: {name}"


async def measure(
    sandbox: SandboxProcess, kind: str, cases: Sequence[tuple[str, int]], told: Counter[str]
) -> tuple[int, dict[str, int]]:
    """Note the outcome of each cut; answers how many sent a second write, and the bytes that came through at last."""
    method, act = KINDS[kind]
    proxy = CuttingProxy(urlsplit(sandbox.url).port or 0, method)
    port = await proxy.start()
    twice = 0
    async with Client(sandbox.url, Secret(sandbox.api_key)) as direct:
        for side, after in cases:
            with suppress(NotFound):
                await direct.functions.delete(_SLUG)
            if method == b"DELETE ":
                await direct.functions.create(NewFunction("Cut", _CODE, _SLUG, "", "draft"))
            proxy.cut(side, after)
            async with Client(f"http://127.0.0.1:{port}", Secret(sandbox.api_key)) as client:
                outcome = await act(client)
            there: Edited | None = None
            with suppress(NotFound):
                there = (await direct.functions.get(_SLUG)).content
            said = verdict(outcome, there)
            if said.startswith("WRONG"):
                print(f"{kind}, {side} cut after {after}: {said}", flush=True)
            told[f"{kind}, {side or 'uncut'}: {said}"] += 1
            twice += proxy.sent > 1
    return twice, dict(proxy.passed)


def in_a_sandbox(kind: str, cases: Sequence[tuple[str, int]], told: Counter[str]) -> tuple[int, dict[str, int]]:
    """`measure` with a sandbox of its own."""
    with tempfile.TemporaryDirectory() as folder:
        sandbox = start_sandbox(Path(folder), "2.1", type_check=False)
        try:
            return asyncio.run(measure(sandbox, kind, cases, told))
        finally:
            sandbox.stop()


def run(kind: str, every: int, told: Counter[str]) -> tuple[int, int]:
    """Cut one kind of write at every so many bytes; answers how many cuts there were and how many were sent twice."""
    twice, whole = in_a_sandbox(kind, [("", 0)], told)
    cases = [(side, after) for side in ("request", "answer") for after in range(1, whole[side] + 1, every)]
    for first in range(0, len(cases), _MOST_CASES):
        twice += in_a_sandbox(kind, cases[first : first + _MOST_CASES], told)[0]
    return len(cases), twice


def main() -> int:
    """Read the options, cut, print what was told; 1 if something is wrong."""
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--every", type=int, default=1)
    parser.add_argument("--only", choices=tuple(KINDS))
    options = parser.parse_args()
    told: Counter[str] = Counter()
    cuts = twice = 0
    for kind in (options.only,) if options.only else KINDS:
        done = run(kind, options.every, told)
        cuts, twice = cuts + done[0], twice + done[1]
    return conclude(told, cuts, twice)


if __name__ == "__main__":
    sys.exit(main())
