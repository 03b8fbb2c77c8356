"""Two consoles edit the same function at random, and no update of one may be overwritten unseen by the other.

    python -m tests.faults.two_consoles --steps 500 --seed 1

Runs as two people (a state folder each) and as one person twice (one state folder). After each step the server's
database, both editors and every draft are compared with what was done and said. `--race` saves in both at the same
instant: a server without conditional writes can't prevent that one goes over the other, but its trail tells afterwards.
"""

from __future__ import annotations

import argparse
import asyncio
import random
import sys
import tempfile
import time
from collections import Counter
from collections.abc import Callable
from pathlib import Path

from tests.faults.answering_page import AnsweringPage
from tests.faults.oracle import SLUG, Done, Fault, Tokens, drafts_in, stored_in
from tests.shared_sandbox import start_sandbox
from tui.api.client import Client
from tui.model.function import NewFunction
from tui.model.secret import Secret
from tui.sandbox.launch import SandboxProcess

_CODE = "// one\n// two\n// three\n// four\nmodule.exports = 1;\n"
_MOST_LINES = 24
_SAME_MOMENT = "At the same moment"
Act = Callable[[random.Random], Done]


class TwoConsoles:
    """Both consoles on one function, and the account of where every token is."""

    def __init__(self, sandbox: SandboxProcess, sandbox_folder: Path, homes: tuple[Path, Path]) -> None:
        self._folder = sandbox_folder
        self._homes = sorted(set(homes))
        self.desks = [
            AnsweringPage(letter, home, sandbox, sandbox_folder) for letter, home in zip("AB", homes, strict=True)
        ]
        self._ever_saved: set[str] = set()
        self._let_go: set[str] = set()
        self.told: Counter[str] = Counter()
        self.overwritten = 0

    def close(self) -> None:
        for page in self.desks:
            page.end()

    def step(self, rng: random.Random) -> str:
        """One act in one console; answers what it was. Raises Fault when a promise was not kept."""
        page = rng.choice(self.desks)
        name, act = _chosen(page, rng)
        before, base, everywhere = stored_in(self._folder), page.base, self._everywhere()
        done = act(rng)
        after = stored_in(self._folder)
        said = f"{page.letter} {name}{': ' if done.said else ''}{done.said}"
        self.told[f"{name}{': ' if done.said else ''}{done.said}"] += 1
        if (done.said == "saved") != (after != before):
            raise Fault(f"{said}, and the database says otherwise")
        if done.said in ("saved", "nothing, the server holds this") and page.editor != after.tokens:
            raise Fault(f"{said}: the editor holds {_both(page.editor, after.tokens)}")
        if after != before:
            if base != before or not before.tokens <= page.known:
                self.overwritten += 1
                raise Fault(f"{said}: overwritten unseen: {_both(before.tokens, after.tokens)}")
            self._let_go |= before.tokens
        self._ever_saved |= after.tokens
        self._let_go |= done.let_go
        self._nothing_lost(said, everywhere)
        self._nothing_mixed(said)
        return said

    def _everywhere(self) -> Tokens:
        drafts = [draft.edited.tokens for home in self._homes for draft in drafts_in(home)]
        return stored_in(self._folder).tokens.union(*drafts, *(page.editor for page in self.desks))

    def _nothing_lost(self, said: str, before: Tokens) -> None:
        lost = before - self._everywhere() - self._let_go
        if lost:
            raise Fault(f"{said}: lost {sorted(lost)}")
        # What stands on the server or in an editor's edit is not let go (any more): undo may have brought it back.
        self._let_go -= stored_in(self._folder).tokens.union(*(page.unsaved for page in self.desks))

    def _nothing_mixed(self, said: str) -> None:
        for page in self.desks:
            held = [("draft", each) for each in drafts_in(page.home) if each.holder == page.terminal.pid]
            contents = [("editor", page.editor), *((what, draft.edited.tokens) for what, draft in held)]
            for what, tokens in contents:
                foreign = tokens - page.known - self._ever_saved
                if foreign:
                    raise Fault(f"{said}: the {what} of {page.letter} holds what is not its: {sorted(foreign)}")


def _both(one: Tokens, other: Tokens) -> str:
    return f"-{sorted(one - other)} +{sorted(other - one)}"


