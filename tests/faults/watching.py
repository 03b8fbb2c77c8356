"""Another process edits the files of a watched folder, while writes are cut, lost and refused for a rate limit.

    python -m tests.faults.watching --edits 1000 --seed 1 [--dialect 2.3]

At the end the server must hold what the folder holds. What was told of each save is compared with what the server
carried out; no write may store what stood there already, and nothing that was half written may be sent. Where the
machine held the other process up in the middle of an edit, nobody could tell what it left there from a whole file: such
edits are counted, and what is told or sent of them is no finding.
"""

from __future__ import annotations

import argparse
import asyncio
import os
import re
import subprocess
import sys
import tempfile
import time
from collections import Counter
from collections.abc import Awaitable, Callable, Iterator
from contextlib import ExitStack
from dataclasses import dataclass, field
from datetime import UTC, datetime
from pathlib import Path
from random import Random
from urllib.parse import urlsplit

from tests.faults.failing_proxy import FailingProxy
from tui.api.client import Client
from tui.errors import StorageError
from tui.flows.folder_watch import FolderWatch, Telling, Tried
from tui.flows.linked import LinkedFolder
from tui.model.function import NewFunction
from tui.model.secret import Secret
from tui.sandbox.launch import start_sandbox
from tui.sessions.edit import outcome as became
from tui.sessions.edit.values import Ended
from tui.sessions.linked import State
from tui.store.function_files import FunctionFolder
from tui.store.links import Commons

_DELAYS = (0.0, 0.05, 0.2)
_END = "// end\n"
_HELD_UP_SECONDS = 0.04
"""A file that stays half written for so long may look settled: two scans are 0.05 s apart."""
_NUMBER = re.compile(r"// \S+ (\d{6})\n")

Edits = frozenset[tuple[str, int]]
"""Edits by the function's slug and their number."""
_MORE = "// more\n" * 20


def code_of(slug: str, number: int) -> str:
    """A version of a function: it says which it is, and can be seen to be whole."""
    return f"// {slug} {number:06}\nmodule.exports = () => new Response('{number:06}');\n{_MORE}{_END}"


# Editing


