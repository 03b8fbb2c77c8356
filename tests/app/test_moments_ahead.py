"""When a relative time will read differently, and that nothing wakes the console before."""

from __future__ import annotations

import asyncio
from datetime import UTC, datetime, timedelta

import pytest

from tests.stage import StagedConsole, StagedServer, settled
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


def test_one_timer_waits_for_the_next_change_and_none_where_nothing_ages() -> None:
    async def run() -> None:
        app = StagedConsole(StagedServer())
        async with app.run_test(size=(80, 24)) as pilot:
            await settled(pilot)
            # There is no other way to see a timer.
            timer = app.list_screen._ageing
            assert timer is not None
            assert timer._interval >= 30
            await pilot.press("t")
            await settled(pilot)
            assert app.list_screen._ageing is None

    asyncio.run(run())
