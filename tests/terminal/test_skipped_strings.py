"""Where a string that nobody reads ends."""

from __future__ import annotations

from tests.cases import cases
from tui.terminal.skipped_strings import SkippedString


@cases(
    ("start", "data", "left"),
    [
        ("]", b"11;rgb\x07x", b"x"),
        ("]", b"11;rgb\x1b\\x", b"x"),
        # A bell ends no other string.
        ("P", b"1$r\x07q\x1b\\x", b"x"),
        ("_", b"Gi=1\x18x", b"x"),
        # Another sequence does.
        ("P", b"1$r\x1b[A", b"\x1b[A"),
        ("[", b"1;1;1A", b""),
        ("[", b"1;1;1\r", b"\r"),
        ("[", b"1;1;1\xc3", b"\xc3"),
    ],
)
def test_a_string_ends(start: str, data: bytes, left: bytes) -> None:
    assert SkippedString(ord(start)).skip(b"ab" + data, 2) == (2 + len(data) - len(left), True)


def test_a_string_goes_on() -> None:
    assert SkippedString(ord("]")).skip(b"11;\x13\x11", 0) == (5, False)
    assert SkippedString(ord("P")).skip(b"1$r\x1b", 0) == (3, False)
    assert SkippedString(ord("[")).skip(b"1;1", 1) == (3, False)
