"""The view of schedules: what is shown and marked, and every write with what became of it."""

from __future__ import annotations

import asyncio
from dataclasses import dataclass, field
from datetime import timedelta

import pytest

from tests.console_fixture import (
    NOW,
    FixtureConsole,
    at_each_size,
    press,
    press_meanwhile,
    settled,
    turned,
    typed,
    until,
)
from tests.fake_clock import FakeClock
from tests.schedules_fixture import HELLO, SCHEDULES, SchedulingServer, schedule
from tests.screen_text import shown_text
from tui.app.runner.screen import RunnerScreen
from tui.app.schedules.form import ScheduleForm
from tui.app.schedules.form_picks import begun_key, filled_in
from tui.app.schedules.form_words import Typed, read_form
from tui.app.schedules.screen import SchedulesScreen
from tui.app.schedules.words import written
from tui.app.shell.questions import DetailsScreen
from tui.errors import NotFound, ResponseLost, ServerFailed
from tui.flows.schedules import NotCarried
from tui.model.schedule import Schedule, ScheduleChanges, ScheduleWritten

SIZE = (120, 40)


def words(app: FixtureConsole) -> str:
    return " ".join(shown_text(app).split())


async def test_each_schedule_has_its_times_in_words_its_last_runs_and_a_mark_where_calls_fail() -> None:
    app = FixtureConsole(SchedulingServer())
    async with app.run_test(size=SIZE) as pilot:
        await press(pilot, "5")
        await until(pilot, lambda: "~" in words(app).split("RUNS")[1].split("elsewhere")[1].split("gone")[0])
        text = words(app)
        assert "4 on, 1 off 2 without an active function 1 overlaps" in text
        assert "overlaps: hello" in text
        assert "draft: daily-digest At 09:00, Monday through" in text
        assert "deleted: never-there Every 5 minutes off" in text
        assert "+++++++++!~+" in text
        await press(pilot, "slash", typed("every"), "enter", "f4")
        text = words(app)
        assert "in words Every minute, in UTC as the server's cron usually has it" in text
        assert "run 5 Mon 2026-11-23 12:05 UTC" in text
        async for _ in at_each_size(pilot):
            pass


async def test_a_server_whose_runs_fit_another_zone_is_told_of() -> None:
    job = schedule("job", cron="57 13 * * *")._replace(updated_at=NOW - timedelta(days=9))
    app = FixtureConsole(SchedulingServer(scheduled=(job,), ran_daily=True))
    async with app.run_test(size=SIZE) as pilot:
        await press(pilot, "5")
        await until(pilot, lambda: "runs fit UTC+02:00, not UTC" in words(app))
        await press(pilot, "f4")
        assert "came when none was due in UTC; they fit UTC+02:00" in words(app)


async def test_a_schedule_is_made_from_a_slug_once_what_was_typed_is_right() -> None:
    server = SchedulingServer(scheduled=())
    app = FixtureConsole(server)
    async with app.run_test(size=SIZE) as pilot:
        await press(pilot, "5")
        assert "There are no schedules." in words(app)
        await press(pilot, "n", "enter")
        assert "A name has at least 3 characters." in words(app)
        await press(pilot, *"Job", "tab", typed("61 * * * *"), "tab", typed("hello-world"), "enter")
        assert "Minute: it goes from 0 to 59." in words(app)
        await press(pilot, "home", "delete", "delete", "3", "0", "tab", "tab", "tab", typed("X-Key: ${secrets.KEY}"))
        assert "At 30 minutes past the hour (UTC)" in words(app)
        await press(pilot, "enter")
        assert "${secrets.KEY} would be sent as it stands" in words(app)
        assert not server.sent
        await press(pilot, "enter")
        await until(pilot, lambda: isinstance(app.screen, SchedulesScreen))
        [sent] = server.sent
        assert isinstance(sent, ScheduleChanges)
        assert (sent.name, sent.cron, sent.method) == ("Job", "30 * * * *", "POST")
        assert (sent.url or "").endswith("/functions/hello-world")
        assert sent.headers == (("X-Key", "${secrets.KEY}"),)
        assert "Job was created." in words(app)


@dataclass
class SlowSchedules(SchedulingServer):
    """Its list comes when it may."""

    may_list: asyncio.Event = field(default_factory=asyncio.Event)

    async def schedules(self) -> tuple[Schedule, ...]:
        await self.may_list.wait()
        return await super().schedules()


async def test_a_new_schedule_is_selected_also_one_that_is_made_before_the_list_is_known() -> None:
    server = SlowSchedules(scheduled=(schedule("twin"), schedule("other")))
    app = FixtureConsole(server)
    async with app.run_test(size=SIZE) as pilot:
        await settled(pilot)
        await press_meanwhile(pilot, "5", "n")
        await until(pilot, lambda: isinstance(app.screen, ScheduleForm))
        await press_meanwhile(pilot, *"twin", "tab", *"30 * * * *", "tab", *"hello-world", "enter")
        server.may_list.set()
        await until(pilot, lambda: isinstance(app.screen, SchedulesScreen))
        screen = app.screen
        assert isinstance(screen, SchedulesScreen)
        await until(pilot, lambda: screen.table.item is not None and screen.table.item.schedule.id == "new")


