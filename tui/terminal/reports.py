"""What a terminal tells that is no key: mouse, focus, sizes, modes, the cursor's place, light or dark.

Sources: ctlseqs of xterm ("Mouse Tracking", "DECRPM", "FocusIn/FocusOut"), the in-band resize mode 2048. Pure.
"""

from __future__ import annotations

from tui.terminal.background import SCHEME_LIGHT, SCHEME_REPORT
from tui.terminal.input_events import (
    Background,
    CursorReport,
    Focus,
    InputEvent,
    KeyboardFlags,
    ModeReport,
    Mouse,
    SizeReport,
)
from tui.terminal.key_sequences import MOST_DIGITS

_OLD_OFFSET = 0x20
_MOVED, _MOVED_OR_WHEEL = 0x20, 0x60

Report = Background | CursorReport | Focus | KeyboardFlags | ModeReport | Mouse | SizeReport


def report_of_csi(parameters: str, between: str, final: str) -> Report | None:
    """The report in `ESC [ parameters between final`; None for answers to what nobody asks here, and for nonsense."""
    numbers = _numbers(parameters.lstrip("<=>?"))
    match parameters[:1], between, final:
        case "", "", "I" | "O":
            return Focus(final == "I")
        case "<", "", "M" | "m" if len(numbers) == 3:
            return Mouse(numbers[0], numbers[1], numbers[2], final == "m")
        case "?", "$", "y" if len(numbers) == 2:
            return ModeReport(*numbers)
        case "?", "", "n" if len(numbers) == 2 and numbers[0] == SCHEME_REPORT:
            return Background(numbers[1] == SCHEME_LIGHT)
        case "?", "", "u" if len(numbers) == 1:
            return KeyboardFlags(numbers[0])
        case (("<" | "=" | ">" | "?"), _, _):
            return None
        case _, "", "R" if len(numbers) == 2:
            return CursorReport(*numbers)
        case _, "", "M" if len(numbers) == 3:
            # rxvt's own mouse reports: the old ones in decimal.
            return _old_mouse(*numbers)
        case _, "", "t" if len(numbers) == 5 and numbers[0] == 48:
            return SizeReport(numbers[2], numbers[1], numbers[4], numbers[3])
        case _:
            return None


def old_mouse_report(coded: bytes) -> Mouse | None:
    """The report in the three bytes behind `ESC [ M`; None for a place that no byte can tell."""
    if min(coded) < _OLD_OFFSET:
        return None
    return _old_mouse(coded[0], coded[1] - _OLD_OFFSET, coded[2] - _OLD_OFFSET)


def replaces(newer: InputEvent, older: InputEvent) -> bool:
    """Whether of two events, one right behind the other, only the newer one matters: sizes, focus, backgrounds, moves.

    A mouse that is moved while the line is held up would otherwise stand before the next key for seconds.
    """
    match older, newer:
        case (SizeReport(), SizeReport()) | (Focus(), Focus()) | (Background(), Background()):
            return True
        case Mouse() as before, Mouse() as after:
            return bool(after.buttons & _MOVED) and before.buttons == after.buttons
        case _:
            return False


def _old_mouse(coded_buttons: int, x: int, y: int) -> Mouse:
    buttons = coded_buttons - _OLD_OFFSET
    # A release does not say of which button.
    return Mouse(buttons, x, y, buttons & 3 == 3 and not buttons & _MOVED_OR_WHEEL)


def _numbers(parameters: str) -> list[int]:
    """The numbers between semicolons, each up to a colon; empty when one of them is none that a terminal sends."""
    fields = [field.partition(":")[0] for field in parameters.split(";")]
    # Some terminals count places left of the window and above it below zero.
    valid = all(field.removeprefix("-").isdecimal() and len(field) <= MOST_DIGITS for field in fields)
    return [int(field) for field in fields] if valid else []
