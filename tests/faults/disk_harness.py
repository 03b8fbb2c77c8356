"""One console in a terminal with a home of its own, whose disk can be made to fail in every way that there is."""

from __future__ import annotations

import subprocess
import sys
import termios
import time
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path

from tests.faults.oracle import SLUG, Fault, Stored, stored_in
from tests.journeys.test_sandbox_journey import surroundings
from tests.pty_session import TerminalSession
from tui.sandbox.launch import SandboxProcess

TOP = Path(__file__).parents[2]
_QUIET_SECONDS = 1.2
"""Long enough for the next draft to be tried, and to fail, more than once."""


class DiskHarness:
    """A home, a server, and the console's program between them; the disk is well until told otherwise."""

    def __init__(self, folder: Path, sandbox: SandboxProcess, sandbox_folder: Path) -> None:
        self.home = folder / "home"
        self.work = folder / "work"
        for each in (self.home, self.work):
            each.mkdir(parents=True)
        self.state = self.home / "state"
        self.cache = self.home / "cache"
        self.config = self.home / "config"
        self._control = folder / "control"
        self._control.write_text("")
        self.sandbox, self._sandbox_folder = sandbox, sandbox_folder
        self._tokens = 0
        self.environment: dict[str, str] = {}
        """Variables of the console, beside the usual ones."""

    @property
    def drafts(self) -> Path:
        """Where the drafts are kept."""
        return self.state / "insforge-tui" / "drafts"

    @property
    def stored(self) -> Stored:
        """The function as the server has it."""
        return stored_in(self._sandbox_folder)

    def disk(self, *words: str) -> None:
        """Let these calls fail from now on (an error's name first), or none."""
        self._control.write_text(" ".join(words))

    # The program

    @contextmanager
    def console(self, *arguments: str, connected: bool = True) -> Iterator[TerminalSession]:
        """The console with these arguments. However it is left, it must have ended with its terminal restored."""
        env = {**surroundings(self.home), "PYTHONPATH": str(TOP), **self.environment}
        if connected:
            env |= {"INSFORGE_URL": self.sandbox.url, "INSFORGE_API_KEY": self.sandbox.api_key}
        argv = [sys.executable, "-m", "tests.faults.failing_disk", str(self._control), str(self.home), *arguments]
        with TerminalSession(argv, env=env, cwd=self.work) as terminal:
            before = terminal.modes
            yield terminal
            if terminal.exit_code is None:
                raise Fault("the console still runs")
            said = bytes(terminal.raw)
            if b"Traceback" in said:
                raise Fault(f"a traceback:\n{said[said.index(b'Traceback') :].decode(errors='replace')}")
            if termios.tcgetattr(terminal.fd)[:4] != before[:4]:
                raise Fault("the terminal's modes are not what they were")
            for taken, given_back in ((b"\x1b[?1049h", b"\x1b[?1049l"), (b"\x1b[?25l", b"\x1b[?25h")):
                if said.rfind(taken) > said.rfind(given_back):
                    raise Fault(f"the terminal was left after {taken!r}")

    @contextmanager
    def editor(self) -> Iterator[TerminalSession]:
        """The console with the function open."""
        with self.console(SLUG) as terminal:
            terminal.wait_for(
                r"1:1 +no changes|unsaved draft of this|Drafts are|A draft|Versions are not|another console"
            )
            yield terminal

    # What is done with it

    def type(self, terminal: TerminalSession) -> str:
        """Type something of its own; it must stand on the screen."""
        self._tokens += 1
        token = f"T{self._tokens:04}c"
        terminal.press("ctrl+home", f"// {token}\r")
        terminal.wait_for(token)
        return token

    def save_and_leave(self, terminal: TerminalSession, *tokens: str) -> None:
        """A save must store all that was typed, whatever the disk does; then the console must end well."""
        terminal.press("ctrl+s")
        terminal.wait_for(r"Saved code")
        missing = set(tokens) - self.stored.tokens
        if missing:
            raise Fault(f"{sorted(missing)} were typed and saved and are not on the server")
        self.leave(terminal)

    def leave(self, terminal: TerminalSession) -> None:
        """ctrl+q, with nothing unsaved."""
        terminal.press("ctrl+q")
        code = terminal.wait_end()
        if code != 0:
            raise Fault(f"ended with {code}")

    def goes_on(self, terminal: TerminalSession, reason: str, *, from_the_start: bool = False) -> None:
        """The disk fails for this reason: it is told once, typing goes on, a save stores everything."""
        told = rf"Drafts are not kept \({reason}\): only this window has the edit\."
        if from_the_start:
            terminal.wait_for(told)
        first = self.type(terminal)
        if not from_the_start:
            terminal.wait_for(told)
        second = self.type(terminal)
        self.quiet(terminal, told)
        self.save_and_leave(terminal, first, second)

    def quiet(self, terminal: TerminalSession, told: str) -> None:
        """What was told goes with the next key and does not come again."""
        terminal.press("down")
        terminal.wait_gone(told)
        self.type(terminal)
        self.never(terminal, told)

    def never(self, terminal: TerminalSession, said: str) -> None:
        """This is not said for as long as the disk is tried once more."""
        try:
            terminal.wait_for(said, seconds=_QUIET_SECONDS)
        except AssertionError:
            return
        raise Fault(f"it says {said!r}:\n{terminal.text}")

    def refuses(self, said: str, *arguments: str, connected: bool = True) -> None:
        """The console must end with one sentence, before it takes the screen."""
        with self.console(*arguments, connected=connected) as terminal:
            if terminal.wait_end() != 2:
                raise Fault(f"ended with {terminal.exit_code}, not with 2")
            text = bytes(terminal.raw).decode().strip()
            if "\n" in text or not text.startswith("insforge-tui: ") or said not in text:
                raise Fault(f"it did not say {said!r} on one line, but {text!r}")

    def shows_the_list(self) -> None:
        """The console must start, show the list and leave."""
        with self.console() as terminal:
            terminal.wait_for(rf"{SLUG} +\+ active")
            terminal.wait_for(r"^ \d+ functions  ")
            # It is kept after it is shown; that must have been tried.
            self.never(terminal, "crashed")
            self.leave(terminal)

    def wait_for_draft(self, token: str) -> None:
        """Wait until a draft on disk holds this."""
        limit = time.monotonic() + 60
        while not any(token in path.read_text() for path in self.drafts.glob("*.json")):
            if time.monotonic() > limit:
                raise Fault(f"no draft holds {token}")
            time.sleep(0.02)


@contextmanager
def small_disk(folder: Path) -> Iterator[None]:
    """A disk of 64 KiB at a folder. Raises PermissionError for somebody who may mount none."""
    folder.mkdir(parents=True)
    done = subprocess.run(
        ["mount", "-t", "tmpfs", "-o", "size=64k,mode=700", "tmpfs", str(folder)], capture_output=True, check=False
    )
    if done.returncode != 0:
        raise PermissionError("no disk can be mounted")
    try:
        yield
    finally:
        subprocess.run(["umount", "-l", str(folder)], check=True)


def remount(folder: Path, how: str) -> None:
    """Make a small disk read-only (`ro`) or writable again (`rw`)."""
    subprocess.run(["mount", "-o", f"remount,{how}", str(folder)], check=True)


def fill(folder: Path) -> Path:
    """Take all the room there is; the file that holds it."""
    filler = folder / "filler"
    with filler.open("wb", buffering=0) as file:
        size = 4096
        while size:
            try:
                file.write(bytes(size))
            except OSError:
                size //= 2
    return filler
