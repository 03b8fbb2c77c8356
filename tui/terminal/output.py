"""What goes down the line: control text in its order, and of frames always the newest alone.

Owns the screen as the terminal has it and as the app wants it, and a thread for lines that are slow. Refuses to know
Textual; the file descriptor is all it writes to.
"""

from __future__ import annotations

import threading
from collections.abc import Mapping
from functools import partial
from typing import NamedTuple

from tui.terminal.cells import CellTable
from tui.terminal.colours import Depth, depth_of
from tui.terminal.control_text import SYNC_END, SYNC_START
from tui.terminal.design import Design, designed
from tui.terminal.diff import draw
from tui.terminal.encode import Encoder
from tui.terminal.frame import CharacterWidth, Frame, Row
from tui.terminal.nonblocking import write_all, write_some

_AT_ONCE_BYTES = 2048
"""A writable terminal has room for as much; more is left to the thread, so that the app never waits."""

_SYNC_FROM_BYTES = 1024
_CLOSE_SECONDS = 2.0
_ERASES_IN_COLOUR = ("xterm", "tmux", "linux", "rxvt", "alacritty", "foot", "kitty", "wezterm", "ghostty", "konsole")


class Capabilities(NamedTuple):
    """What the terminal can do. `design` holds the colours chosen for its depth; without one they are rounded."""

    depth: Depth = Depth.TRUE
    erases_in_colour: bool = True
    design: Design | None = None
    whole_rows: bool = False
    """Whether a row that changed is sent whole: a screen reader reads what is sent."""


def abilities_of(environment: Mapping[str, str]) -> Capabilities:
    """What the environment says the terminal can do."""
    term = environment.get("TERM", "")
    depth = depth_of(environment)
    return Capabilities(depth, depth is not Depth.NONE and term.startswith(_ERASES_IN_COLOUR))


class TerminalOutput:
    """Sends frames as differences. Safe to use from one thread beside its own."""

    def __init__(self, handle: int, width_of: CharacterWidth, abilities: Capabilities) -> None:
        self._handle = handle
        design = abilities.design
        self._table = CellTable(None if design is None else partial(designed, design=design))
        self._wanted = Frame(self._table, width_of)
        self._shown: list[Row | None] = []
        self._pen = Encoder(self._table, abilities.depth, erases_in_colour=abilities.erases_in_colour)
        self._whole_rows = abilities.whole_rows
        self._lock = threading.Condition()
        self._controls: list[str] = []
        self._frame_waits = False
        self._cursor_wanted = False
        self._cursor_shown = False
        self._clear = False
        self._busy = False
        self._handed_over: bytes | None = None
        self._thread: threading.Thread | None = None
        self._closed = False
        self._left = False
        self.sent_bytes = 0
        """How much went down the line, for whoever measures."""
        self.synchronised = False
        """Whether the terminal holds back what it is sent between two marks; it said so when asked."""

    def frame(self, text: str, *, cursor: bool) -> None:
        """Show a frame, with or without the terminal's cursor. One not yet sent is replaced."""
        with self._lock:
            self._wanted.apply(text)
            if self._left:
                return
            self._frame_waits = True
            self._cursor_wanted = cursor
        self._send()

    def control(self, text: str, *, invalidate: bool) -> None:
        """Send text that is no frame, as it is; with `invalidate`, what the screen holds is not known behind it."""
        with self._lock:
            self._controls.append(text)
            if invalidate:
                self._forget()
                self._cursor_shown = False
        self._send()

    def invalidate(self, *, size: tuple[int, int] | None = None) -> None:
        """The screen may hold anything, and has so many columns and rows now: the next frame is drawn whole."""
        with self._lock:
            self._forget()
            if size is not None:
                self._wanted.resize(*size)

    def _forget(self) -> None:
        self._shown = []
        self._clear = True
        self._pen.invalidate()

    def settle(self) -> None:
        """Wait, for a bounded time, until nothing is on its way."""
        with self._lock:
            self._lock.wait_for(lambda: not self._busy, _CLOSE_SECONDS)

    def close(self) -> None:
        """Send what waits, for a bounded time, and end the thread. One that a terminal holds up is left behind."""
        if not self._closed:
            self.settle()
        with self._lock:
            self._closed = True
            self._lock.notify_all()
            thread, self._thread = self._thread, None
            held_up = self._busy
        if thread is not None and not held_up:
            thread.join(_CLOSE_SECONDS)

    def leave(self) -> None:
        """The screen is somebody else's from now on: a frame that waits would be painted over theirs."""
        with self._lock:
            self._left = True
            self._frame_waits = False

    def reopen(self) -> None:
        """Be ready again after `leave` and `close`."""
        with self._lock:
            self._closed = self._left = False
            self._forget()

    # Sending

    def _send(self) -> None:
        with self._lock:
            if self._busy:
                return
            self._busy = True
        self._go_on()

    def _go_on(self) -> None:
        try:
            self._send_what_waits()
        except Exception:
            # The app ends because of it, and what restores the terminal must still get through.
            with self._lock:
                self._busy = False
                self._lock.notify_all()
            raise

    def _send_what_waits(self) -> None:
        """Send until nothing waits, or hand over to the thread what might block."""
        while True:
            with self._lock:
                data = self._next()
                self.sent_bytes += len(data or b"")
                if data is None:
                    self._busy = False
                    self._lock.notify_all()
                    return
            if len(data) <= _AT_ONCE_BYTES:
                data = data[write_some(self._handle, data) :]
            if data:
                self._hand_over(data)
                return

    def _next(self) -> bytes | None:
        """What to send now; called with the lock held."""
        if self._controls:
            text = "".join(self._controls)
            self._controls.clear()
            return text.encode("utf-8", "replace")
        if not self._frame_waits:
            return None
        self._frame_waits = False
        text = self._difference()
        return text.encode("utf-8", "replace") if text else self._next()

    def _difference(self) -> str:
        rows = self._wanted.rows
        self._pen.width = max(map(len, rows), default=0)
        before = self._shown
        if self._whole_rows:
            before = [row if row == rows[y] else None for y, row in enumerate(before[: len(rows)])]
        prefix = "\x1b[?25l" if self._cursor_shown and not self._cursor_wanted else ""
        if self._clear:
            # Blanks from here on are known to be blank only where they are written; nothing is assumed.
            prefix += "\x1b[m\x1b[r"
            self._clear = False
        draw(self._pen, self._table, before, rows)
        self._shown = list(rows)
        if self._cursor_wanted:
            self._pen.move_to(*self._wanted.cursor)
        text = prefix + self._pen.take()
        if self._cursor_wanted and not self._cursor_shown:
            text += "\x1b[?25h"
        self._cursor_shown = self._cursor_wanted
        if self.synchronised and len(text) >= _SYNC_FROM_BYTES:
            text = f"{SYNC_START}{text}{SYNC_END}"
        return text

    def _hand_over(self, data: bytes) -> None:
        with self._lock:
            self._handed_over = data
            if self._thread is None or not self._thread.is_alive():
                self._thread = threading.Thread(target=self._run, name="terminal-line", daemon=True)
                self._thread.start()
            self._lock.notify_all()

    def _run(self) -> None:
        while True:
            with self._lock:
                self._lock.wait_for(lambda: self._handed_over is not None or self._closed)
                data, self._handed_over = self._handed_over, None
            if data is None:
                return
            write_all(self._handle, data)
            self._go_on()
