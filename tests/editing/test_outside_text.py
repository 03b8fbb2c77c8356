"""What another program made of a text: what it changed unasked is put back, and one edit leads to the rest."""

from __future__ import annotations

from hypothesis import given
from hypothesis import strategies as st

from tests.cases import cases
from tui.editing.outside_text import Kept, NoText, OutsideText, edit_between, is_writable, text_of
from tui.editing.source import SourceText

TEXTS = st.lists(st.sampled_from(["a", "b", "\n", "\r\n", "\r", " "]), max_size=14).map("".join)


@cases(
    ("before", "content", "found"),
    [
        ("a\n", b"b\n", OutsideText("b\n")),
        ("a", b"b\n", OutsideText("b", (Kept.LAST_LINE_END,))),
        ("a", b"b\n\n", OutsideText("b\n\n")),
        ("", b"b\n", OutsideText("b\n")),
        ("a\n", b"\xef\xbb\xbfb\n", OutsideText("b\n", (Kept.MARK,))),
        ("\ufeffa\n", b"\xef\xbb\xbfb\n", OutsideText("\ufeffb\n")),
        ("a\r\nb\r\n", b"a\nb\nc\n", OutsideText("a\r\nb\r\nc\r\n", (Kept.LINE_ENDS,))),
        ("a\r\nb", b"a\nc\n", OutsideText("a\r\nc", (Kept.LINE_ENDS, Kept.LAST_LINE_END))),
        ("a\r\nb\n", b"a\nb\n", OutsideText("a\nb\n")),
        ("a", b"ab\xff", NoText(3)),
        ("a", "\u00e9".encode("latin-1"), NoText(1)),
        ("a", b"", OutsideText("")),
    ],
)
def test_what_an_editor_does_unasked_is_put_back(before: str, content: bytes, found: OutsideText | NoText) -> None:
    assert text_of(content, before) == found


@given(TEXTS, TEXTS)
def test_the_edit_makes_the_one_text_of_the_other(before: str, after: str) -> None:
    edit = edit_between(before, after)
    assert (edit is None) == (before == after)
    if edit is not None:
        source = SourceText(before)
        source.replace(edit.start, edit.end, edit.text, exact=True)
        assert source.text == after
        untouched = SourceText(before).lines[edit.first + edit.old_lines :]
        for number, line in enumerate(untouched, edit.first + edit.old_lines):
            assert SourceText(after).lines[edit.place_after((number, 0))[0]] == line


def test_the_cursor_goes_with_its_line_and_stays_on_one_that_was_changed() -> None:
    edit = edit_between("a\nb\nc\n", "new\na\nB\nc\n")
    assert edit is not None
    assert [edit.place_after((line, 1)) for line in range(4)] == [(0, 1), (1, 1), (3, 1), (4, 1)]
    shorter = edit_between("a\nb\nc\nd", "a\nd")
    assert shorter is not None
    assert [shorter.place_after((line, 0)) for line in range(4)] == [(0, 0), (1, 0), (1, 0), (1, 0)]


def test_half_a_character_is_no_file() -> None:
    assert is_writable("\U0001f600")
    assert not is_writable("a\ud83d")
