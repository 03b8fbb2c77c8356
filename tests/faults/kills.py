"""Kill the console at seeded moments of typing, and count the keystrokes that are lost.

    python -m tests.faults.kills --signal KILL --count 200 --seed 1 [--in request]

A letter counts as lost when it was typed more than half a second before the kill (for TERM and HUP: at all before it)
and is not in the draft on disk. A request may also be in its file: TERM and HUP write it there.
"""

from __future__ import annotations

import argparse
import os
import random
import select
import signal
import sys
import tempfile
import time
from collections.abc import Callable, Iterator, Mapping
from contextlib import contextmanager
from pathlib import Path
from typing import NamedTuple

from tests.journeys.test_sandbox_journey import surroundings
from tests.pty_session import TerminalSession
from tui.model.request_draft import Boxes
from tui.sandbox.launch import SandboxProcess, start_sandbox
from tui.sessions.http_file import parse
from tui.sessions.request_boxes import boxes_of
from tui.store.drafts import DraftStore
from tui.store.request_drafts import RequestDrafts
from tui.store.requests import RequestStore

TOP = Path(__file__).parents[2]
_LETTERS = "abcdefghijklmnopqrstuvwxyz"
_SLUG = "hello-world"


class Place(NamedTuple):
    """Where letters are typed: how one comes there, and what the disk has of them (by the server's URL)."""

    open: Callable[[TerminalSession], None]
    kept: Callable[[Path, str], str]


def _open_editor(terminal: TerminalSession) -> None:
    terminal.press("enter")
    terminal.wait_for("1:1  no changes")


def _code(home: Path, _server: str) -> str:
    drafts = DraftStore(home / "state" / "insforge-tui" / "drafts").all()
    return drafts[0].edited.code if drafts else ""


def _open_box(*keys: str) -> Callable[[TerminalSession], None]:
    def open_box(terminal: TerminalSession) -> None:
        terminal.press("x")
        terminal.wait_for(rf"^ Run {_SLUG}")
        terminal.press(*keys)

    return open_box


def _in_box(read: Callable[[Boxes], str]) -> Callable[[Path, str], str]:
    def kept(home: Path, server: str) -> str:
        drafts = RequestDrafts(home / "state" / "insforge-tui" / "request-drafts").kept()
        if drafts:
            return read(drafts[0].boxes)
        saved = parse(RequestStore(home / "data" / "insforge-tui" / "requests", home).read(server, _SLUG), _SLUG)
        return read(boxes_of(saved.requests[-1])) if saved.requests else ""

    return kept


PLACES: Mapping[str, tuple[Place, ...]] = {
    "editor": (Place(_open_editor, _code),),
    "request": (
        # No request yet, as long as it is typed.
        Place(_open_box(), _in_box(lambda boxes: boxes.target.removeprefix("POST "))),
        Place(_open_box("tab"), _in_box(lambda boxes: boxes.name)),
        Place(_open_box("f6"), _in_box(lambda boxes: boxes.body)),
    ),
}


@contextmanager
def _opened(sandbox: SandboxProcess, home: Path, place: Place) -> Iterator[TerminalSession]:
    """A console that stands where letters are typed."""
    env = {**surroundings(home), "INSFORGE_URL": sandbox.url, "INSFORGE_API_KEY": sandbox.api_key}
    with TerminalSession([sys.executable, "-m", "tui"], env=env, cwd=TOP) as terminal:
        # Wherever it stands among the server's functions.
        terminal.wait_for(r"^ \d+ functions  ")
        terminal.press("/")
        terminal.type(_SLUG)
        terminal.wait_for(rf"> .*{_SLUG} +\+ active")
        terminal.press("enter")
        place.open(terminal)
        yield terminal


def _type(terminal: TerminalSession, letter: str, seconds: float) -> None:
    """Type a letter, and read what the console writes for so long."""
    os.write(terminal.fd, letter.encode())
    pause = time.monotonic() + seconds
    while (left := pause - time.monotonic()) > 0:
        if select.select([terminal.fd], [], [], left)[0]:
            os.read(terminal.fd, 1 << 16)


def _kill(terminal: TerminalSession) -> None:
    os.kill(terminal.pid, signal.SIGKILL)
    os.waitpid(terminal.pid, 0)
    terminal.exit_code = -signal.SIGKILL


def killed_once(
    sandbox: SandboxProcess, home: Path, number: signal.Signals, rng: random.Random, where: str
) -> tuple[int, int]:
    """Type letters at random speed until a random moment, kill; answers letters that had to be kept, and lost ones."""
    place = rng.choice(PLACES[where])
    typed: list[tuple[float, str]] = []
    with _opened(sandbox, home, place) as terminal:
        end = time.monotonic() + rng.uniform(0.2, 4.0)
        while time.monotonic() < end:
            letter = rng.choice(_LETTERS)
            typed.append((time.monotonic(), letter))
            _type(terminal, letter, rng.choice((0.001, 0.02, 0.1, 0.4)))
        moment = time.monotonic()
        if number is signal.SIGKILL:
            _kill(terminal)
        else:
            os.kill(terminal.pid, number)
            terminal.wait_end()
    grace = 0.5 if number is signal.SIGKILL else 0.0
    wanted = "".join(letter for when, letter in typed if when <= moment - grace)
    kept = place.kept(home, sandbox.url)
    length = next((at for at, letter in enumerate(wanted) if kept[at : at + 1] != letter), len(wanted))
    return len(wanted), len(wanted) - length


def killed_with(sandbox: SandboxProcess, home: Path, place: Place, letters: int) -> tuple[str, str, str]:
    """Type without a pause until the disk has so many letters, and kill then.

    What was typed, what the disk had when that was seen, and what it has afterwards. However slow the machine is.
    """
    typed = ""
    with _opened(sandbox, home, place) as terminal:
        limit = time.monotonic() + 60
        while len(seen := place.kept(home, sandbox.url)) < letters:
            assert time.monotonic() < limit, f"after {typed!r} the disk has {seen!r}"
            typed += _LETTERS[len(typed) % len(_LETTERS)]
            _type(terminal, typed[-1], 0.05)
        _kill(terminal)
    return typed, seen, place.kept(home, sandbox.url)


def main() -> int:
    parser = argparse.ArgumentParser()
    parser.add_argument("--signal", choices=("KILL", "TERM", "HUP"), default="KILL")
    parser.add_argument("--count", type=int, default=200)
    parser.add_argument("--seed", type=int, default=1)
    parser.add_argument("--in", dest="where", choices=tuple(PLACES), default="editor")
    options = parser.parse_args()
    number = signal.Signals[f"SIG{options.signal}"]
    all_typed = all_lost = 0
    bad: list[int] = []
    with tempfile.TemporaryDirectory() as folder:
        sandbox = start_sandbox(Path(folder) / "sandbox", "2.1", type_check=False)
        try:
            for seed in range(options.seed, options.seed + options.count):
                typed, lost = killed_once(sandbox, Path(folder) / str(seed), number, random.Random(seed), options.where)
                all_typed += typed
                all_lost += lost
                if lost:
                    bad.append(seed)
                    print(f"seed {seed}: {lost} of {typed} lost", flush=True)
        finally:
            sandbox.stop()
    print(f"SIG{options.signal} in the {options.where} at {options.count} moments:", end=" ")
    print(f"{all_typed} keystrokes had to be kept, {all_lost} lost {bad}")
    return 1 if all_lost else 0


if __name__ == "__main__":
    sys.exit(main())
