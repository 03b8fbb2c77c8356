"""Finding text in one document, and replacing all of it."""

from __future__ import annotations

from hypothesis import given

from tests.sessions.test_code_search import LETTERS, QUERIES, finder
from tui.editing.source import SourceText
from tui.model.problem import CodeRange
from tui.sessions.code_replace import replaced
from tui.sessions.code_search import Query, finder_of
from tui.sessions.document_search import next_in, ranges_in, replaced_all

LINES = ["one two", "Two one", "", "oneone"]


def at(line: int, column: int, length: int = 3) -> CodeRange:
    return CodeRange(line, column, line, column + length)


def never() -> bool:
    return False


def find_all(lines: list[str], text: str, limit: int = 100, case: bool | None = None) -> list[CodeRange]:
    return ranges_in(finder(Query(text, case=case)), lines, limit, never)


def find_next(lines: list[str], text: str, place: tuple[int, int], *, backwards: bool = False) -> CodeRange | None:
    return next_in(finder(Query(text)), lines, place, never, backwards=backwards)


def test_every_match_in_order() -> None:
    assert find_all(LINES, "one") == [at(0, 0), at(1, 4), at(3, 0), at(3, 3)]
    assert find_all(LINES, "one", limit=2) == [at(0, 0), at(1, 4)]
    assert finder_of(Query("")) == ""


def test_a_capital_makes_it_exact() -> None:
    assert find_all(LINES, "two") == [at(0, 4), at(1, 0)]
    assert find_all(LINES, "Two") == [at(1, 0)]
    assert find_all(LINES, "Two", case=False) == [at(0, 4), at(1, 0)]
    assert find_all(LINES, "two", case=True) == [at(0, 4)]


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


def test_a_search_that_takes_too_long_is_given_up() -> None:
    lines = [*[""] * 1000, "one"]
    assert next_in(finder(Query("one")), lines, (0, 0), lambda: True) is None
    assert ranges_in(finder(Query("one")), lines, 10, lambda: True) == []


@given(QUERIES, LETTERS)
def test_replacing_all_in_a_stretch_comes_to_the_same_as_in_the_text(query: Query, code: str) -> None:
    if isinstance(finder_of(query), str):
        return
    whole, done = replaced(finder(query), code, "x"), replaced_all(finder(query), code, "x")
    document = SourceText(code)
    if done is not None:
        document.replace(done.start, done.end, done.text, exact=True)
        assert done.number == whole.number
    assert document.text == whole.code
