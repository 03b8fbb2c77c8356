"""What a terminal said, as Textual's messages, and which keyboard protocol it is asked for.

Owns the mouse's place between two reports, and which reports Textual is told. Refuses to know the bytes that arrive:
`input` does.
"""

from __future__ import annotations

import os
import re
from collections.abc import Iterator
from typing import Protocol, runtime_checkable

from textual import constants, events, messages
from textual.message import Message

from tui.terminal.background import can_be_asked
from tui.terminal.input_events import (
    Background,
    Burst,
    CursorReport,
    Focus,
    InputEvent,
    Key,
    KeyboardFlags,
    ModeReport,
    Mouse,
    Paste,
    SizeReport,
)

KEYBOARD_OFF = "\x1b[<u"
KEYBOARD_ON = "\x1b[>29u\x1b[?u"
"""Kitty's keyboard protocol: all keys (8) as codes of their own (1), with the base layout's codes (4) and the text they
type (16); then the question what of it the terminal does."""

LEGACY_KEYBOARD = "legacy"
_ASKED_BY_TEXTUAL = re.compile(r"\x1b\[>\d+u")

_SYNCHRONISED_OUTPUT, _SIZE_REPORTS = 2026, 2048
_SHIFT, _META, _CTRL, _MOVED, _WHEEL, _MORE_BUTTONS = 4, 8, 16, 32, 64, 128
_WHEELS: tuple[type[events.MouseEvent], ...] = (
    events.MouseScrollUp,
    events.MouseScrollDown,
    events.MouseScrollLeft,
    events.MouseScrollRight,
)


@runtime_checkable
class ChoosesKeyboard(Protocol):
    """An app that says which keyboard protocol the terminal is asked for: `kitty`, or `legacy` for none."""

    keyboard_protocol: str


def wants_legacy_keyboard(app: object) -> bool:
    """Whether the terminal is to send keys as it always did: the settings say so, or Textual's own variable."""
    chosen = isinstance(app, ChoosesKeyboard) and app.keyboard_protocol == LEGACY_KEYBOARD
    return chosen or constants.DISABLE_KITTY_KEY


def keyboard_request(data: str, *, legacy: bool) -> str:
    """What to send where Textual sends `data`: it asks for less of the protocol, and takes back what it never asked."""
    if _ASKED_BY_TEXTUAL.fullmatch(data):
        return "" if legacy else KEYBOARD_ON
    return "" if legacy and data == KEYBOARD_OFF else data


@runtime_checkable
class FollowsBackground(Protocol):
    """An app that may be light or dark as the terminal's own background is."""

    follows_background: bool


def follows_background(app: object) -> bool:
    """Whether the terminal is to be asked for its background, and to say when it changes."""
    return isinstance(app, FollowsBackground) and app.follows_background and can_be_asked(os.environ)


class BackgroundTold(events.Event, bubble=False):
    """The terminal told whether its background is light."""

    def __init__(self, *, is_light: bool) -> None:
        super().__init__()
        self.is_light = is_light


class TextArrived(events.Event, bubble=False):
    """A paste or a burst: the app knows what has the focus, and so what becomes of it."""

    def __init__(self, what: Paste | Burst) -> None:
        super().__init__()
        self.what = what


class EventTranslator:
    """Turns events into messages, and remembers where the mouse was."""

    def __init__(self) -> None:
        self._last = (0, 0)
        self._pixels_per_cell: tuple[float, float] | None = None

    def messages(self, event: InputEvent) -> Iterator[Message]:
        """The messages for an event; none for what Textual has no use for."""
        match event:
            case Key(name, character):
                yield events.Key(name, character)
            case Paste() | Burst():
                yield TextArrived(event)
            case Mouse():
                yield from self._mouse(event)
            case Focus(gained):
                yield events.AppFocus() if gained else events.AppBlur()
            case CursorReport(row, column):
                yield events.CursorPosition(column - 1, row - 1)
            case ModeReport(mode, setting):
                yield from _mode(mode, setting)
            case SizeReport():
                yield from self._size(event)
            case Background(is_light):
                yield BackgroundTold(is_light=is_light)
            case KeyboardFlags():
                pass

    def _size(self, report: SizeReport) -> Iterator[Message]:
        columns, rows, pixel_width, pixel_height = report
        if columns > 0 and rows > 0:
            # Where a terminal tells of its size, Textual asks for the mouse in pixels.
            self._pixels_per_cell = (pixel_width / columns, pixel_height / rows)
            yield events.Resize.from_dimensions((columns, rows), (pixel_width, pixel_height))

    def _mouse(self, report: Mouse) -> Iterator[Message]:
        buttons, x, y = report.buttons, float(report.x - 1), float(report.y - 1)
        if x < 0 or y < 0 or buttons < 0 or buttons & _MORE_BUTTONS:
            # Outside of the window, or a button that nothing here is for.
            return
        if self._pixels_per_cell is not None and min(self._pixels_per_cell) > 0:
            x, y = x / self._pixels_per_cell[0], y / self._pixels_per_cell[1]
        moved = int(x) - self._last[0], int(y) - self._last[1]
        self._last = int(x), int(y)
        # 0 is none, which a move without a button has, and a release in the old protocol.
        button = 0 if buttons & _WHEEL else (buttons + 1) & 3
        kind: type[events.MouseEvent]
        if buttons & _WHEEL:
            kind = _WHEELS[buttons & 3]
        elif buttons & _MOVED or button == 0:
            kind = events.MouseMove
        else:
            kind = events.MouseUp if report.released else events.MouseDown
        yield kind(
            None,
            x,
            y,
            *moved,
            button,
            bool(buttons & _SHIFT),
            bool(buttons & _META),
            bool(buttons & _CTRL),
            screen_x=x,
            screen_y=y,
        )


def _mode(mode: int, setting: int) -> Iterator[Message]:
    if mode == _SYNCHRONISED_OUTPUT and setting > 0:
        yield messages.TerminalSupportsSynchronizedOutput()
    elif mode == _SIZE_REPORTS and constants.SMOOTH_SCROLL and not _is_iterm():
        yield messages.InBandWindowResize.from_setting_parameter(setting)


def _is_iterm() -> bool:
    """iTerm says that it tells of its size, and then tells it wrong."""
    return os.environ.get("LC_TERMINAL") == "iTerm2" or os.environ.get("TERM_PROGRAM") == "iTerm.app"
