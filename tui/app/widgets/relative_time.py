"""Times in words.

Owns how a moment is said: relative in the list, exact on demand. Takes the present as an argument, so that what is
shown can be tested.
"""

from __future__ import annotations

from datetime import datetime, timedelta

_STEPS = (
    (60, 1, "s"),
    (3600, 60, "m"),
    (86400, 3600, "h"),
    (86400 * 100, 86400, "d"),
    (86400 * 700, 86400 * 30, "mo"),
)


def seconds_until_older(moment: datetime, now: datetime) -> float:
    """For how long `ago` still says the same; seconds are not counted one by one, so at least half a minute."""
    seconds = (now - moment).total_seconds()
    unit = next((unit for below, unit, _ in _STEPS if seconds < below), 86400 * 365)
    return max(30.0, unit - seconds % unit)


def ago(moment: datetime | None, now: datetime) -> str:
    """How long ago, in at most eight characters: `12s ago`, `5m ago`, `3d ago`; `-` for never."""
    if moment is None:
        return "-"
    seconds = (now - moment).total_seconds()
    if seconds < 0:
        # A server whose clock runs ahead should not make the list speak of the future.
        return "just now"
    if seconds < 5:
        return "just now"
    for below, unit, name in _STEPS:
        if seconds < below:
            return f"{int(seconds // unit)}{name} ago"
    return f"{int(seconds // (86400 * 365))}y ago"


def exact(moment: datetime | None) -> str:
    """The moment in local time, to the second; `-` for never."""
    return "-" if moment is None else moment.astimezone().strftime("%Y-%m-%d %H:%M:%S")


def short_time(moment: datetime | None, now: datetime | None) -> str:
    """The moment in local time in eleven cells: month, day and minute, or the date where the year is another one."""
    written = exact(moment)
    same_year = now is not None and written[:4] == exact(now)[:4]
    return written[5:16] if same_year else written[:10]


def countdown(until: datetime, now: datetime) -> str:
    """The time left as minutes and seconds, `2:44`; `0:00` when it has come."""
    left = max(0, int((until - now) / timedelta(seconds=1) + 0.999))
    return f"{left // 60}:{left % 60:02d}"


def time_words(seconds: float | None) -> str:
    """How long something took, in at most seven cells; nothing where that is not known."""
    if seconds is None:
        return ""
    if seconds < 1:
        return f"{seconds * 1000:.0f} ms"
    return f"{seconds:.2f} s" if seconds < 100 else f"{seconds:.0f} s"
