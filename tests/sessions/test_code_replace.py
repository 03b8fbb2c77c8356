"""Other text in place of matches: every match, nothing else, line ends as they were."""

from __future__ import annotations

import re

from hypothesis import given
from hypothesis import strategies as st

from tests.cases import cases
from tests.sessions.test_code_search import LETTERS, QUERIES, bare, finder, run
from tui.sessions.code_replace import replaced, template_problem
from tui.sessions.code_search import Place, Query, finder_of, found_in


@given(QUERIES, LETTERS, st.text(alphabet="xA$&1", max_size=4))
def test_what_is_replaced_is_every_match_and_nothing_else(query: Query, code: str, template: str) -> None:
    if isinstance(finder_of(query), str) or template_problem(finder(query), template):
        return
    done = replaced(finder(query), code, template)
    places = list(_places(query, code))
    assert done.number == len(places)
    # Line ends stay, and of each line what is between the matches.
    assert re.findall("\r\n|\r|\n", done.code) == re.findall("\r\n|\r|\n", code)
    if not query.regex:
        lines = re.split("\r\n|\r|\n", code)
        for place in reversed(places):
            line = lines[place.line]
            lines[place.line] = line[: place.start] + template + line[place.end :]
        assert re.split("\r\n|\r|\n", done.code) == lines


def _places(query: Query, code: str) -> tuple[Place, ...]:
    return tuple(map(bare, run(found_in(finder(query), "f", code, most=10_000))[0].places))


@cases(
    ("query", "template", "code", "after"),
    [
        (Query(r"(\w+)Old", regex=True), "$1New", "getOld(setOld)\r\n", "getNew(setNew)\r\n"),
        (Query(r"(?P<x>\d)(z)?", regex=True), "<$<x>$&$2$$>", "a1\rb2z", "a<11$>\rb<22zz$>"),
        (Query("a.b"), "$1", "a.b axb", "$1 axb"),
        (Query("env", word=True), "E", "env $env environment env.x", "E $env environment E.x"),
        (Query(r"^", regex=True), "x", "a\nb", "a\nb"),
        (Query("x"), "", "x\r\n", "\r\n"),
    ],
)
def test_groups_mean_what_they_mean_in_an_expression_alone(query: Query, template: str, code: str, after: str) -> None:
    assert template_problem(finder(query), template) == ""
    assert replaced(finder(query), code, template).code == after


def test_a_replacement_that_can_not_be_is_said() -> None:
    assert template_problem(finder(Query("(a)", regex=True)), "$2") == "The expression has no group $2."
    assert template_problem(finder(Query("(a)", regex=True)), "$<x>") == "The expression has no group x."
    assert template_problem(finder(Query("a")), "x\ny") == "A replacement is one line."
