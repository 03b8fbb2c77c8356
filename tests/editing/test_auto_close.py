"""Brackets and quotes that close by themselves: what is typed is what stands there in the end."""

from __future__ import annotations

from hypothesis import given
from hypothesis import strategies as st

from tests.cases import cases
from tui.editing.auto_close import AutoClose, is_between_brackets


def typed(keys: str, text: str = "", column: int = 0, *, is_code: bool = True) -> str:
    """The line after these keys, with | at the cursor; `<` is backspace, `>` moves right."""
    auto = AutoClose()
    for key in keys:
        if key == "<":
            both = auto.takes_both(text, (0, column))
            text, column = text[: column - 1] + text[column + both :], column - 1
        elif key == ">" or auto.goes_over(key, text, (0, column)):
            column += 1
        else:
            closer = auto.closes_with(key, text, (0, column), is_code=is_code)
            text, column = text[:column] + key + closer + text[column:], column + 1
    return f"{text[:column]}|{text[column:]}"


@cases(
    ("keys", "line"),
    [
        ("f(", "f(|)"),
        ("f()", "f()|"),
        ("f([{}])", "f([{}])|"),
        ("f('a')", "f('a')|"),
        ("f(<", "f|"),
        ("f(a<", "f(|)"),
        ("f(>)", "f())|"),
        ("don't", "don't|"),
        ("''", "''|"),
        ("'''", "'''|"),
        ("`a`", "`a`|"),
        (")", ")|"),
    ],
)
def test_a_pair_is_typed_as_one(keys: str, line: str) -> None:
    assert typed(keys) == line


def test_nothing_closes_before_a_word_in_a_string_and_what_stood_there_is_not_gone_over() -> None:
    assert typed("(", "name", 0) == "(|name"
    assert typed("(", "", 0, is_code=False) == "(|"
    assert typed(")", ")", 0) == ")|)"


_BALANCED = st.recursive(
    st.sampled_from(["", "a", " "]),
    lambda inner: st.tuples(st.sampled_from(["()", "[]", "{}"]), inner, inner).map(
        lambda parts: parts[0][0] + parts[1] + parts[0][1] + parts[2]
    ),
    max_leaves=8,
)


@given(_BALANCED)
def test_balanced_text_that_is_typed_stands_as_it_was_typed(text: str) -> None:
    assert typed(text) == f"{text}|"


def test_a_line_is_broken_in_three_between_brackets_alone() -> None:
    assert is_between_brackets("f({})", 3)
    assert not any(is_between_brackets("f({})'' ", column) for column in (0, 1, 2, 4, 6, 8))
