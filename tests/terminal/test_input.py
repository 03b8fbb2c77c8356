"""Bytes and pauses in, keys and pastes and reports out."""

from __future__ import annotations

import time
import tracemalloc

import pytest

from tests.cases import cases
from tests.terminal.played_input import LOCAL, names, play, typed, unrolled
from tui.terminal.input import InputParser
from tui.terminal.input_delays import delays_of
from tui.terminal.input_events import Burst, CursorReport, Focus, InputEvent, Key, ModeReport, Mouse, Paste, SizeReport

OVER_SSH = delays_of({"SSH_CONNECTION": "192.0.2.1 50000 192.0.2.2 22"})


@cases(
    ("sent", "pasted"),
    [
        (b"\x1b[200~AA\x1b\x13BB\x1b[201~", Paste("AABB", removed=2)),
        (b"\x1b[200~\x11\x03\x1a\x1b[A\x1b[13;5u\x1b\x1b\x1b[201~", Paste("[A[13;5u", removed=7)),
        (b"\x1b[200~a\tb\r\nc\rd\ne\x00\x7f\xc2\x9b\x1b[201~", Paste("a\tb\r\nc\rd\ne", removed=3)),
        (b"\x1b[200~\x1b[200~in\x1b[20\x1b[201~", Paste("[200~in[20", removed=2)),
        (b"\x1b[200~\xff\xc3(\x1b[201~", Paste("\ufffd\ufffd(")),
        (b"\x1b[200~\x1b[201~", Paste("")),
    ],
)
def test_nothing_between_the_marks_of_a_paste_is_a_key(sent: bytes, pasted: Paste) -> None:
    assert play(sent, "x") == [pasted, Key("x", "x")]
    for cut in range(1, len(sent)):
        # Up to the start mark a pause is shorter than what makes an escape a key; behind it it may be of any length
        # below that of a paste that has ended.
        pause = 0.1 if cut < 6 else LOCAL.paste - 0.1
        assert play(sent[:cut], pause, sent[cut:], "x") == [pasted, Key("x", "x")], cut


@pytest.mark.parametrize("mark", [b"\x1b", b"\x1b[", b"\x1b[20", b"\x1b[201"])
@pytest.mark.parametrize("pause", [0.3, 1.9, 2.1, 60.0])
def test_a_split_end_mark_is_found_after_any_pause(mark: bytes, pause: float) -> None:
    events = play(b"\x1b[200~PASTED", mark, pause, b"\x1b[201~"[len(mark) :], "x\x13\x11")
    assert events[0] == Paste("PASTED", ended=pause < LOCAL.paste)
    assert events[1:] == [Key("x", "x"), Key("ctrl+s", "\x13"), Key("ctrl+q", "\x11")]


def test_a_missing_end_mark_ends_by_itself_and_a_late_one_is_ignored() -> None:
    assert play("\x1b[200~PASTED", 2.5, "x", 1.0, "\x1b[201~y") == [
        Paste("PASTED", ended=False),
        Key("x", "x"),
        Key("y", "y"),
    ]
    assert play("\x1b[200~PASTED", 4.0, "\x1b[201~", delays=OVER_SSH) == [Paste("PASTED")]


def test_a_paste_is_bounded_in_memory_and_says_what_is_missing() -> None:
    parser = InputParser()
    megabyte = b"0123456789abcde\n" * 65536
    tracemalloc.start()
    began = time.process_time()
    events = parser.feed(b"\x1b[200~", 0.0)
    for _ in range(100):
        for start in range(0, len(megabyte), 65536):
            events += parser.feed(megabyte[start : start + 65536], 0.0)
    events += parser.feed(b"\x1b[201~x\x13", 0.0)
    peak = tracemalloc.get_traced_memory()[1]
    tracemalloc.stop()
    paste, *keys = events
    assert isinstance(paste, Paste)
    assert len(paste.text) == 8 * 1024 * 1024
    assert paste.dropped_bytes == 92 * 1024 * 1024
    assert keys == [Key("x", "x"), Key("ctrl+s", "\x13")]
    assert peak < 48 * 1024 * 1024
    assert time.process_time() - began < 20


def test_half_a_character_at_the_bound_is_dropped() -> None:
    parser = InputParser(paste_limit_bytes=5)
    assert parser.feed("\x1b[200~abc漢字\x1b[201~".encode(), 0.0) == [Paste("abc", dropped_bytes=6)]