@dataclass
class SlowCreation(SchedulingServer):
    """What is created is answered when it may be."""

    may_answer: asyncio.Event = field(default_factory=asyncio.Event)

    async def create_schedule(self, new: ScheduleChanges) -> ScheduleWritten:
        await self.may_answer.wait()
        return await super().create_schedule(new)


async def test_an_answer_that_ends_the_form_takes_its_lists_along_and_nothing_is_saved_twice() -> None:
    server = SlowCreation(scheduled=())
    app = FixtureConsole(server)
    async with app.run_test(size=SIZE) as pilot:
        await press(pilot, "5", "n", *"Job", "tab", typed("30 * * * *"), "tab", *"hello-world")
        await press_meanwhile(pilot, "enter", "f2", "f4")
        await until(pilot, lambda: isinstance(app.screen, DetailsScreen))
        server.may_answer.set()
        await until(pilot, lambda: isinstance(app.screen, SchedulesScreen))
        assert "Job was created." in words(app)
        await press(pilot)
        assert len(app.screen_stack) == 2
        assert len(server.sent) == 1


async def test_function_and_secrets_are_picked_and_one_that_is_not_there_is_told_before_saving() -> None:
    server = SchedulingServer(scheduled=())
    app = FixtureConsole(server)
    async with app.run_test(size=SIZE) as pilot:
        await press(pilot, "5", "n", *"Job", "tab", typed("1 1 * * *"), "tab", *"dig", "f2")
        assert "Which function is called?" in words(app)
        assert "daily-digest draft" in words(app)
        assert "hello-world" not in words(app)
        await press(pilot, "enter")
        assert "/functions/daily-digest: it is draft" in words(app)
        await press(pilot, "tab", "tab", typed("X-Key: ${{c"), "f2", "enter")
        assert "X-Key: ${{secrets.CRON_KEY}}" in words(app)
        await press(pilot, "tab", typed("X-No: ${{secrets.GONE}}"), "enter")
        assert "X-No: there is no secret GONE; the server rejects the schedule." in words(app)
        assert not server.sent


@pytest.mark.parametrize(
    ("text", "cursor", "begun", "filled"),
    [
        ("A: ", 3, "", "A: ${{secrets.KEY}}"),
        ("A: Bearer $", 11, "", "A: Bearer ${{secrets.KEY}}"),
        ("A: ${{secrets.K", 15, "K", "A: ${{secrets.KEY}}"),
        ("A: ${{secrets.K}} b", 15, "K", "A: ${{secrets.KEY}} b"),
        ("A: ${{sec", 9, "", "A: ${{secrets.KEY}}"),
        ("A: ${{secrets.OLD}}", 19, "", "A: ${{secrets.OLD}}${{secrets.KEY}}"),
        ("A: $STR x", 7, "STR", "A: ${{secrets.KEY}} x"),
    ],
)
def test_a_placeholder_that_was_begun_is_completed(text: str, cursor: int, begun: str, filled: str) -> None:
    assert begun_key(text, cursor)[1] == begun
    assert filled_in(text, cursor, "KEY")[0] == filled


async def test_only_what_was_changed_is_sent_and_a_refusal_keeps_what_was_typed() -> None:
    failed = ServerFailed(500, "DATABASE_INTERNAL_ERROR", "invalid schedule: 9 seconds")
    server = SchedulingServer(scheduled=(SCHEDULES[0],), write_error=failed, does=False)
    app = FixtureConsole(server)
    async with app.run_test(size=SIZE) as pilot:
        await press(pilot, "5", "e", "tab", "ctrl+u", typed("9 seconds"), "enter")
        await until(pilot, lambda: "invalid schedule: 9 seconds. Nothing was changed." in words(app))
        assert isinstance(app.screen, ScheduleForm)
        assert server.sent == [ScheduleChanges(cron="9 seconds")]


async def test_switching_and_deleting_are_told_as_the_answers_prove_them() -> None:
    server = SchedulingServer(scheduled=(SCHEDULES[0],))
    app = FixtureConsole(server)
    async with app.run_test(size=SIZE) as pilot:
        await press(pilot, "5", "o")
        await until(pilot, lambda: "nightly clean-up was switched off." in words(app))
        await settled(pilot)
        server.write_error = ResponseLost("cut")
        await press(pilot, "o")
        await until(pilot, lambda: "was switched on. Its answer was lost; a look at the list showed it." in words(app))
        server.does = False
        await press(pilot, "X", "2")
        await until(pilot, lambda: "Whether the server did it is not known yet." in words(app))
        assert server.sent == [ScheduleChanges(is_active=False), ScheduleChanges(is_active=True), "nightly clean-up"]
        await press(pilot, "X", "escape")
        assert len(server.sent) == 3


