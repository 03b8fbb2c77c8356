"""Where a paste ends, and what of it is kept."""

from __future__ import annotations

from tui.terminal.input_events import Paste
from tui.terminal.paste_buffer import PASTE_END, PasteBuffer, incomplete_at_end


def test_the_end_mark_is_found_in_any_parts() -> None:
    content = b"ab\x1b[20\x1b[201\x1bcd"
    sent = content + PASTE_END + b"xyz"
    for first in range(len(content) + len(PASTE_END)):
        for second in range(first, len(content) + len(PASTE_END)):
            buffer = PasteBuffer()
            assert buffer.add(sent[:first]) is None
            assert buffer.add(sent[first:second]) is None
            assert buffer.add(sent[second:]) == len(sent) - 3 - second
            assert buffer.finish(ended=True) == Paste("ab[20[201cd", removed=3)


def test_what_does_not_fit_is_counted() -> None:
    buffer = PasteBuffer(limit_bytes=4)
    assert buffer.add(b"abcdefgh" + PASTE_END) == 14
    assert buffer.finish(ended=True) == Paste("abcd", dropped_bytes=4)
    assert PasteBuffer().finish(ended=False) == Paste("", ended=False)


def test_where_a_character_is_not_whole() -> None:
    for character in "é漢😀":
        code = character.encode()
        for cut in range(1, len(code)):
            assert incomplete_at_end(b"x" + code[:cut]) == cut
        assert incomplete_at_end(code) == 0
    assert [incomplete_at_end(each) for each in (b"", b"x", b"\xff", b"\x80\x80", b"\xc0", b"\xc3(")] == [0] * 6
