"""The view of calls: numbers of each function, following politely, and what is said where there are none."""

from __future__ import annotations

from datetime import timedelta
from typing import TypeVar

from textual.pilot import Pilot

from tests.console_fixture import (
    NOW,
    FakeServer,
    FixtureConsole,
    at_each_size,
    function,
    press,
    settled,
    turned,
    typed,
    until,
)
from tests.fake_clock import FakeClock
from tests.frames import every_frame_painted
from tests.logs_fixture import LoggingServer, called, plain
from tests.screen_text import shown_text
from tui.app.calls.screen import CallsScreen
from tui.app.editor.screen import EditorScreen
from tui.app.functions.list_calls import AGAIN_SECONDS, LEAST_SECONDS
from tui.app.logs.screen import LogsScreen
from tui.app.runner.screen import RunnerScreen
from tui.app.shell.status_line import StatusLine
from tui.errors import ApiError, NotFound, ResponseLost, Unauthorised
from tui.model.log import BACKEND_LOGS
from tui.sessions.calls import Counted, call_of, counted_each

SIZE = (80, 24)


def calling(**given: object) -> LoggingServer:
    """A server that logged some calls within the last hour, one before, and lines about other things."""
    server = LoggingServer(**given)  # type: ignore[arg-type]  # forwarded to a dataclass
    server.log(
        called(4000, "export-orders"),
        *(called(3000 - 30 * number, "hello-world", took=10 + number) for number in range(40)),
        plain(1700, "info - Secret check successful"),
        *(called(1600 - 30 * number, "stripe-webhook", 500 if number % 4 == 0 else 200, 250) for number in range(12)),
        called(900, "nowhere", 404),
        source=BACKEND_LOGS,
    )
    return server


def shown(app: FixtureConsole) -> list[tuple[str, int, int]]:
    assert isinstance(app.screen, CallsScreen)
    return [(each.slug, each.calls, each.errors) for each in app.screen.table.state.shown]


def words(app: FixtureConsole) -> str:
    return " ".join(shown_text(app).split())


async def test_each_called_function_is_counted_with_its_times_and_errors_filtered_and_sorted() -> None:
    app = FixtureConsole(calling())
    async with app.run_test(size=SIZE) as pilot:
        await press(pilot, "2")
        assert shown(app) == [("hello-world", 40, 0), ("stripe-webhook", 12, 3), ("nowhere", 1, 1)]
        text = words(app)
        assert "Calls, 1 hour following 53 calls of 3 functions · 4 errors · p95 250 ms" in text
        assert "hello-world 40 29 ms 47 ms" in text
        assert "stripe-webhook 12 3 250 ms 250 ms" in text
        assert "█" in text
        await press(pilot, "slash", "o", "enter")
        assert [slug for slug, _, _ in shown(app)] == ["hello-world", "stripe-webhook", "nowhere"]
        await press(pilot, "slash", "ctrl+u", typed("web"), "enter")
        assert [slug for slug, _, _ in shown(app)] == ["stripe-webhook"]
        assert app.screen.focused is on(app, CallsScreen).table
        assert "1 of 3 match" in shown_text(app)
        assert "/ filter s sort" in words(app)
        await press(pilot, "escape")
        assert [slug for slug, _, _ in shown(app)] == ["hello-world", "stripe-webhook", "nowhere"]
        await press(pilot, "escape")
        assert "There is no filter to clear: 1 shows the functions." in words(app)
        await press(pilot, "home", "f4")
        text = words(app)
        assert "statuses 2xx 40" in text
        assert "last error none" in text
        assert "all functions" in text
        assert "2xx 49, 4xx 1, 5xx 3" in text
        async for _ in at_each_size(pilot):
            pass
        await pilot.resize_terminal(*SIZE)
        await press(pilot, "escape", "slash", "z")
        assert "enter list esc clear" in words(app)
        await press(pilot, "escape", "s", "s")
        assert "Sorted by 5xx." in shown_text(app)
        assert shown(app)[0][0] == "stripe-webhook"
        await press(pilot, "S")
        assert shown(app)[-1][0] == "stripe-webhook"


Kind = TypeVar("Kind")


def on(app: FixtureConsole, screen: type[Kind]) -> Kind:
    """The screen on top, which is of this kind."""
    assert isinstance(app.screen, screen)
    return app.screen


def kind(app: FixtureConsole) -> type:
    return type(app.screen)


