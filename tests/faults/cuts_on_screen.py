"""Cut the connection of a save that a user makes, and compare what stands on the screen with the database.

    python -m tests.faults.cuts_on_screen [--every 1] [--seed 1] [--jobs 4]

The real console in a pseudo-terminal types a letter, saves and is read, once for each byte of the request and of the
answer of its save; the sandbox stands behind the proxy of `tests.faults.cuts`.
"""

from __future__ import annotations

import argparse
import asyncio
import multiprocessing
import random
import re
import sys
import tempfile
import threading
from collections import Counter
from collections.abc import Iterator, Sequence
from contextlib import contextmanager
from pathlib import Path
from urllib.parse import urlsplit

from tests.faults.cuts import CuttingProxy, conclude
from tests.journeys.test_sandbox_journey import surroundings
from tests.pty_session import TerminalSession
from tests.shared_sandbox import start_sandbox
from tui.api.client import Client
from tui.model.function import NewFunction
from tui.model.secret import Secret
from tui.sandbox.launch import SandboxProcess

TOP = Path(__file__).parents[2]
_CODE = "//\nmodule.exports = () => new Response('one');\n"
"""What is typed goes in front of the first line, which a runtime can run all the same."""
_CASES_A_SANDBOX = 150
"""A sandbox answers one address only so often in a quarter of an hour, as the real servers do."""
_TOLD = {"Nothing to save": "saved", "Saved": "saved", "Not saved": "not saved", "Can't tell": "can't tell"}
_OUTCOME = "|".join(_TOLD)
_LOOKS = 5

Case = tuple[str, int]


@contextmanager
def proxied(sandbox: SandboxProcess) -> Iterator[tuple[CuttingProxy, int]]:
    """A proxy in front of a sandbox, in a thread of its own, and its port."""
    proxy = CuttingProxy(urlsplit(sandbox.url).port or 0)
    loop = asyncio.new_event_loop()
    thread = threading.Thread(target=loop.run_forever, name="proxy")
    thread.start()
    try:
        yield proxy, asyncio.run_coroutine_threadsafe(proxy.start(), loop).result()
    finally:
        asyncio.run_coroutine_threadsafe(_cancel_all(), loop).result()
        loop.call_soon_threadsafe(loop.stop)
        thread.join()
        loop.close()


async def _cancel_all() -> None:
    tasks = asyncio.all_tasks() - {asyncio.current_task()}
    for task in tasks:
        task.cancel()
    await asyncio.gather(*tasks, return_exceptions=True)


async def _make(sandbox: SandboxProcess) -> None:
    async with Client(sandbox.url, Secret(sandbox.api_key)) as client:
        await client.functions.create(NewFunction("Cut", _CODE, "cut"))


async def _code(sandbox: SandboxProcess) -> str:
    async with Client(sandbox.url, Secret(sandbox.api_key)) as client:
        return (await client.functions.get("cut")).code


def saved_once(terminal: TerminalSession) -> str:
    """Press ctrl+s; answers what the screen then says became of it, asked again while it can't tell."""
    terminal.press("ctrl+s")
    for _ in range(_LOOKS):
        shown = terminal.wait_for(rf"(ok|!!|\?\?) ({_OUTCOME})", seconds=60)
        found = re.search(_OUTCOME, shown)
        assert found is not None
        if _TOLD[found[0]] != "can't tell":
            # What is found out of it later is told over what is typed by then.
            terminal.wait_gone("Checking whether it is live")
            return _TOLD[found[0]]
        terminal.press("f10")
    return "can't tell"


def walk(cases: Sequence[Case], folder: Path, rng: random.Random, told: Counter[str]) -> tuple[int, dict[str, int]]:
    """Try the cases in one console; answers how often two `PUT`s were sent, and the bytes that came through at last."""
    sandbox = start_sandbox(folder / "sandbox", "2.1", type_check=False)
    twice = 0
    try:
        asyncio.run(_make(sandbox))
        with proxied(sandbox) as (proxy, port):
            env = {
                **surroundings(folder),
                "INSFORGE_URL": f"http://127.0.0.1:{port}",
                "INSFORGE_API_KEY": sandbox.api_key,
            }
            with TerminalSession([sys.executable, "-m", "tui", "cut"], env=env, cwd=TOP) as terminal:
                terminal.wait_for("no changes")
                typed = ""
                for side, after in cases:
                    before = asyncio.run(_code(sandbox))
                    typed += rng.choice("abcdefghijklmnopqrstuvwxyz")
                    terminal.type(typed[-1])
                    terminal.wait_gone(rf"(ok|!!|\?\?) ({_OUTCOME})")
                    proxy.cut(side, after)
                    said = saved_once(terminal)
                    now = asyncio.run(_code(sandbox))
                    true = {"saved": now == typed + _CODE, "not saved": now == before, "can't tell": True}[said]
                    if not true:
                        print(f"{side} cut after {after}: the screen says {said}\n{terminal.text}", flush=True)
                    told[f"{side or 'uncut'}: {said}{'' if true else ' (WRONG)'}"] += 1
                    twice += proxy.sent > 1
                return twice, dict(proxy.passed)
    finally:
        sandbox.stop()


def _walked(task: tuple[Sequence[Case], int]) -> tuple[Counter[str], int, dict[str, int]]:
    told: Counter[str] = Counter()
    with tempfile.TemporaryDirectory() as folder:
        twice, passed = walk(task[0], Path(folder), random.Random(task[1]), told)
    return told, twice, passed


def main() -> int:
    parser = argparse.ArgumentParser()
    parser.add_argument("--every", type=int, default=1)
    parser.add_argument("--seed", type=int, default=1)
    parser.add_argument("--jobs", type=int, default=4, help="consoles at a time; they mostly wait")
    options = parser.parse_args()
    told, twice, whole = _walked(([("", 0)], options.seed))
    cases = [(side, after) for side in ("request", "answer") for after in range(1, whole[side] + 1, options.every)]
    # Neighbours apart: each console gets cuts of all kinds.
    groups = max(options.jobs, -(-len(cases) // _CASES_A_SANDBOX))
    tasks = [(cases[number::groups], options.seed + number) for number in range(groups)]
    with multiprocessing.get_context("spawn").Pool(options.jobs) as pool:
        for more, sent_twice, _ in pool.imap_unordered(_walked, tasks):
            told += more
            twice += sent_twice
    return conclude(told, len(cases), twice)


if __name__ == "__main__":
    sys.exit(main())
