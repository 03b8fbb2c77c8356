"""The whole console inside of tmux and GNU screen: what they paste and type is in the code, byte for byte.

    python -m tests.faults.input_streams --tmux

tmux passes the marks of a paste on; GNU screen pastes as if it were typed. Nothing that is pasted may press a key: the
server is asked whether anything was written.
"""

from __future__ import annotations

import contextlib
import os
import shlex
import shutil
import subprocess
import sys
import tempfile
import time
from collections.abc import Callable, Iterator, Mapping
from pathlib import Path

from tests.faults.faulty_server import Peer
from tests.faults.terminal_harness import TOP, Broken, TerminalHarness
from tests.journeys.test_sandbox_journey import surroundings

_OPENED = "1:1  no changes"
_WAIT_SECONDS = 30.0

INDENTED = "".join(
    f"if (a{number}) {{\n    one();\n\tif (b) {{\n        two('漢 é');\n    }}\n}}\n" for number in range(40)
)
"""240 lines that keys would indent once more."""

HOSTILE = "AA\x1b\x13BB\x11\x1a\x03\x1b[A\x1b[200~\x07C\n\tD\x1b"
"""Without its controls: `AABB[A[200~C`, a new line, and a tab with D."""


class Multiplexer:
    """A server of tmux or GNU screen with one window, in which the console runs on a server of its own."""

    def __init__(self, peer: Peer, harness: TerminalHarness) -> None:
        self.peer, self.harness = peer, harness
        self.name = f"insforge-{os.getpid()}-{harness.home.name}"
        own = {**surroundings(harness.home), "INSFORGE_URL": peer.url, "INSFORGE_API_KEY": "ik_x"}
        self._environment = {**os.environ, **own, "SCREENDIR": str(harness.home / "screens")}
        for unset in ("TMUX", "STY", "SSH_CONNECTION", "SSH_CLIENT", "SSH_TTY"):
            self._environment.pop(unset, None)
        self._process = harness.home / "process"
        self.console = (
            f"echo $$ > {shlex.quote(str(self._process))}; exec {shlex.quote(sys.executable)} -m tui hello-world"
        )

    def run(self, *command: str) -> str:
        """Run a command of the multiplexer; answers what it says."""
        done = subprocess.run(
            command, env=self._environment, cwd=TOP, capture_output=True, text=True, check=False, timeout=60
        )
        if done.returncode != 0:
            raise Broken(f"{shlex.join(command)}: {done.stderr or done.stdout}")
        return done.stdout

    def start(self) -> None:
        """Start the console. For multiplexers."""
        raise NotImplementedError

    def end(self) -> None:
        """End it, whatever it does. For multiplexers."""
        raise NotImplementedError

    def wait_gone(self) -> None:
        """Wait until the console has ended: it writes its draft when the terminal goes."""
        number = self._process.read_text(encoding="ascii").strip() if self._process.exists() else ""
        limit = time.monotonic() + _WAIT_SECONDS
        while number and Path("/proc", number).exists() and time.monotonic() < limit:
            time.sleep(0.05)

    def text(self) -> str:
        """What stands on the screen. For multiplexers."""
        raise NotImplementedError

    def file(self, content: str) -> str:
        """A file with something to paste."""
        path = self.harness.home / "pasted"
        path.write_bytes(content.encode())
        return str(path)

    def wait_for(self, words: str) -> None:
        """Wait until something stands on the screen."""
        self._wait(lambda: words in self.text(), f"{words!r} is not on the screen")

    def wait_code(self, code: str) -> None:
        """Wait until the draft on disk is this code and what the server had; nothing was written to the server."""
        wanted = code + self.peer.right.code
        self._wait(lambda: self.harness.kept() == wanted, "the code is not what was pasted")
        if self.peer.right.writes:
            raise Broken("what was pasted was saved")

    def _seen(self) -> str:
        try:
            return self.text()
        except Broken as error:
            return str(error)

    def _wait(self, there: Callable[[], bool], otherwise: str) -> None:
        limit = time.monotonic() + _WAIT_SECONDS
        while not there():
            if time.monotonic() > limit:
                raise Broken(f"{otherwise}; the draft:\n{self.harness.kept()!r}\nthe screen:\n{self._seen()}")
            time.sleep(0.05)


class Tmux(Multiplexer):
    """tmux, with a socket of its own and nobody's configuration."""

    def start(self) -> None:
        self.tmux("new-session", "-d", "-x", "80", "-y", "24", self.console)

    def tmux(self, *command: str) -> str:
        """A command for this tmux alone."""
        return self.run("tmux", "-L", self.name, "-f", os.devnull, *command)

    def end(self) -> None:
        with contextlib.suppress(Broken):
            self.tmux("kill-server")

    def text(self) -> str:
        return self.tmux("capture-pane", "-p")


