"""The names of keys, and which key a code of the keyboard protocols stands for.

Owns kitty's protocol (https://sw.kovidgoyal.net/kitty/keyboard-protocol/) and xterm's modifyOtherKeys, as far as a
code, modifiers and text make a key. Refuses to know the bytes around them: `key_sequences` does. Pure.
"""

from __future__ import annotations

import unicodedata
from collections.abc import Iterator, Mapping
from functools import lru_cache

from tui.terminal.input_events import Key

SHIFT, ALT, CTRL = 1, 2, 4
_MODIFIERS = ((ALT, "alt"), (CTRL, "ctrl"), (16, "hyper"), (32, "meta"), (SHIFT, "shift"), (8, "super"))
_CAPS_LOCK = 64
_ALL_MODIFIERS = sum(bit for bit, _ in _MODIFIERS)
"""Without caps lock and num lock (64 and 128): they change text, and no command."""

_OTHER_NAMES = {
    "solidus": "slash",
    "reverse_solidus": "backslash",
    "commercial_at": "at",
    "hyphen_minus": "minus",
    "plus_sign": "plus",
    "low_line": "underscore",
    "\t": "tab",
}
"""Where the name that Textual's bindings use is not Unicode's."""

_CONTROL_NAMES = {
    0x00: "ctrl+@",
    0x08: "backspace",
    0x09: "tab",
    0x0D: "enter",
    0x1B: "escape",
    0x1C: "ctrl+backslash",
    0x1D: "ctrl+right_square_bracket",
    0x1E: "ctrl+circumflex_accent",
    0x1F: "ctrl+underscore",
    0x7F: "backspace",
}

_NAMED = {9: "tab", 13: "enter", 27: "escape", 127: "backspace"}
_FUNCTIONAL: Mapping[int, str] = {
    57361: "print_screen",
    57362: "pause",
    57363: "menu",
    **{57376 + number: f"f{13 + number}" for number in range(23)},
    57414: "enter",
    **dict(
        enumerate(("left", "right", "up", "down", "pageup", "pagedown", "home", "end", "insert", "delete"), start=57417)
    ),
}
_KEYPAD = {57399 + number: character for number, character in enumerate("0123456789./*-+")} | {57415: "=", 57416: ","}
_PRIVATE_USE = range(0xE000, 0xF900)
"""Where kitty's protocol has its keys without a character. Locks, modifiers and media keys do nothing."""

_US_SHIFTED = frozenset('~!@#$%^&*()_+{}|:"<>?')
_QWERTY = "`qwertyuiop[]asdfghjkl;'zxcvbnm,."
_OTHER_LETTERS: Mapping[str, str] = {
    **dict(zip("ёйцукенгшщзхъфывапролджэячсмитьбю", _QWERTY, strict=True)),
    "і": "s", "ї": "]", "є": "'", "ў": "o",
    **dict(zip("ςερτυθιοπασδφγηξκλζχψωβνμ", "wertyuiopasdfghjklzxcvbnm", strict=True)),
}  # fmt: skip
"""Russian, Ukrainian, Belarusian and Greek keys, for terminals that do not tell the base layout's."""

# What these are in every shell, and what terminals send for alt with an arrow.
_SAME_AS = {
    "alt+b": "ctrl+left",
    "alt+f": "ctrl+right",
    "alt+backspace": "ctrl+w",
    "shift+backspace": "backspace",
}
_TYPED_BY_NAME = {"enter": "\r", "tab": "\t", "backspace": "\x7f", "escape": "\x1b"}


@lru_cache(maxsize=1024)
def name_of_character(character: str) -> str:
    """The name of the key that types a character: itself for a letter or digit, else its name in Unicode."""
    if character.isalnum():
        return character
    name = unicodedata.name(character, character).lower().replace("-", "_").replace(" ", "_")
    return _OTHER_NAMES.get(name, name)


def key_of_character(character: str) -> Key:
    """The key that types a character."""
    return Key(name_of_character(character), character)


