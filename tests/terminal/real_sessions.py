"""Seeded random sessions with the real console: the diffed stream must show what the raw stream shows.

`python -m tests.terminal.real_sessions --sessions 1000 --seed 1 --jobs 2` runs the long version and prints the seeds
of sessions that failed.
"""

from __future__ import annotations

import argparse
import asyncio
import multiprocessing
import random
import sys
import time
import traceback
from collections import Counter
from collections.abc import Iterable
from unittest.mock import patch

from textual import events
from textual.keys import _character_to_key
from textual.pilot import Pilot

from tests.console_fixture import DIGEST, FUNCTIONS, HELLO, FakeServer, accepted, function, not_deployed
from tests.scenes import HOSTILE, refused_pattern, refused_types
from tests.terminal.recorded_console import RecordedConsole, Recording
from tests.terminal.strict_terminal import UNKNOWN
from tui.app.widgets.code_editor import CodeEditor
from tui.app.widgets.colours import designs
from tui.app.widgets.field import Field
from tui.errors import ResponseLost, Unauthorised, Unreachable, UnreachableReason
from tui.flows.connect import Missing
from tui.flows.sign_in import ConnectFailed
from tui.terminal.colours import Depth
from tui.terminal.output import Capabilities

STEPS = 25
SIZES = ((80, 24), (120, 40), (60, 20), (40, 12), (100, 30), (81, 25), (160, 45), (30, 10))
TOURS = (
    ("enter",),
    ("f1",),
    ("ctrl+p", "'the"),
    ("c",),
    ("enter", "'x", "escape"),
    ("enter", "'x", "ctrl+s", "f4"),
    ("enter", "ctrl+f", "'re", "enter"),
    ("enter", "ctrl+end", "pageup"),
)
"""Ways to each screen; session n begins with one of them, so that a few sessions have seen all."""

NAMED = (
    "enter", "escape", "up", "down", "left", "right", "pageup", "pagedown", "home", "end", "tab", "shift+tab",
    "backspace", "delete", "ctrl+home", "ctrl+end", "ctrl+left", "ctrl+right", "shift+up", "shift+down", "shift+left",
    "shift+right", "ctrl+f", "ctrl+g", "ctrl+s", "ctrl+p", "ctrl+l", "ctrl+z", "ctrl+y", "ctrl+x", "ctrl+v", "ctrl+k",
    "ctrl+underscore", "ctrl+right_square_bracket", "f1", "f2", "f3", "f4", "f5", "f6", "f7", "f8", "shift+f8",
)  # fmt: skip
LETTERS = "abcjkstvnxyz019 (){}[]\"'`;/.=-_#名é"
HOSTILE_PASTES = ("\x1b[2J\x07\u202e", "\U0001f469\u200d\U0001f467")
"""Only for the console's own editor and fields: Textual's, in the palette, shows what it is given as it is."""

PASTES = (
    "🚀", "名前はまだ無い", "e\u0301a\u0308", "\t", "const a = 1;\n" * 3, "\tif (名) {\n\t\treturn '🚀';\n\t}\n",
    "x" * 200, "// 日本語のコメント ", "`a\n", "/* ", "한글", "ไทย", "│─", *HOSTILE_PASTES,
)  # fmt: skip
TYPED = {"enter": "\r", "tab": "\t", "space": " "}
WIDE = "".join(f"const 名前{line} = '🚀{'漢字' * (line % 30)}'; // {'e' + chr(0x301)}\n" for line in range(60))
LONG = "".join(f"{'  ' * (line % 9)}const value{line} = call({line}, `t`); // note {line % 7}\n" for line in range(300))


def server(chance: random.Random) -> FakeServer:
    """A server that holds ordinary, wide, long and hostile code, and fails in some way or none."""
    own = [
        function("wide-one", "広い 🚀 関数", "active", 3, WIDE, "説明 e\u0301"),
        function("long-one", "Long " * 20, "draft", 9, LONG),
        function("empty", "", "active", 5, ""),
        function("twice", "Twice", "error", 70, HELLO + DIGEST),
        HOSTILE,
        *FUNCTIONS,
        *(function(f"more-{n}", f"More {n}", "draft", n * 60, HELLO * (n % 9)) for n in range(40)),
    ]
    chance.shuffle(own)
    write = chance.choice(
        (
            accepted, not_deployed, refused_pattern(), refused_types(), ResponseLost("cut"),
            Unreachable(UnreachableReason.TIMEOUT, "timed out"), Unauthorised(401, "AUTH", "Invalid API key"),
        )
    )  # fmt: skip
    return FakeServer(functions=tuple(own[: chance.choice((3, 12, len(own)))]), write=write)


