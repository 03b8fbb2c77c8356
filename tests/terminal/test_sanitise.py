"""Foreign text is inert wherever it is shown."""

from __future__ import annotations

import random
import unicodedata

import pytest
from hypothesis import given
from hypothesis import strategies as st

from tests.cases import cases
from tui.terminal.sanitise import cell_text, parts_of_emoji, printable, unsafe_columns

NEVER_SHOWN = {"Cc", "Cf", "Cs", "Co", "Cn", "Zl", "Zp"}

HOSTILE = [
    "\x1b[31mred\x1b[0m",
    "\x1b]0;title\x07",
    "\x9b31m",
    "\x1b]52;c;aGk=\x07",
    "\x08\x08\x08over",
    "\u202egnp.exe",
    "\u2066a\u2069",
    "a\u200bb\u200dc\ufeff",
    "\u115f\u3164\uffa0\u2800",
    "\U000e0041\U000e007f",
    "a\ufe0f\U000e0100",
    "\ud800",
    "\u2028\u2029\x85",
    "z\u0300\u0301\u0302\u0303\u0304",
]


def hostile(seed: int) -> str:
    chance = random.Random(seed)
    pieces = [*HOSTILE, "plain", "[bold red]x[/]", "名前", "🚀", "\t", "\n", "e\u0301"]
    pieces += [chr(chance.randrange(0, 0x11_0000)) for _ in range(20)]
    return "".join(chance.choice(pieces) for _ in range(chance.randrange(1, 30)))


def assert_inert(text: str, allowed: str = "") -> None:
    for character in text:
        assert character in allowed or unicodedata.category(character) not in NEVER_SHOWN, repr(character)
        assert character not in "\u115f\u1160\u3164\uffa0\u2800\ufe0f"


@cases("block", range(20))
def test_two_thousand_hostile_strings_are_inert(block: int) -> None:
    for seed in range(block * 100, block * 100 + 100):
        text = hostile(seed)
        assert_inert(printable(text))
        assert_inert(printable(text, newlines=True), "\n")
        assert_inert(cell_text(text), "\t")
        assert len(cell_text(text)) == len(text)
        assert [n for n, (a, b) in enumerate(zip(text, cell_text(text), strict=True)) if a != b] == [
            column for column in unsafe_columns(text) if text[column] != "?"
        ]


@cases(
    ("text", "shown"),
    [
        ("plain", "plain"),
        ("\x1b[31m", "^[[31m"),
        ("a\tb", "a b"),
        ("a\nb", "a^Jb"),
        ("\x7f", "^?"),
        ("\x9b", "\\x9b"),
        ("\u202e", "\\u202e"),
        ("\U000e0041", "\\U000e0041"),
        ("名前 🚀 é", "名前 🚀 é"),
        ("[red]x[/red]", "[red]x[/red]"),
        ("a\xa0b", "a\\xa0b"),
        # Lines are broken at blanks: a mark must not begin one.
        ("a \u0903b\u0903", "a \\u0903b\u0903"),
    ],
)
def test_what_is_unsafe_is_written_out(text: str, shown: str) -> None:
    assert printable(text) == shown


def test_joined_emoji_are_shown_in_parts_of_known_width() -> None:
    assert printable("\U0001f469\u200d\U0001f467") == "\U0001f469\\u200d\U0001f467"


def test_skin_tones_and_flags_are_shown_in_parts_of_known_width() -> None:
    assert printable("\U0001f44d\U0001f3fd") == "\U0001f44d\\U0001f3fd"
    assert printable("\U0001f1eb\U0001f1f7") == "\\U0001f1eb\\U0001f1f7"


@pytest.mark.parametrize(
    "mark",
    ["\u0301", "\u20dd", "\u0e47", "\u0903", "\u1161", "\u11a8", "\ud7b0"],
    ids=["accent", "circle", "Thai", "Devanagari", "Hangul vowel", "Hangul final", "Hangul old vowel"],
)
def test_no_mark_of_any_script_is_piled_up(mark: str) -> None:
    escape = f"\\u{ord(mark):04x}"
    assert printable("\u1100" + mark * 4) == "\u1100" + mark * 2 + escape * 2
    assert printable(mark) == escape
    assert unsafe_columns("\u1100" + mark * 4) == [3, 4]


def test_what_people_write_is_kept_whole() -> None:
    for text in ("हिन्दी क्षि", "ภาษาไทย น้ำ", "tiếng Việt", "\u1112\u1161\u11ab", "שלום", "🚀 名前"):
        assert printable(text) == text
        assert cell_text(text) == text


def test_smeared_marks_are_capped_and_never_stand_first() -> None:
    assert printable("e\u0301\u0302\u0303") == "e\u0301\u0302\\u0303"
    assert printable("\u0301x") == "\\u0301x"
    assert printable("a\u202e\u0301\t\u0301") == "a\\u202e\\u0301 \\u0301"
    assert cell_text("\u0301x\t\u0301") == "?x\t?"


def test_lines_are_kept_where_they_may_be() -> None:
    assert printable("a\nb\r", newlines=True) == "a\nb^M"


def test_a_limit_holds_for_what_is_shown_and_does_not_walk_a_megabyte() -> None:
    assert printable("abcdef", limit=5) == "ab..."
    assert printable("abcde", limit=5) == "abcde"
    assert [printable("abcdef", limit=limit) for limit in range(4)] == ["", ".", "..", "..."]
    assert len(printable("\x1b" * 1_000_000, limit=40)) == 40


def test_the_editor_keeps_tabs_and_lengths() -> None:
    assert cell_text("\ta\x1bb") == "\ta?b"
    assert unsafe_columns("\ta\x1bb") == [2]
    assert unsafe_columns("plain") == []


@cases(
    ("text", "shown"),
    [
        ("plain", "plain"),
        ("ä \u4f60", "ä \u4f60"),
        # A family, a heart that is to be an emoji, a thumb with its tone, a flag, a keycap, the flag of a part.
        ("\U0001f468\u200d\U0001f469\u200d\U0001f467!", "\U0001f468\U0001f469\U0001f467!"),
        ("\u2764\ufe0f", "\u2764"),
        ("\U0001f44d\U0001f3fd", "\U0001f44d"),
        ("\U0001f1e9\U0001f1ea", "DE"),
        ("1\ufe0f\u20e3", "1\u20e3"),
        ("\U0001f3f4\U000e0067\U000e0062\U000e007f", "\U0001f3f4"),
        # What joins no emoji, and more than any has, is not hidden.
        ("a\u200db", "a?b"),
        ("\ufe0f", "?"),
        ("\u2764" + "\u200d" * 10, "\u2764??"),
    ],
)
def test_joined_emoji_are_shown_as_their_parts(text: str, shown: str) -> None:
    apart, columns = parts_of_emoji(text)
    assert cell_text(apart) == shown
    assert len(columns) == (len(text) + 1 if apart != text or columns else 0)


@given(st.text(st.sampled_from("a1 \u2764\ufe0f\u200d\U0001f44d\U0001f3fd\U0001f1e9\U000e0067")))
def test_the_columns_of_emojis_parts_go_on_and_end_where_the_text_ends(text: str) -> None:
    apart, columns = parts_of_emoji(text)
    assert list(columns) == sorted(columns)
    assert not columns or (columns[0], columns[-1]) == (0, len(apart))
    assert all(apart[columns[at]] == each for at, each in enumerate(text) if columns and each in "a \u2764\U0001f44d")
