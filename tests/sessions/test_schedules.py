"""What is told of schedules: how runs went, what is marked, placeholders that would be sent as they stand."""

from __future__ import annotations

from dataclasses import dataclass, field
from datetime import UTC, datetime, timedelta

import pytest

from tests.cases import cases
from tui.errors import ApiError, NotFound, ResponseLost, ServerFailed
from tui.flows.schedules import (
    Carried,
    CarriedUnknown,
    NotCarried,
    change_schedule,
    create_schedule,
    delete_schedule,
)
from tui.model.function import FunctionSummary
from tui.model.schedule import Schedule, ScheduleChanges, ScheduleRun, ScheduleWritten
from tui.sessions.liveness import Liveness, ServerProof
from tui.sessions.schedule_zone import UTC_FITS, common_offsets, offset_words, offsets_of
from tui.sessions.schedules import (
    ScheduleRow,
    changed,
    mark_of,
    next_run,
    overlap_of,
    placeholder_problems,
    strip,
)

pytestmark = pytest.mark.pure

NOW = datetime(2026, 11, 23, 12, 0, 30, tzinfo=UTC)
NIGHTLY = Schedule("nightly", "http://localhost:7130/functions/greet", "0 3 * * *", True, "1", "POST", (), "{}")


def run(seconds: float = 0.1, succeeded: bool = True, at: datetime = NOW) -> ScheduleRun:
    return ScheduleRun("r", at, 200 if succeeded else 500, succeeded, seconds, "Success")


def test_the_last_runs_are_a_strip_and_one_longer_than_its_pause_is_slow() -> None:
    often = NIGHTLY._replace(cron="* * * * *")
    assert strip(ScheduleRow(often, (run(), run(61), run(1, False)))) == "!~+"
    assert strip(ScheduleRow(NIGHTLY, (run(61),) * 20)) == "+" * 12


def test_the_next_run_is_the_servers_or_what_the_times_say_and_none_while_off() -> None:
    told = NOW + timedelta(minutes=5)
    assert next_run(NIGHTLY._replace(next_run=told), NOW) == told
    assert next_run(NIGHTLY._replace(next_run=NOW - timedelta(days=1)), NOW) == datetime(2026, 11, 24, 3, tzinfo=UTC)
    assert next_run(NIGHTLY._replace(is_active=False, next_run=told), NOW) is None


@cases(
    ("url", "status", "mark"),
    [
        ("http://x/functions/greet", None, "deleted"),
        ("http://x/functions/greet", "draft", "draft"),
        ("http://x/functions/greet", "error", "down"),
        ("http://x/functions/greet", "active", ""),
        ("https://elsewhere/hook", None, ""),
        ("http://[broken", None, ""),
    ],
)
def test_a_schedule_of_a_function_that_is_not_there_to_be_called_is_marked(
    url: str, status: str | None, mark: str
) -> None:
    function = None if status is None else FunctionSummary("greet", "greet", status)
    assert mark_of(NIGHTLY._replace(url=url), function) == mark


def test_an_active_function_is_down_where_its_runtime_or_deployment_is_proven_to_be() -> None:
    greet = FunctionSummary("greet", "greet", "active")
    assert mark_of(NIGHTLY, greet, ServerProof(Liveness.RUNTIME_DOWN)) == "down"
    assert mark_of(NIGHTLY, greet, ServerProof(Liveness.LIVE, served=frozenset({"other"}))) == "down"
    assert mark_of(NIGHTLY, greet, ServerProof(Liveness.LIVE, served=frozenset({"greet"}))) == ""
    assert mark_of(NIGHTLY._replace(url="https://elsewhere/hook"), greet, ServerProof(Liveness.RUNTIME_DOWN)) == ""


def test_the_newest_run_that_reached_into_the_next_is_an_overlap_however_it_ended() -> None:
    long = run(61, succeeded=False)
    assert overlap_of((run(60), long, run(90)), "* * * * *") is long
    assert overlap_of((long,), "*/2 * * * *") is None
    assert overlap_of((run(11),), "10 seconds") is not None
    assert overlap_of((run(10),), "10 seconds") is None


@cases(
    ("value", "told"),
    [
        ("Bearer ${{secrets.KEY}}", ""),
        ("${{secrets.NOPE}}", "there is no secret NOPE"),
        ("${secrets.KEY}", "${secrets.KEY} would be sent as it stands"),
        ("{{secrets.KEY}}", "{{secrets.KEY}} would be sent as it stands"),
        ("${{ secrets.KEY }}", "would be sent as it stands"),
        ("${{secrets.key}}", "would be sent as it stands"),
        ("${{SECRETS.KEY}}", "would be sent as it stands"),
        ("plain", ""),
    ],
)
def test_a_placeholder_that_is_none_is_told_before_saving(value: str, told: str) -> None:
    problems = placeholder_problems((("X-Key", value),), ("KEY",))
    assert told in " ".join(problems) if told else not problems


