"""A place of code that was run is found in what was made of that code since."""

from __future__ import annotations

import pytest
from hypothesis import given
from hypothesis import strategies as st

from tui.editing.moved_places import MovedPlace, moved_place
from tui.model.problem import CodeRange

BEFORE = ["a();", "b();", "throw c;", "d();"]
PLACE = CodeRange(2, 6, 2, 7)


@pytest.mark.parametrize(
    ("now", "expected"),
    [
        (BEFORE, MovedPlace(PLACE)),
        (["// new", "// lines", *BEFORE], MovedPlace(CodeRange(4, 6, 4, 7))),
        (["b();", "throw c;"], MovedPlace(CodeRange(1, 6, 1, 7))),
        ([*BEFORE, "e();"], MovedPlace(PLACE)),
        (["a();", "b();", "throw other;", "d();"], MovedPlace(CodeRange(2, 0, 2, 0), is_changed=True)),
        (["a();", "b();", "d();"], MovedPlace(CodeRange(2, 0, 2, 0), is_changed=True)),
        (["a();", "b();"], MovedPlace(CodeRange(1, 0, 1, 0), is_changed=True)),
        ([], MovedPlace(CodeRange(0, 0, 0, 0), is_changed=True)),
    ],
    ids=["same", "lines above", "fewer above", "lines below", "changed", "taken away", "the end away", "all away"],
)
def test_a_place_goes_where_its_line_went(now: list[str], expected: MovedPlace) -> None:
    assert moved_place(BEFORE, now, PLACE) == expected


@given(st.data(), st.lists(st.sampled_from("abc"), min_size=1, max_size=12), st.lists(st.sampled_from("abc")))
def test_it_is_a_line_that_is_there_and_the_same_where_it_is_said_to_be(
    data: st.DataObject, before: list[str], now: list[str]
) -> None:
    line = data.draw(st.integers(0, len(before) - 1))
    found = moved_place(before, now, CodeRange(line, 0, line, 1))
    if found.is_changed:
        assert 0 <= found.range.start_line <= max(0, len(now) - 1)
    else:
        assert now[found.range.start_line] == before[line]