class Screen(Multiplexer):
    """GNU screen, with a folder of its own for its sockets."""

    def start(self) -> None:
        folder = self.harness.home / "screens"
        folder.mkdir(mode=0o700)
        self.run("screen", "-U", "-c", os.devnull, "-dmS", self.name, "sh", "-c", self.console)
        # It goes to the background before it can be spoken to.
        self._wait(self._answers, "GNU screen does not answer")

    def _answers(self) -> bool:
        with contextlib.suppress(Broken):
            self.command("redisplay")
            return True
        return False

    def command(self, *command: str) -> None:
        """A command for this screen alone."""
        self.run("screen", "-S", self.name, "-X", *command)

    def end(self) -> None:
        with contextlib.suppress(Broken):
            self.command("quit")

    def text(self) -> str:
        path = self.harness.home / "hardcopy"
        self.command("hardcopy", str(path))
        try:
            return path.read_bytes().decode("utf-8", "replace")
        except FileNotFoundError:
            return ""


@contextlib.contextmanager
def running(kind: type[Multiplexer]) -> Iterator[Multiplexer]:
    """The console in a multiplexer, with a function open."""
    with Peer("nothing", "list") as peer, tempfile.TemporaryDirectory() as folder:
        multiplexer = kind(peer, TerminalHarness(peer.url, "ik_x", Path(folder)))
        multiplexer.start()
        try:
            multiplexer.wait_for(_OPENED)
            yield multiplexer
        finally:
            multiplexer.end()
            multiplexer.wait_gone()


def tmux_pastes() -> str:
    """`paste-buffer -p` of hostile text: the text of it, and nothing else."""
    with running(Tmux) as tmux:
        assert isinstance(tmux, Tmux)
        tmux.tmux("load-buffer", tmux.file(HOSTILE))
        tmux.tmux("paste-buffer", "-p")
        tmux.wait_for("control characters were removed")
        tmux.wait_code("AABB[A[200~C\n\tD")
    controls = sum(each < " " and each not in "\n\t" for each in HOSTILE)
    return f"{len(HOSTILE)} characters, {controls} of them controls"


def tmux_pastes_much() -> str:
    """`paste-buffer -p` of a megabyte."""
    content = INDENTED * 120
    with running(Tmux) as tmux:
        assert isinstance(tmux, Tmux)
        tmux.tmux("load-buffer", tmux.file(content))
        tmux.tmux("paste-buffer", "-p")
        tmux.wait_code(content)
    return f"{len(content.encode()):,} bytes"


def tmux_pastes_without_marks() -> str:
    """`paste-buffer` without `-p`: a burst."""
    with running(Tmux) as tmux:
        assert isinstance(tmux, Tmux)
        tmux.tmux("load-buffer", tmux.file(INDENTED))
        tmux.tmux("paste-buffer")
        tmux.wait_code(INDENTED)
    return f"{INDENTED.count(chr(10))} lines"


def tmux_types() -> str:
    """`send-keys`: keys in the order in which they were sent, those with Escape, alt and shift among them."""
    with running(Tmux) as tmux:
        assert isinstance(tmux, Tmux)
        tmux.tmux("send-keys", "-l", "ab ab")
        keys = (
            "M-z",
            "M-x",
            "Enter",
            "Up",
            "Home",
            "S-Right",
            "x",
            "End",
            "y",
            "Down",
            "Home",
            "z",
            "Escape",
            "Up",
            "Left",
        )
        tmux.tmux("send-keys", *keys)
        tmux.wait_for("Leave with unsaved changes")
        tmux.wait_code("xb aby\nz")
    return f"{len(keys)} keys"


def screen_pastes() -> str:
    """`readbuf` and `paste`: GNU screen sends it as if it were typed."""
    with running(Screen) as screen:
        assert isinstance(screen, Screen)
        screen.command("readbuf", screen.file(INDENTED))
        screen.command("paste", ".")
        screen.wait_code(INDENTED)
    return f"{INDENTED.count(chr(10))} lines"


def screen_stuffs() -> str:
    """`stuff`: typed at once."""
    text = "if (a) {\n    one();\n    if (b) {\n        two();\n    }\n}\n"
    with running(Screen) as screen:
        assert isinstance(screen, Screen)
        screen.command("stuff", text.replace("\n", "\\015"))
        screen.wait_code(text)
    return f"{text.count(chr(10))} lines"


CASES: Mapping[str, tuple[str, Callable[[], str]]] = {
    "tmux paste-buffer -p": ("tmux", tmux_pastes),
    "tmux paste-buffer -p, large": ("tmux", tmux_pastes_much),
    "tmux paste-buffer": ("tmux", tmux_pastes_without_marks),
    "tmux send-keys": ("tmux", tmux_types),
    "screen paste": ("screen", screen_pastes),
    "screen stuff": ("screen", screen_stuffs),
}
"""Each with the program it needs."""


def run() -> int:
    """Run all; answers how many were broken. One whose program is not installed says so."""
    broken = 0
    for name, (program, case) in CASES.items():
        if shutil.which(program) is None:
            print(f"{name:30} not tried: {program} is not installed", flush=True)
            continue
        began = time.monotonic()
        try:
            said = case()
        except AssertionError as error:
            broken += 1
            said = f"BROKEN: {error}"
        print(f"{name:30} {time.monotonic() - began:5.1f} s  {said}", flush=True)
    return broken
