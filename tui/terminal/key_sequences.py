"""Which key an escape sequence stands for: xterm's, tmux's, PuTTY's, rxvt's, the Linux console's and kitty's.

Sources: ctlseqs of xterm ("PC-Style Function Keys", "modifyOtherKeys"), terminfo's entries for rxvt, putty, linux and
tmux, and kitty's keyboard protocol. Owns keys only: reports, mouse and paste marks are `input`'s. Pure.
"""

from __future__ import annotations

from collections.abc import Mapping

from tui.terminal.input_events import Key
from tui.terminal.key_names import CTRL, SHIFT, key_of_character, keys_of_code, named_key

MOST_DIGITS = 7
"""A number of more digits than a code point has is nonsense."""

_BY_LETTER = {
    "A": "up", "B": "down", "C": "right", "D": "left", "F": "end", "H": "home", "P": "f1", "Q": "f2", "R": "f3",
    "S": "f4",
}  # fmt: skip
_BY_NUMBER: Mapping[int, str] = {
    1: "home", 2: "insert", 3: "delete", 4: "end", 5: "pageup", 6: "pagedown", 7: "home", 8: "end",
    **{10 + number: f"f{number}" for number in range(1, 6)},
    **{11 + number: f"f{number}" for number in range(6, 11)},
    23: "f11", 24: "f12", 25: "f13", 26: "f14", 28: "f15", 29: "f16", 31: "f17", 32: "f18", 33: "f19", 34: "f20",
}  # fmt: skip
_SHIFTED_AS_MORE: Mapping[int, str] = {
    25: "f3", 26: "f4", 28: "f5", 29: "f6", 31: "f7", 32: "f8", 33: "f9", 34: "f10",
}  # fmt: skip
"""What rxvt and PuTTY send for a function key with shift: that of the one ten further on. No keyboard has those;
xterm, which has names for them, tells of shift by a modifier."""
_SHIFTED_ON_LINUX: Mapping[int, str] = {
    number: f"f{key}" for key, number in enumerate((25, 26, 28, 29, 31, 32, 33, 34), start=1)
}
"""The Linux console's are twelve further on."""

_RXVT_ENDINGS = {"$": SHIFT, "^": CTRL, "@": CTRL | SHIFT}
_RXVT_ARROWS = {"a": "up", "b": "down", "c": "right", "d": "left"}
_LINUX_FUNCTION_KEYS = "ABCDE"
_KEYPAD = dict(zip("jklmnopqrstuvwxyX", "*+,-./0123456789=", strict=True))
_RELEASED = 3
_MOST_BITS = 255


def keys_of_csi(parameters: str, final: str, *, linux: bool = False) -> tuple[Key, ...] | None:
    """The keys of `ESC [ parameters final`; None when it is no key's sequence, () when the key does nothing.

    `final` is `$` for rxvt's shifted keys, which end with it. `linux` says that the terminal is the Linux console.
    """
    fields = parameters.split(";")
    if final == "u":
        return _kitty(fields)
    numbers = [_number(field.split(":")[0], 1) for field in fields]
    if None in numbers:
        return None
    first, modifiers = numbers[0] or 1, (numbers[1] if len(numbers) > 1 else 1) or 1
    if _is_release(fields):
        return ()
    if final in "~$^@":
        return _numbered(first, modifiers - 1, final, numbers, linux=linux)
    if final in _BY_LETTER:
        # Some terminals leave the 1 out: `ESC [ 5 A`.
        bits = modifiers - 1 if len(numbers) > 1 else first - 1
        if len(numbers) > 2 or (len(numbers) > 1 and first != 1) or bits > (_MOST_BITS if final != "R" else 15):
            # `ESC [ 24 ; 80 R` is where the cursor is, and nobody asked.
            return None
        return (named_key(_BY_LETTER[final], bits),)
    if final == "Z":
        return (named_key("tab", (modifiers - 1) | SHIFT),)
    if final in _RXVT_ARROWS and not parameters:
        return (named_key(_RXVT_ARROWS[final], SHIFT),)
    # Five on the keypad, without num lock.
    return () if final in "EG" else None


def _numbered(
    first: int, modifiers: int, final: str, numbers: list[int | None], *, linux: bool
) -> tuple[Key, ...] | None:
    if first == 27 and final == "~" and len(numbers) == 3:
        # xterm's modifyOtherKeys.
        return keys_of_code(numbers[2] or 0, modifiers)
    modifiers |= _RXVT_ENDINGS.get(final, 0)
    shifted = _SHIFTED_ON_LINUX if linux else _SHIFTED_AS_MORE
    if first in shifted:
        return (named_key(shifted[first], modifiers | SHIFT),)
    name = _BY_NUMBER.get(first)
    return (named_key(name, modifiers),) if name is not None else None


def _kitty(fields: list[str]) -> tuple[Key, ...] | None:
    """`code:shifted:base ; modifiers:event ; text`, of which all but the code may be missing."""
    if len(fields) > 3:
        return None
    code, shifted, base = ([*map(_code, fields[0].split(":")), None, None, None])[:3]
    modifiers = _number(fields[1].split(":")[0], 1) if len(fields) > 1 else 1
    if code is None or modifiers is None or not 1 <= modifiers <= 256:
        return None
    if _is_release(fields):
        return ()
    text = "".join(chr(each) for each in map(_code, fields[2].split(":")) if each) if len(fields) > 2 else ""
    return keys_of_code(code, modifiers - 1, text, shifted, base)


def _is_release(fields: list[str]) -> bool:
    event = fields[1].partition(":")[2] if len(fields) > 1 else ""
    return event == str(_RELEASED)


def _number(text: str, missing: int) -> int | None:
    if not text:
        return missing
    return int(text) if text.isdecimal() and len(text) <= MOST_DIGITS else None


def _code(text: str) -> int | None:
    number = _number(text, 0)
    return number if number is not None and 0 < number <= 0x10FFFF and not 0xD800 <= number < 0xE000 else None


def keys_of_ss3(modifiers: str, final: str) -> tuple[Key, ...]:
    """The keys of `ESC O final`, old terminals with the modifiers' number before it; () when there is none."""
    bits = (_number(modifiers.rpartition(";")[2], 1) or 1) - 1
    if final in _BY_LETTER:
        return (named_key(_BY_LETTER[final], bits),)
    if final in _RXVT_ARROWS:
        return (named_key(_RXVT_ARROWS[final], CTRL),)
    if final in _KEYPAD:
        return (key_of_character(_KEYPAD[final]),)
    named = {"M": "enter", "I": "tab"}.get(final)
    return (named_key(named, bits),) if named else ()


def key_of_linux_console(letter: str) -> tuple[Key, ...]:
    """The key of `ESC [ [ letter`: the Linux console's first five function keys."""
    number = _LINUX_FUNCTION_KEYS.find(letter) + 1
    return (named_key(f"f{number}", 0),) if number else ()
