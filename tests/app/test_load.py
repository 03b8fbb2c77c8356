"""Many requests from the runner: asked about, sent, shown, stopped, compared; over sockets exactly so many arrive."""

from __future__ import annotations

import asyncio
from dataclasses import replace
from datetime import UTC, datetime
from typing import cast

import pytest

from tests.api.replay import Received, Reply, reply, serving
from tests.app.scripted import ScriptedServer, answered
from tests.console_fixture import HELLO, FixtureConsole, function, press, press_meanwhile, settled, typed, until
from tests.fake_client import client_of
from tests.fake_clock import FakeClock
from tests.screen_text import shown_text
from tui.api.client import Client
from tui.app.load.driver import LoadDriver
from tui.app.load.picture import picture
from tui.app.load.screen import LoadScreen
from tui.app.shell.connection import Connection
from tui.app.widgets.clock import SystemClock
from tui.errors import InvalidResponse, ResponseLost, Unreachable, UnreachableReason
from tui.flows.connect import Target
from tui.model.invocation import InvocationCall
from tui.model.secret import Secret
from tui.sessions.load import (
    Compared,
    Ending,
    LoadPlan,
    LoadResult,
    LoadState,
    Sample,
    StartAsked,
    summary_of,
)


def console(server: ScriptedServer, url: str = "http://localhost:7130", *, read_only: bool = False) -> FixtureConsole:
    server.functions = (function("greet", "Greet", "active", 1, HELLO),)
    target = Target(url, Secret("ik_staged"), "INSFORGE_URL", "INSFORGE_API_KEY", read_only=read_only)
    return FixtureConsole(server, target=target)


def words(app: FixtureConsole) -> str:
    return " ".join(shown_text(app).split())


async def test_calls_are_sent_and_what_they_came_to_is_shown_and_compared() -> None:
    server = ScriptedServer(answered(b"{}"), answered(b"{}", 500), (ResponseLost("", timed_out=True),))
    app = console(server)
    async with app.run_test(size=(80, 24)) as pilot:
        await settled(pilot)
        await press(pilot, "x", typed("?a=1"), "alt+l", *"30", "tab", *"7", "ctrl+r")
        await until(pilot, lambda: "Over: 30 of 30 calls ended." in words(app))
        assert len(server.called) == 30
        assert {call for _, call in server.called} == {replace(server.called[0][1], shares_connections=True)}
        assert server.called[0][1].query == "a=1"
        assert "Load on greet: POST ?a=1" in words(app)
        assert "p50 12.0 ms" in words(app)
        assert "errors 2" in words(app)
        assert "28 x 200 1 x 500 1 x timed out" in words(app)
        await press(pilot, "ctrl+r")
        await until(pilot, lambda: "errors 0 2" in words(app))
        assert "now before" in words(app)
        # The results stay while the console runs.
        await press(pilot, "escape", "alt+l", *"5", "enter")
        await until(pilot, lambda: "Over: 5 of 5 calls ended." in words(app))
        assert "errors 0 0" in words(app)


async def test_calls_are_stopped_and_then_the_screen_is_left() -> None:
    server = ScriptedServer((), *[answered(b"{}")] * 4)
    app = console(server)
    async with app.run_test(size=(80, 24)) as pilot:
        await settled(pilot)
        await press(pilot, "x", "alt+l")
        await press_meanwhile(pilot, "ctrl+r")
        await until(pilot, lambda: "4 of 100 calls ended, 10 under way" in words(app))
        await press_meanwhile(pilot, "ctrl+r")
        assert "The calls are on their way: esc stops them." in words(app)
        await press_meanwhile(pilot, "escape")
        await until(pilot, lambda: server.left == 14)
        assert "Stopped: 14 of 100 calls; those stopped may have run." in words(app)
        assert "10 x stopped 4 x 200" in words(app)
        assert len(server.called) == 14
        await press(pilot, "escape")
        assert not isinstance(app.screen, LoadScreen)


async def test_leaving_the_console_leaves_no_call_behind() -> None:
    server = ScriptedServer(())
    app = console(server)
    async with app.run_test(size=(80, 24)) as pilot:
        await settled(pilot)
        await press(pilot, "x", "alt+l")
        await press_meanwhile(pilot, "ctrl+r")
        await until(pilot, lambda: len(server.called) == 10)
    async with asyncio.timeout(10):
        while server.left < 10:  # noqa: ASYNC110
            await asyncio.sleep(0)


async def test_another_machine_is_asked_about_first() -> None:
    server = ScriptedServer(answered(b"{}"))
    app = console(server, "https://functions.example.com")
    async with app.run_test(size=(80, 24)) as pilot:
        await settled(pilot)
        await press(pilot, "x", "alt+l", *"20", "ctrl+r")
        assert "Send 20 calls to functions.example.com?" in words(app)
        assert "It is not this machine. The function runs 20 times" in words(app)
        await press(pilot, "enter")
        assert server.called == []
        await press(pilot, "ctrl+r", "2")
        await until(pilot, lambda: "Over: 20 of 20" in words(app))
        assert len(server.called) == 20


