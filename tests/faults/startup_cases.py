"""How the console can be started, and what can be typed at it: cases of `tests.faults.terminals`."""

from __future__ import annotations

import os
import random
import signal

from tests.faults.terminal_harness import (
    CONSOLE,
    EDITOR,
    OPENED,
    PYTHON,
    Broken,
    TerminalHarness,
    quit_cleanly,
    refused,
)


def redirections(harness: TerminalHarness) -> str:
    """Standard input, output or error that is no terminal: one sentence."""
    said = "this is a program for a terminal"
    for end in ("| cat", "> /dev/null", "< /dev/null", "2> /dev/null", "> /dev/full", "< /dev/full", "<&-", ">&-"):
        with harness.running(f"{PYTHON} -m tui {end}") as session:
            code = 0 if end == "| cat" else 2
            if end == "2> /dev/null":
                session.wait_end()
                continue
            try:
                refused(session, said, code)
            except Broken as error:
                raise Broken(f"{end}: {error}") from None
    for end in ("2>&-", "2> /dev/full", ">/dev/full 2>&1"):
        with harness.running(f"{PYTHON} -m tui {end}") as session:
            if session.wait_end() != 2:
                raise Broken(f"{end}: it ended with {session.exit_code}\n{session.text}")
    for option in ("--help", "--version"):
        with harness.running(f"{PYTHON} -m tui {option} > /dev/full", {"PYTHONUNBUFFERED": ""}) as session:
            refused(session, "No space left on device", 1)
    with harness.running(f"{CONSOLE} < /dev/tty") as session:
        session.wait_for(r"hello-world +\+ active")
        quit_cleanly(session)
    return "11 ways to be no terminal, 2 to be full, < /dev/tty works"


def terms(harness: TerminalHarness) -> str:
    """Terminals by other names and none."""
    with harness.running(CONSOLE, {"TERM": "dumb"}) as session:
        refused(session, "TERM=dumb")
    for term in ("nobody-knows-this", "vt100", "linux", "screen", "\x1b[31m", ""):
        with harness.running(CONSOLE, {"TERM": term}) as session:
            session.wait_for(r"hello-world +\+ active")
            quit_cleanly(session)
    with harness.running(CONSOLE, unset="TERM") as session:
        session.wait_for(r"hello-world +\+ active")
        quit_cleanly(session)
    return "dumb is refused, 6 others and none work"


def locales(harness: TerminalHarness) -> str:
    """No UTF-8 anywhere: what is typed and shown is UTF-8 all the same, as terminals are."""
    environments: tuple[dict[str, str], ...] = (
        {"LC_ALL": "C"},
        {"LC_ALL": "C", "PYTHONUTF8": "0", "PYTHONCOERCECLOCALE": "0"},
        {"LC_ALL": "POSIX", "PYTHONUTF8": "0", "PYTHONCOERCECLOCALE": "0", "PYTHONIOENCODING": "ascii"},
        {"LC_ALL": "en_US.ISO-8859-1", "PYTHONUTF8": "0", "PYTHONIOENCODING": "latin-1"},
        {"LC_ALL": "no_SUCH", "PYTHONIOENCODING": "ascii:strict"},
    )
    for number, env in enumerate(environments):
        for driver in ("", "plain"):
            own = harness.anew(f"{number}{driver}")
            with own.running(EDITOR, {**env, "INSFORGE_TUI_DRIVER": driver}) as session:
                session.wait_for(OPENED)
                session.type("é漢")
                session.wait_for("é漢")
                # What is not UTF-8 is no reason to fall over.
                os.write(session.fd, b"\xff\xe9\xc3(")
                session.type("ok")
                session.wait_for("ok")
                session.press("ctrl+q")
                session.wait_to_read("Leave with unsaved")
                session.press("4")
                if session.wait_end() != 0:
                    raise Broken(f"{env}: {session.text}")
    return "5 locales, both drivers"


def garbage(harness: TerminalHarness, pieces: int = 300) -> str:
    """Bytes that no keyboard sends: whole sequences broken, numbers beyond reason, and noise."""
    rng = random.Random(2)
    known = (
        b"\x1b[1114112u", b"\x1b[99999999999999999999;5u", b"\x1b[<999999999;999999999;999999999M", b"\x1b[200~",
        b"\x1b[201~", b"\x1b[?2048;1$y", b"\x1b[48;0;0;0;0t", b"\x1b[48;9999999;99999999;1;1t", b"\x1b[M\xff\xff\xff",
        b"\x1b[55296u", b"\x1b[;;;;;u", b"\x1b[97;;1114112u", b"\x1b]" + b"x" * 300, b"\x1bP+r\x1b\\", b"\x00" * 50,
        b"\x1b[<;;M", b"\x1b[-1u", b"\x1b[?u", b"\x1b[I\x1b[O" * 20, b"\x1b[999999999999R",
    )  # fmt: skip
    with harness.running(CONSOLE) as session:
        session.wait_for(r"hello-world +\+ active")
        for _ in range(pieces):
            piece = rng.choice(known) if rng.random() < 0.7 else rng.randbytes(rng.randint(1, 12))
            # Leaving, and a job's keys, are no noise.
            os.write(session.fd, piece.translate(None, b"q\x11\x1a\x03"))
            session.read_for(0.02)
            if session.reap():
                raise Broken(f"it ended with {session.exit_code} after {piece!r}\n{session.text}")
        os.write(session.fd, b"\x1b[201~\x1b\\")
        os.kill(session.pid, signal.SIGTERM)
        if session.wait_end() != 128 + signal.SIGTERM:
            raise Broken(f"it ended with {session.exit_code}\n{session.text}")
    return f"{pieces} pieces"
