"""A log followed without a screen: its new entries, one after the other.

Owns reading and waiting, as `tui.sessions.log_follow` decides. Refuses to know what is done with the entries.
"""

from __future__ import annotations

import asyncio
from collections.abc import AsyncGenerator, Awaitable, Callable
from datetime import datetime
from typing import Protocol

from tui.errors import ApiError
from tui.model.log import LogEntry, LogPage
from tui.sessions.log_follow import (
    FIRST_LIMIT,
    CallAfter,
    Came,
    Failed,
    FollowEvent,
    FollowState,
    Read,
    Shown,
    TimeCame,
    step,
)
from tui.sessions.log_rows import Gap, Missing, Row

_FINAL = (Missing.LOST, Missing.UNREAD)


class Logs(Protocol):
    """The call that following needs; `tui.api.client.Client.logs` has it."""

    async def read(self, source: str, *, limit: int, before: datetime | None = None) -> LogPage: ...


class LogServer(Protocol):
    """A server whose logs can be read; `tui.api.client.Client` is one."""

    @property
    def logs(self) -> Logs: ...


async def follow_log(
    server: LogServer,
    source: str,
    *,
    last: int = 10,
    sleep: Callable[[float], Awaitable[object]] = asyncio.sleep,
    on_failure: Callable[[ApiError], bool] = lambda error: False,
) -> AsyncGenerator[tuple[Row, ...], None]:
    """The `last` entries of a source as they are now, then for ever what came since, as often as the server is asked.

    A gap stands where entries before the next one may be missing. An entry that arrives late comes late, once.
    `on_failure` is told each error and says whether to go on, a little later each time; else it is raised. `sleep`
    waits for so many seconds.
    """
    told = state = FollowState(source, limit=max(FIRST_LIMIT, last))
    event: FollowEvent = Shown()
    while True:
        state, effects = step(state, event)
        # Between the pages of a gap it is not known yet what is missing.
        if state.asked is None and isinstance(event, Came):
            yield tuple(_new(told, state, None if told.was_read else last))
            told = state
        if state.failure is not None and isinstance(event, Failed) and not on_failure(event.error):
            raise event.error
        event = await _carried_out(server, effects, sleep)


def _new(before: FollowState, after: FollowState, last: int | None) -> list[Row]:
    """The rows that came, a gap only in front of one of them."""
    if last is not None:
        entries = [row for row in after.log.rows if isinstance(row, LogEntry)]
        return list(entries[max(0, len(entries) - last) :])
    known = {id(row) for row in before.log.rows}
    rows: list[Row] = []
    gap: Gap | None = None
    for place, row in enumerate(after.log.rows):
        if isinstance(row, Gap):
            gap = row if place and row.missing in _FINAL else None
        elif id(row) not in known:
            rows += [row] if gap is None else [gap, row]
            gap = None
        else:
            gap = None
    return rows


async def _carried_out(
    server: LogServer, effects: tuple[Read | CallAfter, ...], sleep: Callable[[float], Awaitable[object]]
) -> FollowEvent:
    """Do what is to be done next, and what became of it. There is always a read or a pause."""
    seconds = 0.0
    for effect in effects:
        match effect:
            case Read(number=number, source=source, limit=limit, before=before):
                try:
                    return Came(number, await server.logs.read(source, limit=limit, before=before))
                except ApiError as error:
                    return Failed(number, error)
            case CallAfter(seconds=pause):
                seconds = pause or 0.0
    await sleep(seconds)
    return TimeCame()
