"""Bytes that come piece by piece are the same lines as in one."""

from __future__ import annotations

from itertools import pairwise

from hypothesis import given
from hypothesis import strategies as st

from tui.sessions.text_lines import LONGEST_LINE, TextLines


def shown(lines: TextLines) -> list[str]:
    return [lines.shown(line).text for line in range(lines.line_count)]


@given(st.text(alphabet="aä\r\n€😀", max_size=40), st.lists(st.integers(0, 80), max_size=5))
def test_pieces_make_the_same_lines_as_the_whole(text: str, cuts: list[int]) -> None:
    data = text.encode()
    lines, before = TextLines(), list[str]()
    edges = [0, *sorted(min(cut, len(data)) for cut in cuts), len(data)]
    for start, end in pairwise(edges):
        changed = lines.take(data[start:end], is_last=end == len(data))
        # What stands before the first changed line is as it was.
        assert shown(lines)[:changed] == before[:changed]
        before = shown(lines)
    lines.take(b"", is_last=True)
    wanted = [row.removesuffix("\r") for row in text.removesuffix("\n").split("\n")] if text else []
    assert shown(lines) == wanted
    assert lines.source == text
    for line in range(lines.line_count):
        assert lines.source[lines.offset_of(line) :].startswith(wanted[line])
        assert lines.line_of(lines.offset_of(line)) == line
    assert lines.offset_of(lines.line_count) == len(text)


def test_a_long_line_goes_on_in_the_next() -> None:
    lines = TextLines()
    lines.take(b"a" * (LONGEST_LINE - 1))
    assert lines.line_count == 1
    lines.take(b"bcd")
    assert [len(text) for text in shown(lines)] == [LONGEST_LINE, 2]
    assert lines.offset_of(1) == LONGEST_LINE
    lines.take(b"a" * (2 * LONGEST_LINE) + b"\nend")
    assert [len(text) for text in shown(lines)] == [LONGEST_LINE, LONGEST_LINE, LONGEST_LINE, 2, 3]


def test_bytes_that_are_no_text_are_shown_as_such() -> None:
    lines = TextLines("utf-8")
    lines.take(b"a\xffb", is_last=True)
    assert shown(lines) == ["a\ufffdb"]
    latin = TextLines("iso-8859-1")
    latin.take(b"\xe4", is_last=True)
    assert shown(latin) == ["ä"]


def test_the_names_of_a_stream_are_marked() -> None:
    lines = TextLines(has_fields=True)
    lines.take(b"data: {}\n: ping\n\nevent: x\n")
    assert [
        [(text[start:end], style) for start, end, style in spans] for text, spans, _ in map(lines.shown, range(4))
    ] == [
        [("data:", "keyword")],
        [(":", "comment")],
        [],
        [("event:", "keyword")],
    ]
    assert lines.block_of(0) is None