async def test_keys_lead_to_the_logs_at_a_moment_to_the_runner_and_to_the_code() -> None:
    app = FixtureConsole(calling())
    async with app.run_test(size=SIZE) as pilot:
        await press(pilot, "2", "e")
        assert "It had no error within the last hour." in shown_text(app)
        await press(pilot, "down", "x")
        assert kind(app) is RunnerScreen
        await press(pilot, "escape", "o")
        assert kind(app) is EditorScreen
        await press(pilot, "escape", "end", "x")
        assert "The server has no function nowhere: calls to it fail." in shown_text(app)
        await press(pilot, "up", "e")
        assert on(app, LogsScreen).slug == "stripe-webhook"
        await press(pilot, "2")
        item = on(app, CallsScreen).table.item
        assert item is not None
        assert item.slug == "stripe-webhook"
        await press(pilot, "home", "enter")
        assert on(app, LogsScreen).slug == "hello-world"


async def passes(pilot: Pilot[int], clock: FakeClock, seconds: int) -> None:
    for _ in range(seconds):
        await turned(pilot, clock, 1)


async def test_it_follows_ever_less_often_while_nobody_calls_and_not_at_all_while_hidden() -> None:
    clock = FakeClock(NOW)
    server = calling()
    app = FixtureConsole(server, clock=clock)
    async with app.run_test(size=SIZE) as pilot:
        await press(pilot, "2")
        del server.log_reads[:]
        # The console's own reads are lines of that log too.
        for second in range(60):
            server.log(plain(-second, "GET /insforge.logs 200"), source=BACKEND_LOGS)
            await passes(pilot, clock, 1)
        assert 3 <= len(server.log_reads) <= 8
        server.log(called(-61, "hello-world"), source=BACKEND_LOGS)
        await passes(pilot, clock, 30)
        assert ("hello-world", 41, 0) in shown(app)
        del server.log_reads[:]
        await passes(pilot, clock, 8)
        assert len(server.log_reads) >= 1
        await press(pilot, "1")
        del server.log_reads[:]
        await passes(pilot, clock, 120)
        # Those are the list's, for its column.
        assert len(server.log_reads) <= 120 // LEAST_SECONDS + 1
        await press(pilot, "2")
        assert len(server.log_reads) >= 1
        # What is older than an hour counts no more.
        await turned(pilot, clock, 3600)
        await press(pilot, "r")
        assert shown(app) == []
        assert "No function was called within the last hour." in shown_text(app)


async def test_follow_stops_and_goes_on_and_numbers_stay_while_the_server_does_not_answer() -> None:
    clock = FakeClock(NOW)
    server = calling()
    app = FixtureConsole(server, clock=clock)
    async with app.run_test(size=SIZE) as pilot:
        await press(pilot, "2")
        assert "following" in shown_text(app)
        await press(pilot, "f")
        assert "paused: f follows" in shown_text(app)
        del server.log_reads[:]
        await passes(pilot, clock, 60)
        assert server.log_reads == []
        await press(pilot, "f")
        assert len(server.log_reads) == 1
        server.log_error = ResponseLost("cut")
        await press(pilot, "r")
        assert "The numbers above are from before." in words(app)
        assert shown(app)[0][0] == "hello-world"
        server.log_error = None
        await passes(pilot, clock, 30)
        assert "from before" not in shown_text(app)


async def test_an_hour_of_many_lines_is_read_back_page_by_page() -> None:
    server = LoggingServer()
    server.log(*(called(3700 - number, f"f{number % 7}") for number in range(3700)), source=BACKEND_LOGS)
    app = FixtureConsole(server)
    async with app.run_test(size=SIZE) as pilot:
        await press(pilot, "2")
        await settled(pilot)
        assert sum(calls for _, calls, _ in shown(app)) == 3599
        assert "known since" not in shown_text(app)
        assert "reading back" not in shown_text(app)


async def test_what_a_server_refuses_is_not_read_and_not_said_to_be_out_of_reach() -> None:
    server = LoggingServer(log_error=Unauthorised(401, "", "no"))
    app = FixtureConsole(server)
    async with app.run_test(size=SIZE) as pilot:
        await press(pilot, "2")
        assert "Calls, 1 hour not read" in shown_text(app)


async def test_a_server_without_calls_says_so_and_what_its_log_says_is_inert() -> None:
    server = LoggingServer(deployment_url="https://abc.example")
    app = FixtureConsole(server)
    async with app.run_test(size=SIZE) as pilot:
        await press(pilot, "2")
        assert "The backend's log is empty" in words(app)
        assert "Calls straight to https://abc.example do not pass the server" in words(app)
        server.log(plain(10, "info - started"), source=BACKEND_LOGS)
        await press(pilot, "r")
        assert "No function was called within the last hour." in words(app)
        assert "Calls straight to https://abc.example do not pass the server" in words(app)
        entry = called(10, "hello-world", 500)
        body = entry.body.replace('"POST"', '"\\u001b[31mPOST"')
        hostile = entry._replace(body=body, message="\x1b]0;owned\x07", at=NOW - timedelta(seconds=9))
        server.log(hostile, source=BACKEND_LOGS)
        await press(pilot, "r", "f4")
        assert "\x1b" not in shown_text(app)
        assert "last call" in shown_text(app)


