"""A log followed without a screen: every entry once, gaps told, failures left to the caller."""

from __future__ import annotations

import asyncio
from contextlib import aclosing
from dataclasses import dataclass, field
from datetime import datetime

import pytest

from tests.sessions.log_server import LogServer, entry
from tui.errors import ApiError, NotFound, ResponseLost
from tui.flows.log_follow import follow_log
from tui.model.log import LogEntry, LogPage
from tui.sessions.log_rows import Gap


@dataclass
class Served:
    """A server of logs; each pause between two reads does what the test has planned for it."""

    log: LogServer = field(default_factory=LogServer)
    pauses: list[float] = field(default_factory=list)
    plan: list[list[LogEntry] | ApiError | None] = field(default_factory=list)
    failing: ApiError | None = None

    @property
    def logs(self) -> Served:
        return self

    async def read(self, source: str, *, limit: int, before: datetime | None = None) -> LogPage:
        assert source == "function.logs"
        if self.failing is not None:
            raise self.failing
        return self.log.read(limit, before)

    async def sleep(self, seconds: float) -> None:
        self.pauses.append(seconds)
        if not self.plan:
            raise asyncio.CancelledError
        self.failing = None
        match self.plan.pop(0):
            case ApiError() as error:
                self.failing = error
            case list() as entries:
                self.log.log(*entries)
            case None:
                self.log.entries = []


async def followed(served: Served, last: int = 10, *, goes_on: bool = False) -> list[str]:
    """What comes until the plan is at its end."""
    found: list[str] = []
    following = follow_log(served, "function.logs", last=last, sleep=served.sleep, on_failure=lambda _error: goes_on)
    async with aclosing(following) as batches:
        try:
            async for rows in batches:
                found += [row.missing.value if isinstance(row, Gap) else row.message for row in rows]
        except asyncio.CancelledError:
            return found
    return found


async def test_the_last_lines_come_first_and_then_each_new_one_once() -> None:
    served = Served(plan=[[entry(30, "d")], [], [entry(31, "e"), entry(31, "e")]])
    served.log.log(entry(1, "a"), entry(2, "b"), entry(3, "c"))
    assert await followed(served, last=2) == ["b", "c", "d", "e", "e"]
    assert served.pauses[:2] == [1.0, 1.0]


async def test_no_line_before_is_wanted() -> None:
    served = Served(plan=[[entry(30, "d")]])
    served.log.log(entry(1, "a"))
    assert await followed(served, last=0) == ["d"]


async def test_a_burst_comes_whole_and_in_order() -> None:
    many = [entry(100 + number, f"{number}") for number in range(3_000)]
    served = Served(plan=[many])
    served.log.log(entry(1, "a"))
    assert await followed(served) == ["a", *(each.message for each in many)]


async def test_a_late_line_comes_once_and_late() -> None:
    served = Served(plan=[[entry(5, "late")], [entry(20, "c")]])
    served.log.log(entry(1, "a"), entry(10, "b"))
    assert await followed(served) == ["a", "b", "late", "c"]


async def test_an_emptied_log_is_told_as_a_gap() -> None:
    served = Served(plan=[None, [entry(50, "new")], []])
    served.log.log(entry(1, "a"))
    assert await followed(served) == ["a", "lost", "new"]


async def test_a_failure_is_raised_or_waited_out_as_the_caller_says() -> None:
    served = Served(plan=[ResponseLost("cut"), ResponseLost("cut"), [entry(9, "b")]])
    served.log.log(entry(1, "a"))
    assert await followed(served, goes_on=True) == ["a", "b"]
    served = Served(failing=NotFound(404, "", ""))
    with pytest.raises(NotFound):
        await followed(served)
