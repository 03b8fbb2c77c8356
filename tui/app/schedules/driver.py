"""The schedules of the server: read while the view is on the screen, ever less often while nothing happens.

Owns how often is asked, and that the logs of few are read at a time. Refuses to know how schedules are shown.
"""

from __future__ import annotations

import asyncio
from collections.abc import Callable, Sequence
from functools import partial

from textual.screen import Screen
from textual.worker import Worker

from tui.app.schedules.surroundings import Surroundings
from tui.app.shell.connection import Connection
from tui.app.widgets.clock import Cancel, Clock, call_widget_later
from tui.errors import ApiError
from tui.model.schedule import Schedule
from tui.sessions.cron import cron_words
from tui.sessions.schedule_zone import offsets_of
from tui.sessions.schedules import STRIP_RUNS, ScheduleRow, mark_of, overlap_of

FASTEST_SECONDS, SLOWEST_SECONDS, _SLOWER = 10.0, 60.0, 1.5
_WORDS_AT_A_TIME = 8
TOLD_SECONDS = 1.0
"""So long after a server told of a change it is asked: each run of each schedule may be told of."""
_LOGS_AT_A_TIME = 8
"""A server with many schedules is not asked for all their logs at once."""


class SchedulesDriver:
    """What is known of the schedules. `changed` is told when it is something else."""

    def __init__(
        self,
        screen: Screen[None],
        connection: Connection,
        clock: Clock,
        changed: Callable[[], None],
        around: Surroundings,
    ) -> None:
        self._screen, self._connection, self._clock = screen, connection, clock
        self._changed, self._around = changed, around
        self._cancel: Cancel | None = None
        self._pause_seconds = FASTEST_SECONDS
        self._is_shown = self._is_told = False
        self._asked = 0
        self._found: tuple[Schedule, ...] = ()
        self._runs: dict[str, ScheduleRow] = {}
        self.was_read = False
        self.failure: ApiError | None = None

    @property
    def rows(self) -> tuple[ScheduleRow, ...]:
        """The schedules with what is known of their runs; the same rows where nothing is different."""
        is_known, proof = self._around.is_list_known(), self._connection.liveness

        def row(each: Schedule) -> ScheduleRow:
            mark = mark_of(each, self._around.listed(each.slug), proof) if is_known else ""
            known = self._runs.get(each.id)
            if known is None:
                return ScheduleRow(each, mark=mark)
            if known.schedule.cron != each.cron:
                # What its runs tell of its times was told of other times.
                return ScheduleRow(each, known.runs, mark)
            return known._replace(schedule=each, mark=mark)

        return tuple(map(row, self._found))

    def known(self) -> tuple[Schedule, ...] | None:
        """The schedules as they were read last; None before."""
        return self._found if self.was_read else None

    @property
    def ids(self) -> frozenset[str]:
        """The ids of all schedules."""
        return ids_of(self._found)

    def forget(self) -> None:
        """Another server is asked: nothing is known of its schedules."""
        self._asked += 1
        self._found, self._runs, self.was_read, self.failure = (), {}, False, None
        self.hide()

    def show(self) -> None:
        """The view is on the screen: ask now."""
        self._is_shown, self._pause_seconds = True, FASTEST_SECONDS
        self.look()

    def hide(self) -> None:
        """Ask nothing any more."""
        self._is_shown = self._is_told = False
        self._call_after(None)

    def told(self) -> None:
        """The server told that something changed: ask soon where it is shown, once for many that are told."""
        if self._is_shown and not self._is_told:
            self._is_told = True
            self._call_after(TOLD_SECONDS)

    def look(self) -> None:
        """Ask now."""
        self._is_told = False
        self._call_after(None)
        if self._connection.is_connected:
            self._asked += 1
            work = partial(self._read, self._asked)
            _worker: Worker[None] = self._screen.run_worker(work, group="schedules", exclusive=True)

    def _call_after(self, seconds: float | None) -> None:
        if self._cancel is not None:
            self._cancel()
        self._cancel = None
        if seconds is not None:
            self._cancel = call_widget_later(self._screen, self._clock, seconds, self.look)

    async def _read(self, number: int) -> None:
        try:
            found = await self._connection.api.schedules.list()
        except ApiError as error:
            self._take(number, error)
            return
        await _prepare(found)
        self._take(number, found)
        await self._read_runs(number, found)

    def _take(self, number: int, found: tuple[Schedule, ...] | ApiError) -> None:
        if number != self._asked:
            return
        before = self._found
        if isinstance(found, ApiError):
            self.failure = found
            self._connection.note_answer(found)
        else:
            self.failure, self.was_read, self._found = None, True, found
            self._connection.note_answer(None)
        has_news = self.failure is None and before != self._found
        self._pause_seconds = FASTEST_SECONDS if has_news else min(SLOWEST_SECONDS, self._pause_seconds * _SLOWER)
        if self._is_shown and not self._is_told:
            self._call_after(self._pause_seconds)
        self._changed()

    async def _read_runs(self, number: int, found: tuple[Schedule, ...]) -> None:
        """The logs of those that ran since their logs were read."""
        wanted = [
            each
            for each in found
            if each.id and each.last_run is not None and self._known_last(each.id) != each.last_run
        ]
        newest = sorted(wanted, key=lambda each: str(each.last_run), reverse=True)[:_LOGS_AT_A_TIME]
        try:
            for schedule in newest:
                page = await self._connection.api.schedules.runs(schedule.id, limit=STRIP_RUNS)
                if number != self._asked:
                    return
                runs, overlap = page.runs, overlap_of(page.runs, schedule.cron)
                offsets = offsets_of(schedule, runs)
                self._runs[schedule.id] = ScheduleRow(schedule, runs, overlap=overlap, offsets=offsets)
        except ApiError:
            # They are asked for again with the next list.
            pass
        if newest and number == self._asked:
            self._changed()

    def _known_last(self, id: str) -> object:
        return self._runs[id].schedule.last_run if id in self._runs else None


def ids_of(schedules: Sequence[Schedule]) -> frozenset[str]:
    """The ids of these schedules."""
    return frozenset(each.id for each in schedules)


async def _prepare(schedules: Sequence[Schedule]) -> None:
    """Put the times into words, which are kept, and let keys act in between: it takes a millisecond for each."""
    for number, schedule in enumerate(schedules):
        cron_words(schedule.cron)
        if number % _WORDS_AT_A_TIME == 0:
            await asyncio.sleep(0)
