"""The driver that sends differences instead of frames, and which driver a terminal gets."""

from __future__ import annotations

import os
import sys
from collections.abc import Mapping

from rich.cells import get_character_cell_size
from textual.driver import Driver

from tui.terminal.colours import Depth
from tui.terminal.control_text import SYNC_END, SYNC_START, is_frame, leaves_screen
from tui.terminal.design import Design
from tui.terminal.driver import ResilientDriver
from tui.terminal.nonblocking import open_outlet
from tui.terminal.output import TerminalOutput, abilities_of


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
                able._replace(design=designs.get(able.depth), whole_rows=self._is_plain),
            )
        return self._line

    @property
    def _is_plain(self) -> bool:
        """Whether a screen reader follows: the cursor is always shown, and what changed is sent in whole rows."""
        return bool(getattr(self._app, "is_plain", False))

    def send(self, data: str) -> None:
        if data in (SYNC_START, SYNC_END):
            # Textual sends these only when the terminal knows them; small differences need no marks.
            self.line.synchronised = True
        elif is_frame(data):
            wanted = self._is_plain or bool(getattr(self._app.focused, "wants_terminal_cursor", False))
            self.line.frame(data, cursor=wanted)
        else:
            self.line.control(data, invalidate=not leaves_screen(data))

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


def choose_driver(environment: Mapping[str, str]) -> type[Driver] | None:
    """The driver for this terminal. Whole frames are sent on request; on Windows Textual's own driver (None) sends."""
    if sys.platform == "win32":
        return None
    return ResilientDriver if environment.get("INSFORGE_TUI_DRIVER") == "plain" else DifferenceDriver
