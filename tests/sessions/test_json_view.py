"""JSON as lines: the same values as Python's own reader finds, however it was written, cut or broken."""

from __future__ import annotations

import json

from hypothesis import given
from hypothesis import strategies as st

from tests.cases import cases
from tui.sessions.json_view import LONGEST_LINE, JsonLines
from tui.sessions.shown_lines import Search

VALUES = st.recursive(
    st.none() | st.booleans() | st.integers() | st.floats(allow_nan=False, allow_infinity=False) | st.text(max_size=8),
    lambda inner: st.lists(inner, max_size=4) | st.dictionaries(st.text(max_size=4), inner, max_size=4),
    max_leaves=25,
)
WRITTEN = st.sampled_from(
    [{"separators": (",", ":")}, {"indent": 1}, {"indent": 3, "separators": (" ,", " : ")}, {"ensure_ascii": False}]
)


def read(text: str, *, is_cut: bool = False, at_once: int = 3) -> JsonLines:
    """The lines of a text, read a few at a time."""
    lines = JsonLines(text, is_cut=is_cut)
    while lines.read_on(at_once):
        pass
    return lines


def shown(lines: JsonLines) -> str:
    rows = range(lines.folds.row_count(lines.line_count))
    return "\n".join(lines.shown(lines.folds.line_at(row)).text for row in rows)


@given(VALUES, WRITTEN)
def test_any_json_is_shown_indented_with_the_same_values(value: object, how: dict[str, object]) -> None:
    text = json.dumps(value, **how)  # type: ignore[arg-type]  # forwarded
    lines = read(text)
    assert lines.error is None
    assert shown(lines) == json.dumps(value, indent=2, ensure_ascii=how.get("ensure_ascii", True) is True)
    assert [lines.line_of(lines.offset_of(line)) for line in range(lines.line_count)] == list(range(lines.line_count))


@given(VALUES, st.data())
def test_a_text_is_json_for_it_when_it_is_for_python(value: object, data: st.DataObject) -> None:
    text = json.dumps(value)
    at = data.draw(st.integers(0, len(text)))
    edited = (
        text[:at] + data.draw(st.sampled_from(["", ",", "]", "}", ":", '"', "1", " ", "x", "[", "{"])) + text[at + 1 :]
    )
    lines = read(edited)
    try:
        json.loads(edited)
    except ValueError:
        # Numbers are not looked at closely: they are shown as they stand.
        assert lines.error is not None or any(character.isdigit() for character in edited)
    else:
        assert lines.error is None


@given(VALUES, st.data())
def test_a_cut_text_is_shown_up_to_its_end(value: object, data: st.DataObject) -> None:
    text = json.dumps([value])
    lines = read(text[: data.draw(st.integers(1, len(text)))], is_cut=True)
    assert lines.error is None
    whole = shown(read(text)).split("\n")
    assert shown(lines).split("\n")[:-1] == whole[: lines.line_count - 1]
    lines.fold_level(1)
    assert lines.folds.row_count(lines.line_count) == 1


@given(VALUES, st.data())
def test_folding_hides_a_block_and_says_how_much(value: object, data: st.DataObject) -> None:
    lines = read(json.dumps({"a": [value, value], "b": value}))
    line = data.draw(st.integers(0, lines.line_count - 1))
    block = lines.block_of(line)
    assert block is not None
    first, last = block
    assert first <= line <= last
    text = shown(lines).split("\n")
    assert text[first].rstrip()[-1] in "[{"
    assert text[last].strip(" ,") in ("]", "}")
    assert len(text[first]) - len(text[first].lstrip()) == len(text[last]) - len(text[last].lstrip())
    lines.folds.fold(first, last)
    folded = lines.shown(first)
    hidden = last - first - 1
    assert folded.text == f"{text[first]} {hidden:,} line{'' if hidden == 1 else 's'} {text[last].strip()}"
    assert folded.is_folded is True


def test_levels_fold_what_stands_so_deep() -> None:
    lines = read('{"a":{"b":[1,{"c":2}],"d":[]},"e":[3]}')
    lines.fold_level(2)
    assert shown(lines) == '{\n  "a": { 7 lines },\n  "e": [ 1 line ]\n}'
    lines.fold_level(3)
    assert shown(lines) == '{\n  "a": {\n    "b": [ 4 lines ],\n    "d": []\n  },\n  "e": [\n    3\n  ]\n}'
    lines.fold_level(9)
    assert lines.folds.row_count(lines.line_count) == lines.line_count


def test_what_was_read_can_be_looked_at_before_the_rest_is() -> None:
    lines = JsonLines("[" + "[1],\n" * 1000 + "2]")
    assert lines.read_on(7)
    assert lines.line_count == 7
    assert lines.shown(2).text == "    1"
    assert lines.block_of(3) == (1, 3)
    # The outermost one is not at its end yet, and can't be folded.
    assert lines.block_of(0) is None


def test_parts_of_a_line_have_their_styles() -> None:
    lines = read('{"a": "b", "c": [true, -1.5e3]}')
    styles = [
        [(text[start:end], style) for start, end, style in spans] for text, spans, _ in map(lines.shown, range(5))
    ]
    assert styles == [
        [],
        [('"a"', "keyword"), ('"b"', "string")],
        [('"c"', "keyword")],
        [("true", "constant")],
        [("-1.5e3", "number")],
    ]


def test_a_long_value_is_cut_where_it_is_shown() -> None:
    lines = read(json.dumps(["a" * 3 * LONGEST_LINE, "b"]))
    assert len(lines.shown(1).text) < LONGEST_LINE + 10
    assert lines.shown(1).text.endswith(" …")
    assert lines.shown(2).text == '  "b"'


@cases("text", ["", " ", "[1,]", '{"a" 1}', "{1:2}", "[1 2]", "[1]]", "[1],", '["a\n"]', "nul", '{"a":1]', '["a":1]'])
def test_what_is_no_json_is_told(text: str) -> None:
    assert read(text).error is not None


def test_deep_and_hostile_texts_take_no_more_than_their_length() -> None:
    assert read("[" * 20_000, at_once=1000).error is not None
    assert read('["' + "\\" * 50_001, at_once=1000).error is not None
    deep = read("[" * 5000 + "]" * 5000, at_once=1000)
    assert deep.error is None
    assert deep.block_of(4000) == (4000, 5998)


def test_searching_walks_the_lines_and_opens_folds() -> None:
    lines, search = read('{"name":"Ada","list":[{"name":"ada"},{"x":1}]}'), Search()
    assert search.find(lines, "ADA", 0) == (1, 1, 2)
    assert search.find(lines, "ada", 1) == (4, 2, 2)
    assert search.find(lines, "ada", 4) == (1, 1, 2)
    assert search.find(lines, "ada", 4, backwards=True) == (1, 1, 2)
    assert search.find(lines, "ada", 1, backwards=True) == (4, 2, 2)
    # As it is shown, with a blank behind the colon.
    assert search.find(lines, '"x": 1', 0) == (7, 1, 1)
    assert search.find(lines, "nobody", 0) is None
    assert search.find(lines, "", 0) is None
