"""The real console without a terminal: what Textual writes and what goes down the line, each on a screen of its own.

Owns the driver that keeps both streams and the comparison of the two screens. Refuses to know what is pressed.
"""

from __future__ import annotations

import fcntl
import os
import select
from dataclasses import dataclass, field
from functools import lru_cache
from itertools import pairwise
from typing import TYPE_CHECKING
from weakref import WeakKeyDictionary

from rich.cells import get_character_cell_size
from textual import events
from textual.driver import Driver
from textual.geometry import Size

from tests.console_fixture import FakeServer, FixtureConsole
from tests.terminal.emulator import Emulator
from tests.terminal.strict_terminal import UNKNOWN, Cell, StrictTerminal, Style, cell, styled
from tui.app.widgets.code_editor import CodeEditor
from tui.app.widgets.colours import designs
from tui.app.widgets.field import Field
from tui.flows.connect import Missing, Target
from tui.terminal.cells import (
    BLINK,
    BOLD,
    CONCEAL,
    DEFAULT_COLOUR,
    DIM,
    ITALIC,
    REVERSE,
    STRIKE,
    TRUE_COLOUR,
    UNDERLINE,
    CellStyle,
)
from tui.terminal.colours import Depth, colour_parameters
from tui.terminal.design import designed
from tui.terminal.driver_colours import keep_all_colours
from tui.terminal.driver_differences import DifferenceDriver
from tui.terminal.output import Capabilities, TerminalOutput

if TYPE_CHECKING:
    from textual.app import App

_SMALLEST_PIPE = 4096


_LETTERS = {"b": BOLD, "d": DIM, "i": ITALIC, "u": UNDERLINE, "k": BLINK, "r": REVERSE, "c": CONCEAL, "s": STRIKE}
_DESIGNS = designs()
_RECORDINGS: WeakKeyDictionary[FixtureConsole, Recording] = WeakKeyDictionary()


def cell_style(style: Style) -> CellStyle:
    """A style of the strict terminal as the console has it."""
    foreground, background = (
        DEFAULT_COLOUR if not each else TRUE_COLOUR | int(each[1:], 16) if each[0] == "#" else int(each)
        for each in (style.foreground, style.background)
    )
    return CellStyle(sum(_LETTERS[each] for each in style.looks), foreground, background)


@lru_cache(maxsize=1 << 16)
def lowered(shown: Cell, depth: Depth, *, by_design: bool) -> Cell:
    """A cell as a terminal with fewer colours shows it, in the colours designed for it or in rounded ones."""
    if depth is Depth.TRUE:
        return shown
    wanted = cell_style(shown.style)
    wanted = designed(wanted, _DESIGNS[depth]) if by_design else wanted
    looks = frozenset(letter for letter, bit in _LETTERS.items() if wanted.attributes & bit)
    style = Style(looks, "", "", shown.style.link)
    for colour, background in ((wanted.foreground, False), (wanted.background, True)):
        parameters = colour_parameters(colour, depth, background=background)
        style = styled(style, parameters) if parameters else style
    return cell(shown.text, style)