def edit(path: Path, code: str, way: str) -> Iterator[bool]:
    """Save a file as an editor does. Where the file is not whole, time may go by: there it yields."""
    beside = path.with_name(f".{path.name}.swp")
    backup = path.with_name(f"{path.name}~")
    match way:
        case "in place":
            path.write_text(code)
        case "in two":
            with path.open("w") as file:
                yield False
                file.write(code[: len(code) // 2])
                file.flush()
                yield False
                file.write(code[len(code) // 2 :])
        case "renamed over":
            beside.write_text(code)
            beside.replace(path)
        case "with a backup":
            path.replace(backup)
            yield False
            path.write_text(code)
            backup.unlink()
        case "in one tick":
            # The same size, and perhaps the same time, as the version before it.
            path.write_text(code.replace("more", "less"))
            path.write_text(code)
        case "with an old time":
            path.write_text(code)
            os.utime(path, (1_700_000_000, 1_700_000_000))


WAYS = ("in place", "in two", "renamed over", "with a backup", "in one tick", "with an old time")


def edits(folder: Path, slugs: tuple[str, ...], number: int, random: Random) -> Iterator[tuple[str, int] | None]:
    """So many edits; yields which it was behind each, and None while a file is not whole."""
    for each in range(1, number + 1):
        slug = random.choice(slugs)
        for _ in edit(folder / f"{slug}.js", code_of(slug, each), random.choice(WAYS)):
            yield None
        yield slug, each


def edit_all(folder: Path, slugs: tuple[str, ...], number: int, seed: int, seconds: float) -> None:
    """What the other process does: edit after edit, with pauses that are now short and now long.

    It prints those in the middle of which it was held up.
    """
    random = Random(seed)
    began = time.monotonic()
    for edited in edits(folder, slugs, number, random):
        if edited is None:
            # No editor leaves half a file there for long: nobody could tell it from a whole one.
            time.sleep(0.001)
            continue
        if time.monotonic() - began > _HELD_UP_SECONDS:
            print(*edited, flush=True)
        time.sleep(random.choice((0.0, 0.001, seconds, seconds * 4)))
        began = time.monotonic()


def held_up_of(printed: str) -> Edits:
    """The edits that the other process printed."""
    rows = (line.split() for line in printed.splitlines())
    return frozenset((slug, int(number)) for slug, number in rows)


# Watching


@dataclass
class Found:
    """What went wrong, and what was told how often."""

    proxy: FailingProxy
    wrong: list[str] = field(default_factory=list)
    told: Counter[str] = field(default_factory=Counter)
    unusable: Counter[str] = field(default_factory=Counter)

    def tell(self, telling: Telling) -> None:
        """Compare what is told with what the server carried out."""
        if isinstance(telling, StorageError) or not isinstance(telling, Tried):
            self.told[str(getattr(telling, "what", telling))] += 1
            return
        done = telling.done
        if not isinstance(done.final, Ended):
            error = done.final.error if done.final is not None else done.error
            self.told[type(error).__name__ if error is not None else f"{done.found and done.found.state}"] += 1
            if error is None and done.found is not None and done.found.state is State.UNUSABLE:
                self.unusable[done.slug] += 1
            elif error is None:
                self.wrong.append(f"{done.slug}: {done.found}")
            return
        outcome = done.final.outcome
        self.told[type(outcome).__name__] += 1
        held, sent = self.proxy.code_of(done.slug), done.read.code if done.read is not None else ""
        match outcome:
            case became.Saved() | became.NothingToSave():
                is_true = held == sent
            case became.Unknown():
                is_true = True
            case became.NotSaved() | became.RateLimited() | became.NotSent() | became.PrecheckFailed():
                is_true = held != sent
            case _:
                is_true = False
        if not is_true:
            self.wrong.append(f"{done.slug}: {type(outcome).__name__} was told, and the server has another code")

    def judge_writes(self, first: dict[str, str], held_up: Edits) -> None:
        """No write may store what stood there, or what was half written, but for edits that were held up."""
        there = dict(first)
        for slug, code in self.proxy.carried_out:
            if there[slug] == code:
                self.wrong.append(f"{slug}: the same was stored twice")
            number = _NUMBER.match(code)
            is_held_up = number is not None and (slug, int(number[1])) in held_up
            if (not code.endswith(_END) or code.count(_END) != 1) and not is_held_up:
                self.wrong.append(f"{slug}: {code[-20:]!r} was sent half written")
            there[slug] = code
        for slug, times in self.unusable.items():
            if times > sum(each == slug for each, _ in held_up):
                self.wrong.append(f"{slug}: told {times} times to be unusable")


async def watched(
    url: str,
    key: str,
    folder: Path,
    slugs: tuple[str, ...],
    proxy: FailingProxy,
    wait: Callable[[float], Awaitable[object]],
    is_edited: Callable[[], bool],
    *,
    now: Callable[[], datetime] = lambda: datetime.now(UTC),
    poll_seconds: float = 0.05,
    held_up: Callable[[], Edits] = frozenset,
) -> Found:
    """Create the functions, watch the folder until all was edited and saved, and judge."""
    found = Found(proxy)
    (folder / "functions").mkdir()
    files, commons = FunctionFolder(folder / "functions"), Commons(folder / "state")
    async with Client(url, Secret(key)) as direct:
        for slug in slugs:
            await direct.functions.create(NewFunction(slug, code_of(slug, 0), slug))
            await LinkedFolder(direct, files, commons).pull(slug, named=True)
        port = await proxy.start()
        rests = 0

        def is_over() -> bool:
            nonlocal rests
            rests = rests + 1 if is_edited() and watch.rests else 0
            return rests > 3

        async with Client(f"http://127.0.0.1:{port}", Secret(key)) as client:
            linked = LinkedFolder(client, files, commons, look_up_delays=_DELAYS)
            watch = FolderWatch(
                linked, found.tell, now=now, wait=wait, budget=lambda: client.budget, poll_seconds=poll_seconds
            )
            await watch.begin()
            await watch.run(is_over)
        await proxy.stop()
        for slug in slugs:
            here, there = (files.path / f"{slug}.js").read_text(), (await direct.functions.get(slug)).code
            if here != there:
                found.wrong.append(f"{slug}: the folder has {here[:30]!r}, the server {there[:30]!r}")
    found.judge_writes({slug: code_of(slug, 0) for slug in slugs}, held_up())
    return found


def main() -> int:
    parser = argparse.ArgumentParser()
    parser.add_argument("--edits", type=int, default=1000)
    parser.add_argument("--seed", type=int, default=1)
    parser.add_argument("--functions", type=int, default=6)
    parser.add_argument("--seconds", type=float, default=0.03, help="the usual pause between two edits")
    parser.add_argument("--dialect", default="2.1")
    parser.add_argument("--edit", type=Path, help=argparse.SUPPRESS)
    options = parser.parse_args()
    slugs = tuple(f"watched-{number}" for number in range(options.functions))
    if options.edit is not None:
        edit_all(options.edit, slugs, options.edits, options.seed, options.seconds)
        return 0
    began = time.monotonic()
    with ExitStack() as files:
        name = files.enter_context(tempfile.TemporaryDirectory())
        sandbox = start_sandbox(Path(name) / "sandbox", options.dialect, type_check=False)
        proxy = FailingProxy(urlsplit(sandbox.url).port or 0, Random(options.seed))
        editor: list[subprocess.Popen[bytes]] = []
        printed = files.enter_context((Path(name) / "held-up").open("w+"))

        def held_up() -> Edits:
            return held_up_of((Path(name) / "held-up").read_text())

        def is_edited() -> bool:
            if not editor:
                arguments = [*sys.argv[1:], "--edit", str(Path(name) / "functions")]
                command = [sys.executable, "-m", "tests.faults.watching", *arguments]
                editor.append(subprocess.Popen(command, stdout=printed))
            return editor[0].poll() is not None

        try:
            found = asyncio.run(
                watched(
                    sandbox.url, sandbox.api_key, Path(name), slugs, proxy, asyncio.sleep, is_edited, held_up=held_up
                )
            )
        finally:
            sandbox.stop()
        delayed = len(held_up())
    for said, count in sorted(found.told.items()):
        print(f"{count:6} {said}")
    faults = ", ".join(f"{name} {count}" for name, count in sorted(proxy.faults.items()))
    print(
        f"{options.edits} edits, {proxy.sent} writes sent whole, {len(proxy.carried_out)} carried out; "
        f"held up in {delayed} edits; faults: {faults}"
    )
    print(*found.wrong, sep="\n")
    print(f"{len(found.wrong)} wrong, {time.monotonic() - began:.0f} s")
    return 1 if found.wrong else 0


if __name__ == "__main__":
    sys.exit(main())
