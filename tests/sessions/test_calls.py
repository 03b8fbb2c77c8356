"""Calls read from the backend's log as servers wrote it, and what is counted of them."""

from __future__ import annotations

import json
from datetime import UTC, datetime, timedelta
from pathlib import Path

from hypothesis import given
from hypothesis import strategies as st

from tests.cases import cases
from tui.api.logs import log_entry, log_page
from tui.model.log import LogEntry
from tui.sessions.calls import (
    MINUTES,
    WINDOW,
    Call,
    Counted,
    call_of,
    counted,
    counted_each,
    levels,
    next_pause,
    seconds_of,
)
from tui.sessions.percentile import percentile

NOON = datetime(2026, 11, 27, 12, tzinfo=UTC)
WIRE = Path(__file__).parents[1] / "wire" / "insforge-head.jsonl"


def entry(message: str = "", **metadata: object) -> LogEntry:
    value = {"timestamp": "2026-11-27T11:59:00.000Z", "eventMessage": message, "body": {"metadata": metadata}}
    return log_entry(value, "entry 1")


def call(minutes: float, status: int = 200, slug: str = "echo", seconds: float | None = 0.1) -> Call:
    return Call(NOON - timedelta(minutes=minutes), slug, "POST", status, seconds)


def test_the_calls_of_a_captured_log_are_found_among_its_lines() -> None:
    captured = [json.loads(line) for line in WIRE.read_text(encoding="utf-8").splitlines()]
    body = next(
        each["response"]["body"] for each in captured if each["name"] == "logs backend, calls of functions among them"
    )
    entries = log_page(json.loads(body)).entries
    found = [call for call in map(call_of, entries) if call is not None]
    assert len(found) < len(entries)
    assert {(call.method, call.slug, call.status) for call in found} == {
        ("GET", "quick", 200),
        ("POST", "throws", 500),
        ("GET", "nowhere", 404),
    }
    assert all(call.seconds is not None and call.seconds < 5 for call in found)


@cases(
    ("line", "found"),
    [
        (
            entry(method="POST", path="/functions/echo", status=200, duration="351ms"),
            ("POST", "echo", 200, 0.351),
        ),
        (entry(method="GET", path="/functions/echo/more?a=1", status=404, duration=12), ("GET", "echo", 404, 0.012)),
        (entry(method="GET", path="/functions/echo", status=200), ("GET", "echo", 200, None)),
        (entry(method="GET", path="/functions/build-logs", status=404, duration="1ms"), None),
        (entry(method="DELETE", path="/api/functions/echo", status=200, duration="1ms"), None),
        (entry(method="GET", path="/functions", status=200, duration="1ms"), None),
        (entry(method="GET", path="/functions/echo", status="200"), None),
        (entry(method="GET", path="/functions/echo", status=True), None),
        (entry(method="GET", path="/functions/echo", status=1000), None),
        (entry("Function echo created", key="x"), None),
    ],
)
def test_a_line_is_a_call_or_none(line: LogEntry, found: tuple[str, str, int, float | None] | None) -> None:
    got = call_of(line)
    assert (None if got is None else got[2:3] + got[1:2] + got[3:]) == found


def test_a_call_is_read_from_the_words_of_a_line_that_has_no_fields() -> None:
    words = "POST /functions/echo?x=1 200 261 351ms - 127.0.0.1 - curl/8"
    line = entry(words)._replace(slug="echo")
    got = call_of(line)
    assert got is not None
    assert (got.method, got.slug, got.status, got.seconds) == ("POST", "echo", 200, 0.351)
    assert call_of(line._replace(message="info - POST /functions/echo failed")) is None


@cases(
    ("duration", "seconds"),
    [("351ms", 0.351), ("1.5s", 1.5), ("12", 0.012), (7, 0.007), (1.5, 0.0015), ("soon", None), (None, None),
     (True, None), (-1, None), ("9" * 50 + "ms", None)],
)  # fmt: skip
def test_durations_are_read(duration: object, seconds: float | None) -> None:
    assert seconds_of(duration) == seconds


def test_each_function_is_counted_within_the_hour() -> None:
    calls = [call(70), call(59, 500), call(30, 404, slug="other"), call(2, 201), call(1, 302, seconds=0.3)]
    echo, other = counted_each(calls, NOON)
    assert (echo.slug, echo.calls, echo.by_class, echo.errors) == ("echo", 3, (0, 1, 1, 0, 1), 1)
    assert (echo.p50, echo.p95) == (0.1, 0.3)
    assert echo.last_error == calls[1]
    assert echo.last == calls[4]
    assert (sum(echo.minutes), sum(echo.error_minutes), echo.minutes[1], echo.minutes[58:]) == (3, 1, 1, (1, 1))
    assert (other.calls, other.errors, other.last_error) == (1, 1, calls[2])
    everything = counted("", calls, NOON)
    assert everything is not None
    assert everything.calls == 4


@given(st.lists(st.tuples(st.floats(-5, 120), st.integers(100, 599), st.none() | st.floats(0, 60))))
def test_no_call_of_the_hour_is_lost_or_counted_twice(found: list[tuple[float, int, float | None]]) -> None:
    calls = [call(minutes, status, "echo", seconds) for minutes, status, seconds in found]
    within = [each for each in calls if each.at > NOON - WINDOW]
    told = counted("echo", calls, NOON)
    if not within:
        assert told is None
        return
    assert isinstance(told, Counted)
    assert told.calls == len(within) == sum(told.by_class) == sum(told.minutes)
    assert told.errors == sum(each.is_error for each in within) == sum(told.error_minutes)
    assert len(told.minutes) == MINUTES
    if told.p50 is not None and told.p95 is not None:
        assert told.p50 <= told.p95


def test_percentiles_are_of_the_nearest_rank() -> None:
    assert percentile([], 50) is None
    assert percentile([1.0], 95) == 1.0
    assert percentile([1.0, 2.0], 50) == 1.0
    assert [percentile([float(each) for each in range(1, 101)], percent) for percent in (50, 95)] == [50, 95]


@given(st.lists(st.integers(0, 10_000), min_size=MINUTES, max_size=MINUTES), st.integers(1, 80))
def test_a_spark_is_as_wide_as_asked_and_shows_whatever_is_not_nothing(minutes: list[int], cells: int) -> None:
    shown = levels(minutes, cells, 8)
    assert len(shown) == cells
    assert all(0 <= level <= 8 for level in shown)
    assert (max(shown) == 8) is any(minutes)
    assert levels(minutes, 0, 8) == ()


def test_the_server_is_asked_ever_less_often_while_nobody_calls() -> None:
    pause, pauses = next_pause(99, has_news=True), []
    for _ in range(8):
        pauses.append(pause)
        pause = next_pause(pause, has_news=False)
    assert pauses[:3] == [3, 4.5, 6.75]
    assert pauses[-1] == 30
    assert next_pause(pause, has_news=True) == 3
