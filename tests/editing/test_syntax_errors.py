"""Where code can't be parsed, in either grammar: at the place a reader would look at."""

from __future__ import annotations

import pytest

from tui.editing.syntax_errors import syntax_errors
from tui.editing.syntax_tree import Grammar, SyntaxTree

HANDLER = "module.exports = async (request) => {\n  if (request) {\n    a();\n  }\n  return new Response('x');\n};\n"


def told(code: str, grammar: Grammar) -> list[tuple[int, int, str]]:
    """Line and column from 1, and the words."""
    lines = code.split("\n")
    problems = syntax_errors(SyntaxTree(lines, grammar), lines)
    return [(one.range.start_line + 1, one.range.start_column + 1, one.message) for one in problems if one.range]


@pytest.mark.parametrize("grammar", Grammar)
@pytest.mark.parametrize(
    ("code", "expected"),
    [
        (HANDLER, []),
        # A bracket too much or too few in the middle: the indentation tells where, not the end of the file.
        (HANDLER.replace("  }\n", "  }\n  }\n", 1), [(5, 3, "This } closes nothing.")]),
        (HANDLER.replace("  }\n", "", 1), [(2, 16, "This { is never closed: } is missing.")]),
        (HANDLER + "}\n", [(7, 1, "This } closes nothing.")]),
        ("f(JSON.stringify({ a: 1 });", [(1, 2, "This ( is never closed: ) is missing.")]),
        (
            "const a = [1, 2;\nconst b = f(a};\n",
            [
                (1, 11, "This [ is never closed: ] is missing."),
                (2, 12, "This ( is never closed: ) is missing."),
                (2, 14, "This } closes nothing."),
            ],
        ),
        ("const a = 'abc;\nf();", [(1, 11, "This string has no end: ' is missing.")]),
        ('const é = "😀abc;\nf();', [(1, 11, 'This string has no end: " is missing.')]),
        ("const a = `abc;\nf();", [(1, 11, "This template has no end: ` is missing.")]),
        ("f(); /* abc\ng();", [(1, 6, "This comment has no end: */ is missing.")]),
        ("const a = /abc;\nf();", [(1, 11, "This regular expression has no end.")]),
        ("const a = ;\nf(\n", [(1, 9, "The code can't be read on from here: ="), (2, 2, "")]),
    ],
)
def test_what_keeps_code_from_being_parsed(code: str, expected: list[tuple[int, int, str]], grammar: Grammar) -> None:
    found = told(code, grammar)
    assert [one[:2] for one in found] == [one[:2] for one in expected]
    assert all(words in found[number][2] for number, (_, _, words) in enumerate(expected))


def test_brackets_in_strings_and_comments_are_text() -> None:
    assert told("const a = '{'; // (\nconst b = `[${'}'}`; /* ( */ const c = /[(]/;", Grammar.JAVASCRIPT) == []
