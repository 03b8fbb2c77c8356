"""Other text in place of matches: every match, nothing else, line ends as they were."""

from __future__ import annotations

import re

from hypothesis import example, given
from hypothesis import strategies as st

from tests.cases import cases
from tests.sessions.test_code_search import LETTERS, QUERIES, bare, finder, run
from tui.sessions.code_replace import replaced, template_problem
from tui.sessions.code_search import Place, Query, finder_of, found_in

LINE_END = "\r\n|\r|\n"


@example(Query("A"), "\rA\nA", "")
@given(QUERIES, LETTERS, st.text(alphabet="xA$&1", max_size=4))
def test_what_is_replaced_is_every_match_and_nothing_else(query: Query, code: str, template: str) -> None:
    if isinstance(finder_of(query), str) or template_problem(finder(query), template):
        return
    done = replaced(finder(query), code, template)
    places = list(_places(query, code))
    ends, before, after = re.findall(LINE_END, code), re.split(LINE_END, code), re.split(LINE_END, done.code)
    # Line ends stay: empty between these two, a line would make them one.
    between = {line for line in range(1, len(ends)) if ends[line - 1 : line + 1] == ["\r", "\n"]}
    assert re.findall(LINE_END, done.code) == ends
    stayed = {line for line in between if after[line] == before[line]}
    assert done.number in (len(places), sum(place.line not in stayed for place in places))
    if not query.regex:
        lines = list(before)
        for place in reversed(places):
            line = lines[place.line]
            lines[place.line] = line[: place.start] + template + line[place.end :]
        # Of each line what is between the matches stays.
        for at, (old, new, now) in enumerate(zip(before, lines, after, strict=True)):
            assert now == (old if not new and at in between else new), at


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
        (Query("x"), "", "\rx\nx", "\rx\n"),
    ],
)
def test_groups_mean_what_they_mean_in_an_expression_alone(query: Query, template: str, code: str, after: str) -> None:
    assert template_problem(finder(query), template) == ""
    assert replaced(finder(query), code, template).code == after


def test_a_replacement_that_can_not_be_is_said() -> None:
    assert template_problem(finder(Query("(a)", regex=True)), "$2") == "The expression has no group $2."
    assert template_problem(finder(Query("(a)", regex=True)), "$<x>") == "The expression has no group x."
    assert template_problem(finder(Query("a")), "x\ny") == "A replacement is one line."
