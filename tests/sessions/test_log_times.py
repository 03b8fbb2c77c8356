"""Times to go to in a log, as people type them."""

from __future__ import annotations

from datetime import UTC, datetime, timedelta, timezone

from tests.cases import cases
from tui.sessions.log_times import read_time

NOW = datetime(2026, 11, 26, 12, 0, tzinfo=UTC)
EAST = timezone(timedelta(hours=3))


@cases(
    ("text", "found"),
    [
        ("11:32", NOW.replace(hour=11, minute=32)),
        ("11:32:05", NOW.replace(hour=11, minute=32, second=5)),
        ("11:32:05.25", NOW.replace(hour=11, minute=32, second=5, microsecond=250_000)),
        # Later than now: yesterday.
        ("14:32", datetime(2026, 11, 25, 14, 32, tzinfo=UTC)),
        ("15m", NOW - timedelta(minutes=15)),
        ("-2h", NOW - timedelta(hours=2)),
        ("3 d ago", NOW - timedelta(days=3)),
        ("30s", NOW - timedelta(seconds=30)),
        ("2026-11-20 09:00", datetime(2026, 11, 20, 9, tzinfo=UTC)),
        ("2026-11-20", datetime(2026, 11, 20, tzinfo=UTC)),
        ("2026-11-20T09:00:00Z", datetime(2026, 11, 20, 9, tzinfo=UTC)),
        (" 11:32 ", NOW.replace(hour=11, minute=32)),
    ],
)
def test_a_time_is_read(text: str, found: datetime) -> None:
    assert read_time(text, NOW, UTC) == found


@cases("text", ["soon", "", "25:00", "11:60", "99999999d", "2026-13-01", "11", "999999d"])
def test_what_is_no_time_says_what_to_write(text: str) -> None:
    said = read_time(text, NOW, UTC)
    assert isinstance(said, str) or said < NOW
    if text != "999999d":
        assert isinstance(said, str)
        assert "14:32" in said


def test_times_are_of_the_zone_that_is_shown() -> None:
    assert read_time("14:00", NOW, EAST) == NOW.replace(hour=11)
    assert read_time("2026-11-20 09:00", NOW, EAST) == datetime(2026, 11, 20, 6, tzinfo=UTC)
    local = read_time("2026-11-20 09:00", NOW, None)
    assert isinstance(local, datetime)
    assert local.tzinfo is not None