async def test_the_log_is_paged_and_tells_how_long_it_is_kept_and_the_function_is_run() -> None:
    app = FixtureConsole(SchedulingServer(scheduled=(schedule("job"),)))
    async with app.run_test(size=SIZE) as pilot:
        await press(pilot, "5", "t")
        await until(pilot, lambda: "job: runs 1 to 50 of 60" in words(app))
        assert "The server keeps runs for 7 days." in words(app)
        assert "500 250 ms HTTP 500" in words(app)
        await press(pilot, "n")
        await until(pilot, lambda: "job: runs 51 to 60 of 60" in words(app))
        await press(pilot, "d", "ctrl+u", "0", "enter")
        assert "A whole number of days" in words(app)
        await press(pilot, "ctrl+u", *"30", "enter")
        await until(pilot, lambda: "The server keeps runs for 30 days." in words(app))
        await press(pilot, "escape", "R")
        assert isinstance(app.screen, RunnerScreen)


async def test_it_is_run_now_as_the_server_would_send_it_and_what_came_is_told() -> None:
    job = schedule("job", HELLO + "?a=1")._replace(
        method="PUT", headers=(("Authorization", "Bearer ${{secrets.CRON_KEY}}"),), body='{"b": 2}'
    )
    server = SchedulingServer(scheduled=(job,))
    app = FixtureConsole(server)
    async with app.run_test(size=SIZE) as pilot:
        await press(pilot, "5", "x")
        assert "Run job now?" in words(app)
        assert "The secret CRON_KEY is read from" in words(app)
        await press(pilot, "escape")
        assert not server.called
        server.answer = (200, "you sent Bearer never-to-be-seen")
        await press(pilot, "x", "enter")
        await until(pilot, lambda: "job answered 200 in 250 ms." in words(app))
        assert "you sent Bearer ***" in words(app)
        assert "never-to-be-seen" not in words(app)
        [call] = server.called
        assert (call.method, call.url, call.body, call.with_key) == ("PUT", HELLO + "?a=1", b'{"b": 2}', False)
        assert dict(call.headers) == {"content-type": "application/json", "Authorization": "Bearer never-to-be-seen"}
        server.answer = ResponseLost("cut")
        await press(pilot, "x", "enter")
        await until(pilot, lambda: "whether it did is not known. R opens its function" in words(app))
        del server.values["CRON_KEY"]
        await press(pilot, "x", "enter")
        await until(pilot, lambda: "There is no secret CRON_KEY" in words(app))
        assert "job was not run: nothing was sent." in words(app)
        assert len(server.called) == 2


async def test_a_function_of_another_address_can_be_run_at_this_server() -> None:
    server = SchedulingServer(scheduled=(schedule("job", "http://insforge:7130/functions/hello-world"),))
    app = FixtureConsole(server)
    async with app.run_test(size=SIZE) as pilot:
        await press(pilot, "5", "x", "enter")
        await until(pilot, lambda: "job answered 200" in words(app))
        await press(pilot, "x", "2")
        await until(pilot, lambda: len(server.called) == 2)
        assert [call.url for call in server.called] == [HELLO, "http://insforge:7130/functions/hello-world"]


async def test_it_asks_ever_less_often_and_nothing_while_hidden_or_where_there_are_none() -> None:
    clock, server = FakeClock(NOW), SchedulingServer()
    app = FixtureConsole(server, clock=clock)
    async with app.run_test(size=SIZE) as pilot:
        await press(pilot, "5")
        await settled(pilot)
        first = server.list_reads
        for _ in range(40):
            await turned(pilot, clock, 1)
        assert 1 <= server.list_reads - first <= 3
        await press(pilot, "1")
        await settled(pilot)
        hidden = server.list_reads
        await turned(pilot, clock, 120)
        assert server.list_reads == hidden
        server.lacks = True
        await press(pilot, "5")
        await until(pilot, lambda: "This server has no schedules." in words(app))
        assert "schedules" in app.connection.lacking


@pytest.mark.parametrize(
    ("typed", "field"),
    [
        (Typed("ab", "* * * * *", "x", "GET", (), ""), "name"),
        (Typed("abc", "* * * *", "x", "GET", (), ""), "cron"),
        (Typed("abc", "* * * * *", "/functions/x", "GET", (), ""), "target"),
        (Typed("abc", "* * * * *", "x", "GET", ("", "no colon"), ""), "header-1"),
        (Typed("abc", "* * * * *", "x", "GET", (), "[1]"), "body"),
        (Typed("abc", "* * * * *", "x", "GET", (), "{a"), "body"),
    ],
)
def test_what_is_missing_is_told_with_its_field(typed: Typed, field: str) -> None:
    found = read_form(typed, "http://x")
    assert isinstance(found.wanted, str)
    assert found.field == field


def test_what_the_server_did_not_find_is_told_in_its_own_words() -> None:
    error = NotFound(404, "NOT_FOUND", 'Secret with key "NOPE" not found')
    report = written(NotCarried(error), "done", "the server")
    assert report.headline == "The server rejected it."
    assert 'The server says: Secret with key "NOPE" not found. Nothing was changed.' in report.next_step
