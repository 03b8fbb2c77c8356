"""A server's line and column, and the word of the code that is there."""

from __future__ import annotations

from tests.cases import cases
from tui.editing.places import lines_in_front, range_at

CODE = ["const a = 1;", "  return b;", "}", "  return b;", "\U0001f600 = c;"]


@cases(
    ("code", "count"),
    [
        (["export default async () => 1;"], 1),
        (["const a = 1;"], 1),
        (["", "module.exports = async () => 1;"], 11),
        # The server looks for the words, wherever they stand.
        (["// not module.exports", "export default async () => 1;"], 11),
    ],
)
def test_how_many_lines_the_server_puts_in_front(code: list[str], count: int) -> None:
    assert lines_in_front(code) == count


def place(line: int, column: int, *, excerpt: str | None = None, in_front: int = 0) -> tuple[int, int, int] | None:
    where = range_at(CODE, line, column, excerpt=excerpt, in_front=in_front)
    return None if where is None else (where.start_line, where.start_column, where.end_column)


def test_the_servers_own_lines_are_taken_off_and_are_no_place_themselves() -> None:
    assert place(2, 3) == (1, 2, 8)
    assert place(3, 3, in_front=1) == (1, 2, 8)
    assert place(1, 1, in_front=1) is None


def test_a_quoted_line_says_where_it_is_and_the_nearest_is_meant() -> None:
    assert place(5, 10, excerpt="return b;", in_front=1) == (3, 9, 10)
    assert place(3, 10, excerpt="return b;", in_front=1) == (1, 9, 10)
    # A wrong guess of how many lines are in front does no harm then.
    assert place(1, 7, excerpt="const a = 1;", in_front=11) == (0, 6, 7)
    assert place(2, 3, excerpt="nowhere") == (1, 2, 8)


def test_columns_count_utf_16_units() -> None:
    assert place(5, 6) == (4, 4, 5)


def test_what_is_beyond_the_end_is_the_end() -> None:
    assert place(99, 99) == (4, 6, 6)
