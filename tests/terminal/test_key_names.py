"""Which key a code of kitty's protocol or modifyOtherKeys stands for; the names are Textual's."""

from __future__ import annotations

import sys

import pytest
from textual.keys import Keys, _character_to_key

from tests.cases import cases
from tests.terminal.played_input import play
from tui.terminal.input_events import Key
from tui.terminal.key_names import key_of_control, name_of_character

pytestmark = pytest.mark.app


def test_names_are_textuals() -> None:
    """Its bindings are looked up by these names."""
    # All that have a name of their own, and of the others every so many.
    codes = (*range(0x20, 0x3100), *range(0x3100, sys.maxunicode, 97))
    known = [chr(code) for code in codes if not 0x7F <= code < 0xA0 and not 0xD800 <= code < 0xE000]
    assert [each for each in known if name_of_character(each) != _character_to_key(each)] == []
    controls = {key_of_control(code).name for code in (*range(0x20), 0x7F)}
    assert controls - {key.value for key in Keys} == set()


@cases(
    ("sent", "keys"),
    [
        # Commands are the base layout's where the key has no Latin letter; the terminal may not tell it.
        ("\x1b[1099;5u", [Key("ctrl+s")]),
        ("\x1b[1099::115;5u", [Key("ctrl+s")]),
        ("\x1b[1099:1067:115;6u", [Key("ctrl+shift+s")]),
        ("\x1b[963::115;3u", [Key("alt+s")]),
        ("\x1b[963;5u", [Key("ctrl+s")]),
        ("\x1b[1110;5u", [Key("ctrl+s")]),
        # A Latin letter is its own command, wherever it is (Dvorak, AZERTY).
        ("\x1b[97::113;5u", [Key("ctrl+a")]),
        # Text wins over a command.
        ("\x1b[57;7;93u", [Key("right_square_bracket", "]")]),
        ("\x1b[1099::115;1;1099u", [Key("ы", "ы")]),
        ("\x1b[97;2;65u", [Key("A", "A")]),
        ("\x1b[97;;228:8364u", [Key("ä", "ä"), Key("euro_sign", "€")]),
        # ... but no letter is typed by ctrl and itself.
        ("\x1b[115;5;115u", [Key("ctrl+s")]),
        ("\x1b[57;3;57u", [Key("alt+9")]),
        ("\x1b[57;3u", [Key("alt+9")]),
        # Terminals that do not tell the text.
        (
            "\x1b[97u\x1b[97;2u\x1b[97:65;2u\x1b[97;65u\x1b[49:33;2u",
            [*(Key(c, c) for c in "aAAA"), Key("exclamation_mark", "!")],
        ),
        ("\x1b[32u", [Key("space", " ")]),
        # Lock keys, modifiers and media keys do nothing; the locks' bits neither.
        ("\x1b[57358;1;65u\x1b[57360;1;97u\x1b[57359u\x1b[57441;2u\x1b[57448;5u\x1b[57428u\x1b[57358;65u", []),
        (
            "\x1b[115;69u\x1b[115;133u\x1b[27;129u\x1b[1;129A",
            [Key("ctrl+s"), Key("ctrl+s"), Key("escape", "\x1b"), Key("up")],
        ),
        # Event types: a release is no key, a repetition is one.
        (
            "\x1b[97;1:3u\x1b[97;1:2;97u\x1b[97;1:1;97u\x1b[1;1:3A\x1b[1;5:2A\x1b[3;1:3~",
            [Key("a", "a"), Key("a", "a"), Key("ctrl+up")],
        ),
        # The keypad.
        (
            "\x1b[57399u\x1b[57408;129;57u\x1b[57413u\x1b[57409;;44u",
            [Key("0", "0"), Key("9", "9"), Key("plus", "+"), Key("comma", ",")],
        ),
        (
            "\x1b[57414u\x1b[57417u\x1b[57424;5u\x1b[57426u\x1b[57427u",
            [Key("enter", "\r"), Key("left"), Key("ctrl+end"), Key("delete")],
        ),
        # The keys with a control character of their own.
        (
            "\x1b[13u\x1b[9u\x1b[127u\x1b[27u",
            [Key("enter", "\r"), Key("tab", "\t"), Key("backspace", "\x7f"), Key("escape", "\x1b")],
        ),
        (
            "\x1b[13;2u\x1b[13;5u\x1b[9;2u\x1b[127;2u\x1b[127;3u",
            [Key("shift+enter"), Key("ctrl+enter"), Key("shift+tab"), Key("backspace", "\x7f"), Key("ctrl+w")],
        ),
        # modifyOtherKeys.
        (
            "\x1b[27;2;13~\x1b[27;5;115~\x1b[27;6;83~\x1b[27;5;47~",
            [Key("shift+enter"), Key("ctrl+s"), Key("ctrl+shift+s"), Key("ctrl+slash")],
        ),
        # As the control characters are named: what matters is what stands on the key.
        (
            "\x1b[45:95;6u\x1b[47;5u\x1b[93;5u\x1b[55:47;6u",
            [Key("ctrl+underscore"), Key("ctrl+slash"), Key("ctrl+right_square_bracket"), Key("ctrl+slash")],
        ),
        ("\x1b[97;8u\x1b[97;9u", [Key("alt+ctrl+shift+a"), Key("super+a")]),
        ("\x1b[57376u\x1b[57398u\x1b[57363u", [Key("f13"), Key("f35"), Key("menu")]),
        ("\x1b[57344u\x1b[1u\x1b[133u", []),
    ],
)
def test_a_code_is_a_key(sent: str, keys: list[Key]) -> None:
    assert play(sent) == keys
