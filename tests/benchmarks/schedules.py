"""`python -m tests.benchmarks.schedules`: 500 schedules, each with times of its own, on the screen."""

from __future__ import annotations

import argparse
import asyncio
from datetime import timedelta

from tests.benchmarks.view_keys import measure
from tests.console_fixture import NOW, FixtureConsole
from tests.schedules_fixture import HELLO, SchedulingServer
from tui.model.schedule import Schedule

_STEPS = (
    ("open", ("5",)),
    ("move", ("j", "j", "k", "pagedown", "pageup", "end", "home")),
    ("filter", ("slash", *"job 4", "enter", "escape")),
    ("sort", ("s", "s", "s", "S")),
    ("ask again", ("r", "r")),
    ("in full", ("f4", "escape")),
    ("to others and back", ("1", "5")),
    ("palette", ("ctrl+p", *"job 77", "escape")),
)


def _schedule(number: int) -> Schedule:
    cron = f"{number % 60} {number // 60 % 24} {1 + number % 28} */{1 + number % 11} *"
    last = NOW - timedelta(minutes=number)
    return Schedule(
        f"job {number:04}", HELLO, cron, number % 9 > 0, str(number), "POST", (), "{}", NOW, NOW, last, None
    )


def main() -> None:
    """Read the options and measure."""
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--schedules", type=int, default=500)
    count = parser.parse_args().schedules
    server = SchedulingServer(scheduled=tuple(map(_schedule, range(count))))
    asyncio.run(measure(FixtureConsole(server), _STEPS))


if __name__ == "__main__":
    main()
