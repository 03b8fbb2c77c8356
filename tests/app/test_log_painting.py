"""Rows of a log: how lines are broken, what they are coloured by, which of them are seen."""

from __future__ import annotations

from datetime import timedelta

import pytest
from hypothesis import given
from hypothesis import strategies as st
from rich.cells import cell_len

from tests.console_fixture import NOW
from tests.logs_fixture import called, plain, printed
from tui.api.logs import log_entry
from tui.app.logs.painting import (
    Manner,
    Times,
    entry_rows,
    gap_row,
    looks_of,
    pieces_of,
    severity,
    shown_lines,
    shown_message,
    shown_time,
)
from tui.app.logs.viewport import Viewport
from tui.app.widgets.theme import DARK
from tui.sessions.log_filter import read_filter
from tui.sessions.log_rows import Gap, Missing

LOOKS = looks_of(
    {
        **DARK.variables,
        "background": DARK.background or "",
        "foreground": DARK.foreground or "",
    }
)


@given(st.text(alphabet="ab 日本\u0301語…", max_size=120), st.integers(2, 30))
def test_pieces_hold_all_of_a_line_and_each_fits(line: str, cells: int) -> None:
    pieces = pieces_of(line, cells, wrap=True)
    assert "".join(line[start:end] for start, end in pieces) == line
    assert all(cell_len(line[start:end].rstrip(" ")) <= cells for start, end in pieces)
    assert pieces_of(line, cells, wrap=False) == [(0, len(line))]


def test_words_stay_whole_where_there_is_room_for_it() -> None:
    line = "one two three four fives"
    assert [line[start:end] for start, end in pieces_of(line, 20, wrap=True)] == ["one two three four ", "fives"]


@given(
    st.text(max_size=80),
    st.integers(30, 90),
    st.sampled_from(list(Times)),
    st.booleans(),
    st.sampled_from(["", "a", "/[a-z]+/", "-x"]),
)
def test_every_row_has_the_width_of_the_screen(
    message: str, width: int, times: Times, wrap: bool, looked_for: str
) -> None:
    manner = Manner(width, times, wrap, read_filter(looked_for), "")
    for strip in entry_rows(printed(1, message), manner, LOOKS, NOW):
        assert sum(cell_len(segment.text) for segment in strip) == width - 1
        assert not set("\x1b\n\r\t\x00") & set(strip.text)


def test_a_request_is_coloured_by_its_status_and_all_else_by_its_level() -> None:
    assert severity(called(1, "a", 200)) == "info"
    assert severity(called(1, "a", 404)) == "warning"
    assert severity(called(1, "a", 502)) == "error"
    assert severity(printed(1, "x", "fatal")) == "error"
    assert severity(plain(1, "x")) == ""


def test_a_call_that_the_runtime_logs_in_json_is_said_in_words() -> None:
    said = '{"level":"info","slug":"shop","method":"POST","status":500,"duration":"905ms"}'
    value = {"timestamp": "2026-11-26T10:16:01.940783Z", "eventMessage": said, "body": {"event_message": said}}
    entry = log_entry(value, "it")
    assert shown_message(entry) == "[shop] POST 500 905ms"
    assert shown_message(entry, "shop") == "POST 500 905ms"
    assert severity(entry) == "error"
    for other in ('{"slug":"shop"}', '{"slug":"shop","status":1', "{}"):
        assert shown_message(entry._replace(message=other)) == other


def test_what_is_too_much_of_one_line_is_cut_and_says_where_all_of_it_is() -> None:
    assert shown_lines(plain(1, "x\n" * 500), "")[-1].endswith("f4 shows all")
    assert len(shown_lines(plain(1, "x\n" * 500), "")) == 101
    assert shown_lines(plain(1, "x" * 100_000), "")[0].endswith("f4 shows all")


def test_times_are_as_long_as_their_column() -> None:
    entry = printed(75, "x")
    assert shown_time(entry, Times.UTC, NOW) == "11:58:45.000Z"
    assert shown_time(entry, Times.RELATIVE, NOW) == "  1m ago"
    assert shown_time(entry, Times.OFF, NOW) == ""
    assert len(shown_time(entry, Times.LOCAL, NOW + timedelta(days=3))) == 12


@pytest.mark.parametrize("missing", list(Missing))
def test_a_gap_says_what_is_missing(missing: Missing) -> None:
    row = gap_row(Gap(missing, 1), Manner(60), LOOKS, is_first=False, is_read=False)
    assert row.text.startswith("-- ")
    assert row.cell_length == 59
    assert gap_row(Gap(missing, 1), Manner(60), LOOKS, is_first=False, is_read=True).text.startswith("-- reading --")


@given(
    st.lists(st.integers(1, 9), min_size=1, max_size=30),
    st.integers(1, 12),
    st.lists(st.integers(0, 40), max_size=12),
)
def test_the_selected_line_is_seen_and_nothing_is_blank_below_the_last(
    heights: list[int], rows: int, selections: list[int]
) -> None:
    view = Viewport(lambda line: heights[line])
    view.count, view.rows = len(heights), rows
    for selected in selections:
        selected %= len(heights)
        view.lay_out(selected)
        places = [(line, part) for line, height in enumerate(heights) for part in range(height)]
        start = places.index(view.seen[0])
        assert view.seen == places[start : start + rows]
        assert len(view.seen) == min(rows, len(places))
        parts = [part for line, part in view.seen if line == selected]
        assert len(parts) == min(heights[selected], rows)
        assert view.after(view.before((selected, 0), 3), 3) >= (selected, 0)


def test_a_line_higher_than_the_screen_is_scrolled_through() -> None:
    heights = [1, 10, 1]
    view = Viewport(lambda line: heights[line])
    view.count, view.rows = 3, 4
    view.lay_out(1)
    steps = 0
    while view.scroll_within(1, 1):
        steps += 1
        # What comes meanwhile does not take it back.
        view.lay_out(1)
    assert steps == 6
    assert view.seen == [(1, part) for part in range(6, 10)]
    while view.scroll_within(1, -1):
        steps -= 1
    assert steps == 0
    assert not view.scroll_within(0, 1)
