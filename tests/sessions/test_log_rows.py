"""What is held of a log is bounded, and what stayed the same is told."""

from __future__ import annotations

import time

from tests.cases import cases
from tests.sessions.log_server import entry
from tui.model.log import LogEntry
from tui.sessions.log_rows import MOST_ENTRIES, NOTHING, Gap, LogRows, Missing, Window, bounded, merge, with_window


def log_of(*messages: str, first: int = 0) -> LogRows:
    entries = tuple(entry(number, message) for number, message in enumerate(messages, first))
    return with_window(NOTHING, Window(entries, 1_000))


def shown(log: LogRows) -> list[str]:
    return [row.missing.value if isinstance(row, Gap) else row.message for row in log.rows]


def test_the_oldest_are_dropped_and_it_says_so() -> None:
    log = bounded(log_of(*"abcdef"), most_entries=4)
    assert shown(log) == ["dropped", *"cdef"]
    assert (log.count, log.runs[0].front.missing) == (4, Missing.DROPPED)
    assert log.rows[1:] == log.runs[0].entries


def test_long_entries_count_for_what_they_hold_and_the_newest_always_stays() -> None:
    log = bounded(log_of("x" * 100, "y" * 10, "z" * 10), most_characters=30)
    assert shown(log)[1:] == ["y" * 10, "z" * 10]
    log = bounded(log_of("x" * 100), most_characters=30)
    assert shown(log) == ["unread", "x" * 100]


def test_whole_runs_are_dropped_with_their_gaps() -> None:
    log = with_window(log_of("a", "b"), Window(tuple(entry(at, "c") for at in (10, 11)), 2))
    assert shown(log) == ["unread", "a", "b", "unread", "c", "c"]
    for most, left in ((3, ["dropped", "b", "unread", "c", "c"]), (2, ["dropped", "c", "c"]), (1, ["dropped", "c"])):
        cut = bounded(log, most_entries=most)
        assert shown(cut) == left
        assert cut.rows == tuple(row for run in cut.runs for row in (run.front, *run.entries))
        assert cut.characters == sum(
            len(each.message) + len(each.body) for each in cut.rows if isinstance(each, LogEntry)
        )


def test_it_is_told_which_rows_are_the_same() -> None:
    log = log_of(*"abc")
    more = with_window(log, Window((entry(2, "c"), entry(3, "d")), 3))
    assert (more.same, more.dropped) == (4, 0)
    assert more.rows[:4] == log.rows
    assert all(one is other for one, other in zip(more.rows, log.rows, strict=False))
    late = with_window(more, Window((entry(0, "a"), entry(1, "b"), entry(1, "late"), entry(2, "c")), 9))
    assert late.same == 3


def test_the_gap_that_stands_for_what_was_dropped_stays_one() -> None:
    log = bounded(log_of(*"abcdef"), most_entries=4)
    log = bounded(with_window(log, Window((entry(5, "f"), entry(6, "g")), 2)), most_entries=4)
    assert shown(log) == ["dropped", *"defg"] or shown(log)[0] == "dropped"


@cases(
    ("known", "page", "merged"),
    [
        ("cd", "abcd", "abcd"),
        ("abcd", "cd", "abcd"),
        ("ab", "cd", "abcd"),
        ("aab", "ab", "aab"),
        ("ab", "aab", "aab"),
        ("xay", "ab", "xayb"),
        ("", "ab", "ab"),
    ],
)
def test_two_readings_of_one_moment_hold_as_many_of_each_as_either(known: str, page: str, merged: str) -> None:
    made = merge([entry(1, letter) for letter in known], [entry(1, letter) for letter in page])
    assert sorted(each.message for each in made) == sorted(merged)
    positions = [each.message for each in made]
    if len(set(page)) == len(page):
        assert [letter for letter in positions if letter in page and letter not in known] == [
            letter for letter in page if letter not in known
        ]


def test_two_readings_of_one_stretch_are_in_the_order_of_time() -> None:
    made = merge([entry(1, "a"), entry(4, "d")], [entry(2, "b"), entry(3, "c"), entry(4, "d"), entry(5, "e")])
    assert [each.message for each in made] == [*"abcde"]


def test_a_look_at_a_full_log_takes_a_few_milliseconds() -> None:
    log = with_window(NOTHING, Window(tuple(entry(at, f"line {at}") for at in range(MOST_ENTRIES)), MOST_ENTRIES))
    took = []
    for turn in range(5):
        page = tuple(entry(MOST_ENTRIES - 200 + 200 * turn + at, f"line {at}") for at in range(400))
        began = time.process_time()
        log = with_window(log, Window(page, 400))
        took.append(time.process_time() - began)
    assert MOST_ENTRIES * 0.97 < log.count <= MOST_ENTRIES
    # Processor time, and far more than it takes: only what grows with all entries at each page takes so long.
    assert min(took) < 0.5


def test_thousands_of_entries_of_one_moment_are_put_together_at_once() -> None:
    known = [entry(1, f"known {number}") for number in range(4_000)]
    page = [entry(1, f"new {number}") for number in range(6_000)] + known[::2]
    began = time.process_time()
    made = merge(known, page)
    assert time.process_time() - began < 5
    assert len(made) == 10_000
    assert set(map(id, known)) <= set(map(id, made))