async def test_too_many_calls_are_not_sent() -> None:
    server = ScriptedServer(answered(b"{}"))
    app = console(server)
    async with app.run_test(size=(80, 24)) as pilot:
        await settled(pilot)
        await press(pilot, "x", "alt+l", typed("1001"), "tab", "1", "enter")
        assert "The number of calls is one from 1 to 1,000." in words(app)
        await press(pilot, "ctrl+u", *"21", "tab", "ctrl+u", "5", "enter")
        assert "calls at once is one from 1 to 20." in words(app)
        assert server.called == []


async def test_a_read_only_profile_sends_nothing() -> None:
    server = ScriptedServer(answered(b"{}"))
    app = console(server, read_only=True)
    async with app.run_test(size=(80, 24)) as pilot:
        await settled(pilot)
        await press(pilot, "x", "alt+l")
        assert "read-only" in words(app)
        assert server.called == []


class _Connected:
    """A connection to a client that is there already."""

    def __init__(self, client: Client) -> None:
        self.api = client


def connected(client: Client) -> Connection:
    return cast("Connection", _Connected(client))


async def test_over_sockets_exactly_so_many_arrive_and_never_more_at_once() -> None:
    under_way: list[int] = []
    most = 0

    def route(_received: Received) -> Reply:
        return reply(200, {"ok": True})

    async with serving(route=route) as server, Client(server.url, Secret("ik_key")) as client:
        over = asyncio.Event()
        states: list[LoadState] = []

        def ended(state: LoadState) -> None:
            states.append(state)
            over.set()

        driver = LoadDriver(
            "greet",
            InvocationCall("POST", body=b"{}"),
            connected(client),
            SystemClock(),
            show=lambda state: under_way.append(len(state.under_way)),
            ended=ended,
        )
        driver.tell(StartAsked(LoadPlan(200, 8)))
        async with asyncio.timeout(30):
            await over.wait()
        most = max(under_way, default=0)
    assert len(server.received) == 200
    # They are used again, but for one that is given back a moment after the next is asked for.
    assert server.connections <= 40
    assert most <= 8
    assert summary_of(states[-1].samples).outcomes == {"200": 200}


@pytest.mark.parametrize(
    ("error", "ending"),
    [
        (ResponseLost("", timed_out=True), Ending.TIMED_OUT),
        (ResponseLost(""), Ending.CUT),
        (InvalidResponse(0, "", "", "it is not HTTP"), Ending.NOT_UNDERSTOOD),
        (Unreachable(UnreachableReason.REFUSED, ""), Ending.NOT_REACHED),
    ],
)
async def test_each_way_to_fail_has_its_name(error: ResponseLost, ending: Ending) -> None:
    server = ScriptedServer((error,))
    app = console(server)
    async with app.run_test(size=(80, 24)) as pilot:
        await settled(pilot)
        await press(pilot, "x", "alt+l", *"3", "enter")
        await until(pilot, lambda: f"3 x {ending.value}" in words(app))
        assert "errors 3" in words(app)


def test_a_running_load_is_painted_a_few_times_a_second() -> None:
    clock, shown = FakeClock(), list[LoadState]()

    async def run() -> None:
        server = ScriptedServer(())
        driver = LoadDriver(
            "greet",
            InvocationCall(),
            connected(client_of(server)),
            clock,
            show=shown.append,
            ended=shown.append,
        )
        driver.tell(StartAsked(LoadPlan(500, 20)))
        await asyncio.sleep(0)
        for _ in range(8):
            clock.turn(0.25)
        driver.close()

    asyncio.run(run())
    # Nothing ends, so one picture is enough.
    assert len(shown) == 1


@pytest.mark.parametrize("height", [10, 17, 20, 40])
@pytest.mark.parametrize("width", [40, 60, 80, 120])
def test_a_picture_fits_and_says_what_matters_first(width: int, height: int) -> None:
    samples = tuple(
        Sample(number, number / 50, 0.01 * (number % 9 + 1), 200 if number % 7 else 500) for number in range(99)
    )
    state = LoadState(LoadPlan(99, 9), 1, 99, frozenset(), samples)
    at = datetime(2026, 11, 27, tzinfo=UTC)
    before = LoadResult(at, "POST", LoadPlan(), at, summary_of(samples[:50]))
    earlier = LoadResult(at, "POST", LoadPlan(), at, summary_of(samples[:20]))
    rows = picture(state, Compared(before, earlier), width=width, height=height)
    texts = ["".join(text for text, _ in row.parts) for row in rows]
    assert len(texts) <= height
    assert texts[0] == "Over: 99 of 99 calls ended."
    assert any(text.startswith("p95") for text in texts)
    assert max(len(text) for text in texts if "█" in text or "▁" in text or height < 17) <= max(width, 66)
    if height >= 17:
        assert any("over time" in text for text in texts)


def test_nothing_is_pictured_before_a_load() -> None:
    assert picture(LoadState(), Compared(), width=80, height=20) == []
