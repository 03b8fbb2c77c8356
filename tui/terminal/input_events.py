"""What a terminal can say, as plain values: keys, pastes, bursts, mouse, focus and reports.

Owns the words for what arrives. Refuses to know bytes (see `input`) and Textual (see `driver_input`).
"""

from __future__ import annotations

from typing import NamedTuple


class Key(NamedTuple):
    """A key that was pressed: its name as Textual spells it (`ctrl+s`, `shift+f3`), and what it types.

    `character` is None, or a control character, for a key that types nothing.
    """

    name: str
    character: str | None = None


ESCAPE_ENTER = Key("alt+enter", "\x1b\r")
"""An escape and an enter in one piece: what most terminals send for alt+enter, and two keys that a slow line delivered
together. Where nothing is on alt+enter they are two keys (`app.shell.key_order`)."""


class Paste(NamedTuple):
    """What stood between the marks of a paste, without its control characters.

    `removed` counts the control characters that were taken out; line ends and tabs are none. `dropped_bytes` did not
    fit any more. `ended` is False when the end mark never came.
    """

    text: str
    removed: int = 0
    dropped_bytes: int = 0
    ended: bool = True


class Burst(NamedTuple):
    """Text with line ends that came faster than anyone types, without the marks of a paste.

    What it is depends on what has the focus: a paste for an editor of several lines, keys (`key_names.keys_of_text`)
    for everything else.
    """

    text: str


class Mouse(NamedTuple):
    """A mouse report. `buttons` as in the SGR protocol; `x` and `y` count from 1, in cells or pixels."""

    buttons: int
    x: int
    y: int
    released: bool


class Focus(NamedTuple):
    """The terminal's window got the keyboard, or lost it."""

    gained: bool


class CursorReport(NamedTuple):
    """Where the cursor is, as it was asked for. Both count from 1."""

    row: int
    column: int


class ModeReport(NamedTuple):
    """How a private mode is set: 0 not known, 1 set, 2 reset, 3 and 4 the same for ever."""

    mode: int
    setting: int


class SizeReport(NamedTuple):
    """How large the terminal is, in cells and in pixels."""

    columns: int
    rows: int
    pixel_width: int
    pixel_height: int


class KeyboardFlags(NamedTuple):
    """What the terminal does of kitty's keyboard protocol: the sum of its flags."""

    flags: int


class Background(NamedTuple):
    """Whether the terminal's own background is light, as it was asked for or because it changed."""

    is_light: bool


InputEvent = Key | Paste | Burst | Mouse | Focus | CursorReport | ModeReport | SizeReport | KeyboardFlags | Background
