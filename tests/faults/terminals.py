"""Do to the console what terminals, shells and kernels do, and see that it works or ends with a sentence.

    python -m tests.faults.terminals [--only NAME]

After every end the terminal must be as it was: read from each byte that was sent and from its attributes.
"""

from __future__ import annotations

import argparse
import os
import random
import signal
import sys
import tempfile
import time
from collections.abc import Callable, Mapping, Sequence
from pathlib import Path

from tests.faults.environments import environments
from tests.faults.startup_cases import garbage, locales, redirections, terms
from tests.faults.terminal_harness import CONSOLE, EDITOR, OPENED, PYTHON, Broken, TerminalHarness, opened
from tests.faults.terminal_state import attributes, differing, left_on
from tui.sandbox.launch import SandboxProcess, start_sandbox

# Sizes

_WAYS = (
    ("list", CONSOLE, (r"hello-world +\+ active",), ()),
    ("filter", CONSOLE, (r"hello-world +\+ active",), ("/", "h")),
    ("help", CONSOLE, (r"hello-world +\+ active",), ("f1",)),
    ("palette", CONSOLE, (r"hello-world +\+ active",), ("ctrl+p",)),
    ("connect", CONSOLE, (r"hello-world +\+ active",), ("c",)),
    ("editor", EDITOR, (OPENED,), ()),
    ("find", EDITOR, (OPENED,), ("ctrl+f", "t")),
    ("changes", EDITOR, (OPENED,), ("x", "\x1b[24~")),
    ("question", EDITOR, (OPENED,), ("x", "ctrl+q")),
)
"""Every kind of screen: the command, what to wait for, the keys that lead there."""


def resizes(harness: TerminalHarness) -> str:
    """To 1x1 and back, and a hundred sizes at random, on every screen."""
    rng = random.Random(1)
    for name, command, patterns, keys in _WAYS:
        with harness.anew(name).running(command) as session:
            for pattern in patterns:
                session.wait_for(pattern)
            session.press(*keys)
            session.read_for(0.3)
            for columns, rows in [(1, 1), (1, 40), (200, 1), *_sizes(rng, 100), (1, 1)]:
                session.resize(columns, rows)
                session.read_for(0.01)
            session.resize(80, 24)
            session.wait_for(r"ctrl\+q|\^q|esc|hello-world")
            os.kill(session.pid, signal.SIGTERM)
            code = session.wait_end()
            if code != 128 + signal.SIGTERM:
                raise Broken(f"{name}: it ended with {code}\n{session.text}")
    return f"{len(_WAYS)} screens, 104 sizes each"


def _sizes(rng: random.Random, count: int) -> list[tuple[int, int]]:
    return [(rng.randint(1, 220), rng.randint(1, 70)) for _ in range(count)]


# Ends

_SIGNALS = ("SIGTERM", "SIGHUP", "SIGINT", "SIGQUIT")


def signals(harness: TerminalHarness, names: Sequence[str] = _SIGNALS) -> str:
    """Every polite end keeps the last key; SIGPIPE ends nothing."""
    for name in names:
        number = signal.Signals[name]
        own = harness.anew(name)
        with own.running(EDITOR) as session:
            opened(session)
            session.type(f"// {name} ")
            session.wait_for(rf"// {name} ")
            os.kill(session.pid, signal.SIGPIPE)
            os.kill(session.pid, number)
            code = session.wait_end()
            if code != 128 + number or f"Ended by {name}.".encode() not in session.raw:
                raise Broken(f"{name}: it ended with {code}\n{session.text}")
            if f"// {name} " not in own.kept():
                raise Broken(f"{name}: the last keys are not on disk")
    return ", ".join(names)


def early_signals(harness: TerminalHarness, times: int = 40) -> str:
    """A signal at any moment of the start: nothing is left on the terminal."""
    rng = random.Random(3)
    for turn in range(times):
        with harness.running(CONSOLE, forked=False) as session:
            while b"\x1b[?1049h" not in session.raw:
                session.read_for(0.01)
            session.read_for(rng.choice((0, 0, 0.01, 0.05, 0.1, 0.3)) * rng.random())
            name = _SIGNALS[turn % 4]
            os.kill(session.pid, signal.Signals[name])
            if session.wait_end(seconds=60) != 128 + signal.Signals[name]:
                raise Broken(f"{name}: it ended with {session.exit_code}\n{session.text}")
    return f"{times} times from the first byte on"


def hangup(harness: TerminalHarness) -> str:
    """The terminal goes away, with word of it (SIGHUP) and without: the draft is kept and nothing goes on running."""
    for command, name in ((EDITOR, "with SIGHUP"), (f"setsid -w {PYTHON} -m tui hello-world", "without")):
        own = harness.anew(name.replace(" ", "-"))
        with own.running(command) as session:
            opened(session)
            session.type(f"// hung up {name}")
            session.wait_for(f"// hung up {name}")
            children = _family(session.pid)
            session.hang_up()
            limit = time.monotonic() + 60
            while any(_runs(pid) for pid in children):
                session.reap()
                if time.monotonic() > limit:
                    for pid in children:
                        os.kill(pid, signal.SIGKILL)
                    raise Broken(f"{name}: it goes on running without a terminal")
                time.sleep(0.05)
            session.reap()
            if f"// hung up {name}" not in own.kept():
                raise Broken(f"{name}: the last keys are not on disk")
            session.raw.clear()
    return "ended both times, drafts kept"


