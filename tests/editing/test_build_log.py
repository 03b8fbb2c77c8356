"""What a build log says, at its lines of the code and in its own words; what tells comes first."""

from __future__ import annotations

from tui.editing.build_log import problems_in_build_log, telling_entries

EXPORTED = [
    "import { z } from 'npm:zod';",
    "",
    "const LIMIT = 10;",
    "const names = [];",
    "",
    "const LIMIT = 20;",
    "export default async (req: Request) => new Response(names.join());",
]
WRAPPED = ["const names = [];", "module.exports = async (request) => new Response(names.nope());"]

DECLARED = "SyntaxError: Identifier 'LIMIT' has already been declared"
FAILED = (
    "[info] Build finished",
    "[error] Event iterator validation failed",
    f"[error] error: Uncaught (in promise) {DECLARED}\n    at file:///src/functions/shop.ts:7:7",
)


def marks(logs: tuple[str, ...], code: list[str] = EXPORTED, slug: str = "shop") -> list[tuple[int, int, str]]:
    """The marks as (line, column, words), counted from 1."""
    found = problems_in_build_log(logs, slug, code)
    return [(one.range.start_line + 1, one.range.start_column + 1, one.message) for one in found if one.range]


def test_case_3_the_line_of_the_code_in_the_errors_own_words() -> None:
    assert marks(FAILED) == [(6, 7, DECLARED)]


def test_code_with_module_exports_has_eleven_lines_in_front() -> None:
    logs = ("[error] TypeError: names.nope is not a function\n    at default (file:///src/functions/shop.ts:13:60)",)
    assert marks(logs, WRAPPED) == [(2, 60, "TypeError: names.nope is not a function")]


def test_the_trace_may_be_entries_of_its_own() -> None:
    logs = ("[error] Uncaught ReferenceError: x is not defined", "[error]     at functions/shop.ts:4:1")
    assert marks(logs) == [(3, 1, "ReferenceError: x is not defined")]


def test_several_errors_are_several_marks() -> None:
    logs = (
        f"[error] {DECLARED} at file:///src/functions/shop.ts:7:7",
        "[error] SyntaxError: Missing initializer\n    at file:///src/functions/shop.ts:5:7",
        "[error] SyntaxError: elsewhere\n    at file:///src/functions/other.ts:2:7",
    )
    assert marks(logs) == [(4, 7, "SyntaxError: Missing initializer"), (6, 7, DECLARED)]


def test_the_callers_of_a_trace_are_told_as_callers() -> None:
    logs = (
        "[error] TypeError: b\n    at join (file:///src/functions/shop.ts:5:7)\n"
        "    at Array.map (ext:core/x.js:1:1)\n    at default (file:///src/functions/shop.ts:8:54)",
    )
    assert marks(logs) == [(4, 7, "TypeError: b"), (7, 54, "TypeError: b (called from here)")]


def test_a_quoted_line_comes_before_any_counting() -> None:
    type_check = (
        "Check file:///src/main.ts\n\x1b[31mTS2339 [ERROR]\x1b[0m: Property 'nope' does not exist on type 'any[]'.\n"
        "module.exports = async (request) => new Response(names.nope());\n"
        "                                                       ~~~~\n"
        "    at file:///src/functions/shop.ts:40:56\n\nFound 1 error.",
    )
    assert marks(type_check, WRAPPED) == [(2, 56, "TS2339 [ERROR]: Property 'nope' does not exist on type 'any[]'.")]
    parser = (
        "error: The module's source code could not be parsed: Expected ';' at file:///src/functions/shop.ts:9:7\n\n"
        "  | const names = [];\n  |       ~~~~~",
    )
    assert marks(parser) == [(4, 7, "The module's source code could not be parsed: Expected ';'")]


def test_places_in_words_count_from_the_code_itself() -> None:
    logs = ('[error] • "LIMIT" is declared more than once (line 3, column 7). Please change one.',)
    assert marks(logs) == [(3, 7, '"LIMIT" is declared more than once. Please change one.')]


def test_what_is_no_error_gives_no_words() -> None:
    logs = (
        "[error] SyntaxError: a",
        "[info] Build finished",
        "Download https://packages.example/x",
        "Initialize zod@3.25.76",
        "[error]     at file:///src/functions/shop.ts:4:7",
    )
    assert marks(logs) == [(3, 7, "SyntaxError: a")]
    assert marks(("[error] at file:///src/functions/shop.ts:4:7",)) == [(3, 7, "The deployment failed here.")]


def test_the_servers_own_lines_are_no_place_in_the_code() -> None:
    assert marks(("[error] SyntaxError: a\n    at file:///src/functions/shop.ts:3:10",), WRAPPED) == []


def test_what_tells_why_it_failed_comes_first() -> None:
    assert telling_entries(FAILED) == (FAILED[2], FAILED[1], FAILED[0])
    logs = ("[info] a", "plain", "[warning] w", "[error] no words", "error: TypeError: x", "[error]   at y", "[info] z")
    assert telling_entries(logs) == (
        *("error: TypeError: x", "[error]   at y", "[error] no words", "[warning] w"),
        *("[info] a", "plain", "[info] z"),
    )
    assert telling_entries(()) == ()


def test_a_row_without_end_costs_its_length() -> None:
    endless = ("[error] " + "a" * 300_000 + "/." * 100_000 + " (line 1" * 50_000, "[error] " + "x.ts:1:1 " * 30_000)
    # Matched as a name from every letter on, this took a minute for 3,000 letters.
    assert marks(endless) == []
    assert telling_entries(endless) == (endless[1], endless[0])