def key_of_control(code: int, *, alt: bool = False) -> Key:
    """The key that sends a control character (below 32, or 127); with `alt`, the one with an escape before it."""
    name = _CONTROL_NAMES.get(code) or f"ctrl+{chr(code + 0x60)}"
    if not alt:
        return Key(name, chr(code))
    if code == 0x09:
        # The Linux console sends this for shift+tab.
        return Key("shift+tab")
    return Key(_SAME_AS.get(f"alt+{name}", f"alt+{name}"))


def keys_of_text(text: str) -> Iterator[Key]:
    """The keys that type a text, one after the other; a line end or a tab is the key that sends it."""
    return (key_of_control(ord(each)) if each in "\t\r\n" else key_of_character(each) for each in text)


def key_with_alt(character: str) -> Key:
    """The key of a character with an escape before it. It types nothing, whether anybody knows it or not."""
    lower = character.lower()
    shifted = character.isalpha() and lower != character and len(lower) == 1
    return named_key(name_of_character(lower if shifted else character), ALT | (SHIFT if shifted else 0))


def named_key(name: str, modifiers: int) -> Key:
    """A key by its name and the bits of its modifiers, which are put in the order of the alphabet."""
    modifiers &= _ALL_MODIFIERS
    full = "+".join([*(word for bit, word in _MODIFIERS if modifiers & bit), name])
    full = _SAME_AS.get(full, full)
    return Key(full, _TYPED_BY_NAME.get(full))


def keys_of_code(
    code: int, modifiers: int, text: str = "", shifted: int | None = None, base: int | None = None
) -> tuple[Key, ...]:
    """The keys that a code of the keyboard protocols stands for; none for locks, modifiers and nonsense.

    `modifiers` are the bits of the protocol (its number less one). `text` is what the key types: it wins over a command
    (AltGr is told as ctrl and alt). `shifted` and `base` are the same key's codes with shift, and in the layout that
    shortcuts are for: a command on a key that has no Latin letter is the base layout's.
    """
    character = _character(code)
    commanding = modifiers & _ALL_MODIFIERS & ~SHIFT
    # No keyboard types a letter by ctrl or alt and that letter: such a text is no AltGr's.
    types = code in _KEYPAD or code not in _PRIVATE_USE
    if text and types and text.isprintable() and not (commanding and text in (character, _character(shifted))):
        return tuple(key_of_character(each) for each in text)
    if code in _KEYPAD:
        character = _KEYPAD[code]
        return (named_key(name_of_character(character), modifiers) if commanding else key_of_character(character),)
    name = _NAMED.get(code) or _FUNCTIONAL.get(code)
    if name is not None:
        return (named_key(name, modifiers),)
    if character is None:
        return ()
    if not commanding:
        return (key_of_character(_typed(character, modifiers, _character(shifted))),)
    return (_command(character, modifiers, _character(shifted), _character(base)),)


def _typed(character: str, modifiers: int, shifted: str | None) -> str:
    """What a key types, where the terminal does not say."""
    if modifiers & SHIFT and shifted:
        return shifted
    upper = character.upper()
    turned = bool(modifiers & SHIFT) != bool(modifiers & _CAPS_LOCK and character.isalpha())
    return upper if turned and len(upper) == 1 else character


def _command(character: str, modifiers: int, shifted: str | None, base: str | None) -> Key:
    if not character.isascii():
        latin = base if base is not None and base.isascii() else _OTHER_LETTERS.get(character.lower())
        if latin is not None:
            # The letter with shift is of the other layout, too.
            character, shifted = latin, None
    if character.isalpha():
        lower = character.lower()
        if lower != character and len(lower) == 1:
            character, modifiers = lower, modifiers | SHIFT
    elif modifiers & SHIFT and shifted is not None and shifted.isascii():
        # ctrl+_ is ctrl+shift+- on most keyboards; the control character for it knows no shift either.
        character, modifiers = shifted, modifiers & ~SHIFT
    elif character in _US_SHIFTED:
        modifiers &= ~SHIFT
    return named_key(name_of_character(character), modifiers)


def _character(code: int | None) -> str | None:
    """The character of a code; None when no key types it."""
    if code is None or not 0x20 <= code <= 0x10FFFF or 0x7F <= code < 0xA0:
        return None
    if code in _PRIVATE_USE or 0xD800 <= code < 0xE000:
        return None
    return chr(code)
