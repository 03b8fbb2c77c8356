"""Textual's Linux driver, made to outlast terminals, and one that sends differences instead of frames.

The only Textual in this room, with `driver_input` and `driver_colours`. Private names of Textual used here:
`LinuxDriver._file`, `_key_thread` and `_loop`, how it turns kitty's keyboard protocol on and off,
`App._handle_exception` and `App._sync_available`'s marks by their bytes; `tests/terminal/test_driver.py` fails when
they change.
"""

from __future__ import annotations

import contextlib
import os
import re
import select
import signal
import sys
import termios
import time
from collections.abc import Mapping
from io import TextIOWrapper

from rich.cells import get_character_cell_size
from textual import events
from textual.driver import Driver
from textual.drivers.linux_driver import LinuxDriver
from textual.geometry import Size
from textual.message import Message

from tui.terminal.colours import Depth, depth_of
from tui.terminal.design import Design
from tui.terminal.driver_input import (
    KEYBOARD_OFF,
    KEYBOARD_ON,
    EventTranslator,
    keyboard_request,
    wants_legacy_keyboard,
)
from tui.terminal.input import InputParser
from tui.terminal.input_delays import delays_of
from tui.terminal.input_events import InputEvent
from tui.terminal.nonblocking import open_outlet, say_last
from tui.terminal.output import Capabilities, TerminalOutput

SYNC_START, SYNC_END = "\x1b[?2026h", "\x1b[?2026l"
MOST_COLUMNS, MOST_ROWS = 1000, 500
"""A terminal may say that it has 65535 of each; what is drawn is this at most."""

_BACK = (
    f"{SYNC_END}\x1b[m\x1b[r\x1b[?2004l\x1b[?7h\x1b[?2048l\x1b[?1000l\x1b[?1003l\x1b[?1015l\x1b[?1006l\x1b[?1016l"
    "\x1b[<u\x1b[?1049l\x1b[?25h\x1b[?1004l"
)
_FRAME = re.compile(r"\x1b\[\d*;?\d*H")
# Queries, modes, keyboard protocol, title, clipboard and bell leave the cells and the style as they are.
_HARMLESS = re.compile(
    r"(?:\x1b\[[?>=<][\d;]*[hlucpq$]+|\x1b\[[?>]?\d*\$?[cnp]|\x1b\](?:0|2|22|52);[^\x07\x1b]*(?:\x07|\x1b\\)|\x07)*"
)
_SCREEN_SWITCH = re.compile(r"\x1b\[\?(?:1049|47|1047)[hl]")
_ERASES_IN_COLOUR = ("xterm", "tmux", "linux", "rxvt", "alacritty", "foot", "kitty", "wezterm", "ghostty", "konsole")

_CURSOR_ASKED = "\x1b[6n"
_READ_BYTES = 1 << 16


