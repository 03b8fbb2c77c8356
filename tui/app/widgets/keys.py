"""How keys are spelled: Textual's names, what people read, and what they may write in the settings.

Owns spelling alone. Refuses to know what a key does.
"""

from __future__ import annotations

from textual import events
from textual.keys import Keys

DIGITS = tuple("123456789")
ALT_DIGITS = tuple(f"alt+{digit}" for digit in DIGITS)

# The keys of shells and of other editors for words.
WORD_LEFT = ("ctrl+left", "alt+left", "alt+b")
WORD_RIGHT = ("ctrl+right", "alt+right", "alt+f")
DELETE_WORD_LEFT = ("ctrl+w", "alt+backspace", "ctrl+backspace")
DELETE_WORD_RIGHT = ("alt+d", "alt+delete", "ctrl+delete")

_PUNCTUATION = {
    "exclamation_mark": "!", "quotation_mark": '"', "number_sign": "#", "dollar_sign": "$", "percent_sign": "%",
    "ampersand": "&", "apostrophe": "'", "left_parenthesis": "(", "right_parenthesis": ")", "asterisk": "*",
    "minus": "-", "full_stop": ".", "slash": "/", "colon": ":", "semicolon": ";", "less_than_sign": "<",
    "equals_sign": "=", "greater_than_sign": ">", "question_mark": "?", "at": "@", "left_square_bracket": "[",
    "backslash": "\\", "right_square_bracket": "]", "circumflex_accent": "^", "underscore": "_", "grave_accent": "`",
    "left_curly_bracket": "{", "vertical_line": "|", "right_curly_bracket": "}", "tilde": "~",
}  # fmt: skip
"""Textual's names of characters. A comma stands between the keys of a sequence, a plus within a key."""

_SHOWN = {
    "escape": "esc",
    "f15": "shift+f3",
    "f20": "shift+f8",
    "pagedown": "pgdn",
    "pageup": "pgup",
    **_PUNCTUATION,
}
CTRL_SPACE_ALONE = "ctrl+@"
"""What ctrl+space is called where the terminal sends it as a zero byte."""
SEQUENCE = ","
"""Between the keys of a sequence, as in `ctrl+x,ctrl+s`."""
_NAMES = {shown: name for name, shown in _SHOWN.items() if name not in ("f15", "f20")}
_MODIFIERS = ("ctrl", "alt", "shift", "super", "meta", "hyper")
_WITH_MODIFIERS = frozenset(
    ("up", "down", "left", "right", "home", "end", "pageup", "pagedown", "insert", "delete")
) | {f"f{number}" for number in range(1, 25)}
"""Keys whose sequences tell which modifiers were held."""
_CONTROLS = frozenset(("@", "at", "backslash", "right_square_bracket", "circumflex_accent", "underscore"))
"""What has a control character and is no letter."""
_CHORDS = frozenset(_MODIFIERS) - {"shift"}
_KNOWN = frozenset(key.value for key in Keys if "+" not in key.value and "<" not in key.value)


def shown_key(key: str) -> str:
    """A key as footer, help, palette, README and sentences write it: `ctrl+s`, `pgdn`, `?`, `ctrl+x,ctrl+s`."""
    if SEQUENCE in key:
        return SEQUENCE.join(map(shown_key, key.split(SEQUENCE)))
    if key in _SHOWN:
        return _SHOWN[key]
    modifiers, plus, last = key.rpartition("+")
    return f"{modifiers}{plus}{_SHOWN.get(last, last)}"


def shown_keys(keys: tuple[str, ...]) -> str:
    """All keys of a command, each spelling of the same key once; 1-9 for the digits."""
    if keys in (DIGITS, ALT_DIGITS):
        return f"{keys[0]}-{DIGITS[-1]}"
    shown = dict.fromkeys(shown_key(key) for key in keys)
    twice = {CTRL_SPACE_ALONE} if "ctrl+space" in shown else set()
    return " ".join(
        key for key in shown if key not in twice and not (key.startswith("shift+") and key[-1:].upper() in shown)
    )


