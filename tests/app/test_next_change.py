"""When a relative time will read differently, and that nothing wakes the console before."""

from __future__ import annotations

from datetime import UTC, datetime, timedelta

import pytest

from tui.app.widgets.relative_time import ago, seconds_until_older

NOW = datetime(2026, 1, 2, 3, 4, 5, tzinfo=UTC)


@pytest.mark.parametrize("age", [40, 61, 119, 3600, 5000, 86400, 200_000, 86400 * 150, 86400 * 800])
def test_a_time_reads_the_same_until_then_and_not_much_longer(age: int) -> None:
    moment = NOW - timedelta(seconds=age)
    ahead = seconds_until_older(moment, NOW)
    assert ahead >= 30
    if age >= 60:
        assert ahead == 30 or ago(moment, NOW + timedelta(seconds=ahead - 1)) == ago(moment, NOW)
    assert ago(moment, NOW + timedelta(seconds=ahead + 1)) != ago(moment, NOW) or ahead == 30
