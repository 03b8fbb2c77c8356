"""Cut the connection at every byte of what creates, changes and deletes a secret, and compare what is told with the
sandbox.

    python -m tests.faults.cut_secrets [--every 1] [--only create]
"""

from __future__ import annotations

import argparse
import asyncio
import sys
import tempfile
from collections import Counter
from collections.abc import Sequence
from contextlib import suppress
from pathlib import Path
from urllib.parse import urlsplit

from tests.faults.cuts import CuttingProxy, conclude
from tui.api.client import Client
from tui.errors import NotFound, RateLimitExceeded
from tui.flows.secrets import Change, Create, Delete, Write, send
from tui.model.secret import Secret
from tui.sandbox.launch import SandboxProcess, start_sandbox
from tui.sessions.secret_results import Ending, Result

_OLD, _NEW = "as it was", "as it is to be"
KINDS: dict[str, tuple[bytes, Write, str | None, str | None]] = {
    "create": (b"POST ", Create("CUT", Secret(_NEW)), None, _NEW),
    "change": (b"PUT ", Change("CUT", Secret(_NEW)), _OLD, _NEW),
    "delete": (b"DELETE ", Delete("CUT"), _OLD, None),
}
"""Each write: how its request begins, what it is, what is there before and after it (None: no active secret)."""


def verdict(outcome: Result | RateLimitExceeded, is_done: bool) -> str:
    """What was told, and whether it is so."""
    if isinstance(outcome, RateLimitExceeded):
        return "WRONG: limited"
    looked = ", looked up" if outcome.looked_up else ""
    if outcome.ending is Ending.UNKNOWN:
        return f"not known{looked}"
    told = outcome.ending is Ending.DONE
    return f"{'' if told == is_done else 'WRONG: '}{outcome.ending.value}{looked}"


async def _prepare(client: Client, before: str | None) -> None:
    with suppress(NotFound):
        await client.secrets.delete("CUT")
    if before is not None:
        await client.secrets.create("CUT", Secret(before))


async def _held(client: Client) -> str | None:
    try:
        return (await client.secrets.value("CUT")).reveal()
    except NotFound:
        return None


async def measure(
    sandbox: SandboxProcess, kind: str, cases: Sequence[tuple[str, int]], told: Counter[str]
) -> tuple[int, dict[str, int]]:
    """Note the outcome of each cut; answers how many sent a second write, and the bytes that came through at last."""
    method, write, before, after_it = KINDS[kind]
    proxy = CuttingProxy(urlsplit(sandbox.url).port or 0, method)
    port = await proxy.start()
    twice = 0
    async with Client(sandbox.url, Secret(sandbox.api_key)) as direct:
        for side, after in cases:
            await _prepare(direct, before)
            proxy.cut(side, after)
            async with Client(f"http://127.0.0.1:{port}", Secret(sandbox.api_key)) as client:
                # A write that was on its way has arrived by the last look.
                outcome = await send(client, write, wait=asyncio.sleep, look_delays=(0.0, 0.1))
            said = verdict(outcome, await _held(direct) == after_it)
            if said.startswith("WRONG"):
                print(f"{kind}, {side} cut after {after}: {said}", flush=True)
            told[f"{kind}, {side or 'uncut'}: {said}"] += 1
            twice += proxy.sent > 1
    return twice, dict(proxy.passed)


def run(kind: str, every: int, told: Counter[str]) -> tuple[int, int]:
    """Cut one kind of write at every so many bytes; answers how many cuts there were and how many were sent twice."""
    with tempfile.TemporaryDirectory() as folder:
        sandbox = start_sandbox(Path(folder), "2.3", type_check=False)
        try:
            twice, whole = asyncio.run(measure(sandbox, kind, [("", 0)], told))
            cases = [(side, after) for side in ("request", "answer") for after in range(1, whole[side] + 1, every)]
            twice += asyncio.run(measure(sandbox, kind, cases, told))[0]
        finally:
            sandbox.stop()
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
