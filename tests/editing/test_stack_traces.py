"""Places in the code that log lines name, counted as servers count them."""

from __future__ import annotations

from tests.cases import cases
from tui.editing.stack_traces import function_in_trace, place_in_trace

TRACE = """\
[shop] TypeError: Cannot read properties of undefined (reading 'id')
    at total (file:///src/functions/{slug}.ts:{line}:{column})
    at handler (file:///src/functions/shop.ts:{last}:3)"""
EXPORT_DEFAULT = ["export default async (req) => {", "  const total = cart.id;", "  return total;", "};"]
MODULE_EXPORTS = ["module.exports = async (req) => {", "  const total = cart.id;", "  return total;", "};"]


@cases(("code", "in_front"), [(EXPORT_DEFAULT, 1), (MODULE_EXPORTS, 11)])
def test_the_uppermost_place_in_this_function_is_meant(code: list[str], in_front: int) -> None:
    trace = TRACE.format(slug="shop", line=in_front + 2, column=17, last=in_front + 1)
    place = place_in_trace(trace, "shop", code)
    assert place is not None
    assert (place.start_line, place.start_column, place.end_column) == (1, 16, 20)


def test_a_place_in_the_servers_own_lines_is_passed_over() -> None:
    trace = TRACE.format(slug="shop", line=3, column=1, last=13)
    place = place_in_trace(trace, "shop", MODULE_EXPORTS)
    assert place is not None
    assert place.start_line == 1


def test_another_functions_place_is_not_this_ones() -> None:
    trace = "at x (file:///src/functions/other.ts:3:1)"
    assert place_in_trace(trace, "shop", EXPORT_DEFAULT) is None
    assert function_in_trace(trace) == "other"


def test_the_function_the_line_is_about_comes_before_others() -> None:
    trace = TRACE.format(slug="helper", line=3, column=1, last=3)
    assert function_in_trace(trace) == "helper"
    assert function_in_trace(trace, "shop") == "shop"
    assert function_in_trace(trace, "third") == "helper"
    assert function_in_trace("no place at all", "shop") == ""
    # The server's own.
    assert function_in_trace("at run (file:///app/worker-template.js:10:3)") == ""
    assert place_in_trace("at run (file:///app/worker.js:3:1)", "worker", EXPORT_DEFAULT) is None


def test_a_line_of_letters_without_end_costs_its_length() -> None:
    assert function_in_trace("a" * 200_000 + ".ts:1:1") == ""
    assert place_in_trace("x/" * 100_000, "shop", EXPORT_DEFAULT) is None
