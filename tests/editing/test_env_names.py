"""Which variables code names: by its tokens, never by what stands in comments and strings."""

from __future__ import annotations

from hypothesis import given
from hypothesis import strategies as st

from tests.cases import cases
from tui.editing.env_names import keys_of, named_in, named_in_lines, typed_at
from tui.editing.lexing import Highlighter


@cases(
    ("code", "keys"),
    [
        ('Deno.env.get("A")', ("A",)),
        ("Deno.env.get('A'); Deno.env.has(`B`)", ("A", "B")),
        ("Deno\n  .env\n  .get(\n    'A')", ("A",)),
        ("Deno.env /* why */ .get( // that\n 'A')", ("A",)),
        ('process.env.A + process.env["B"] + process?.env?.C', ("A", "B", "C")),
        ("globalThis.process.env.A; globalThis.Deno.env.get('B')", ("A", "B")),
        ("const { x } = process.env.A ? 1 : process.env.A", ("A",)),
        ("`${Deno.env.get('A')}`", ("A",)),
        ("// Deno.env.get('A')\n/* process.env.B */", ()),
        ("const s = \"Deno.env.get('A')\"; const r = /process.env.B/", ()),
        ("my.process.env.A; own.Deno.env.get('B')", ()),
        ("Deno.env.get(key); process.env[key]; Deno.env.get(`A_${x}`)", ()),
        ("Deno.env.get('A\\n')", ()),
        ("Deno.env.get('", ()),
        ("environment", ()),
        ("", ()),
    ],
)
def test_what_code_names(code: str, keys: tuple[str, ...]) -> None:
    assert keys_of(code) == keys


def test_a_name_has_its_place_without_quotes() -> None:
    lines = ["const a = 1;", 'const key = Deno.env.get("STRIPE_KEY");']
    (found,) = named_in(lines)
    where = found.range
    assert lines[where.start_line][where.start_column : where.end_column] == "STRIPE_KEY"


_PIECES = st.sampled_from(
    [
        "Deno.env.get('A')",
        "process.env.B;",
        "//",
        "/*",
        "*/",
        "`",
        '"',
        "\n",
        "\n",
        ".",
        "env",
        "${",
        "}",
        "('C')",
        " x ",
    ]
)


@given(st.lists(_PIECES, max_size=14).map("".join))
def test_lines_that_are_lexed_already_name_the_same(code: str) -> None:
    lines = code.split("\n")
    highlighter = Highlighter(lines)
    while highlighter.work(1.0):
        pass
    # A name broken over more lines than anybody writes is not looked for.
    far = [each for each in named_in(lines) if _is_far(lines, each.range.start_line)]
    found = set(named_in_lines(lines, highlighter.tokens))
    assert found <= set(named_in(lines))
    assert set(named_in(lines)) - set(far) <= found


def _is_far(lines: list[str], line: int) -> bool:
    return not any("env" in each for each in lines[max(0, line - 3) : line + 1])


@cases(
    ("line", "beginning", "rest", "is_closed"),
    [
        ('Deno.env.get("|', "", "", False),
        ('x = Deno.env.get("ST|RIPE");', "ST", "STRIPE", True),
        ("process.env['A|']", "A", "A", True),
        ("Deno.env.get( '|", "", "", False),
    ],
)
def test_where_a_key_is_being_typed(line: str, beginning: str, rest: str, is_closed: bool) -> None:
    column = line.index("|")
    text = line.replace("|", "")
    found = typed_at(text, column)
    assert found is not None
    assert (found.beginning, text[found.start : found.end], found.is_closed) == (beginning, rest, is_closed)


@cases("line", ["Deno.env.get(|", 'Deno.env.get("A")|', "'|", 'Deno.env.get("a b|', "my.get('|"])
def test_where_none_is(line: str) -> None:
    assert typed_at(line.replace("|", ""), line.index("|")) is None
