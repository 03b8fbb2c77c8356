"""The whole program in a pseudo-terminal, seen as a person sees it.

Owns the child process and an emulated screen (pyte). Waiting is always for something to stand on the screen, never
for time to pass.
"""

from __future__ import annotations

import fcntl
import os
import pty
import re
import select
import signal
import struct
import termios
import time
from collections.abc import Callable, Mapping, Sequence
from pathlib import Path
from types import TracebackType

import pyte

from tests.forked_start import fork_instead
from tui.terminal.control_text import SYNC_END, SYNC_START

# pyte draws private sequences it does not know as text; a terminal swallows them.
_PRIVATE = re.compile(rb"\x1b\[[<>=?][0-9;]*\$?[a-zA-Z]|\x1bP.*?\x1b\\|\x1b\].*?(?:\x07|\x1b\\)", re.DOTALL)
_UNFINISHED = re.compile(rb"\x1b(?:\[[<>=?0-9;$]*|[P\]][^\x07\x1b]*)?$")
# A frame is shown when all of it is there, as terminals show it that say they synchronise.
_FRAME_BEGINS, _FRAME_ENDS = SYNC_START.encode(), SYNC_END.encode()

_LAST_BYTES = 400
"""So much of what came last is told with a wait that was in vain."""

_ANSWERS = {
    b"\x1b[c": b"\x1b[?62;22c",
    b"\x1b[6n": b"\x1b[1;1R",
    b"\x1b[?2026$p": b"\x1b[?2026;2$y",
    b"\x1b[?2048$p": b"\x1b[?2048;0$y",
}
"""What a terminal answers when asked who it is and what it can do."""

KEYS = {
    "enter": "\r",
    "escape": "\x1b",
    "tab": "\t",
    "shift+tab": "\x1b[Z",
    "alt+enter": "\x1b[13;3u",
    "backspace": "\x7f",
    "delete": "\x1b[3~",
    "space": " ",
    "slash": "/",
    "asterisk": "*",
    "question_mark": "?",
    "up": "\x1b[A",
    "down": "\x1b[B",
    "right": "\x1b[C",
    "left": "\x1b[D",
    "home": "\x1b[H",
    "end": "\x1b[F",
    "pageup": "\x1b[5~",
    "pagedown": "\x1b[6~",
    **{
        f"shift+{key}": f"\x1b[1;2{end}"
        for key, end in zip(("up", "down", "right", "left", "end", "home"), "ABCDFH", strict=True)
    },
    **{f"ctrl+{key}": f"\x1b[1;5{end}" for key, end in zip(("right", "left", "end", "home"), "CDFH", strict=True)},
    "alt+up": "\x1b[1;3A",
    "alt+down": "\x1b[1;3B",
    "alt+shift+down": "\x1b[1;4B",
    "ctrl+shift+left": "\x1b[1;6D",
    "ctrl+shift+right": "\x1b[1;6C",
    "ctrl+delete": "\x1b[3;5~",
    "f1": "\x1bOP",
    "f2": "\x1bOQ",
    "f3": "\x1bOR",
    "f4": "\x1bOS",
    "shift+f3": "\x1b[1;2R",
    **{
        f"f{number}": f"\x1b[{code}~"
        for number, code in zip(range(5, 13), (15, 17, 18, 19, 20, 21, 23, 24), strict=True)
    },
    "shift+f8": "\x1b[19;2~",
    # As they were once called.
    "f15": "\x1b[28~",
    "f20": "\x1b[19;2~",
    **{f"ctrl+{letter}": chr(ord(letter) - 96) for letter in "abcdefghijklmnopqrstuvwxyz"},
    "ctrl+right_square_bracket": "\x1d",
    "ctrl+underscore": "\x1f",
    **{f"alt+{letter}": f"\x1b{letter}" for letter in "abcdefghijklmoprstvwx0123456789"},
    "alt+backspace": "\x1b\x7f",
    # What only terminals with kitty's keyboard protocol tell apart.
    "shift+enter": "\x1b[13;2u",
    "ctrl+tab": "\x1b[9;5u",
    "ctrl+shift+tab": "\x1b[9;6u",
    "ctrl+backspace": "\x1b[127;5u",
    "ctrl+slash": "\x1b[47;5u",
    "ctrl+shift+a": "\x1b[97;6u",
    "ctrl+shift+k": "\x1b[107;6u",
    "super+backspace": "\x1b[127;9u",
    **{f"super+{letter}": f"\x1b[{ord(letter)};9u" for letter in "cxyz"},
    **{f"shift+{letter}": letter.upper() for letter in "bdghjknrsxy"},
}
"""What terminals send for the keys, by Textual's names: xterm's sequences where there are several."""


