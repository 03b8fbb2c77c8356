"""Looking for text in many functions and replacing it, against a model that is slow and short."""

from __future__ import annotations

import re
import time
from collections.abc import Generator
from dataclasses import replace
from typing import TypeVar

from hypothesis import given
from hypothesis import strategies as st

from tests.cases import cases
from tui.editing.source import lines_of_code
from tui.sessions.code_search import (
    MOST_KEPT,
    MOST_MATCHES,
    Finder,
    Found,
    Place,
    Query,
    SearchState,
    begin,
    finder_of,
    found_in,
    more,
    search_slice,
)

Value = TypeVar("Value")

LETTERS = st.text(alphabet="abAB$_. \r\n(İßſΣ🚀\x1b", max_size=40)
QUERIES = st.builds(
    Query,
    st.text(alphabet="abAB$_. (Σ", min_size=1, max_size=3),
    regex=st.booleans(),
    word=st.booleans(),
    case=st.sampled_from([None, True, False]),
)


def finder(query: Query) -> Finder:
    found = finder_of(query)
    assert isinstance(found, Finder), found
    return found


def run(work: Generator[object, None, Value]) -> tuple[Value, float]:
    """What a work comes to, and how many seconds of the processor its longest piece took."""
    values: list[Value] = []

    def kept() -> Generator[object, None, None]:
        values.append((yield from work))

    slowest, begun = 0.0, time.process_time()
    for _ in kept():
        slowest, begun = max(slowest, time.process_time() - begun), time.process_time()
    return values[0], max(slowest, time.process_time() - begun)


def searched(query: Query, codes: dict[str, str | None]) -> SearchState:
    *_, state = search_slice(begin(query, tuple(codes)), finder(query), codes.get, lambda: True)
    return state


def model(query: Query, code: str) -> list[Place]:
    """Every match by an expression, line by line."""
    letters = re.sub(r"\\.", "", query.text) if query.regex else query.text
    exact = query.case if query.case is not None else letters != letters.lower()
    source = query.text if query.regex else re.escape(query.text)
    source = rf"(?<![\w$])(?:{source})(?![\w$])" if query.word else source
    pattern = re.compile(source, re.NOFLAG if exact else re.IGNORECASE)
    return [
        Place(number, found.start(), found.end())
        for number, line in enumerate(re.split("\r\n|\r|\n", code))
        for found in pattern.finditer(line)
        if found.end() > found.start()
    ]


@given(QUERIES, st.lists(LETTERS, max_size=4))
def test_what_is_found_is_what_the_model_finds(query: Query, codes: list[str]) -> None:
    if isinstance(finder_of(query), str):
        return
    # Plain text ignores case as the editor does, letter by letter, which an expression does not for a few of them.
    plain = not query.regex and not query.word
    if plain and not "".join(codes).isascii():
        codes = [code.encode("ascii", "ignore").decode() for code in codes]
    state = searched(query, {str(number): code for number, code in enumerate(codes)})
    expected = [
        Found(str(number), tuple(places[:MOST_MATCHES]), len(places))
        for number, code in enumerate(codes)
        if (places := model(query, code))
    ]
    assert [replace(found, places=tuple(map(bare, found.places))) for found in state.found] == expected
    assert state.matches == sum(found.count for found in expected)


@cases("text", ["(a+)+$", "a.*b.*c.*d.*e", "(", "a{99999999999}", "(" * 500])
def test_an_expression_that_can_not_be_looked_for_is_said_as_a_sentence(text: str) -> None:
    said = finder_of(Query(text, regex=True))
    assert isinstance(said, str)
    assert said.endswith(".")


@cases("text", ["a.*b.*c", "(.*)foo(.*)bar", r"\w+\s*\(.*\)", ".*", "a.*b.*c.*d"])
def test_no_line_holds_a_search_up(text: str) -> None:
    said = finder_of(Query(text, regex=True, case=False))
    if isinstance(said, str):
        return
    for line in ("ab" * 50_000, "abc" * 30_000, "a" * 100_000, "(foo " * 20_000):
        found, slowest = run(found_in(said, "f", line))
        # What was not searched to its end is told. The time is many times what it takes, for a busy machine.
        assert found.cut_lines == (said.longest is not None and len(line) > said.longest)
        assert slowest < 10


def bare(place: Place) -> Place:
    return place._replace(text="", text_start=0)


def test_a_longer_query_looks_only_where_the_shorter_one_was_found() -> None:
    codes = {"a": "fetch(x)", "b": "nothing", "c": "fetched", "d": None}
    first = searched(Query("fetch"), codes)
    assert [found.slug for found in first.found] == ["a", "c"]
    assert first.unread == ("d",)
    assert begin(Query("fetche"), tuple(codes), first).waiting == ("a", "c", "d")
    # A function that came since is looked at, and so are all for a query that is not longer.
    assert begin(Query("fetche"), (*codes, "e"), first).waiting == ("a", "c", "d", "e")
    for query in (Query("etc"), Query("fetche", case=True), Query("fetche", word=True), Query("fetche", regex=True)):
        assert begin(query, tuple(codes), first).waiting == tuple(codes)


def test_what_is_kept_is_bounded_and_all_is_counted() -> None:
    codes = {str(number): "ab " * 1000 for number in range(200)}
    state = searched(Query("ab"), dict(codes))
    assert sum(len(found.places) for found in state.found) == state.kept <= MOST_KEPT
    assert (state.matches, len(state.found)) == (200_000, 200)
    assert state.beyond == 200 - MOST_KEPT // MOST_MATCHES
    assert lines_of_code("a\r\nb\rc\n") == ["a", "b", "c", ""]


def test_of_a_long_line_what_stands_around_a_match_is_kept_with_its_column() -> None:
    line = " " * 30 + "x" * 5000 + "needle" + "y" * 5000
    found, _ = run(found_in(finder(Query("needle")), "f", f"    needle\n{line}"))
    for place, whole in zip(found.places, ("    needle", line), strict=True):
        assert place.text == whole[place.text_start :][: len(place.text)]
        assert "needle" in place.text
        assert len(place.text) < 1000
    assert found.places[0].text_start == 4


def test_a_long_code_is_searched_with_a_breath_between_its_pieces() -> None:
    long = "x" * 10_000
    for query, code, most in ((Query("b"), "b\n" * 1000, 100), (Query("b.c", regex=True), f"{long}\n" * 100, 50)):
        assert sum(1 for _ in found_in(finder(query), "f", code)) >= code.count("\n") // most


def test_lines_that_were_not_searched_to_their_end_are_counted_over_all_functions() -> None:
    state = searched(Query("b.*c", regex=True), {"a": "x" * 10**6, "b": "bc", "c": "x" * 10**6 + "\n" + "x" * 10**6})
    assert (state.cut_lines, state.matches) == (3, 1)


def test_code_that_comes_later_is_searched_then_and_what_it_held_before_is_forgotten() -> None:
    codes: dict[str, str | None] = {"a": "ab", "b": None, "c": "ab ab"}
    state = searched(Query("ab"), codes)
    codes |= {"a": "", "b": "ab"}
    state = more(state, ["b", "a"])
    assert (state.matches, state.unread, state.is_ended) == (2, (), False)
    (state,) = search_slice(state, finder(Query("ab")), codes.get, lambda: False)
    assert [(found.slug, found.count) for found in state.found] == [("c", 2), ("b", 1)]
    assert (state.matches, state.kept, state.is_ended) == (3, 3, True)
