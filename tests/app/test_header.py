"""What the top row shows at each width."""

from __future__ import annotations

import pytest
from rich.cells import cell_len

from tui.app.shell.header import Part, fitting

LONG = ("https://functions.a-long-name.example/under/a/path", "")
WARNING = ("not encrypted", "$warning")
PROGRAM: Part = ("insforge", "bold")
RUNTIME, VERSION, BUDGET = ("! runtime unavailable", ""), ("v2.3.1", ""), ("writes 0/15 in 2:44", "")


def texts(left: list[Part], right: list[Part], cells: int) -> tuple[list[str], list[str]]:
    one, other = fitting(left, right, cells)
    return [text for text, _ in one], [text for text, _ in other]


def test_everything_is_shown_where_there_is_room() -> None:
    left, right = [PROGRAM, LONG, WARNING], [RUNTIME, VERSION, BUDGET]
    assert fitting(left, right, 150) == (left, right)


def test_the_version_goes_first_and_the_runtime_last() -> None:
    server = ("http://localhost:7130", "")
    assert texts([PROGRAM, server], [RUNTIME, VERSION, BUDGET], 78)[1] == [RUNTIME[0], BUDGET[0]]
    assert texts([PROGRAM, server], [RUNTIME, VERSION, BUDGET], 58)[1] == [RUNTIME[0]]
    assert texts([PROGRAM, server], [RUNTIME, VERSION, BUDGET], 38)[1] == []


def test_a_long_name_is_cut_and_says_so_and_the_warning_behind_it_is_not() -> None:
    left, right = texts([PROGRAM, LONG, WARNING], [], 38)
    assert left == ["insforge", "https://func…", "not encrypted"]
    assert right == []


@pytest.mark.parametrize("cells", range(30, 160, 7))
def test_it_never_takes_more_than_there_is(cells: int) -> None:
    left, right = texts([PROGRAM, LONG, WARNING], [RUNTIME, VERSION, BUDGET], cells)
    shown = [*left, *right]
    assert sum(cell_len(text) for text in shown) + 2 * (len(shown) - 1) <= cells
