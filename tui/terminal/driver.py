"""Textual's Linux driver, sending differences instead of frames. The only Textual in this room.

Private names of Textual used here: `LinuxDriver._file`'s descriptor by way of `fileno`, `App._sync_available`'s
marks by their bytes, and the decoder `linux_driver` reads keys with; `tests/terminal/test_driver.py` fails when they
change.
"""

from __future__ import annotations

import os
import re
import sys
from codecs import IncrementalDecoder, getincrementaldecoder
from collections.abc import Callable, Mapping
from functools import partial

from rich.cells import get_character_cell_size
from textual.driver import Driver
from textual.drivers import linux_driver
from textual.drivers.linux_driver import LinuxDriver

from tui.terminal.colours import Depth, depth_of
from tui.terminal.line import Abilities, TerminalLine

SYNC_START, SYNC_END = "\x1b[?2026h", "\x1b[?2026l"
_FRAME = re.compile(r"\x1b\[\d*;?\d*H")
# Queries, modes, keyboard protocol, title, clipboard and bell leave the cells and the style as they are.
_HARMLESS = re.compile(
    r"(?:\x1b\[[?>=<][\d;]*[hlucpq$]+|\x1b\[[?>]?\d*\$?[cnp]|\x1b\](?:0|2|22|52);[^\x07\x1b]*(?:\x07|\x1b\\)|\x07)*"
)
_SCREEN_SWITCH = re.compile(r"\x1b\[\?(?:1049|47|1047)[hl]")
_ERASES_IN_COLOUR = ("xterm", "tmux", "linux", "rxvt", "alacritty", "foot", "kitty", "wezterm", "ghostty", "konsole")


def _forgiving_decoder(encoding: str) -> Callable[[], IncrementalDecoder]:
    """What is read from a terminal is not always UTF-8: a paste from an old file, a key of an 8-bit terminal."""
    return partial(getincrementaldecoder(encoding), "replace")


# Textual reads strictly, and one such byte would end the console. Both drivers read with what stands under this name.
vars(linux_driver)["getincrementaldecoder"] = _forgiving_decoder


class DifferenceDriver(LinuxDriver):
    """Keeps the last frame and sends what changed."""

    _line: TerminalLine | None = None

    @property
    def line(self) -> TerminalLine:
        """The line to the terminal, made at first use."""
        if self._line is None:
            self._line = TerminalLine(self.fileno, get_character_cell_size, abilities_of(os.environ))
        return self._line

    def write(self, data: str) -> None:
        if data in (SYNC_START, SYNC_END):
            # Textual sends these only when the terminal knows them; small differences need no marks.
            self.line.synchronised = True
        elif _FRAME.match(data):
            self.line.frame(data, cursor=bool(getattr(self._app.focused, "wants_terminal_cursor", False)))
        else:
            known = _HARMLESS.fullmatch(data) is not None and not _SCREEN_SWITCH.search(data)
            self.line.control(data, forget=not known)

    def forget(self, *, resized: bool = False) -> None:
        """What the terminal shows is not known: the next frame is drawn whole."""
        self.line.forget(size=self._get_terminal_size() if resized else None)

    def start_application_mode(self) -> None:
        self.line.reopen()
        super().start_application_mode()  # type: ignore[no-untyped-call]  # Textual gives it no types

    def close(self) -> None:
        self.line.close()
        super().close()


def abilities_of(environment: Mapping[str, str]) -> Abilities:
    """What the environment says the terminal can do."""
    term = environment.get("TERM", "")
    depth = depth_of(environment)
    return Abilities(depth, depth is not Depth.NONE and term.startswith(_ERASES_IN_COLOUR))


def choose_driver(environment: Mapping[str, str]) -> type[Driver] | None:
    """The driver for this terminal; None means Textual's own: on Windows, on request, on very simple terminals."""
    if sys.platform == "win32" or environment.get("INSFORGE_TUI_DRIVER") == "plain":
        return None
    return None if environment.get("TERM") in (None, "", "dumb") else DifferenceDriver
