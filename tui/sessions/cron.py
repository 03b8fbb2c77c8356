"""The times of a schedule, by the server's rules: what they are in words, and when they come next.

Pure. The one place that knows the two libraries: cronsim for times, cron-descriptor for words. Owns what the server
takes (five fields, or 1 to 59 seconds, read as pg_cron reads them, in UTC). Refuses to know how times are shown.

pg_cron is a cron of the old kind: where day of month and day of week are both given, either will do, unless one of
them begins with a star: then both must fit.
"""

from __future__ import annotations

import re
from collections.abc import Iterator
from dataclasses import dataclass
from datetime import UTC, datetime, timedelta
from functools import lru_cache
from itertools import islice, pairwise

from cronsim import CronSim, CronSimError

MOST_CHARACTERS = 200
NEXT_RUNS = 5

_SECONDS = re.compile(r"([1-9]|[1-5][0-9]) seconds?")
_FIELD_NAMES = ("minute", "hour", "day of month", "month", "day of week")
_MONTHS = ("jan", "feb", "mar", "apr", "may", "jun", "jul", "aug", "sep", "oct", "nov", "dec")
_DAYS = ("sun", "mon", "tue", "wed", "thu", "fri", "sat")
_RANGES = ((0, 59), (0, 23), (1, 31), (1, 12), (0, 7))
_PART = re.compile(r"(?P<range>\*|(?P<first>\w{1,4})(?:-(?P<last>\w{1,4}))?)(?:/(?P<step>[0-9]{1,4}))?", re.ASCII)


@dataclass(frozen=True)
class Cron:
    """Times that the server takes. `every` is the pause in seconds, for the form of `N seconds`."""

    text: str
    every: int | None = None

    def after(self, moment: datetime) -> Iterator[datetime]:
        """The runs after a moment, in UTC. Seconds count from the moment: when the server began is unknown."""
        if self.every is not None:
            pause = timedelta(seconds=self.every)
            while True:
                moment += pause
                yield moment
        yield from CronSim(_for_library(self.text), moment.astimezone(UTC))

    def next_runs(self, moment: datetime, count: int = NEXT_RUNS) -> tuple[datetime, ...]:
        """The next runs; fewer where none comes within the next fifty years."""
        return tuple(islice(self.after(moment), count))

    def interval(self, moment: datetime) -> timedelta | None:
        """The shortest pause between the runs that come next; None where there are no two."""
        if self.every is not None:
            return timedelta(seconds=self.every)
        return _pause(self, moment)

    def next_after(self, moment: datetime) -> datetime | None:
        """The next run, None where none comes. To ask again within the same minute costs nothing."""
        if self.every is not None:
            return next(self.after(moment))
        return _next_after(self, moment.replace(second=0, microsecond=0))


@lru_cache(maxsize=4096)
def _pause(cron: Cron, moment: datetime) -> timedelta | None:
    runs = cron.next_runs(moment, 8)
    return min((later - one for one, later in pairwise(runs)), default=None)


@lru_cache(maxsize=4096)
def _next_after(cron: Cron, minute: datetime) -> datetime | None:
    return next(cron.after(minute), None)


@dataclass(frozen=True)
class CronProblem:
    """Why the server would not take these times, as a sentence."""

    sentence: str


@lru_cache(maxsize=1024)
def read_cron(text: str) -> Cron | CronProblem:
    """The times that a text says, or why it says none."""
    trimmed = " ".join(text.split())
    if not trimmed:
        return CronProblem("When? Five fields, such as */5 * * * *, or 30 seconds.")
    if len(trimmed) > MOST_CHARACTERS:
        return CronProblem(f"No more than {MOST_CHARACTERS} characters.")
    found = _SECONDS.fullmatch(trimmed)
    if found is not None:
        return Cron(trimmed, int(found[1]))
    if "second" in trimmed:
        return CronProblem("Seconds go from 1 seconds to 59 seconds.")
    fields = trimmed.split(" ")
    if len(fields) != len(_FIELD_NAMES):
        count = f"{len(fields)} field{'' if len(fields) == 1 else 's'}"
        return CronProblem(f"Five fields are needed (minute hour day month weekday), not {count}.")
    for place, field in enumerate(fields):
        problem = _field_problem(place, field)
        if problem:
            return CronProblem(f"{_FIELD_NAMES[place].capitalize()}: {problem}")
    if not _ever_comes(trimmed):
        return CronProblem("There is no such day: it would never run.")
    return Cron(trimmed)