def _chosen(page: AnsweringPage, rng: random.Random) -> tuple[str, Act]:
    if page.question:
        if rng.random() < 0.06:
            return "kill", lambda _rng: page.kill()
        return f"answer {page.question}", page.answer
    if page.lines > _MOST_LINES:
        return "cut", page.cut
    acts: dict[str, tuple[int, Act]] = {
        "type": (30, page.type),
        "describe": (10, page.describe),
        "save": (27, page.save),
        "undo": (9, page.undo),
        "cut": (6, page.cut),
        "reload": (6, page.reload),
        "leave": (6, lambda _rng: page.leave()),
        "kill": (6, lambda _rng: page.kill()),
    }
    name = rng.choices(list(acts), [weight for weight, _ in acts.values()])[0]
    return name, acts[name][1]


def run(steps: int, seed: int, *, together: bool, folder: Path, loud: bool = False) -> tuple[list[str], Counter[str]]:
    """So many steps; answers what went wrong (the first fault ends it) and what was done how often."""
    rng = random.Random(seed)
    sandbox = start_sandbox(folder / "sandbox", "2.1", type_check=False)
    try:
        asyncio.run(_create(sandbox))
        homes = (folder / "A", folder / ("A" if together else "B"))
        consoles = TwoConsoles(sandbox, folder / "sandbox", homes)
        try:
            for number in range(steps):
                try:
                    said = consoles.step(rng)
                except (Fault, AssertionError) as fault:
                    return [f"step {number + 1}: {fault}"], consoles.told
                if loud:
                    print(number + 1, said, flush=True)
        finally:
            consoles.close()
    finally:
        sandbox.stop()
    return [], consoles.told


async def _create(sandbox: SandboxProcess) -> None:
    async with Client(sandbox.url, Secret(sandbox.api_key)) as client:
        await client.functions.create(NewFunction("Shared", _CODE, SLUG))


def race(rounds: int, seed: int, apart_seconds: float, folder: Path) -> Counter[str]:
    """Both save, so far apart, so many times; answers how that ended how often."""
    rng = random.Random(seed)
    sandbox = start_sandbox(folder / "sandbox", "2.1", type_check=False)
    told: Counter[str] = Counter()
    try:
        asyncio.run(_create(sandbox))
        for number in range(rounds):
            homes = (folder / f"A{number}", folder / f"B{number}")
            told[_raced(TwoConsoles(sandbox, folder / "sandbox", homes), apart_seconds, rng)] += 1
    finally:
        sandbox.stop()
    return told


def _raced(consoles: TwoConsoles, apart_seconds: float, rng: random.Random) -> str:
    try:
        for page in consoles.desks:
            page.type(rng)
        first, second = consoles.desks
        first.terminal.press("ctrl+s")
        time.sleep(apart_seconds)
        second.terminal.press("ctrl+s")
        screens = [page.terminal.wait_for(r"Saved code|Somebody changed this function") for page in consoles.desks]
        saved = sum("Saved code" in screen for screen in screens)
        if saved == 1:
            return "one saved, the other was asked"
        if _told(consoles):
            return f"{saved} saved, and one was told so"
        return f"unnoticed: {saved} saved"
    finally:
        consoles.close()


def _told(consoles: TwoConsoles) -> bool:
    """Whether one of them says within some seconds that the other saved at the same moment."""
    until = time.monotonic() + 5
    while time.monotonic() < until:
        for page in consoles.desks:
            page.terminal.read_for(0.05)
            if _SAME_MOMENT in page.terminal.text:
                return True
    return False


def main() -> int:
    parser = argparse.ArgumentParser()
    parser.add_argument("--steps", type=int, default=500)
    parser.add_argument("--seed", type=int, default=1)
    parser.add_argument("--as", dest="who", choices=("two", "one", "both"), default="both")
    parser.add_argument("--race", type=int, default=0, metavar="ROUNDS", help="only measure saves at one instant")
    parser.add_argument("--apart", type=int, default=0, metavar="MILLISECONDS", help="how far apart those are")
    parser.add_argument("--loud", action="store_true")
    options = parser.parse_args()
    if options.race:
        with tempfile.TemporaryDirectory() as folder:
            for what, count in race(options.race, options.seed, options.apart / 1000, Path(folder)).most_common():
                print(f"{count:6} {what}")
        return 0
    bad = 0
    for together in (False, True):
        if options.who == ("two" if together else "one"):
            continue
        with tempfile.TemporaryDirectory() as folder:
            faults, told = run(options.steps, options.seed, together=together, folder=Path(folder), loud=options.loud)
        for what, count in sorted(told.items()):
            print(f"{count:6} {what}")
        for fault in faults:
            print(fault)
        unseen = sum("overwritten unseen" in fault for fault in faults)
        people = "one person twice" if together else "two people"
        print(f"{people}, {sum(told.values())} steps: updates overwritten unseen: {unseen}, faults: {len(faults)}")
        bad += len(faults)
    return 1 if bad else 0


if __name__ == "__main__":
    sys.exit(main())