@dataclass
class Recording:
    """Two screens: `raw` shows what Textual wrote, `diffed` what the line sent.

    With `slow` nothing is read from the line until the screens are compared, so that frames replace each other.
    With `second_opinion` pyte gets both streams too, and must find its two screens equal.
    """

    columns: int
    rows: int
    abilities: Capabilities
    slow: bool = False
    second_opinion: bool = False
    shows_cursor_always: bool = False
    writes: int = 0
    sent: list[str] = field(default_factory=list)
    cursor_wanted: bool = False

    def __post_init__(self) -> None:
        self.raw = StrictTerminal(self.columns, self.rows, mends_halves=True)
        self.diffed = StrictTerminal(self.columns, self.rows, erases_in_colour=self.abilities.erases_in_colour)
        self.pyte = [Emulator(self.columns, self.rows) for _ in range(2 if self.second_opinion else 0)]
        self._reader, self._writer = os.pipe()
        os.set_blocking(self._reader, False)
        if self.slow:
            fcntl.fcntl(self._writer, fcntl.F_SETPIPE_SZ, _SMALLEST_PIPE)
        self.line = TerminalOutput(self._writer, get_character_cell_size, self.abilities)

    def wrote(self, text: str) -> None:
        """Textual wrote this."""
        self.writes += 1
        self.raw.feed(text)
        if self.pyte:
            self.pyte[0].feed(text)

    def resize(self, columns: int, rows: int) -> None:
        """Both terminals change their size."""
        self.columns, self.rows = columns, rows
        for screen in (self.raw, self.diffed):
            screen.resize(columns, rows)
            screen.forgiving = True
        for other in self.pyte:
            other.screen.resize(rows, columns)

    @property
    def painted(self) -> bool:
        """Whether Textual has written the whole screen since its size changed."""
        whole = not any(UNKNOWN in row for row in self.raw.rows)
        if whole:
            self.drain()
            self.raw.forgiving = self.diffed.forgiving = False
        return whole

    def drain(self) -> None:
        """Take all that is on its way down the line."""
        parts: list[bytes] = []
        while True:
            # Not busy means that all was written; it may still lie in the pipe.
            busy = self.line._busy
            if select.select([self._reader], [], [], 0.001 if busy else 0)[0]:
                parts.append(os.read(self._reader, 1 << 16))
            elif not busy:
                break
        text = b"".join(parts).decode()
        self.sent.append(text)
        self.diffed.feed(text)
        if self.pyte:
            self.pyte[1].feed(text)

    def check(self) -> None:
        """Both screens are equal in each cell, and so is the cursor where one is seen."""
        self.drain()
        for y, (wanted, shown) in enumerate(zip(self.raw.rows, self.diffed.rows, strict=True)):
            if self.abilities.depth is not Depth.TRUE:
                by_design = self.abilities.design is not None
                wanted = [lowered(each, self.abilities.depth, by_design=by_design) for each in wanted]
            if wanted != shown:
                x = next(x for x in range(self.columns) if wanted[x] != shown[x])
                raise AssertionError(f"row {y}, column {x}: {shown[x]} instead of {wanted[x]}\n{self.last_sent}")
            assert UNKNOWN not in shown, f"row {y} was never written whole"
        assert self.diffed.cursor_shown is self.cursor_wanted, f"the cursor's being shown\n{self.last_sent}"
        if self.cursor_wanted:
            places = [(screen.x, screen.y) for screen in (self.diffed, self.raw)]
            assert places[0] == places[1], f"the cursor is at {places[0]}, not {places[1]}\n{self.last_sent}"
        assert not self.diffed.synchronised, "the screen is held back"
        for one, other in pairwise(self.pyte):
            for y in one.screen.dirty | other.screen.dirty:
                assert one.row(y) == other.row(y), f"pyte finds row {y} different\n{self.last_sent}"
            one.screen.dirty.clear()
            other.screen.dirty.clear()

    @property
    def last_sent(self) -> str:
        """The end of what went down the line, for whoever looks for a reason."""
        return f"sent last: {''.join(self.sent[-3:])[-1500:]!r}"

    def text(self) -> list[str]:
        """The rows of the screen as text."""
        return ["".join(each.text for each in row) for row in self.diffed.rows]

    def close(self) -> None:
        """Let go of the pipe."""
        self.line.close()
        os.close(self._reader)
        os.close(self._writer)


class RecordingDriver(DifferenceDriver):
    """The console's own driver, `write` and all, with a pipe and no terminal at its end."""

    def __init__(
        self, app: App[object], *, debug: bool = False, mouse: bool = True, size: tuple[int, int] | None = None
    ) -> None:
        # LinuxDriver's own would take the test's terminal and signals.
        Driver.__init__(self, app, debug=debug, mouse=mouse, size=size)
        assert isinstance(app, FixtureConsole)
        self.recording = _RECORDINGS[app]
        self._line = self.recording.line
        self._mouse_pixels = self._in_band_window_resize = False

    @property
    def can_suspend(self) -> bool:
        return False

    def write(self, data: str) -> None:
        self.recording.wrote(data)
        if data.endswith("H"):
            # A frame ends with the place of the cursor.
            is_in_text = isinstance(self._app.focused, CodeEditor | Field)
            self.recording.cursor_wanted = is_in_text or self.recording.shows_cursor_always
        super().write(data)
        if not self.recording.slow:
            self.recording.drain()

    def flush(self) -> None:
        return

    def start_application_mode(self) -> None:
        for mode in ("\x1b[?1049h", "\x1b[?25l", "\x1b[?2004h", "\x1b[?7l"):
            self.write(mode)
        self.resize(*(self._size or (80, 24)))

    def resize(self, columns: int, rows: int) -> None:
        """Say that the terminal has this size now."""
        self._size = (columns, rows)
        self.process_message(events.Resize(Size(columns, rows), Size(columns, rows)))

    def _get_terminal_size(self) -> tuple[int, int]:
        return self._size or (80, 24)

    def disable_input(self) -> None:
        return

    def stop_application_mode(self) -> None:
        return

    def close(self) -> None:
        return


def record(console: FixtureConsole, recording: Recording) -> None:
    """Let a console that has not started yet write into a recording."""
    _RECORDINGS[console] = recording
    console.driver_class = RecordingDriver
    # Whatever terminal the tests run in, Textual writes all colours there are.
    keep_all_colours(console)


class RecordedConsole(FixtureConsole):
    """The console on a staged server, recorded. It never leaves, whatever is pressed."""

    def __init__(
        self, server: FakeServer, recording: Recording, *, theme: str = "dark", target: Target | Missing | None = None
    ) -> None:
        super().__init__(server, theme=theme, target=target)
        self.recording = recording
        record(self, recording)

    @property
    def driver(self) -> RecordingDriver:
        """The driver, once the console runs."""
        assert isinstance(self._driver, RecordingDriver)
        return self._driver

    def exit(self, *_result: object, **_more: object) -> None:
        return
