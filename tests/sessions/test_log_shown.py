"""Rows that are shown stay the right ones however the log changes under a filter that is still being tried."""

from __future__ import annotations

from hypothesis import given, settings
from hypothesis import strategies as st

from tests.sessions.log_server import entry
from tui.model.log import LogEntry
from tui.sessions.log_rows import NOTHING, LogRows, Window, bounded, with_window
from tui.sessions.log_shown import ShownRows, shown_rows, tried, updated


def wanted(each: LogEntry) -> bool:
    return "a" in each.message


def of_filter(log: LogRows) -> list[int]:
    return [index for index, row in enumerate(log.rows) if not isinstance(row, LogEntry) or wanted(row)]


def letters(first: int, count: int) -> tuple[LogEntry, ...]:
    return tuple(entry(at, "abc"[at % 3]) for at in range(first, first + count))


def test_all_rows_are_shown_without_a_filter() -> None:
    log = with_window(NOTHING, Window(letters(0, 5), 9))
    shown = shown_rows(log, None)
    assert [shown.row(place) for place in range(len(shown))] == list(log.rows)


def test_the_newest_rows_are_tried_first() -> None:
    log = with_window(NOTHING, Window(letters(0, 30), 99))
    shown = tried(shown_rows(log, wanted), wanted, 4)
    rows = [shown.row(place) for place in range(len(shown))]
    assert [row.at for row in rows if isinstance(row, LogEntry)] == [entry(27).at]
    assert shown.untested == 27
    shown = tried(shown, wanted, 1_000)
    assert shown.untested == 0
    assert list(shown.indexes) == of_filter(log)


@settings(deadline=None)
@given(
    st.lists(st.tuples(st.integers(0, 60), st.integers(1, 20), st.integers(0, 12)), max_size=8),
    st.integers(5, 60),
    st.booleans(),
)
def test_what_is_tried_is_right_and_a_row_is_found_again(
    changes: list[tuple[int, int, int]], most: int, is_filtered: bool
) -> None:
    test = wanted if is_filtered else None
    log = with_window(NOTHING, Window(letters(20, 10), 10))
    shown = tried(shown_rows(log, test), test, 5)
    for first, count, tries in changes:
        window = Window(letters(first, count), count, entry(first + count).at)
        log = bounded(with_window(log, window), most_entries=most)
        places = {id(shown.row(place)): place for place in range(len(shown))}
        moved = updated(shown, log, test)
        after = moved.after
        expected = of_filter(log) if is_filtered else list(range(len(log.rows)))
        assert list(after.indexes) == [index for index in expected if index >= after.untested]
        shown_now = {id(after.row(place)): place for place in range(len(after))}
        for row, place in places.items():
            if row in shown_now and isinstance(shown.row(place), LogEntry):
                assert moved.place(place) == shown_now[row]
        shown = tried(after, test, tries)
    whole = tried(shown, test, 10_000)
    assert whole.untested == 0
    assert list(whole.indexes) == (of_filter(log) if is_filtered else list(range(len(log.rows))))


def test_a_gap_stays_where_it_is_unless_something_is_read_in_front_of_it() -> None:
    log = with_window(NOTHING, Window(letters(5, 5), 5))
    shown = shown_rows(log, None)
    more = with_window(log, Window(letters(8, 5), 9))
    assert updated(shown, more, None).place(0) == 0
    # What was looked at is the entry behind the gap then.
    older = with_window(log, Window(letters(0, 6), 6, entry(6).at))
    moved = updated(shown, older, None)
    assert moved.after.row(moved.place(0)) is log.rows[1]


def test_nothing_shown_has_no_places() -> None:
    moved = updated(ShownRows(), NOTHING, wanted)
    assert moved.place(0) == 0
    assert len(moved.after) == 0