ANSWERED = r" [A-Z].* (no body|[kMG]?B) ·"
"""Stands behind the status of an answer that a function gave to its end; before that it is `so far`."""

FETCHING = r"esc stops|Asking which functions there are|so far"
"""Stands in the search while not all code is known and searched; what is found is not replaced before."""


class TerminalSession:
    """A program in a terminal of so many columns and rows, which shows a frame once it is whole.

    A module of Python is forked from the start server, where there is one and `forked` is not False.
    """

    def __init__(
        self,
        argv: Sequence[str],
        *,
        columns: int = 80,
        rows: int = 24,
        env: Mapping[str, str] | None = None,
        cwd: str | os.PathLike[str] | None = None,
        forked: bool = True,
    ) -> None:
        self.columns, self.rows = columns, rows
        self.screen = pyte.Screen(columns, rows)
        self._stream = pyte.ByteStream(self.screen)
        self._held = b""
        self.raw = bytearray()
        self.exit_code: int | None = None
        self._state = Path((env or {}).get("XDG_STATE_HOME", os.devnull))
        environment = {**os.environ, "TERM": "xterm-256color", **(env or {})}
        self.modes: list[int | list[bytes | int]] = []
        """The terminal's attributes before the program had it."""
        started = self._fork_instead(argv, environment, cwd) if forked else None
        self.pid, self.fd = started or pty.fork()
        if self.pid == 0:
            if cwd is not None:
                os.chdir(cwd)
            self._tell_size(0)
            os.execvpe(argv[0], list(argv), environment)
        self.modes = self.modes or termios.tcgetattr(self.fd)

    def _fork_instead(
        self, argv: Sequence[str], environment: Mapping[str, str], cwd: str | os.PathLike[str] | None
    ) -> tuple[int, int] | None:
        ours, its = os.openpty()
        self._tell_size(its)
        modes = termios.tcgetattr(its)
        pid = fork_instead(argv, environment, cwd, (its, its, its), terminal=True)
        os.close(its)
        if pid is None:
            os.close(ours)
            return None
        # A fork is quick: the program may have the terminal by now.
        self.modes = modes
        return pid, ours

    def _tell_size(self, terminal: int) -> None:
        fcntl.ioctl(terminal, termios.TIOCSWINSZ, struct.pack("HHHH", self.rows, self.columns, 0, 0))

    def __enter__(self) -> TerminalSession:
        return self

    def __exit__(
        self, kind: type[BaseException] | None, error: BaseException | None, trace: TracebackType | None
    ) -> None:
        if self.exit_code is None:
            os.kill(self.pid, signal.SIGKILL)
            os.waitpid(self.pid, 0)
        os.close(self.fd)

    def resize(self, columns: int, rows: int) -> None:
        """Change the terminal's size, as a window manager does."""
        self.columns, self.rows = columns, rows
        self.screen.resize(rows, columns)
        self._tell_size(self.fd)
        os.kill(self.pid, signal.SIGWINCH)

    def press(self, *keys: str) -> None:
        """Press keys by name; a name this does not know is typed as text."""
        for key in keys:
            os.write(self.fd, KEYS.get(key, key).encode())

    def type(self, text: str) -> None:
        """Type text, as it is."""
        os.write(self.fd, text.encode())

    @property
    def text(self) -> str:
        """What stands on the screen now."""
        # pyte's own `display` fails where a part of a wide character was written over.
        rows = [self.screen.buffer[y] for y in range(self.screen.lines)]
        return "\n".join("".join(row[x].data for x in range(self.screen.columns)).rstrip() for row in rows)

    def wait_for(self, pattern: str, *, seconds: float = 60) -> str:
        """Wait until a regular expression is found on the screen; answers the screen."""
        return self._wait(
            lambda text: re.search(pattern, text, re.MULTILINE) is not None, f"{pattern!r} to appear", seconds
        )

    def wait_shown(self, *texts: str) -> None:
        """Wait until each of these texts stands on the screen, as it is, all of them at once."""
        self._wait(lambda now: all(text in now for text in texts), f"all of {texts!r} to appear", 60)

    def wait_until(self, holds: Callable[[], object], what: str, *, seconds: float = 60) -> None:
        """Wait until something is true that need not stand on the screen; what is drawn meanwhile is taken."""
        self._wait(lambda _text: bool(holds()), what, seconds)

    def wait_to_read(self, pattern: str) -> str:
        """Wait for a dialog that comes by itself, and for as long as nobody can have read it: it hears no keys yet."""
        self.wait_for(pattern)
        self.read_for(0.6)
        return self.text

    def wait_gone(self, pattern: str, *, seconds: float = 60) -> str:
        """Wait until a regular expression is found on the screen no more."""
        return self._wait(lambda text: re.search(pattern, text, re.MULTILINE) is None, f"{pattern!r} to go", seconds)

    def wait_for_text(self, text: str, *, seconds: float = 60) -> None:
        """Wait until exactly this stands on the screen."""
        self._wait(lambda now: now == text, f"another screen; wanted:\n{text}\n", seconds)

    def wait_still(self, *, quiet_seconds: float = 0.5, seconds: float = 60) -> None:
        """Wait until nothing has come for so long."""
        limit = time.monotonic() + seconds
        while self._read(quiet_seconds):
            if time.monotonic() > limit:
                raise AssertionError(f"the program does not come to rest; the screen:\n{self.text}")

    def wait_end(self, *, seconds: float = 60) -> int:
        """Wait until the program ends; answers its exit code."""
        limit = time.monotonic() + seconds
        while self.exit_code is None:
            if time.monotonic() > limit:
                raise AssertionError(f"the program did not end; the screen:\n{self.text}")
            self._read(0.05)
            self.reap()
        while self._read(0.05):
            pass
        self._feed(self._held)
        self._held = b""
        return self.exit_code

    def read_for(self, seconds: float) -> None:
        """Take what comes in this time, whatever it is."""
        limit = time.monotonic() + seconds
        while (left := limit - time.monotonic()) > 0:
            self._read(left)

    def reap(self) -> bool:
        """Whether the program has ended; asks without waiting."""
        if self.exit_code is None:
            pid, status = os.waitpid(self.pid, os.WNOHANG)
            if pid:
                self.exit_code = os.waitstatus_to_exitcode(status)
        return self.exit_code is not None

    def wait_stopped(self, *, seconds: float = 60) -> None:
        """Wait until the program is stopped (not ended), and take what it said before."""
        limit = time.monotonic() + seconds
        while True:
            pid, status = os.waitpid(self.pid, os.WNOHANG | os.WUNTRACED)
            if pid and os.WIFSTOPPED(status):
                break
            if pid or time.monotonic() > limit:
                raise AssertionError(f"the program did not stop; the screen:\n{self.text}")
            self._read(0.05)
        while self._read(0.05):
            pass

    def hang_up(self) -> None:
        """Close the terminal's other end, as a terminal that is closed does."""
        os.close(self.fd)
        self.fd = os.open(os.devnull, os.O_RDWR)

    def _wait(self, wanted: Callable[[str], bool], what: str, seconds: float) -> str:
        limit = time.monotonic() + seconds
        while not wanted(self.text):
            if time.monotonic() > limit:
                last = bytes(self.raw[-_LAST_BYTES:])
                raise AssertionError(f"waited for {what}; the screen:\n{self.text}\n{last!r}\n{self._crash_reports()}")
            self._read(0.1)
        return self.text

    def _crash_reports(self) -> str:
        """What a crash left, where the state folder was handed in: the screen tells no more than its path."""
        return "\n".join(path.read_text() for path in sorted(self._state.glob("*/crash-*.txt")))

    def _read(self, seconds: float) -> bool:
        ready, _, _ = select.select([self.fd], [], [], seconds)
        if not ready:
            return False
        try:
            data = os.read(self.fd, 1 << 16)
        except OSError:
            return False
        if not data:
            return False
        for question, answer in _ANSWERS.items():
            if question in data:
                os.write(self.fd, answer)
        self.show(data)
        return True

    def show(self, data: bytes) -> None:
        """Take output that was read from the terminal."""
        self.raw += data
        data = self._held + data
        begins = data.rfind(_FRAME_BEGINS)
        unfinished = _UNFINISHED.search(data)
        if begins > data.rfind(_FRAME_ENDS):
            self._held = data[begins:]
        else:
            self._held = data[unfinished.start() :] if unfinished else b""
        self._feed(data[: len(data) - len(self._held)])

    def _feed(self, data: bytes) -> None:
        self._stream.feed(_PRIVATE.sub(b"", data))
