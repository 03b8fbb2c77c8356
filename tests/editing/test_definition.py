"""Where a name is declared: the nearest block around it counts."""

from __future__ import annotations

from tests.cases import cases
from tui.editing.definition import definition_of

CODE = """\
import { helper as help, other } from "./x.js";
const limit = 20;
function work(limit, { deep: [first = 1], ...rest }) {
  const é = "ü"; let inner = limit + first;
  for (const item of rest) { inner += item; }
  try { help(inner); } catch (error) { log(error, other); }
  return inner;
}
const arrow = one => one + limit;
class Store {
  #size = 0;
  save(value: Thing) { return this.load(value); }
  load(value: Thing) { return work(value); }
}
interface Thing { name: string }
arrow(missing);
""".splitlines()


@cases(
    ("line", "text", "declared"),
    [
        (3, "limit", (2, "limit")),
        (3, "first", (2, "first")),
        (4, "rest", (2, "rest")),
        (4, "item;", (4, "item")),
        (5, "inner", (3, "inner")),
        (5, "help", (0, "help,")),
        (5, "error, ", (5, "error)")),
        (5, "other", (0, "other")),
        (8, "limit", (1, "limit")),
        (8, "one +", (8, "one")),
        (11, "load", (12, "load")),
        (11, "Thing", (14, "Thing")),
        (12, "work", (2, "work")),
        (12, "value)", (12, "value")),
        (15, "arrow", (8, "arrow")),
        (15, "missing", None),
        (9, " {", (9, "Store")),
        (3, "= ", None),
    ],
)
def test_a_name_leads_to_its_declaration(line: int, text: str, declared: tuple[int, str] | None) -> None:
    found = definition_of(CODE, line, CODE[line].index(text))
    if declared is None:
        assert found is None
    else:
        assert found is not None
        assert (found.start_line, found.start_column) == (declared[0], CODE[declared[0]].index(declared[1]))