def _family(pid: int) -> list[int]:
    children = Path(f"/proc/{pid}/task/{pid}/children").read_text(encoding="ascii").split()
    return [pid, *(int(child) for child in children)]


def _runs(pid: int) -> bool:
    try:
        return Path(f"/proc/{pid}/stat").read_text(encoding="utf-8").rpartition(")")[2].split()[0] not in "ZX"
    except OSError:
        return False


def blocked(harness: TerminalHarness) -> str:
    """A terminal that never reads: the console still ends when it is told to, with everything typed on disk."""
    own = harness.anew("blocked")
    with own.running(EDITOR, columns=200, rows=60) as session:
        opened(session)
        for number in range(60):
            # Each paints the whole screen, and nobody reads it.
            os.write(session.fd, b"\x0c")
            time.sleep(0.002)
            if number % 20 == 0:
                os.write(session.fd, b"// unread ")
        time.sleep(0.5)
        os.write(session.fd, b"// to the last")
        limit = time.monotonic() + 60
        while "// to the last" not in own.kept():
            if time.monotonic() > limit:
                raise Broken("the draft does not follow the typing while nobody reads")
            time.sleep(0.05)
        began = time.monotonic()
        os.kill(session.pid, signal.SIGTERM)
        while not session.reap():
            if time.monotonic() - began > 60:
                raise Broken("it does not end while nobody reads")
            time.sleep(0.05)
        took = time.monotonic() - began
        if "// to the last" not in own.kept():
            raise Broken("the last keys are not on disk")
        session.read_for(0.5)
        # What could not be written can't have restored it; a terminal that never reads shows nothing of it.
        session.raw.clear()
    return f"ended after {took:.1f} s"


# Coming back


def stops(harness: TerminalHarness, names: Sequence[str] = ("SIGTSTP", "SIGSTOP", "SIGCONT"), turns: int = 3) -> str:
    """SIGTSTP gives the terminal back until SIGCONT; after SIGSTOP and SIGCONT the console goes on as well."""
    with harness.anew("stops").running(EDITOR) as session:
        before = session.modes
        opened(session)
        for turn, name in enumerate(name for name in names for _ in range(turns)):
            os.kill(session.pid, signal.Signals[name])
            if name != "SIGCONT":
                session.wait_stopped()
            if name == "SIGTSTP" and (
                faults := left_on(bytes(session.raw)) + differing(before, attributes(session.fd))
            ):
                raise Broken(f"stopped, and left behind: {', '.join(faults)}")
            session.screen.reset()
            os.kill(session.pid, signal.SIGCONT)
            session.wait_for("slug +hello-world")
            session.type(f"// turn {turn} ")
            session.wait_for(f"// turn {turn} ")
            # Each on a line of its own: so many fit on none.
            session.press("enter")
        session.press("ctrl+q")
        session.wait_to_read("Leave with unsaved")
        session.press("4")
        code = session.wait_end()
        if code != 0:
            raise Broken(f"{', '.join(names)}: it ended with {code}\n{session.text}")
    return f"{', '.join(names)}: {turns} times each"


CASES: Mapping[str, Callable[[TerminalHarness], str]] = {
    each.__name__: each
    for each in (
        resizes, signals, early_signals, hangup, blocked, stops, redirections, terms, locales, garbage,
        environments,
    )
}  # fmt: skip


def in_a_sandbox(act: Callable[[SandboxProcess, Path], int]) -> int:
    """Run with a sandbox of its own."""
    with tempfile.TemporaryDirectory() as folder:
        sandbox = start_sandbox(Path(folder) / "sandbox", "2.1", type_check=False)
        try:
            return act(sandbox, Path(folder))
        finally:
            sandbox.stop()


def main() -> int:
    parser = argparse.ArgumentParser()
    parser.add_argument("--only", choices=tuple(CASES))
    options = parser.parse_args()

    def run(sandbox: SandboxProcess, folder: Path) -> int:
        broken = 0
        for name in [options.only] if options.only else CASES:
            began = time.monotonic()
            try:
                said = CASES[name](TerminalHarness(sandbox.url, sandbox.api_key, folder / name))
            except AssertionError as error:
                broken += 1
                said = f"BROKEN: {error}"
            print(f"{name:14} {time.monotonic() - began:5.0f} s  {said}", flush=True)
        print(f"{broken} promises broken")
        return 1 if broken else 0

    return in_a_sandbox(run)


if __name__ == "__main__":
    sys.exit(main())
