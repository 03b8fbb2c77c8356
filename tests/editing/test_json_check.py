"""Where a text is not JSON."""

from __future__ import annotations

import json

from hypothesis import given
from hypothesis import strategies as st

from tests.cases import cases
from tui.editing.json_check import json_problem


@cases(
    ("text", "message", "place"),
    [
        ('{"a": 1,\n b}', "Not JSON: expecting property name enclosed in double quotes.", (1, 1)),
        ("[1 2]", "Not JSON: expecting ',' delimiter.", (0, 3)),
        ("", "Not JSON: expecting value.", (0, 0)),
        ('{"a": {{name}}, x}', "Not JSON: expecting property name enclosed in double quotes.", (0, 16)),
    ],
)
def test_the_first_place_is_named(text: str, message: str, place: tuple[int, int]) -> None:
    problem = json_problem(text)
    assert problem is not None
    assert problem.range is not None
    assert (problem.message, (problem.range.start_line, problem.range.start_column)) == (message, place)


@cases("text", ["{}", "[1, null]", '{"a": {{count}}}', '{"a": "{{name}} and {{$uuid}}"}', "{" * 2_000_000])
def test_json_and_variables_in_it_and_what_is_too_long_are_fine(text: str) -> None:
    assert json_problem(text) is None


@cases("text", ["[" * 100_000, "9" * 10_000])
def test_what_python_can_not_read_is_said(text: str) -> None:
    problem = json_problem(text)
    assert problem is not None
    assert problem.message.startswith("Not JSON that can be read")


@given(st.text(alphabet='{}[]",:1ae\n\\ {{}}'))
def test_it_says_the_same_as_the_parser_and_names_a_place_in_the_text(text: str) -> None:
    problem = json_problem(text)
    if "{{" not in text:
        try:
            json.loads(text)
        except ValueError:
            assert problem is not None
        else:
            assert problem is None
    if problem is not None and problem.range is not None:
        lines = text.split("\n")
        assert problem.range.start_column <= len(lines[problem.range.start_line])
