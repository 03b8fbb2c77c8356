"""A hostile or broken server under the real console: it says a sentence, stays in bounds and goes on.

    python -m tests.faults.peers [--moment MOMENT] [--fault NAME]

For each moment (the list, opening a function, the look before a save, the save's answer, the look-up after it) and each
fault: the sentence on the screen, the process's peak memory, the seconds until the sentence, and how long a key
waited for its effect meanwhile. The key must arrive nowhere but at the server it is for.
"""

from __future__ import annotations

import argparse
import os
import re
import sys
import tempfile
import time
from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass
from pathlib import Path
from typing import NamedTuple

from tests.faults.bad_answers import FAULTS, prepare
from tests.faults.faulty_server import KEY, REDIRECTS, Peer
from tests.faults.terminal_state import attributes, differing, left_on
from tests.journeys.test_sandbox_journey import surroundings
from tests.pty_session import TerminalSession

TOP = Path(__file__).parents[2]
MOMENTS = ("list", "open", "look", "save", "look-up")
MOST_MEMORY_MB = 420
MOST_WAIT_SECONDS = 1.5
"""How long a key may wait for what the console does or waits for; for a processor that others use is not counted."""

_MOST_TIMES_SLOWER = 4
"""So many times the seconds of an idle machine a sentence may take on one whose processors others use."""

_MOST_LEAVING_SECONDS = 60.0
"""Nothing that the console waits for takes so long, and a machine that others use may take most of it."""

_SENTENCE = r"^\W*(?:!!|\?\?|ok) \S"
_ENDS = {
    "list": rf"{_SENTENCE}|\d+ functions?  url",
    "open": rf"{_SENTENCE}|1:1  no changes|unsaved: code",
    "look": rf"{_SENTENCE}|Somebody changed this function",
    "save": _SENTENCE,
    "look-up": _SENTENCE,
}


@dataclass(frozen=True)
class Seen:
    """What came of a fault."""

    sentence: str
    seconds: float
    peak_mb: float
    longest_wait: float
    faults: Sequence[str]

    def __str__(self) -> str:
        bad = f"  BROKEN: {', '.join(self.faults)}" if self.faults else ""
        return f"{self.seconds:5.1f} s  {self.peak_mb:4.0f} MB  key {self.longest_wait:4.2f} s  {self.sentence}{bad}"


class Queued(NamedTuple):
    """How long each has waited for a processor so far, in seconds, by the kernel's own count; 0 where it has none.

    `looking`: this program; `first`: the process's first thread, which has the screen; `others`: its other threads.
    """

    looking: float
    first: float
    others: Mapping[str, float]

    def since(self, before: Queued) -> float:
        """For so long since then nobody could have had an effect of a key, nor seen it.

        Of the other threads the one counts that waited longest: the first may have waited for its turn in Python.
        """
        others = (seconds - before.others.get(thread, 0.0) for thread, seconds in self.others.items())
        return self.looking - before.looking + self.first - before.first + max(0.0, max(others, default=0.0))


def queued_now(pid: int) -> Queued:
    """How long this program and the threads of a process have waited for a processor so far."""
    tasks = {task.name: _queued(task) for task in Path(f"/proc/{pid}/task").glob("*")}
    return Queued(_queued(Path(f"/proc/self/task/{os.getpid()}")), tasks.pop(str(pid), 0.0), tasks)


def _queued(task: Path) -> float:
    try:
        return int((task / "schedstat").read_text(encoding="ascii").split()[1]) / 1e9
    except (OSError, IndexError):
        # A thread that has just ended, or another system.
        return 0.0


class Keys:
    """Presses a key now and then, and measures how long its effect takes."""

    def __init__(
        self,
        session: TerminalSession,
        *,
        typing: bool,
        clock: Callable[[], float] = time.monotonic,
        queued: Callable[[int], Queued] = queued_now,
    ) -> None:
        self._clock, self._queued_now = clock, queued
        self._session = session
        self.typing = typing
        self._pressed: float | None = None
        self._next = 0.0
        self._count, self._step = 0, 1
        self._help = False
        self._queued = Queued(0.0, 0.0, {})
        self.longest = 0.0

    def look(self) -> None:
        """Press one when the time has come; note when the last one's effect is there."""
        now = self._clock()
        if self._pressed is not None:
            queued = self._queued_now(self._session.pid).since(self._queued)
            self.longest = max(self.longest, now - self._pressed - queued)
            if self._is_there():
                self._pressed, self._next = None, now + 0.15
        elif now >= self._next:
            self._pressed = now
            self._queued = self._queued_now(self._session.pid)
            if self.typing:
                # As many as fit on the line, and back again.
                self._step = -1 if self._count >= 40 else 1 if self._count <= 1 else self._step
                self._count += self._step
                self._session.type("z" if self._step > 0 else "\x7f")
            else:
                self._help = not self._help
                self._session.press("f1" if self._help else "escape")

    def _is_there(self) -> bool:
        text = self._session.text
        return (
            re.search(f"(?<!z)z{{{self._count}}}(?!z)", text) is not None
            if self.typing
            else ("All keys here" in text) is self._help
        )

    @property
    def rest(self) -> bool:
        """Whether no key is on its way, and no help covers the screen."""
        return self._pressed is None and not self._help


