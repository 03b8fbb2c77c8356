"""Finding text."""

from __future__ import annotations

from tui.editing.searching import find_all, find_next
from tui.model.problem import CodeRange

LINES = ["one two", "Two one", "", "oneone"]


def at(line: int, column: int, length: int = 3) -> CodeRange:
    return CodeRange(line, column, line, column + length)


def test_every_match_in_order() -> None:
    assert find_all(LINES, "one") == [at(0, 0), at(1, 4), at(3, 0), at(3, 3)]
    assert find_all(LINES, "one", limit=2) == [at(0, 0), at(1, 4)]
    assert find_all(LINES, "") == []


def test_a_capital_makes_it_exact() -> None:
    assert find_all(LINES, "two") == [at(0, 4), at(1, 0)]
    assert find_all(LINES, "Two") == [at(1, 0)]
    assert find_all(LINES, "Two", case_sensitive=False) == []
    assert find_all(LINES, "two", case_sensitive=True) == [at(0, 4)]


def test_the_next_one_goes_round() -> None:
    assert find_next(LINES, "one", (0, 1)) == at(1, 4)
    assert find_next(LINES, "one", (3, 4)) == at(0, 0)
    assert find_next(LINES, "one", (0, 0)) == at(0, 0)
    assert find_next(LINES, "nowhere", (0, 0)) is None


def test_backwards_goes_round_too() -> None:
    assert find_next(LINES, "one", (1, 4), backwards=True) == at(0, 0)
    assert find_next(LINES, "one", (0, 0), backwards=True) == at(3, 3)


def test_letters_whose_small_form_is_longer_do_not_shift_columns() -> None:
    assert find_all(["İx one"], "one") == [at(0, 3)]