async def test_a_server_that_has_no_such_log_is_no_error() -> None:
    server = calling(log_error=NotFound(404, "LOG_NOT_FOUND", "Log not found"))
    app = FixtureConsole(server)
    async with app.run_test(size=SIZE) as pilot:
        await press(pilot, "2")
        assert "?? This server keeps no log of calls." in shown_text(app)
        assert "calls" in app.connection.lacking


# The list's column


def column(app: FixtureConsole, most: int = 20) -> dict[str, str]:
    """What the list's first rows say of calls."""
    table = app.list_screen.table
    shown = table.state.shown[:most]
    rows = [table.render_line(y).text for y in range(len(shown) + 1)]
    if "CALLS 1H" not in rows[0]:
        return {}
    start = rows[0].index("CALLS 1H")
    return {each.slug: row[start : start + 10].strip() for each, row in zip(shown, rows[1:], strict=True)}


async def test_the_list_says_how_often_functions_were_called_and_failed() -> None:
    server = calling()
    app = FixtureConsole(server)
    async with app.run_test(size=SIZE) as pilot:
        await settled(pilot)
        assert column(app) == {
            "hello-world": "40", "daily-digest": "", "stripe-webhook": "3! 12", "image-resize": "",
            "export-orders": "", "legacy": "",
        }  # fmt: skip
        reads = len(server.log_reads)
        await press(pilot, "down", "enter", "escape")
        assert len(server.log_reads) == reads
        server.log(called(1, "legacy", 500), source=BACKEND_LOGS)
        await press(pilot, "r")
        assert column(app)["legacy"] == "1! 1"
        await pilot.resize_terminal(60, 20)
        await settled(pilot)
        assert column(app) == {}
        assert "CALLS 1H" in shown_text(app)


async def test_while_the_list_is_seen_the_calls_are_counted_again_now_and_then() -> None:
    server = calling()
    clock = FakeClock(NOW)
    app = FixtureConsole(server, clock=clock)
    async with app.run_test(size=SIZE) as pilot:
        await settled(pilot)
        reads = len(server.log_reads)
        server.log(called(1, "legacy", 500), source=BACKEND_LOGS)
        await turned(pilot, clock, LEAST_SECONDS - 1)
        assert (len(server.log_reads), column(app)["legacy"]) == (reads, "")
        await turned(pilot, clock, AGAIN_SECONDS)
        assert column(app)["legacy"] == "1! 1"
        # Nobody sees it under another screen; it is counted when the list is seen again.
        await press(pilot, "enter")
        reads = len(server.log_reads)
        await turned(pilot, clock, 3 * AGAIN_SECONDS)
        assert len(server.log_reads) == reads
        server.log(called(1, "daily-digest", 200), source=BACKEND_LOGS)
        await press(pilot, "escape")
        assert column(app)["daily-digest"] == "1"


async def test_the_list_says_nothing_of_calls_it_does_not_know() -> None:
    errors: tuple[ApiError, ...] = (ResponseLost("cut"), NotFound(404, "LOG_NOT_FOUND", "no"))
    server = calling(log_error=errors[0])
    app = FixtureConsole(server)
    async with app.run_test(size=SIZE) as pilot:
        for server.log_error in errors:
            await press(pilot, "r")
            assert column(app) == {}
            assert "log" not in app.list_screen.query_one(StatusLine).resting
            assert len(app.list_screen.table.state.shown) == 6


async def test_the_list_does_not_wait_for_the_calls() -> None:
    app = FixtureConsole(calling(log_hangs=True))
    async with app.run_test(size=SIZE) as pilot:
        await until(pilot, lambda: app.list_screen.table.state.is_loaded)
        assert "hello-world" in shown_text(app)
        assert column(app) == {}


class CountingDict(dict[str, Counted]):
    """Numbers that know how often they were looked up."""

    looked_up = 0

    def get(self, slug: str, default: object = None) -> Counted | None:  # type: ignore[override]  # of one kind
        self.looked_up += 1
        return super().get(slug)


async def test_two_thousand_functions_with_calls_cost_a_key_what_ten_do() -> None:
    functions = tuple(function(f"fn-{number:05}", f"Fn {number}", "active", number) for number in range(2_000))
    app = FixtureConsole(FakeServer(functions=functions))
    async with app.run_test(size=SIZE) as pilot:
        await settled(pilot)
        calls = [call for number in range(2_000) if (call := call_of(called(number % 3000, f"fn-{number:05}")))]
        numbers = CountingDict({each.slug: each for each in counted_each(calls, NOW)})
        with every_frame_painted():
            app.list_screen.answers.show_calls(numbers)
            await settled(pilot)
            assert column(app, 10)["fn-00003"] == "1"
            numbers.looked_up = 0
            await press(pilot, "j")
        # Two rows are painted anew, each with what stands in front of its number.
        assert 0 < numbers.looked_up < 20