def test_a_secret_that_nobody_could_look_up_is_not_called_missing() -> None:
    assert placeholder_problems((("X-Key", "${{secrets.NOPE}}"),), None) == ()


def nightly_at(hour: int, minute: int = 0) -> tuple[ScheduleRun, ...]:
    return tuple(run(at=datetime(2026, 11, day, hour, minute, 1, tzinfo=UTC)) for day in (24, 23, 22))


def test_runs_are_compared_with_the_times_in_utc_and_tell_the_zone_they_fit() -> None:
    assert offsets_of(NIGHTLY, nightly_at(3)) == UTC_FITS
    assert offsets_of(NIGHTLY, nightly_at(1)) == frozenset({120})
    assert offsets_of(NIGHTLY, nightly_at(21, 30)) == frozenset({330})
    assert offsets_of(NIGHTLY, (*nightly_at(3)[:1], *nightly_at(5)[1:])) == frozenset()
    hourly = NIGHTLY._replace(cron="0 * * * *")
    assert offsets_of(hourly, nightly_at(1)) == UTC_FITS
    assert offsets_of(NIGHTLY._replace(cron="20 seconds"), nightly_at(1)) is None
    assert offsets_of(NIGHTLY._replace(updated_at=datetime(2026, 11, 24, 4, tzinfo=UTC)), nightly_at(3)) is None
    assert offsets_of(NIGHTLY._replace(updated_at=nightly_at(3)[0].at), nightly_at(3)) == UTC_FITS
    common = common_offsets([UTC_FITS, None, frozenset({120}), frozenset({60, 120})])
    assert offset_words(common) == "UTC+02:00"
    assert not common_offsets([UTC_FITS, None])
    assert offset_words(frozenset({-570})) == "UTC-09:30"


def test_only_what_changed_is_sent() -> None:
    wanted = ScheduleChanges("nightly", NIGHTLY.url, "0 4 * * *", True, "POST", (), "{}")
    assert changed(NIGHTLY, wanted) == ScheduleChanges(cron="0 4 * * *")


@dataclass
class Server:
    """A server that does what it is asked for (`does`), and answers or fails."""

    there: tuple[Schedule, ...] = (NIGHTLY,)
    error: ApiError | None = None
    does: bool = True
    list_error: ApiError | None = None
    sent: list[object] = field(default_factory=list)

    @property
    def schedules(self) -> Server:
        return self

    async def list(self) -> tuple[Schedule, ...]:
        if self.list_error is not None:
            raise self.list_error
        return self.there

    async def create(self, new: ScheduleChanges) -> ScheduleWritten:
        made = Schedule(new.name or "", new.url or "", new.cron or "", True, "2", new.method or "", (), "{}")
        return self._done((*self.there, made), new)

    async def update(self, id: str, changes: ScheduleChanges) -> ScheduleWritten:
        return self._done(tuple(each._replace(cron=changes.cron or each.cron) for each in self.there), changes)

    async def delete(self, id: str) -> str:
        self._done(tuple(each for each in self.there if each.id != id), id)
        return ""

    def _done(self, there: tuple[Schedule, ...], sent: object) -> ScheduleWritten:
        self.sent.append(sent)
        self.there = there if self.does else self.there
        if self.error is not None:
            raise self.error
        return ScheduleWritten("2")


LOST = ResponseLost("cut")


async def test_a_lost_answer_is_looked_up_and_nothing_is_sent_twice() -> None:
    twin = ScheduleChanges("nightly", NIGHTLY.url, NIGHTLY.cron, method="POST")
    for does, outcome in ((True, Carried(by_look=True)), (False, CarriedUnknown(LOST))):
        for act in ("create", "change", "delete"):
            server = Server(error=LOST, does=does)
            if act == "create":
                found = await create_schedule(server, twin, frozenset({"1"}))
            elif act == "change":
                found = await change_schedule(server, "1", ScheduleChanges(cron="0 5 * * *"))
            else:
                found = await delete_schedule(server, "1")
            assert (act, found, len(server.sent)) == (act, outcome, 1)


async def test_a_refusal_is_one_and_what_is_gone_already_is_deleted() -> None:
    failed = ServerFailed(500, "DATABASE_INTERNAL_ERROR", "invalid schedule: 10 seconds")
    refused = await change_schedule(Server(error=failed), "1", ScheduleChanges(cron="10 seconds"))
    assert refused == NotCarried(failed)
    assert await delete_schedule(Server(error=NotFound(404, "", "")), "1") == Carried(before=True)
    server = Server(error=LOST, list_error=LOST)
    assert await delete_schedule(server, "1") == CarriedUnknown(LOST)