def abilities(chance: random.Random) -> Capabilities:
    """Mostly a terminal that can all, at times a poor one."""
    depth = chance.choice((Depth.TRUE, Depth.TRUE, Depth.TRUE, Depth.PALETTE, Depth.BASIC, Depth.NONE))
    design = designs().get(depth) if chance.random() < 0.8 else None
    return Capabilities(depth, depth is not Depth.NONE and chance.random() < 0.7, design)


class Session:
    """One session with the console; `seen` are the screens it came by and `done` what was pressed."""

    def __init__(self, seed: int, *, second_opinion: bool = False) -> None:
        self.chance = chance = random.Random(seed)
        self.seed = seed
        self.seen: set[str] = set()
        self.done: list[str] = []
        size, able, slow = chance.choice(SIZES), abilities(chance), chance.random() < 0.3
        # pyte's two screens are compared as they are: the line must send all colours.
        able = Capabilities() if second_opinion else able
        # As screen readers are sent it.
        able = able._replace(whole_rows=seed % 5 == 1)
        self.recording = Recording(*size, able, slow=slow, second_opinion=second_opinion)
        missing = Missing() if chance.random() < 0.05 else None
        theme = chance.choice(("dark", "dark", "light"))
        self.app = RecordedConsole(server(chance), self.recording, theme=theme, target=missing)

    async def run(self, steps: int = STEPS) -> None:
        """Press random things; raises AssertionError where the screens differ."""
        size = (self.recording.columns, self.recording.rows)
        try:
            async with self.app.run_test(headless=False, size=size) as pilot:
                await pilot.pause()
                for step, keys in enumerate([*TOURS[self.seed % len(TOURS)], *[""] * steps]):
                    await self._step(pilot, keys)
                    self._checked(step)
                await self._same_when_painted_anew(pilot)
        finally:
            self.recording.close()

    def _checked(self, step: int) -> None:
        try:
            self.recording.check()
        except AssertionError as error:
            raise AssertionError(f"seed {self.seed}, step {step}, after {self.done[-12:]}: {error}") from error

    async def _step(self, pilot: Pilot[int], keys: str) -> None:
        chance, kind = self.chance, self.chance.random()
        if keys:
            self._press(keys[1:] if keys.startswith("'") else [keys])
        elif kind < 0.55:
            self._press([chance.choice(NAMED) for _ in range(chance.choice((1, 1, 1, 2, 5)))])
        elif kind < 0.8:
            self._press(chance.choice(LETTERS) for _ in range(chance.choice((1, 1, 2, 6))))
        elif kind < 0.9:
            self._paste(chance.choice(PASTES))
        elif kind < 0.95:
            self._resize()
        elif kind < 0.97:
            self._press(["ctrl+p", *"light", "enter"])
        else:
            self._spoil()
        await pilot.pause()
        await self.app.workers.wait_for_complete([each for each in self.app.workers if each.group != "list"])
        await self._painted(pilot)
        self._look()

    async def _painted(self, pilot: Pilot[int]) -> None:
        """Wait until the whole screen was painted since its size changed."""
        try:
            async with asyncio.timeout(10):
                while not self.recording.painted:
                    await pilot.pause()
        except TimeoutError as error:
            left = [y for y, row in enumerate(self.recording.raw.rows) if UNKNOWN in row]
            screen = f"{type(self.app.screen).__name__} of {self.app.screen.size}"
            after = f"after {self.done[-12:]}"
            raise AssertionError(f"seed {self.seed}: rows {left} of {screen} were never painted, {after}") from error

    def _press(self, keys: Iterable[str]) -> None:
        for key in keys:
            self.done.append(key)
            single = len(key) == 1
            event = events.Key(_character_to_key(key) if single else key, key if single else TYPED.get(key))
            self.app.driver.process_message(event)

    def _paste(self, text: str) -> None:
        if isinstance(self.app.focused, CodeEditor | Field) or text not in HOSTILE_PASTES:
            self.done.append(f"paste {text[:20]!r}")
            self.app.driver.process_message(events.Paste(text))

    def _resize(self) -> None:
        now = (self.recording.columns, self.recording.rows)
        columns, rows = self.chance.choice([size for size in SIZES if size != now])
        self.done.append(f"resize {columns}x{rows}")
        self.recording.drain()
        self.recording.resize(columns, rows)
        self.app.driver.resize(columns, rows)

    def _spoil(self) -> None:
        """Another program writes over the screen; ctrl+l mends it, but dialogs have no such key."""
        if type(self.app.screen).__name__ in ("FunctionsScreen", "EditorScreen"):
            self.recording.drain()
            self.recording.diffed.blot()
            for other in self.recording.pyte[1:]:
                other.screen.erase_in_display(2)
        self._press(["ctrl+l"])

    def _look(self) -> None:
        screen = self.app.screen
        self.seen.add(type(screen).__name__)
        self.seen |= {type(each).__name__ for each in screen.query("FindBar") if each.display}

    async def _same_when_painted_anew(self, pilot: Pilot[int]) -> None:
        """What stands there after all the small changes is what a whole repaint shows."""
        # Some things follow only when the keys rest, the place of the cursor on the status line for one.
        still, writes = 0, -1
        while still < 4:
            await pilot.pause(0.1)
            still = still + 1 if self.recording.writes == writes else 0
            writes = self.recording.writes
        self.recording.drain()
        before = [list(row) for row in self.recording.diffed.rows]
        self.recording.diffed.blot()
        self.app.redraw()
        await pilot.pause()
        self.done.append("redraw")
        self._checked(-1)
        for y, (old, new) in enumerate(zip(before, self.recording.diffed.rows, strict=True)):
            # Textual may be a part of a cell behind with the end of a scrollbar's thumb, which may be the next row's.
            thumb = [set("▁▂▃▄▅▆▇") & {cell.text} or "r" in cell.style.looks for cell in (old[-1], new[-1])]
            behind = old[:-1] == new[:-1] and any(thumb)
            after = f"after {self.done[-12:]}"
            assert old == new or behind, f"seed {self.seed}: row {y} changed by a repaint, {after}"


