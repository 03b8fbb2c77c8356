"""What Deno says of code, read as problems: the outputs are those of Deno 2.9.8."""

from __future__ import annotations

import json

from tests.cases import cases
from tui.editing.deno_output import SyntaxTrouble, check_problems, lint_problems, syntax_trouble
from tui.model.problem import CodeRange, Severity

LINES = ["const a = 1;", 'let é = "😀", other = 2;', "debugger;"]


def linted(line: int, start: int, end: int, message: str, code: str, hint: str | None = None) -> dict[str, object]:
    place = {"start": {"line": line, "col": 0, "bytePos": start}, "end": {"line": line, "col": 0, "bytePos": end}}
    return {"filename": "file:///x.js", "range": place, "message": message, "code": code, "hint": hint}


def test_a_lint_problem_stands_at_its_place_with_its_hint() -> None:
    found = [
        linted(1, 6, 7, "`a` is never used", "no-unused-vars", "Prefix it with an underscore"),
        linted(2, 30, 35, "`other` is never used.", "no-unused-vars"),
    ]
    output = json.dumps({"version": 1, "diagnostics": found, "errors": []}).encode()
    first, second = lint_problems(output, LINES)
    assert first.message == "Deno: `a` is never used (no-unused-vars). Prefix it with an underscore."
    assert first.severity is Severity.WARNING
    assert first.range == CodeRange(0, 6, 0, 7)
    assert second.message == "Deno: `other` is never used (no-unused-vars)."
    assert second.range == CodeRange(1, LINES[1].index("other"), 1, LINES[1].index("other") + 5)


@cases(
    "output",
    [
        b"",
        b"error: no such option",
        b"[]",
        b'{"diagnostics": 3}',
        b'{"diagnostics": [3, {}, {"message": "x", "range": {"start": 1}}]}',
        json.dumps({"diagnostics": [linted(9, 0, 1, "beyond", "x"), linted(1, 99, 100, "beyond", "x")]}).encode(),
        b"[" * 100_000,
    ],
)
def test_what_is_no_such_output_says_nothing(output: bytes) -> None:
    assert lint_problems(output, LINES) == ()


CHECKED = """\
TS2322 [ERROR]: Type 'string' is not assignable to type 'number'.
const n: number = "a";
      ^
    at file:///tmp/x/function.ts:1:7

TS2339 [ERROR]: Property 'nope' does not exist on type 'Request'.
  Perhaps more of it.
/* 😀 */ r.nope;
           ~~~~
    at file:///tmp/x/function.ts:2:12

TS2304 [ERROR]: Cannot find name 'createClient'.
createClient();
~~~~~~~~~~~~
    at file:///tmp/x/function.ts:3:1

Found 3 errors.
"""


def test_type_errors_stand_at_their_places_but_for_names_that_the_runtime_gives() -> None:
    lines = ['const n: number = "a";', "/* 😀 */ r.nope;", "createClient();"]
    first, second = check_problems(CHECKED, lines)
    assert first.message == "Deno: Type 'string' is not assignable to type 'number' (TS2322)."
    assert first.range == CodeRange(0, 6, 0, 7)
    assert second.message == "Deno: Property 'nope' does not exist on type 'Request' (TS2339)."
    assert second.range == CodeRange(1, lines[1].index("nope"), 1, lines[1].index("nope") + 4)
    assert check_problems("error: npm specifiers were requested; but --no-npm is specified", lines) == ()


def test_a_syntax_error_is_told_with_its_place() -> None:
    said = "error: SyntaxError: Unexpected token `{`\n  |\n1 | const a = {{\n  |  ~\n    at file:///tmp/g/_stdin.ts:1:12\n\nStack"
    assert syntax_trouble(said) == SyntaxTrouble("Unexpected token `{`", 1, 12)
    assert syntax_trouble("error: something else") is None
