"""The symbols of a function's code, in their order, with what they are and where."""

from __future__ import annotations

from hypothesis import given
from hypothesis import strategies as st

from tests.cases import cases
from tui.editing.symbols import MOST_SYMBOLS, symbols_of

CODE = """\
import { createClient as client } from "npm:x";
const LIMIT = 3, greet = async (name) => name;
let { a, b: { c = 1 }, ...rest } = {};
export const handler = function () { const inside = 1; };
function* numbers() {}
export class Store extends Base {
  static #count = 0;
  constructor(é) {}
  get size() { return 1; }
  async load() { function deep() {} }
}
interface Shape { x: number }
type Name = string;
enum Colour { Red }
// function commented() {}
const text = "function quoted() {}";
module.exports = async (request) => new Response("x");
export default async function (request) {}
"""


def told(code: str) -> list[tuple[str, str, int]]:
    return [(each.name, each.kind, each.place.start_line + 1) for each in symbols_of(code.split("\n"))]


def test_what_is_declared_at_the_top_is_a_symbol() -> None:
    assert told(CODE) == [
        ("LIMIT", "const", 2),
        ("greet", "function", 2),
        ("a", "let", 3),
        ("c", "let", 3),
        ("rest", "let", 3),
        ("handler", "function", 4),
        ("numbers", "function", 5),
        ("Store", "class", 6),
        ("Store.constructor", "method", 8),
        ("Store.size", "method", 9),
        ("Store.load", "method", 10),
        ("Shape", "interface", 12),
        ("Name", "type", 13),
        ("Colour", "enum", 14),
        ("text", "const", 16),
        ("module.exports", "handler", 17),
        ("export default", "handler", 18),
    ]


def test_a_place_is_where_the_name_stands() -> None:
    [symbol] = symbols_of(["/* é */ function né() {}"])
    assert (symbol.place.start_column, symbol.place.end_column) == (17, 19)


def test_code_that_does_not_parse_has_the_symbols_that_can_be_told() -> None:
    assert ("a", "function", 1) in told("function a() {}\nfunction ( {{{\n")
    assert symbols_of([""]) == []


def test_so_many_symbols_and_no_more() -> None:
    assert len(symbols_of(["const a = 1;"] * (MOST_SYMBOLS + 50))) == MOST_SYMBOLS


@cases("code", ["export default function named() {}", "export default class Named {}"])
def test_what_is_exported_by_default_has_its_name(code: str) -> None:
    assert [name.lower() for name, _, _ in told(code)] == ["named"]


@given(st.lists(st.text(alphabet=st.characters(exclude_characters="\r\n"), max_size=60), min_size=1, max_size=8))
def test_whatever_the_code_is_each_symbol_stands_in_it(lines: list[str]) -> None:
    for symbol in symbols_of(lines):
        line = lines[symbol.place.start_line]
        assert 0 <= symbol.place.start_column <= symbol.place.end_column <= len(line)