class ResilientDriver(LinuxDriver):
    """Outlives what terminals and shells do: it stops and goes on, takes any bytes for input, and ends with the line.

    A terminal that is gone is told as SIGHUP, which also comes when the system says so itself.
    """

    started = False
    """Whether the terminal is the app's."""

    _parser = InputParser()
    _stopped = False
    _wake: tuple[int, int] = (-1, -1)
    _attributes: list[int | list[bytes | int]] | None = None

    def _watch_stops(self) -> None:
        # Textual's own handlers act between any two steps of the app, in the middle of a frame too. Another thread
        # than the main one can have none.
        with contextlib.suppress(RuntimeError, ValueError):
            self._loop.add_signal_handler(signal.SIGTSTP, self._stop)
            self._loop.add_signal_handler(signal.SIGCONT, self._go_on)

    def _stop(self) -> None:
        """Give the terminal back and stop; SIGCONT goes on."""
        if self.started:
            self._stopped = True
            self.suspend_application_mode()
        os.kill(os.getpid(), signal.SIGSTOP)

    def _go_on(self) -> None:
        if not self._in_foreground():
            # The shell's `bg`: the terminal is somebody else's until `fg`.
            os.kill(os.getpid(), signal.SIGSTOP)
            return
        if self.started:
            self._take_again()
        elif self._stopped:
            self._must_signal_resume, self._stopped = True, False
            self.resume_application_mode()

    def _take_again(self) -> None:
        """Stopped by SIGSTOP, which asks nobody: what the terminal is set to and shows by now is not known."""
        if self._attributes is not None:
            with contextlib.suppress(termios.error):
                termios.tcsetattr(self.fileno, termios.TCSANOW, self._attributes)
        self.write("\x1b[?1049h\x1b[?25l\x1b[?1004h")
        if not wants_legacy_keyboard(self._app):
            # What was pushed may still be there; there is one after this.
            self.write(KEYBOARD_OFF + KEYBOARD_ON)
        self._enable_mouse_support()
        self._enable_bracketed_paste()
        self._disable_line_wrap()
        size = Size(*self._get_terminal_size())
        self.send_message(events.Resize(size, size))
        # The app ignores a size that it has already: this says that the screen must be drawn.
        self.send_message(self.SignalResume())

    def _in_foreground(self) -> bool:
        try:
            return os.tcgetpgrp(self.fileno) == os.getpgrp()
        except OSError:
            # Not the terminal that controls this process: then nobody stops it for using it either.
            return True

    def start_application_mode(self) -> None:
        self._watch_stops()
        # Before the first byte: what fails half way has to be taken back.
        self.started = True
        self._wake = os.pipe()
        self._parser = InputParser(delays_of(os.environ), linux=os.environ.get("TERM", "").startswith("linux"))
        if isinstance(self._file, TextIOWrapper):
            # Whatever the locale says: terminals are UTF-8, and what is typed is read as that.
            self._file.reconfigure(encoding="utf-8", errors="replace")
        super().start_application_mode()  # type: ignore[no-untyped-call]  # Textual gives it no types
        with contextlib.suppress(termios.error):
            self._attributes = termios.tcgetattr(self.fileno)

    def stop_application_mode(self) -> None:
        # Not every terminal forgets colours and looks with its second screen.
        self.write("\x1b[m")
        if self._mouse_pixels:
            # Textual asks for them where the terminal tells of its size, and leaves them on.
            self._mouse_pixels = False
            self.write("\x1b[?1016l")
        super().stop_application_mode()
        self.started = False

    def disable_input(self) -> None:
        self._wake_reader()
        super().disable_input()
        wake, self._wake = self._wake, (-1, -1)
        for handle in wake:
            if handle >= 0:
                os.close(handle)

    def _wake_reader(self) -> None:
        """The thread that reads keys sleeps until there are some, or until this; it ends if the event is set."""
        if self._wake[1] >= 0:
            os.write(self._wake[1], b"!")

    def end(self) -> None:
        """Give the terminal back, whatever state the app is in. May be called again."""
        with contextlib.suppress(Exception):
            if self.started:
                self.stop_application_mode()
            self.close()
        if self.started:
            self._force_back()

    def _force_back(self) -> None:
        """The orderly way failed: what can be done without any of it."""
        self.started = False
        self.exit_event.set()
        self._wake_reader()
        say_last(self.fileno if self._file is None else self._file.fileno(), _BACK)
        if self.attrs_before is not None:
            with contextlib.suppress(termios.error):
                termios.tcsetattr(self.fileno, termios.TCSANOW, self.attrs_before)

    def _run_input_thread(self) -> None:
        try:
            self.run_input_thread()
        except Exception as error:  # noqa: BLE001  # the app reports it and ends
            with contextlib.suppress(RuntimeError):
                self._loop.call_soon_threadsafe(self._app._handle_exception, error)

    def run_input_thread(self) -> None:
        """Read what the terminal sends until told to end. Nothing wakes the thread but bytes, deadlines and the end."""
        parser, translator = self._parser, EventTranslator()
        while not self.exit_event.is_set():
            seconds = None if parser.wake_at is None else max(0.0, parser.wake_at - time.monotonic())
            try:
                ready = self.fileno in select.select([self.fileno, self._wake[0]], [], [], seconds)[0]
                data = os.read(self.fileno, _READ_BYTES) if ready else b""
            except OSError:
                ready, data = True, b""
            if ready and not data:
                os.kill(os.getpid(), signal.SIGHUP)
                return
            now = time.monotonic()
            self._process(translator, parser.feed(data, now) if ready else parser.expire(now))
        # Suspended: what was held back to see what comes behind it was typed before.
        self._process(translator, parser.expire(float("inf")))

    def _process(self, translator: EventTranslator, arrived: list[InputEvent]) -> None:
        for event in arrived:
            for message in translator.messages(event):
                self.process_message(message)

    def write(self, data: str) -> None:
        if _CURSOR_ASKED in data:
            self._parser.ask_cursor_report()
        data = keyboard_request(data, legacy=wants_legacy_keyboard(self._app))
        if data:
            self.send(data)

    def send(self, data: str) -> None:
        """Send text to the terminal. For subclasses."""
        # While the terminal is another program's, nothing is painted over it.
        if self.started or not (data in (SYNC_START, SYNC_END) or _FRAME.match(data)):
            super().write(data)

    def process_message(self, message: Message) -> None:
        if not (isinstance(message, events.Resize) and _is_absurd(*message.size)):
            super().process_message(message)

    def _get_terminal_size(self) -> tuple[int, int]:
        columns, rows = super()._get_terminal_size()
        return min(columns, MOST_COLUMNS), min(rows, MOST_ROWS)


