"""Where the console plays against a terminal: a home folder, a server, and a terminal that is checked at the end."""

from __future__ import annotations

import contextlib
import shlex
import sys
import termios
from collections.abc import Iterator, Mapping
from dataclasses import dataclass, replace
from pathlib import Path

from tests.faults.terminal_state import attributes, differing, left_on
from tests.journeys.test_sandbox_journey import surroundings
from tests.pty_session import TerminalSession
from tui.store.drafts import DraftStore

TOP = Path(__file__).parents[2]
OPENED = r"1:1  no changes"
PYTHON = shlex.quote(sys.executable)
CONSOLE = f"exec {PYTHON} -m tui"
EDITOR = f"{CONSOLE} hello-world"


class Broken(AssertionError):
    """A promise that was not kept."""


@dataclass
class TerminalHarness:
    """Where the cases play: a server and a home folder of their own."""

    url: str
    key: str
    home: Path

    def anew(self, name: str) -> TerminalHarness:
        """The same server and another home, in which no earlier run left a draft."""
        return replace(self, home=self.home / name)

    @contextlib.contextmanager
    def running(
        self,
        command: str,
        env: Mapping[str, str] | None = None,
        *,
        unset: str = "",
        columns: int = 80,
        rows: int = 24,
        forked: bool = True,
    ) -> Iterator[TerminalSession]:
        """A shell's command in a terminal; when it ends, the terminal must be as it was.

        The shell does no more than start the console in most of them: these may be forked (`tests/forked_start.py`).
        """
        given = {**surroundings(self.home), "INSFORGE_URL": self.url, "INSFORGE_API_KEY": self.key, **(env or {})}
        argv = ["env", *([f"-u{unset}"] if unset else []), "sh", "-c", command]
        if forked and not unset and command in (CONSOLE, EDITOR):
            argv = shlex.split(command.removeprefix("exec "))
        with TerminalSession(argv, env=given, cwd=TOP, columns=columns, rows=rows, forked=forked) as session:
            before = session.modes
            yield session
            if session.exit_code is None:
                raise Broken("the case left the console running")
            check(session, before)

    def kept(self) -> str:
        """The code of the newest draft on disk."""
        drafts = DraftStore(self.home / "state" / "insforge-tui" / "drafts").all()
        return drafts[0].edited.code if drafts else ""


def check(session: TerminalSession, before: list[int | list[bytes | int]]) -> None:
    """The terminal is as it was, and no traceback stands on it."""
    faults = left_on(bytes(session.raw))
    # After a hangup there are no attributes any more.
    with contextlib.suppress(OSError, termios.error):
        faults += differing(before, attributes(session.fd))
    if b"Traceback" in session.raw or b"Error:" in session.raw:
        faults.append("a traceback on the terminal")
    if faults:
        raise Broken(f"left behind: {', '.join(faults)}\n{session.text}")


def quit_cleanly(session: TerminalSession) -> None:
    """Leave by the key, and be gone with 0."""
    session.press("ctrl+q")
    code = session.wait_end()
    if code != 0:
        raise Broken(f"it ended with {code}\n{session.text}")


def refused(session: TerminalSession, sentence: str, code: int = 2) -> None:
    """It does not start, and one line says why."""
    ended = session.wait_end()
    # A line that is longer than the terminal goes on in the next row, in the middle of a word.
    shown = (" ".join(session.text.split()), session.text.replace("\n", ""))
    if ended != code or not any(sentence in text for text in shown) or session.text.strip().count("\n") > 1:
        raise Broken(f"it ended with {ended}\n{session.text}")


def opened(session: TerminalSession) -> None:
    """Wait for the function in the editor, in a home that holds no draft of it: no question can come."""
    session.wait_for(OPENED)
