"""Brackets, indentation, comments."""

from __future__ import annotations

from tests.cases import cases
from tui.editing.structure import (
    dedent_lines,
    detect_indent,
    indent_lines,
    indentation_for_new_line,
    matching_bracket,
    toggle_comment,
)

CODE = ["f(a, {", "  b: [1, 2],", "});"]


@cases(("one", "other"), [((0, 1), (2, 1)), ((0, 5), (2, 0)), ((1, 5), (1, 10))])
def test_partners_find_each_other(one: tuple[int, int], other: tuple[int, int]) -> None:
    assert matching_bracket(CODE, *one) == other
    assert matching_bracket(CODE, *other) == one


def test_no_partner() -> None:
    assert matching_bracket(["(]"], 0, 0) is None
    assert matching_bracket(["x"], 0, 0) is None
    assert matching_bracket(["("], 0, 0) is None
    assert matching_bracket(["(", "", ")"], 0, 0, limit_lines=2) is None


def test_brackets_in_text_are_passed_over() -> None:
    lines = ["( ')' )"]
    assert matching_bracket(lines, 0, 0, is_code=lambda line, column: column != 3) == (0, 6)


@cases(
    ("lines", "indent"),
    [([], "  "), (["a", "  b", "    c", "  d"], "  "), (["a", "    b"], "    "), (["\ta"], "\t"), (["a", "b"], "  ")],
)
def test_the_indentation_in_use_is_found(lines: list[str], indent: str) -> None:
    assert detect_indent(lines) == indent


@cases(("before", "indent"), [("  a", "  "), ("  if (x) {", "    "), ("f(", "  "), ("\tx =>", "\t  "), ("", "")])
def test_a_new_line_starts_where_it_should(before: str, indent: str) -> None:
    assert indentation_for_new_line(before, "  ") == indent


def test_lines_move_in_and_out() -> None:
    assert indent_lines(["a", "", "  b"], "  ") == ["  a", "", "    b"]
    assert dedent_lines(["  a", "", " b", "\tc", "d"], "  ") == ["a", "", "b", "c", "d"]


def test_comments_are_put_and_taken() -> None:
    lines = ["  a", "", "    b"]
    commented = toggle_comment(lines)
    assert commented == ["  // a", "", "  //   b"]
    assert toggle_comment(commented) == lines
    assert toggle_comment(["// a", "b"]) == ["// // a", "// b"]
