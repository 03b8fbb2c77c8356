"""Which calls of a followed log are known: each line read once, all pages put together."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import replace
from datetime import UTC, datetime, timedelta

import pytest
from hypothesis import given
from hypothesis import strategies as st

from tui.api.logs import log_entry
from tui.model.log import LogEntry
from tui.sessions import known_calls
from tui.sessions.calls import Call, call_of
from tui.sessions.known_calls import PAGE, KnownCalls, known, next_page, with_page
from tui.sessions.log_rows import Missing, Window, bounded, with_missing, with_window

NOON = datetime(2026, 11, 27, 12, tzinfo=UTC)


def line(seconds: float, number: int, slug: str = "echo") -> LogEntry:
    """A line so many seconds before noon; every third is none of a call."""
    at = (NOON - timedelta(seconds=seconds)).isoformat()
    metadata = {"method": "POST", "path": f"/functions/{slug}" if number % 3 else "/x", "status": 200, "n": number}
    return log_entry({"timestamp": at, "eventMessage": f"{number}", "body": {"metadata": metadata}}, "entry")


def test_lines_are_read_once(monkeypatch: pytest.MonkeyPatch) -> None:
    lines = [line(100 - number, number) for number in range(100)]
    tried: list[str] = []

    def counting(entry: LogEntry) -> Call | None:
        tried.append(entry.message)
        return call_of(entry)

    monkeypatch.setattr(known_calls, "call_of", counting)
    log = with_window(KnownCalls().log, Window(tuple(lines[:60]), 200))
    state = known(KnownCalls(), log)
    assert known(state, log) is state
    state = known(state, with_window(log, Window(tuple(lines[40:]), 200)))
    assert len(tried) < 150
    assert len(state.read) == len(state.log.rows)
    assert len(state.calls) == sum(number % 3 != 0 for number in range(100))


def test_what_lies_behind_a_gap_is_not_counted_until_it_is_closed() -> None:
    lines = [line(100 - number, number) for number in range(100)]
    log = with_window(KnownCalls().log, Window(tuple(lines[:20]), 20))
    log = with_window(log, Window(tuple(lines[80:]), 20))
    state = known(KnownCalls(), log)
    assert state.older_wanted(NOON) == log.runs[-1].front.number
    assert state.since(NOON) == lines[80].at
    assert len(state.calls) == sum(number % 3 != 0 for number in range(80, 100))
    whole = known(state, with_window(log, Window(tuple(lines[15:81]), 100, lines[81].at)))
    assert len(whole.calls) == sum(number % 3 != 0 for number in range(100))


def test_the_beginning_of_a_log_is_no_gap() -> None:
    log = with_window(KnownCalls().log, Window((line(60, 1),), 200))
    state = known(KnownCalls(), log)
    assert state.since(NOON) is not None
    for missing, wanted, since in (
        (Missing.BEGINNING, None, None),
        (Missing.LOST, None, NOON - timedelta(seconds=60)),
    ):
        told = known(state, with_missing(log, 1, missing))
        assert (told.older_wanted(NOON), told.since(NOON)) == (wanted, since)
    old = known(KnownCalls(), with_window(KnownCalls().log, Window((line(4000, 1), line(60, 2)), 200)))
    assert (old.older_wanted(NOON), old.since(NOON)) == (None, None)
    assert (KnownCalls().older_wanted(NOON), KnownCalls().since(NOON)) == (None, None)


@given(st.lists(st.integers(0, 20), max_size=60), st.integers(5, 12))
def test_pages_read_backwards_come_to_all_calls(pauses: list[int], page: int) -> None:
    """Pages of a size that fits no group of lines of one time, with lines of one time at their edges."""
    at, lines = 0.0, []
    for number, pause in enumerate(pauses):
        # So few of one time that a page gets past them.
        at += max(1, pause) if number % 4 == 0 else 0
        lines.append(line(500 - at, number))

    def read(before: datetime | None) -> tuple[LogEntry, ...]:
        return tuple([each for each in lines if before is None or each.at < before][-page:])

    def pages() -> Iterator[KnownCalls]:
        state, before = KnownCalls(), None
        while True:
            entries = read(before)
            state = known(state, with_window(state.log, Window(entries, page, before)))
            yield state
            older = None if len(entries) < page else next_page(state, PAGE, NOON)
            if older is None or older == before:
                return
            before = older

    *_, state = pages()
    assert len(state.calls) == sum(number % 3 != 0 for number in range(len(lines)))


def test_a_page_that_is_not_full_is_the_last() -> None:
    state = with_page(KnownCalls(), (line(60, 1),), None)
    assert next_page(state, 1, NOON) is None
    assert next_page(state, PAGE, NOON) is not None


def test_lines_that_are_dropped_take_their_calls_along() -> None:
    lines = tuple(line(400 - number, number, f"f{number}") for number in range(100))
    log = with_window(KnownCalls().log, Window(lines, 200))
    state = known(KnownCalls(), log)
    # As a page does that brings nothing new and finds that there are too many.
    fewer = bounded(replace(log, same=len(log.rows)), most_entries=40)
    assert 0 < fewer.count < 60
    assert known(state, fewer).calls == known(KnownCalls(), fewer).calls != ()
    more = with_window(fewer, Window((lines[-1], line(1, 101, "newest")), 200))
    assert known(known(state, fewer), more).calls == known(KnownCalls(), more).calls