def peak_mb(pid: int) -> float:
    """The most memory a process has had."""
    found = re.search(r"VmHWM:\s+(\d+) kB", Path(f"/proc/{pid}/status").read_text(encoding="ascii"))
    return int(found[1]) / 1024 if found else 0.0


def meet(fault: str, moment: str, home: Path, *, seconds: float = 60) -> Seen:
    """Run the console on a peer with this fault at this moment."""
    settings = home / "config" / "insforge-tui" / "config.toml"
    settings.parent.mkdir(parents=True)
    settings.write_text("[timeouts]\nconnect_seconds = 2\nread_seconds = 2\nwrite_answer_seconds = 2\n")
    settings.chmod(0o600)
    with Peer(fault, moment, armed=moment == "list") as peer:
        env = {**surroundings(home), "INSFORGE_URL": peer.url, "INSFORGE_API_KEY": KEY}
        argv = [sys.executable, "-m", "tui"]
        with TerminalSession(argv, env=env, cwd=TOP, columns=100, rows=30) as session:
            before = session.modes
            _lead_to(moment, session, peer)
            keys = Keys(session, typing=moment in ("look", "save", "look-up"))
            faults: list[str] = []
            sentence, took = _wait(session, keys, moment, seconds)
            if not sentence:
                faults.append("no sentence")
                sentence = session.text
            peak = peak_mb(session.pid)
            faults += _leave(session, moment)
            faults += left_on(bytes(session.raw)) + differing(before, attributes(session.fd))
            if b"Traceback" in session.raw:
                faults.append("a traceback")
            if KEY.encode() in bytes(session.raw):
                faults.append("the key on the screen")
        if peer.stray_keys:
            faults.append(f"the key was sent elsewhere: {peer.stray_keys}")
    if peak > MOST_MEMORY_MB:
        faults.append("too much memory")
    if keys.longest > MOST_WAIT_SECONDS:
        faults.append("keys waited too long")
    return Seen(sentence, took, peak, keys.longest, faults)


def _lead_to(moment: str, session: TerminalSession, peer: Peer) -> None:
    """Bring the console to the request in question."""
    if moment == "list":
        session.wait_for(r"fetching the list|functions?  |!!")
        return
    session.wait_for(r"hello-world +\+ active")
    peer.armed = moment == "open"
    session.press("enter")
    if moment == "open":
        return
    session.wait_for("1:1  no changes")
    session.type("// ")
    session.wait_for("unsaved: code")
    peer.armed = True
    session.press("ctrl+s")


def _wait(session: TerminalSession, keys: Keys, moment: str, seconds: float) -> tuple[str, float]:
    """Wait for the sentence while pressing keys; answers it and how long it took."""
    began, queued = time.monotonic(), queued_now(session.pid)
    took = waited = 0.0
    while waited < seconds and took < seconds * _MOST_TIMES_SLOWER:
        took = time.monotonic() - began
        waited = took - queued_now(session.pid).since(queued)
        session.read_for(0.02)
        found = re.search(f"(?:{_ENDS[moment]}).*", session.text, re.MULTILINE)
        if found and (keys.typing or keys.rest):
            return " ".join(found[0].split())[:110], took
        if session.reap():
            return "", took
        keys.look()
    return "", took


def _leave(session: TerminalSession, moment: str) -> list[str]:
    """Leave by the keys a person would use."""
    if session.exit_code is not None:
        return [f"it ended by itself with {session.exit_code}"]
    if "Somebody changed" in session.text:
        session.wait_to_read("Somebody changed")
        session.press("escape")
        session.wait_gone("Somebody changed")
    session.press("ctrl+q")
    limit = time.monotonic() + _MOST_LEAVING_SECONDS
    try:
        while not session.reap() and time.monotonic() < limit:
            if "Leave with unsaved changes" in session.text:
                session.wait_to_read("Leave with unsaved changes")
                session.press("4")
                break
            session.read_for(0.05)
        if session.wait_end(seconds=_MOST_LEAVING_SECONDS) != 0:
            return [f"it ended with {session.exit_code}"]
    except AssertionError:
        os.kill(session.pid, 9)
        session.wait_end()
        return [f"it can't be left at {moment}: {session.text}"]
    return []


def main() -> int:
    parser = argparse.ArgumentParser()
    parser.add_argument("--moment", choices=MOMENTS)
    parser.add_argument("--fault", choices=(*FAULTS, *REDIRECTS))
    options = parser.parse_args()
    prepare()
    broken = runs = 0
    for moment in [options.moment] if options.moment else MOMENTS:
        for fault in [options.fault] if options.fault else (*FAULTS, *REDIRECTS):
            with tempfile.TemporaryDirectory() as folder:
                seen = meet(fault, moment, Path(folder) / "home")
            runs += 1
            broken += bool(seen.faults)
            print(f"{moment:8} {fault:27} {seen}", flush=True)
    print(f"{runs} meetings, {broken} promises broken")
    return 1 if broken else 0


if __name__ == "__main__":
    sys.exit(main())