def _ever_comes(text: str) -> bool:
    try:
        return next(iter(CronSim(_for_library(text), datetime(2024, 1, 1, tzinfo=UTC))), None) is not None
    except CronSimError:
        return False


def _for_library(text: str) -> str:
    """The times without steps over a range of one number: cronsim takes such a range to go on to the end."""

    def plain(place: int, part: str) -> str:
        found = _PART.fullmatch(part)
        if found is None or found["step"] is None or found["last"] is None:
            return part
        first, last = found["first"], found["last"]
        return first if _number(place, first) == _number(place, last) else part

    fields = text.split(" ")
    return " ".join(",".join(plain(place, part) for part in field.split(",")) for place, field in enumerate(fields))


def _field_problem(place: int, field: str) -> str:
    """Why a field is none that the server takes, as the end of a sentence; empty where it is one."""
    for part in field.split(","):
        found = _PART.fullmatch(part)
        if found is None:
            return "only numbers, names, and * , - / are known."
        problem = _part_problem(place, found)
        if problem:
            return problem
    return ""


def _part_problem(place: int, found: re.Match[str]) -> str:
    low, high = _RANGES[place]
    step, first, last = found["step"], found["first"], found["last"]
    if step is not None and int(step) == 0:
        return "a step can't be 0."
    if first is None:
        return ""
    numbers = [_number(place, text) for text in (first, last) if text is not None]
    known = [number for number in numbers if number is not None and low <= number <= high]
    if len(known) != len(numbers):
        return f"it goes from {low} to {high}."
    if step is not None and last is None:
        return f"a step needs * or a range before it, such as {first}-{high}/{step}."
    if last is not None and known[0] > known[1]:
        return "a range goes from the lower to the higher."
    return ""


def _number(place: int, text: str) -> int | None:
    if text.isdecimal():
        return int(text)
    names = {3: _MONTHS, 4: _DAYS}.get(place, ())
    folded = text.lower()
    return names.index(folded) + (place == 3) if folded in names else None


@lru_cache(maxsize=1024)
def cron_words(text: str) -> str:
    """The times in words, without their zone; empty for what is no times."""
    cron = read_cron(text)
    if isinstance(cron, CronProblem):
        return ""
    if cron.every is not None:
        return "Every second" if cron.every == 1 else f"Every {cron.every} seconds"
    return _with_days(_described(cron.text), cron.text)


def _described(text: str) -> str:
    # Loaded when the first times are put into words: it takes as long as a frame or two.
    from cron_descriptor import (
        CasingTypeEnum,
        FormatException,
        MissingFieldException,
        Options,
        WrongArgumentException,
        get_description,
    )

    options = Options()
    options.use_24hour_time_format = True
    options.casing_type = CasingTypeEnum.Sentence
    options.locale_code = "en_US"
    try:
        words: str = get_description(text, options)
    except (FormatException, MissingFieldException, WrongArgumentException, ValueError, IndexError):
        return f"At {text}"
    return words


def _with_days(words: str, text: str) -> str:
    """How day of month and day of week meet, where both are given: the library says "or" in every case."""
    _, _, day, _, weekday = text.split(" ")
    if "*" in (day, weekday):
        return words
    if day.startswith("*") or weekday.startswith("*"):
        return f"{words.replace(', or on ', ', and on ')} (both must fit)"
    return f"{words} (either will do)"