@cases("cut", range(1, 3))
def test_an_arrow_that_a_slow_line_cut_is_an_arrow(cut: int) -> None:
    arrow = b"\x1b[B"
    assert names("x", arrow[:cut], 0.12, arrow[cut:]) == ["x", "down"]
    assert names("x", arrow[:cut], 0.35, arrow[cut:], delays=OVER_SSH) == ["x", "down"]


def test_an_escape_alone_is_the_escape_key_after_its_delay() -> None:
    parser = InputParser()
    assert parser.feed(b"\x1b", 10.0) == []
    assert parser.wake_at == pytest.approx(10.0 + LOCAL.escape)
    assert parser.expire(10.0 + LOCAL.escape) == [Key("escape", "\x1b")]
    assert parser.wake_at is None
    assert names("\x1b", 0.2, "x") == ["escape", "x"]
    assert names("\x1b\x1b") == ["escape", "escape"]
    # Pressed soon after each other, they arrive in one piece.
    assert names("\x1b\x13\x1b\x11") == ["escape", "ctrl+s", "escape", "ctrl+q"]
    # Alt+enter of a terminal without kitty's protocol; in two pieces they are two keys.
    assert names("x\x1b\r\x1b\r") == ["x", "alt+enter", "alt+enter"]
    assert names("\x1b", 0.01, "\r", delays=OVER_SSH) == ["escape", "enter"]
    assert names("\x1b\x1b[A\x1b\x1bOR\x1b\x1b[200~a\x1b[201~") == ["escape", "up", "escape", "f3", "escape", "Paste"]


def test_where_the_escape_key_has_a_sequence_of_its_own_an_escape_is_the_beginning_of_something() -> None:
    assert names("\x1b[?29u\x1b", 0.4, "[B\x1b[27u") == ["down", "escape"]
    assert names("\x1b[?0u\x1b", 0.4, "[B") == ["escape", "left_square_bracket", "B"]


def test_what_a_sequence_begins_is_never_typed() -> None:
    for begun in (
        "\x1b[",
        "\x1b[1;5",
        "\x1b[<0;1",
        "\x1bO",
        "\x1bO5",
        "\x1b]11;rgb",
        "\x1bP1$r",
        "\x1b[M",
        "\x1b[[",
        "\x1b_G",
    ):
        assert typed(begun, 5.0) == ""
        assert typed(begun, 5.0, "x") == "x"
        # Another sequence ends it.
        assert names(begun, "\x1b[B")[-1] == "down"
    # Silence had ended it, and the line had only cut it.
    assert names("\x1b[1;5", 5.0, "B") == ["ctrl+down"]
    assert names("\x1b[20", 5.0, "0~ab\x1b[201~") == ["Paste"]


def test_alt_keys_type_nothing() -> None:
    for letter in "dzxpgnrs19é漢[]O":
        (key,) = play("\x1b" + letter)
        assert isinstance(key, Key)
        assert key.name.startswith("alt+")
        assert key.character is None
    assert names("\x1bD\x1b ") == ["alt+shift+d", "alt+space"]
    assert names("\x1b\x7f\x1bb\x1bf\x1b\t") == ["ctrl+w", "ctrl+left", "ctrl+right", "shift+tab"]


def test_a_cursor_report_counts_where_one_was_asked_for() -> None:
    assert names("\x1b[1;2R\x1b[1;6R\x1bOR\x1b[13;2~") == ["shift+f3", "ctrl+shift+f3", "f3", "shift+f3"]
    assert play("\x1b[24;80R\x1b[1;80R") == []
    parser = InputParser()
    parser.ask_cursor_report()
    assert parser.feed(b"\x1b[1;2R\x1b[1;2R", 0.0) == [CursorReport(1, 2), Key("shift+f3")]


def test_reports() -> None:
    assert play("\x1b[I\x1b[?2026;2$y\x1b[48;24;80;480;800t") == [
        Focus(True),
        ModeReport(2026, 2),
        SizeReport(80, 24, 800, 480),
    ]
    assert play("\x1b[<0;5;6M\x1b[<0;5;6m", b"\x1b[M\x20\xe1\xff", "\x1b[35;5;6M") == [
        Mouse(0, 5, 6, False),
        Mouse(0, 5, 6, True),
        Mouse(0, 0xE1 - 32, 0xFF - 32, False),
        Mouse(3, 5, 6, True),
    ]


