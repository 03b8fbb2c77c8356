"""Finding in lines, upper and lower case alike, by columns of the text as it is."""

from __future__ import annotations

from hypothesis import given
from hypothesis import strategies as st

from tui.sessions.shown_lines import Search, lowered, matches_in
from tui.sessions.text_lines import TextLines


@given(st.text(alphabet="aAbİß\u0130É", max_size=20))
def test_lower_case_is_as_long_as_the_text(text: str) -> None:
    assert len(lowered(text)) == len(text)


@given(st.text(alphabet="aAbBİ", max_size=20), st.text(alphabet="aAbİ", min_size=1, max_size=3))
def test_matches_in_a_line_are_where_the_text_is(text: str, needle: str) -> None:
    for start, end in matches_in(text, needle):
        assert lowered(text[start:end]) == lowered(needle)
    assert matches_in(text, "") == []


@given(st.lists(st.text(alphabet="ab ", max_size=4), min_size=1, max_size=8), st.integers(0, 7), st.booleans())
def test_the_next_line_with_a_match_is_found(rows: list[str], line: int, backwards: bool) -> None:
    lines, search = TextLines(), Search()
    lines.take(("\n".join(rows) + "\n").encode(), is_last=True)
    line = min(line, len(rows) - 1)
    found = search.find(lines, "ab", line, backwards=backwards)
    having = [number for number, row in enumerate(rows) if "ab" in row]
    if not having:
        assert found is None
    else:
        assert found is not None
        before, behind = [each for each in having if each < line], [each for each in having if each > line]
        assert found.line == ((before or having)[-1] if backwards else (behind or having)[0])
        assert found.total == "\n".join(rows).count("ab")


def test_a_text_that_grew_is_searched_anew() -> None:
    lines, search = TextLines(), Search()
    lines.take(b"one\n")
    assert search.find(lines, "two", 0) is None
    lines.take(b"two\n")
    assert search.find(lines, "two", 0) == (1, 1, 1)
