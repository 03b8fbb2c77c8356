"""A time to go to in a log, as people type it.

Pure. Owns what may be typed. Refuses to know which log it is.
"""

from __future__ import annotations

import re
from datetime import datetime, timedelta, tzinfo

_AGO = re.compile(r"-?\s*(\d{1,6})\s*(s|m|min|h|d)(?:\s+ago)?", re.IGNORECASE)
_CLOCK = re.compile(r"(\d{1,2}):(\d{2})(?::(\d{2})(\.\d{1,6})?)?")
_SECONDS = {"s": 1, "m": 60, "min": 60, "h": 3600, "d": 86400}
FORMS = "14:32, 14:32:05, 2026-11-26 14:32, 15m or 2h for so long ago"


def read_time(text: str, now: datetime, zone: tzinfo | None) -> datetime | str:
    """The aware time that is meant, or as a sentence that none is. Times without a zone are in `zone`, None is local.

    A time of day without a date is the last such time before `now`.
    """
    text = text.strip()
    ago = _AGO.fullmatch(text)
    try:
        if ago is not None:
            return now - timedelta(seconds=int(ago[1]) * _SECONDS[ago[2].lower()])
        clock = _CLOCK.fullmatch(text)
        if clock is not None:
            hour, minute, second = int(clock[1]), int(clock[2]), int(clock[3] or 0)
            micro = int(float(clock[4] or 0) * 1_000_000)
            here = now.astimezone(zone)
            found = here.replace(hour=hour, minute=minute, second=second, microsecond=micro)
            return found if found <= here else found - timedelta(days=1)
        found = datetime.fromisoformat(text)
        if found.tzinfo is None:
            found = found.astimezone() if zone is None else found.replace(tzinfo=zone)
    except (ValueError, OverflowError):
        return f"That is no time: write {FORMS}."
    return found