def _is_absurd(columns: int, rows: int) -> bool:
    return not (0 < columns <= MOST_COLUMNS and 0 < rows <= MOST_ROWS)


class DifferenceDriver(ResilientDriver):
    """Keeps the last frame and sends what changed."""

    _line: TerminalOutput | None = None
    _outlet: int | None = None

    @property
    def line(self) -> TerminalOutput:
        """The line to the terminal, made at first use."""
        if self._line is None:
            # Where Textual writes: standard input may have been opened for reading only.
            handle = self.fileno if self._file is None else self._file.fileno()
            self._outlet = open_outlet(handle)
            able = abilities_of(os.environ)
            designs: Mapping[Depth, Design] = getattr(self._app, "colour_designs", {})
            self._line = TerminalOutput(
                handle if self._outlet is None else self._outlet,
                get_character_cell_size,
                able._replace(design=designs.get(able.depth)),
            )
        return self._line

    def send(self, data: str) -> None:
        if data in (SYNC_START, SYNC_END):
            # Textual sends these only when the terminal knows them; small differences need no marks.
            self.line.synchronised = True
        elif _FRAME.match(data):
            self.line.frame(data, cursor=bool(getattr(self._app.focused, "wants_terminal_cursor", False)))
        else:
            known = _HARMLESS.fullmatch(data) is not None and not _SCREEN_SWITCH.search(data)
            self.line.control(data, invalidate=not known)

    def invalidate(self, *, resized: bool = False) -> None:
        """What the terminal shows is not known: the next frame is drawn whole."""
        self.line.invalidate(size=self._get_terminal_size() if resized else None)

    def start_application_mode(self) -> None:
        self.line.reopen()
        super().start_application_mode()

    def stop_application_mode(self) -> None:
        self.line.leave()
        super().stop_application_mode()

    def close(self) -> None:
        self.line.close()
        super().close()


def abilities_of(environment: Mapping[str, str]) -> Capabilities:
    """What the environment says the terminal can do."""
    term = environment.get("TERM", "")
    depth = depth_of(environment)
    return Capabilities(depth, depth is not Depth.NONE and term.startswith(_ERASES_IN_COLOUR))


def choose_driver(environment: Mapping[str, str]) -> type[Driver] | None:
    """The driver for this terminal. Whole frames are sent on request; on Windows Textual's own driver (None) sends."""
    if sys.platform == "win32":
        return None
    return ResilientDriver if environment.get("INSFORGE_TUI_DRIVER") == "plain" else DifferenceDriver
