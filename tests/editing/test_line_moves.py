"""Lines moved and copied, exactly; words."""

from __future__ import annotations

from hypothesis import given
from hypothesis import strategies as st

from tests.cases import cases
from tui.editing.line_moves import duplicated, lines_of, moved, word_at
from tui.editing.source import SourceText


def after(text: str, top: int, bottom: int, by: int) -> str | None:
    source = SourceText(text)
    edit = (
        moved(source.lines, source.endings, top, bottom, by)
        if by
        else duplicated(source.lines, source.endings, top, bottom, source.newline)
    )
    if edit is None:
        return None
    source.replace(edit.start, edit.end, edit.text, exact=True)
    return source.text


@cases(
    ("text", "top", "bottom", "by", "wanted"),
    [
        ("a\nb\nc", 1, 1, -1, "b\na\nc"),
        ("a\nb\nc", 1, 1, 1, "a\nc\nb"),
        ("a\nb\nc\n", 0, 1, 1, "c\na\nb\n"),
        ("a\r\nb\nc", 2, 2, -1, "a\r\nc\nb"),
        ("a\nb", 0, 0, -1, None),
        ("a\nb", 1, 1, 1, None),
        ("a\nb", 1, 1, 0, "a\nb\nb"),
        ("a\r\nb\r\n", 0, 1, 0, "a\r\nb\r\na\r\nb\r\n"),
        ("", 0, 0, 0, "\n"),
    ],
)
def test_lines_move_and_line_ends_stay(text: str, top: int, bottom: int, by: int, wanted: str | None) -> None:
    assert after(text, top, bottom, by) == wanted


@given(st.lists(st.sampled_from("abc\n"), min_size=1, max_size=12).map("".join), st.integers(0, 5), st.integers(0, 5))
def test_down_and_up_again_is_the_same_text(text: str, top: int, more: int) -> None:
    bottom = min(top + more, text.count("\n"))
    top = min(top, bottom)
    down = after(text, top, bottom, 1)
    if down is not None:
        assert after(down, top + 1, bottom + 1, -1) == text
        assert sorted(SourceText(down).lines) == sorted(SourceText(text).lines)


def test_a_selection_that_ends_at_the_start_of_a_line_does_not_touch_it() -> None:
    assert lines_of((3, 0), (1, 2)) == (1, 2)
    assert lines_of((1, 2), (1, 0)) == (1, 1)


@cases(("column", "found"), [(0, (0, 3)), (3, (0, 3)), (4, (4, 9)), (9, (4, 9)), (12, (12, 13)), (11, None)])
def test_the_word_is_at_the_cursor_or_just_before_it(column: int, found: tuple[int, int] | None) -> None:
    assert word_at("let $näm_ = 1;", column) == found
