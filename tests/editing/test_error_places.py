"""Where the error of a call stands in the code, by its stack or by its words."""

from __future__ import annotations

from hypothesis import given
from hypothesis import strategies as st

from tests.cases import cases
from tui.editing.error_places import place_of_error
from tui.editing.runnable import Runtime
from tui.model.problem import ErrorPlace

SELF_HOSTED_CODE = """\
// a comment that says kaboom and missing
const LIMIT = 3;
module.exports = async function (request) {
  const body = await request.json();
  if (body.n > LIMIT) throw new Error("kaboom");
  if (!body.user) throw new TypeError(`no user ${body.n} in here`);
  const name = body.user.id;
  return respond(nowhere, name.trim());
};
"""
CLOUD_CODE = """\
export default async function (req: Request) {
  const body = await req.json();
  throw new Error("x");
}
"""
SELF_HOSTED, CLOUD = SELF_HOSTED_CODE.split("\n"), CLOUD_CODE.split("\n")


def line_of(answer: str, message: str, lines: list[str], runtime: Runtime) -> tuple[int, bool] | None:
    found = place_of_error(answer, message, "greet", lines, runtime)
    return None if found is None else (found.range.start_line, found.is_sure)


@cases(
    ("message", "line"),
    [
        ("kaboom", (4, False)),
        ("no user 12 in here", (5, False)),
        ("Cannot read properties of undefined (reading 'id')", (6, False)),
        ("Cannot read properties of undefined (reading 'user')", None),
        ("respond is not defined", (7, False)),
        ("name.trim is not a function", (7, False)),
        ("response.text is not a function", None),
        ("something else", None),
        ("", None),
    ],
)
def test_the_words_of_an_error_lead_to_the_one_line_they_can_mean(message: str, line: tuple[int, bool] | None) -> None:
    assert line_of(f'{{"error":"{message}"}}', message, SELF_HOSTED, Runtime.SELF_HOSTED) == line


@cases(
    ("lines", "runtime", "frame", "line"),
    [
        # The server puts one line in front of a module, and eleven in front of module.exports.
        (CLOUD, Runtime.CLOUD, "at default (file:///src/functions/greet.ts:4:9)", 2),
        (SELF_HOSTED, Runtime.CLOUD, "at handler (file:///src/functions/greet.ts:16:30)", 4),
        (CLOUD, Runtime.CLOUD, "at default (blob:null/7201381f-ea3a-4ed9-8165-e73c1442bc35:4:9)", 2),
        (SELF_HOSTED, Runtime.SELF_HOSTED, "at module.exports (eval at w (blob:null/1:9:9), <anonymous>:7:29)", 4),
    ],
)
def test_a_stack_in_the_answer_names_the_line(lines: list[str], runtime: Runtime, frame: str, line: int) -> None:
    answer = f"Error: odd\n    {frame}\n    at async other.ts:1:1"
    assert line_of(answer, "odd", lines, runtime) == (line, True)


@cases(
    ("code", "message", "line"),
    [
        ("\nimport x from 'y';\nmodule.exports = async () => x;\n", "Cannot use import statement outside a module", 1),
        ("const a = 1;\nexport default async () => a;\n", "Unexpected token 'export'", 1),
        ("module.exports = async (a) => {\n  return f(a b);\n};\n", "missing ) after argument list", 1),
    ],
)
def test_code_that_can_not_start_is_led_to_where_it_can_not(code: str, message: str, line: int) -> None:
    assert line_of("", message, code.split("\n"), Runtime.SELF_HOSTED) == (line, True)


@given(st.text(max_size=300), st.text(max_size=100), st.lists(st.text(max_size=60), min_size=1, max_size=8))
def test_any_answer_and_any_code_give_a_place_inside_the_code_or_none(
    answer: str, message: str, lines: list[str]
) -> None:
    found = place_of_error(answer, message, "greet", lines, Runtime.SELF_HOSTED)
    assert found is None or (isinstance(found, ErrorPlace) and 0 <= found.range.start_line < len(lines))