@cases(
    "answer",
    [
        "\x1b[?62;22c",
        "\x1b[>0;276;0c",
        "\x1b[0n",
        "\x1b[?29u",
        "\x1b]11;rgb:0000/0000/0000\x1b\\",
        "\x1b]52;c;QUJD\x07",
        "\x1bP>|XTerm(380)\x1b\\",
        "\x1bP1+r524742=38\x1b\\",
        "\x1b_Gi=31;OK\x1b\\",
        "\x1b]l\x13\x11title\x1b\\",
    ],
)
def test_answers_of_terminals_are_no_keys(answer: str) -> None:
    for cut in range(1, len(answer)):
        events = play(answer[:cut], 0.1, answer[cut:], "x")
        assert [event for event in events if isinstance(event, Key)] == [Key("x", "x")], cut


@pytest.mark.parametrize(
    "begin", [b"\x1b]", b"\x1bP", b"\x1b_", b"\x1bX", b"\x1b^", b"\x1b[", b"\x1b[?", b"\x1b]52;c;"]
)
@pytest.mark.parametrize("filling", [b"1", b"1;", b"?"])
def test_a_report_that_never_ends_costs_nothing_and_types_nothing(begin: bytes, filling: bytes) -> None:
    parser = InputParser()
    chunk = filling * (65536 // len(filling))
    tracemalloc.start()
    events = parser.feed(begin, 0.0)
    for _ in range(32):
        events += parser.feed(chunk, 0.0)
    peak = tracemalloc.get_traced_memory()[1]
    tracemalloc.stop()
    assert events == []
    assert peak < 1024 * 1024
    assert play(1.5, "ab\x13", parser=parser) == [Key("a", "a"), Key("b", "b"), Key("ctrl+s", "\x13")]


def test_of_many_reports_at_once_the_newest_counts() -> None:
    sizes = "".join(f"\x1b[48;{rows};80;1;1t" for rows in range(1, 10_001))
    moves = "".join(f"\x1b[<35;{column};1M" for column in range(1, 10_001))
    assert play(sizes + moves + "\x1b[O\x1b[I" * 10_000) == [
        SizeReport(80, 10_000, 1, 1),
        Mouse(35, 10_000, 1, False),
        Focus(True),
    ]
    # The wheel, buttons and drags with another button are all counted.
    assert len(play("\x1b[<64;1;1M" * 3 + "\x1b[<0;1;1M\x1b[<32;2;1M\x1b[<34;3;1M\x1b[<0;3;1m")) == 7
    # A key between keeps them apart.
    assert len(play("\x1b[<35;1;1Mx\x1b[<35;2;1M")) == 3


@cases(
    "nonsense",
    [
        b"\x1b[1114112u",
        b"\x1b[99999999999999999999;5u",
        b"\x1b[<999999999;9;9M",
        b"\x1b[55296u",
        b"\x1b[;;;;;u",
        b"\x1b[-1u",
        b"\x1b[1;999999A",
        b"\x1b[999999999999R",
        b"\x1b[<;;M",
        b"\x1b[48;9;9t",
        b"\x1b[57399999u",
        b"\x1b[1;;;A",
        b"\x1b[" + b"1;" * 400 + b"A",
        b"\x1b[?1;2;3$y",
        b"\x1b[200;200~",
        b"\x1b[201~",
        b"\x1b[0;0;0t",
    ],
)
def test_numbers_that_no_terminal_sends_are_nothing(nonsense: bytes) -> None:
    assert play(nonsense, "x") == [Key("x", "x")]


def test_what_is_not_utf8_is_a_sign_and_ends_nothing() -> None:
    assert typed(b"\xff\xe9\xc3(") == "\ufffd\ufffd\ufffd("
    assert typed(b"\xc3", 5.0, b"(") == "\ufffd("
    assert typed(b"\xe6\xbc", 0.1, b"\xa2x") == "漢x"
    assert typed(b"\xc2\x9bA") == "A"
    assert names(b"\x00\x1c\x1d\x1e\x1f\x08\x7f") == [
        "ctrl+@",
        "ctrl+backslash",
        "ctrl+right_square_bracket",
        "ctrl+circumflex_accent",
        "ctrl+underscore",
        "backspace",
        "backspace",
    ]


def test_keys_before_and_behind_a_burst_keep_their_places() -> None:
    events = play("\x06ab\r  cd\r\x13")
    assert [type(event) for event in events] == [Key, Burst, Key]
    assert unrolled(events) == unrolled(play(*"\x06ab\r  cd\r\x13"))


def test_a_typed_letter_waits_for_nothing() -> None:
    parser = InputParser()
    events: list[InputEvent] = []
    for number, byte in enumerate(b"ab\r\r\x13"):
        events += parser.feed(bytes([byte]), number / 10)
        assert parser.wake_at is None
    assert [key.name for key in events if isinstance(key, Key)] == ["a", "b", "enter", "enter", "ctrl+s"]
