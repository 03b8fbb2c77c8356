"""The times of schedules: the server's rules, held against a slow model that looks at every minute."""

from __future__ import annotations

from datetime import UTC, datetime, timedelta

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from tests.cases import cases
from tui.sessions.cron import Cron, CronProblem, cron_words, read_cron

pytestmark = pytest.mark.pure

NOON = datetime(2026, 11, 27, 12, 0, 30, tzinfo=UTC)
LOW_HIGH = ((0, 59), (0, 23), (1, 31), (1, 12), (0, 7))
MONTHS = ("JAN", "feb", "Mar", "apr", "may", "jun", "jul", "aug", "sep", "oct", "nov", "DEC")
DAYS = ("SUN", "mon", "Tue", "wed", "thu", "fri", "SAT")
MINUTE = timedelta(minutes=1)
Part = tuple[str, frozenset[int]]


@st.composite
def parts(draw: st.DrawFn, place: int) -> Part:
    """One part of a field, and the numbers it stands for."""
    low, high = LOW_HIGH[place]
    first = draw(st.integers(low, high))
    last = draw(st.integers(first, high))
    step = draw(st.integers(1, 9))
    names = {3: (None, *MONTHS), 4: (*DAYS, None)}.get(place, ())
    written = (names[first] if draw(st.booleans()) and names else None) or str(first)
    return draw(
        st.sampled_from(
            [
                ("*", frozenset(range(low, high + 1))),
                (f"*/{step}", frozenset(range(low, high + 1, step))),
                (written, frozenset({first})),
                (f"{written}-{last}", frozenset(range(first, last + 1))),
                (f"{written}-{last}/{step}", frozenset(range(first, last + 1, step))),
            ]
        )
    )


@st.composite
def fields(draw: st.DrawFn, place: int) -> Part:
    chosen = draw(st.lists(parts(place), min_size=1, max_size=3))
    return ",".join(text for text, _ in chosen), frozenset().union(*(numbers for _, numbers in chosen))


def comes(moment: datetime, chosen: tuple[Part, ...]) -> bool:
    """Whether a schedule runs in a minute, as an old cron decides it."""
    (_, minutes), (_, hours), (day_text, days), (_, months), (weekday_text, weekdays) = chosen
    is_day = moment.day in days
    is_weekday = moment.isoweekday() in weekdays or (moment.isoweekday() == 7 and 0 in weekdays)
    both = day_text.startswith("*") or weekday_text.startswith("*")
    fits = (is_day and is_weekday) if both else (is_day or is_weekday)
    return moment.minute in minutes and moment.hour in hours and moment.month in months and fits


@settings(max_examples=60, deadline=None)
@given(st.tuples(*(fields(place) for place in range(5))), st.integers(0, 400 * 1440))
def test_the_next_runs_are_those_that_a_look_at_every_minute_finds(chosen: tuple[Part, ...], later: int) -> None:
    cron = read_cron(" ".join(text for text, _ in chosen))
    if not isinstance(cron, Cron):
        return  # A day that never comes.
    start = NOON.replace(second=0) + timedelta(minutes=later)
    found = cron.next_runs(start)
    end = min(max(found), start + timedelta(days=10))
    minutes = (start + MINUTE * count for count in range(1, (end - start) // MINUTE + 1))
    assert [moment for moment in minutes if comes(moment, chosen)][: len(found)] == [at for at in found if at <= end]


@cases(
    ("text", "why"),
    [
        ("", "When?"),
        ("nope", "Five fields are needed (minute hour day month weekday), not 1 field."),
        ("0 * * * * *", "not 6 fields"),
        ("99 * * * *", "Minute: it goes from 0 to 59."),
        ("* 24 * * *", "Hour: it goes from 0 to 23."),
        ("* * * foo *", "Month: it goes from 1 to 12."),
        ("*/0 * * * *", "Minute: a step can't be 0."),
        ("5/10 * * * *", "a step needs * or a range before it, such as 5-59/10."),
        ("0 0 * * fri-mon", "a range goes from the lower to the higher."),
        ("0 0 L * *", "Day of month"),
        ("0 0 * * 1#2", "only numbers, names, and * , - / are known."),
        ("0 0 31 2 *", "it would never run."),
        ("60 seconds", "59 seconds"),
        ("0 seconds", "59 seconds"),
        ("5 minutes", "not 2 fields"),
        ("* * * * ٣", "only numbers"),
    ],
)
def test_what_the_server_would_not_take_is_told(text: str, why: str) -> None:
    problem = read_cron(text)
    assert isinstance(problem, CronProblem)
    assert why in problem.sentence
    assert cron_words(text) == ""


@cases(
    ("text", "words"),
    [
        ("*/5 * * * *", "Every 5 minutes"),
        (" 0  9 * * 1-5 ", "At 09:00, Monday through Friday"),
        ("30 6 1 * 1", "At 06:30, on day 1 of the month, or on Monday (either will do)"),
        ("0 0 */2 * 1", "At 00:00, every 2 days, and on Monday (both must fit)"),
        ("0 0 1 jan-FEB,dec *", "At 00:00, on day 1 of the month, only in January through February and December"),
        ("30 seconds", "Every 30 seconds"),
        ("1 second", "Every second"),
    ],
)
def test_times_in_words(text: str, words: str) -> None:
    assert cron_words(text) == words


def test_seconds_count_from_now_and_an_interval_is_the_shortest_pause() -> None:
    seconds, uneven = read_cron("20 seconds"), read_cron("0,50 * * * *")
    assert isinstance(seconds, Cron)
    assert isinstance(uneven, Cron)
    assert seconds.next_runs(NOON, 2) == (NOON + timedelta(seconds=20), NOON + timedelta(seconds=40))
    assert (seconds.interval(NOON), uneven.interval(NOON)) == (timedelta(seconds=20), timedelta(minutes=10))


@given(st.text(max_size=300))
def test_any_text_is_times_or_a_sentence(text: str) -> None:
    cron = read_cron(text)
    assert isinstance(cron, CronProblem) or (cron.next_runs(NOON) and cron_words(text))
