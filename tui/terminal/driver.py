"""Textual's Linux driver, made to outlast terminals.

The only Textual in this room, with `driver_differences`, `driver_input` and `driver_colours`. Private names of Textual
used here: `LinuxDriver._file`, `_key_thread` and `_loop`, `_mouse` and how it asks for that, how it turns kitty's
keyboard protocol on and off, `App._handle_exception` and `App._sync_available`'s marks by their bytes;
`tests/terminal/test_driver.py` fails when they change.
"""

from __future__ import annotations

import contextlib
import os
import select
import signal
import termios
import time
from io import TextIOWrapper

from textual import events
from textual.drivers.linux_driver import LinuxDriver
from textual.geometry import Size
from textual.message import Message

from tui.terminal.background import BACKGROUND_ASKED, SCHEME_TOLD_OFF, SCHEME_TOLD_ON
from tui.terminal.control_text import GIVE_BACK, SYNC_END, SYNC_START, TITLE_BACK, TITLE_KEPT, is_frame, title_text
from tui.terminal.driver_input import (
    KEYBOARD_OFF,
    KEYBOARD_ON,
    EventTranslator,
    follows_background,
    keyboard_request,
    wants_legacy_keyboard,
)
from tui.terminal.input import InputParser
from tui.terminal.input_delays import delays_of
from tui.terminal.input_events import InputEvent
from tui.terminal.mouse import MOUSE_OFF, MOUSE_ON, MOUSE_PIXELS_OFF, MOUSE_PIXELS_ON
from tui.terminal.nonblocking import say_last

MOST_COLUMNS, MOST_ROWS = 1000, 500
"""A terminal may say that it has 65535 of each; what is drawn is this at most."""

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
    _background_asked = False
    _scheme_told = False
    _title = ""
    _title_kept = False
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
        if self._scheme_told:
            self.write(SCHEME_TOLD_ON)
        self._send_title()
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
        self._ask_background()
        self._send_title()
        with contextlib.suppress(termios.error):
            self._attributes = termios.tcgetattr(self.fileno)

    def show_title(self, title: str) -> None:
        """Give the terminal this title, which has no control characters, until the terminal is given back."""
        self._title = title
        if self.started:
            self._send_title()

    def _send_title(self) -> None:
        if self._title:
            self.write(("" if self._title_kept else TITLE_KEPT) + title_text(self._title))
            self._title_kept = True

    def _take_back_title(self) -> None:
        if self._title_kept:
            self._title_kept = False
            self.write(TITLE_BACK)

    def _ask_background(self) -> None:
        """Ask what the terminal's background is, once, and to be told of changes. The answer comes when it comes."""
        if not follows_background(self._app):
            return
        if not self._background_asked:
            self._background_asked = True
            self._parser.ask_background()
            self.write(BACKGROUND_ASKED)
        self._scheme_told = True
        self.write(SCHEME_TOLD_ON)

    def stop_application_mode(self) -> None:
        # Not every terminal forgets colours and looks with its second screen.
        self.write("\x1b[m")
        self._forget_pixels()
        if self._scheme_told:
            self._scheme_told = False
            self.write(SCHEME_TOLD_OFF)
        self._take_back_title()
        super().stop_application_mode()
        self.started = False

    def use_mouse(self, wanted: bool) -> None:
        """Ask the terminal for the mouse, or leave it to the terminal's own selection, from now on."""
        if wanted == self._mouse:
            return
        if not wanted:
            self._forget_pixels()
            self._disable_mouse_support()
        self._mouse = wanted
        if wanted:
            self._enable_mouse_support()
            if self._in_band_window_resize:
                self._enable_mouse_pixels()

    def _enable_mouse_support(self) -> None:
        if self._mouse:
            # In cells, unless it was asked for pixels: of these modes terminals do the one that came last.
            self.write(MOUSE_ON + (MOUSE_PIXELS_ON if self._mouse_pixels else ""))

    def _disable_mouse_support(self) -> None:
        if self._mouse:
            self.write(MOUSE_OFF)

    def _forget_pixels(self) -> None:
        if self._mouse_pixels:
            # Textual asks for them where the terminal tells of its size, and leaves them on.
            self._mouse_pixels = False
            self.write(MOUSE_PIXELS_OFF)

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
        say_last(self.fileno if self._file is None else self._file.fileno(), GIVE_BACK + TITLE_BACK * self._title_kept)
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
        if self.started or not (data in (SYNC_START, SYNC_END) or is_frame(data)):
            super().write(data)

    def process_message(self, message: Message) -> None:
        if not (isinstance(message, events.Resize) and _is_absurd(*message.size)):
            super().process_message(message)

    def _get_terminal_size(self) -> tuple[int, int]:
        columns, rows = super()._get_terminal_size()
        return min(columns, MOST_COLUMNS), min(rows, MOST_ROWS)


def _is_absurd(columns: int, rows: int) -> bool:
    return not (0 < columns <= MOST_COLUMNS and 0 < rows <= MOST_ROWS)
