"""The mouse: who has it, the console or the terminal's own selection, and what the terminal is sent for it. Pure.

A program that asks for the mouse takes the terminal's selection away, and over SSH each move of it is a packet: it is
asked for where that does no harm, or where the user wants it.
"""

from __future__ import annotations

from collections.abc import Mapping

from tui.terminal.input_delays import OVER_A_NETWORK, mouse_delays_escape

MOUSE_ON = "\x1b[?1000h\x1b[?1003h\x1b[?1015h\x1b[?1006h"
"""Buttons, moves, and the two ways to tell places above 223."""

MOUSE_OFF = "\x1b[?1000l\x1b[?1003l\x1b[?1015l\x1b[?1006l"
MOUSE_PIXELS_ON, MOUSE_PIXELS_OFF = "\x1b[?1016h", "\x1b[?1016l"


def wants_mouse(environment: Mapping[str, str], chosen: bool | None = None) -> bool:
    """Whether the terminal is asked for the mouse at the start. `chosen` is what an option or the settings say."""
    if chosen is not None:
        return chosen
    is_remote = any(environment.get(name) for name in OVER_A_NETWORK)
    return not is_remote and not mouse_delays_escape(environment)
