"""A place that a log names, in code that was saved since: followed, changed, or not known."""

from __future__ import annotations

from collections.abc import Sequence

import pytest

from tui.editing.logged_places import LoggedPlace, Since, logged_place
from tui.model.problem import CodeRange

THEN = "one\r\ntwo\r\nthree\r\n"


def third(lines: Sequence[str]) -> CodeRange | None:
    """The line that the log names."""
    return CodeRange(2, 0, 2, 5) if len(lines) > 2 else None


@pytest.mark.parametrize(
    ("now", "then", "was_saved", "row", "since"),
    [
        (THEN, None, False, 2, Since.SAME),
        (THEN, None, True, 2, Since.NOT_KEPT),
        (THEN, None, None, 2, Since.NOT_KNOWN),
        # It may have been another one in between.
        (THEN, THEN, True, 2, Since.FOLLOWED),
        # The version has no such line: another one was deployed.
        ("one\ntwo\nthree\n", "one\ntwo", True, 2, Since.NOT_KEPT),
        ("one\ntwo\nthree\n", "one\ntwo\nthree", True, 2, Since.NOT_KEPT),
        # Only its line ends were.
        ("one\ntwo\nthree\n", THEN, True, 2, Since.FOLLOWED),
        ("zero\none\ntwo\nthree\n", THEN, True, 3, Since.FOLLOWED),
        ("one\ntwo\n3\n", THEN, True, 2, Since.CHANGED),
        ("zero\none\ntwo\n3\n", THEN, True, 3, Since.CHANGED),
        ("two\n", THEN, True, 1, Since.CHANGED),
    ],
)
def test_a_place_is_followed_through_what_was_saved_since(
    now: str, then: str | None, was_saved: bool | None, row: int, since: Since
) -> None:
    found = logged_place(third, now, then, was_saved=was_saved)
    assert found is not None
    assert (found.range.start_line, found.since) == (row, since)


def test_a_place_that_is_followed_keeps_its_columns() -> None:
    assert logged_place(third, "0\none\ntwo\nthree\n", THEN, was_saved=True) == LoggedPlace(
        CodeRange(3, 0, 3, 5), Since.FOLLOWED
    )


@pytest.mark.parametrize("then", [None, THEN])
def test_where_the_log_names_no_place_there_is_none(then: str | None) -> None:
    assert logged_place(lambda lines: None, "a\nb", then, was_saved=then is not None) is None
