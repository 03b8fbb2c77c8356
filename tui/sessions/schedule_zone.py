"""Which zone a server's cron goes by, as far as the runs of its schedules tell: UTC until they don't fit it.

Pure. Owns when runs fit times. Refuses to know how it is told.
"""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from datetime import UTC, datetime, timedelta
from functools import lru_cache

from tui.model.schedule import Schedule, ScheduleRun
from tui.sessions.cron import Cron, read_cron

UTC_FITS = frozenset({0})
_NEWEST = 3
"""So many runs are compared: further back the clocks may have been changed, or the times."""
_LATE = timedelta(seconds=90)
_OFFSETS = sorted(range(-12 * 60, 14 * 60 + 1, 15), key=lambda minutes: (minutes % 60 != 0, abs(minutes)))
"""The offsets there are, in minutes, the likeliest first."""


def offsets_of(schedule: Schedule, runs: Sequence[ScheduleRun]) -> frozenset[int] | None:
    """The offsets from UTC, in minutes, in which the newest runs came when they were due: 0 alone where UTC fits.

    None where nothing can be told: no runs, times that are a pause, or a schedule that was changed since.
    """
    newest = runs[:_NEWEST]
    if not newest or (schedule.updated_at is not None and schedule.updated_at > newest[0].at + _lateness(newest[0])):
        return None
    moments = tuple((run.at.astimezone(UTC), _lateness(run)) for run in newest)
    return _offsets(schedule.cron, moments)


def common_offsets(found: Iterable[frozenset[int] | None]) -> frozenset[int]:
    """The offsets in which all fit that don't fit in UTC; empty where all fit in UTC, or those have none in common."""
    elsewhere = [each for each in found if each is not None and each != UTC_FITS and each]
    return frozenset.intersection(*elsewhere) if elsewhere else frozenset()


def offset_words(offsets: frozenset[int]) -> str:
    """The likeliest of some offsets, as UTC+02:00."""
    minutes = min(offsets, key=lambda each: (each % 60 != 0, abs(each)))
    return f"UTC{'-' if minutes < 0 else '+'}{abs(minutes) // 60:02}:{abs(minutes) % 60:02}"


def _lateness(run: ScheduleRun) -> timedelta:
    """How long after it was due a run may be noted: the server may do that when it ends."""
    return _LATE + timedelta(seconds=min(run.seconds or 0.0, 3600.0))


@lru_cache(maxsize=1024)
def _offsets(text: str, moments: tuple[tuple[datetime, timedelta], ...]) -> frozenset[int] | None:
    times = read_cron(text)
    if not isinstance(times, Cron) or times.every is not None:
        return None

    def fits(minutes: int) -> bool:
        shift = timedelta(minutes=minutes)
        for at, late in moments:
            due = times.next_runs(at + shift - late, 1)
            if not due or due[0] > at + shift:
                return False
        return True

    return UTC_FITS if fits(0) else frozenset(filter(fits, _OFFSETS))