def session(seed: int, steps: int = STEPS, *, second_opinion: bool = False) -> set[str]:
    """One session from start to end; answers the screens it came by."""

    async def no_server(*_: object) -> ConnectFailed:
        return ConnectFailed(Unreachable(UnreachableReason.REFUSED, "[Errno 111] Connection refused"))

    async def run() -> set[str]:
        one = Session(seed, second_opinion=second_opinion)
        await one.run(steps)
        return one.seen

    # Whatever is typed into the connect screen, nothing leaves this machine and nothing is kept.
    with patch("tui.app.connect.screen.try_connection", no_server):
        return asyncio.run(run())


def _outcome(seed: int) -> tuple[int, set[str], str]:
    try:
        return seed, session(seed), ""
    except Exception:  # noqa: BLE001 - whatever went wrong, it is said, and the other sessions go on
        return seed, set(), traceback.format_exc(limit=-3)


def main() -> None:
    """Run many."""
    parser = argparse.ArgumentParser()
    parser.add_argument("--sessions", type=int, default=1000)
    parser.add_argument("--seed", type=int, default=1, help="the first one's")
    parser.add_argument("--jobs", type=int, default=1)
    options = parser.parse_args()
    began = time.monotonic()
    failed: list[int] = []
    seen: Counter[str] = Counter()
    with multiprocessing.get_context("spawn").Pool(options.jobs, maxtasksperchild=100) as pool:
        for seed, screens, said in pool.imap_unordered(_outcome, range(options.seed, options.seed + options.sessions)):
            seen.update(screens)
            if said:
                failed.append(seed)
                print(f"seed {seed} failed:\n{said}", flush=True)
    took = time.monotonic() - began
    print(f"{options.sessions} sessions in {took:.0f} s, {len(failed)} failed: {sorted(failed)}")
    print("screens:", ", ".join(f"{name} {count}" for name, count in seen.most_common()))
    sys.exit(1 if failed else 0)


if __name__ == "__main__":
    main()
