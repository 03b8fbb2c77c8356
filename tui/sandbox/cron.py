"""When a schedule runs: five fields in UTC as pg_cron reads them, or a pause in seconds.

Owns what is accepted and the servers' words for what is not. Refuses to know what runs. Written for itself: the client
has another reading of the same rules.
"""

import re
from dataclasses import dataclass
from datetime import UTC, datetime, timedelta

_RANGES = ((0, 59), (0, 23), (1, 31), (1, 12), (0, 7))
_NAMES = {
    3: ("JAN", "FEB", "MAR", "APR", "MAY", "JUN", "JUL", "AUG", "SEP", "OCT", "NOV", "DEC"),
    4: ("SUN", "MON", "TUE", "WED", "THU", "FRI", "SAT"),
}
_SECONDS = re.compile(r"([1-9]|[1-5]\d) seconds?")
_FIELD = re.compile(r"[0-9A-Za-z*/,-]+", re.ASCII)
_MOST_DAYS = 366 * 8


class BadCron(ValueError):
    """Not times at all, or (`out_of_range`) numbers that a field does not have; the text says which."""

    def __init__(self, why: str, *, out_of_range: bool = False) -> None:
        super().__init__(why)
        self.out_of_range = out_of_range


@dataclass(frozen=True)
class Times:
    """When something is due. `pause` is given for the form with seconds alone."""

    fields: tuple[frozenset[int], ...] = ()
    needs_both_days: bool = True
    pause: timedelta | None = None

    def next_after(self, moment: datetime) -> datetime | None:
        """The first time after a moment; None where none comes within eight years."""
        if self.pause is not None:
            return moment + self.pause
        minutes, hours, *_ = self.fields
        start = moment.astimezone(UTC).replace(second=0, microsecond=0) + timedelta(minutes=1)
        for later in range(_MOST_DAYS):
            day = (start + timedelta(days=later)).replace(hour=0, minute=0)
            if not self._is_day(day):
                continue
            for hour in sorted(hours):
                for minute in sorted(minutes):
                    found = day.replace(hour=hour, minute=minute)
                    if found >= start:
                        return found
        return None

    def _is_day(self, day: datetime) -> bool:
        *_, days, months, weekdays = self.fields
        if day.month not in months:
            return False
        by_date, by_weekday = day.day in days, day.isoweekday() % 7 in weekdays
        return (by_date and by_weekday) if self.needs_both_days else (by_date or by_weekday)


def read_times(text: str) -> Times:
    """The times of a schedule. Raises BadCron."""
    found = _SECONDS.fullmatch(text.strip())
    if found is not None:
        return Times(pause=timedelta(seconds=int(found[1])))
    fields = text.split()
    if len(fields) != len(_RANGES) or not all(map(_FIELD.fullmatch, fields)):
        raise BadCron("five fields are needed")
    sets = [_numbers(place, field) for place, field in enumerate(fields)]
    if 7 in sets[4]:
        sets[4] |= {0}
    return Times(tuple(map(frozenset, sets)), fields[2].startswith("*") or fields[4].startswith("*"))


def _numbers(place: int, field: str) -> set[int]:
    low, high = _RANGES[place]
    found: set[int] = set()
    for part in field.split(","):
        span, _, step = part.partition("/")
        first, _, last = span.partition("-")
        begin, end = (low, high) if span == "*" else (_number(place, first), _number(place, last or first))
        if begin > end:
            raise BadCron(f"Constraint error, got value {end} expected range {low}-{high}", out_of_range=True)
        found |= set(range(begin, end + 1, _step(step) if "/" in part else 1))
    return found


def _step(text: str) -> int:
    if not text.isdecimal() or int(text) == 0:
        raise BadCron(f"Constraint error, cannot repeat at every {text} time.", out_of_range=True)
    return int(text)


def _number(place: int, text: str) -> int:
    low, high = _RANGES[place]
    names = _NAMES.get(place, ())
    if text.upper() in names:
        return names.index(text.upper()) + (place == 3)
    if not text.isdecimal():
        raise BadCron(f"{text} is no number")
    if not low <= int(text) <= high:
        raise BadCron(f"Constraint error, got value {text} expected range {low}-{high}", out_of_range=True)
    return int(text)
