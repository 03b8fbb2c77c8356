"""A staged server with schedules: it does what it is asked for, or fails as it is told to."""

from __future__ import annotations

from collections.abc import AsyncGenerator
from dataclasses import dataclass, field
from datetime import timedelta

from tests.console_fixture import NOW, FakeServer
from tui.errors import ApiError, NotFound
from tui.model.invocation import BodyPiece, InvocationCall, InvocationEvent, ResponseEnd, ResponseHead
from tui.model.schedule import Schedule, ScheduleChanges, ScheduleRun, ScheduleRuns, ScheduleWritten
from tui.model.secret import Secret
from tui.model.stored_secret import StoredSecret

HELLO = "http://localhost:7130/functions/hello-world"


def schedule(name: str, url: str = HELLO, cron: str = "0 3 * * *", *, on: bool = True, ran: bool = True) -> Schedule:
    """A schedule whose id is its name."""
    last = NOW - timedelta(minutes=3) if ran else None
    return Schedule(name, url, cron, on, name, "POST", (), "{}", NOW, NOW, last, NOW + timedelta(hours=2))


SCHEDULES = (
    schedule("nightly clean-up"),
    schedule("every minute", cron="* * * * *"),
    schedule("digest", "http://localhost:7130/functions/daily-digest", "0 9 * * 1-5", ran=False),
    schedule("gone", "http://localhost:7130/functions/never-there", "*/5 * * * *", on=False),
    schedule("elsewhere", "https://example.com/hook", "30 6 1 * 1", ran=False),
)


@dataclass
class SchedulingServer(FakeServer):
    """`lacks`: it has none of them. `write_error` is raised after a write, which is done where it `does`."""

    scheduled: tuple[Schedule, ...] = SCHEDULES
    lacks: bool = False
    write_error: ApiError | None = None
    does: bool = True
    sent: list[object] = field(default_factory=list)
    list_reads: int = 0
    days: int = 7
    ran_daily: bool = False
    values: dict[str, str] = field(default_factory=lambda: {"CRON_KEY": "never-to-be-seen"})
    called: list[InvocationCall] = field(default_factory=list)
    answer: tuple[int, str] | ApiError = (200, '{"cleaned": 3}')

    async def list_secrets(self) -> tuple[StoredSecret, ...]:
        return tuple(StoredSecret(key, True, False, NOW, None, NOW) for key in self.values)

    async def secret_value(self, key: str) -> Secret:
        if key not in self.values:
            raise NotFound(404, "NOT_FOUND", f"Secret not found: {key}")
        return Secret(self.values[key])

    async def stream_invocation(self, slug: str, call: InvocationCall) -> AsyncGenerator[InvocationEvent, None]:
        self.called.append(call)
        if isinstance(self.answer, ApiError):
            raise self.answer
        yield ResponseHead(self.answer[0], (), 0.01, call.url or "")
        yield BodyPiece(self.answer[1].encode(), 0.02)
        yield ResponseEnd(0.25)

    async def schedules(self) -> tuple[Schedule, ...]:
        self.list_reads += 1
        if self.lacks:
            raise NotFound(404, "NOT_FOUND", "Endpoint /api/schedules not found")
        return self.scheduled

    async def create_schedule(self, new: ScheduleChanges) -> ScheduleWritten:
        made = Schedule(
            new.name or "", new.url or "", new.cron or "", True, "new", new.method or "", new.headers or (), "{}"
        )
        return self._done((made, *self.scheduled), new)

    async def update_schedule(self, id: str, changes: ScheduleChanges) -> ScheduleWritten:
        def now(each: Schedule) -> Schedule:
            on = each.is_active if changes.is_active is None else changes.is_active
            return each._replace(is_active=on, cron=changes.cron or each.cron, name=changes.name or each.name)

        return self._done(tuple(now(each) if each.id == id else each for each in self.scheduled), changes)

    async def delete_schedule(self, id: str) -> str:
        self._done(tuple(each for each in self.scheduled if each.id != id), id)
        return "Schedule deleted successfully."

    async def schedule_runs(self, id: str, *, limit: int, offset: int = 0) -> ScheduleRuns:
        runs = [
            ScheduleRun(
                str(number),
                NOW - (timedelta(minutes=3, days=number) if self.ran_daily else timedelta(minutes=3 + number)),
                500 if number == 2 else 200,
                number != 2,
                75.0 if number == 1 else 0.25,
                "HTTP 500" if number == 2 else "Success",
            )
            for number in range(60)
        ]
        return ScheduleRuns(tuple(runs[offset : offset + limit]), len(runs))

    async def schedule_retention(self) -> int:
        return self.days

    async def keep_schedule_runs(self, days: int) -> str:
        self.days = days
        return ""

    def _done(self, there: tuple[Schedule, ...], sent: object) -> ScheduleWritten:
        self.sent.append(sent)
        self.scheduled = there if self.does else self.scheduled
        if self.write_error is not None:
            raise self.write_error
        return ScheduleWritten("new")