def read_keys(text: str) -> tuple[str, ...] | None:
    """The keys that a setting names, separated by blanks, in Textual's names; None when one of them is no key.

    Both spellings are understood: Textual's (`pagedown`) and the one that the help shows (`pgdn`). Of a capital letter
    and of ctrl+space both keys that terminals send for it are meant. An empty text is no key at all.
    Keys to be pressed one after the other have commas between them: `ctrl+x,ctrl+s`.
    """
    found: list[str] = []
    for word in text.split():
        read = [_read_key(each) for each in word.split(SEQUENCE)]
        keys = [each for each in read if each is not None]
        if len(keys) < len(read):
            return None
        key = SEQUENCE.join(keys)
        found.append(key)
        if len(key) == 1 and key.isupper():
            found.append(f"shift+{key.lower()}")
        elif key == "ctrl+space":
            found.append(CTRL_SPACE_ALONE)
    return tuple(dict.fromkeys(found))


def _read_key(word: str) -> str | None:
    *modifiers, last = word.split("+") if word != "+" else ["plus"]
    if any(modifier not in _MODIFIERS for modifier in modifiers) or len(set(modifiers)) < len(modifiers):
        return None
    last = _NAMES.get(last, last)
    if len(last) == 1 and last not in _PUNCTUATION:
        # Textual names other characters by words, as `shift` and a letter that terminals may send either way.
        if not last.isalnum() or not last.isascii():
            return None
    elif last not in _KNOWN and last not in _SHOWN:
        return None
    ordered = sorted(modifiers)
    if ordered == ["shift"] and len(last) == 1 and last.isalpha():
        return last.upper()
    return "+".join((*ordered, last.lower() if modifiers and len(last) == 1 else last))


def beginnings(key: str) -> tuple[str, ...]:
    """What is pressed on the way to the end of a sequence: `ctrl+x` for `ctrl+x,ctrl+s`, nothing for one key."""
    parts = key.split(SEQUENCE)
    return tuple(SEQUENCE.join(parts[:count]) for count in range(1, len(parts)))


def in_sequence(before: str, key: str) -> str:
    """The keys of a sequence with one more; a capital letter is the same in both ways that terminals send it."""
    modifiers, _, last = key.rpartition("+")
    one = last.upper() if modifiers == "shift" and len(last) == 1 else key
    return f"{before}{SEQUENCE}{one}" if before else one


def is_typed(key: str) -> bool:
    """Whether a key types a character where text is edited."""
    return len(key) == 1 or key in _PUNCTUATION or key in ("space", "comma", "plus")


def is_chord(key: str) -> bool:
    """Whether a key holds alt, ctrl or the like: then it types nothing, whatever character came with it."""
    return any(modifier in _CHORDS for modifier in key.split("+")[:-1])


def needs_keyboard_protocol(key: str) -> bool:
    """Whether a terminal can send a key only with a keyboard protocol, such as kitty's.

    Without one a key is a character, a control character, either with an escape before it, or one of the keys whose
    sequences have a place for modifiers: arrows, home, end and the like.
    """
    *chord, last = key.split("+")
    modifiers = set(chord)
    if modifiers & {"super", "meta", "hyper"}:
        return True
    if last in _WITH_MODIFIERS or not modifiers:
        return False
    if last == "tab":
        return modifiers != {"shift"}
    if last in ("enter", "backspace", "escape", "space"):
        return modifiers != {"alt"} and not (last == "space" and modifiers == {"ctrl"})
    if "ctrl" not in modifiers:
        return False
    # ctrl with h, i and m is backspace, tab and enter.
    is_control = (len(last) == 1 and last.islower() and last.isascii() and last not in "him") or last in _CONTROLS
    return "shift" in modifiers or not is_control


def types_text(event: events.Key) -> bool:
    """Whether a key that was pressed types a character where text is edited."""
    return event.is_printable and not is_chord(event.key)
