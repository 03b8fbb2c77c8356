"""What the list says is so: after an editor was open, where no list came, and where the selection stays."""

from __future__ import annotations

from datetime import timedelta

import pytest

from tests.console_fixture import FUNCTIONS, NOW, FakeServer, FixtureConsole, press, settled
from tests.fake_clock import FakeClock
from tui.app.editor.screen import EditorScreen
from tui.app.shell.outcome import OutcomePanel
from tui.app.shell.status_line import StatusLine
from tui.app.widgets.line import Line
from tui.app.widgets.row_table import RowTable
from tui.errors import ApiError, NotFound, Unauthorised, Unreachable, UnreachableReason
from tui.model.function import Function, FunctionSummary
from tui.store.list_cache import KnownList


def table(app: FixtureConsole) -> RowTable[FunctionSummary]:
    return app.list_screen.query_one(RowTable)


def selected(app: FixtureConsole) -> str:
    function = table(app).item
    return "" if function is None else function.slug


def row(app: FixtureConsole, y: int) -> str:
    return table(app).render_line(y).text


async def test_a_function_that_changed_since_is_up_to_date_in_the_list_after_it_was_opened() -> None:
    app = FixtureConsole(FakeServer())
    async with app.run_test(size=(80, 24)) as pilot:
        await settled(pilot)
        changed = FUNCTIONS[0].summary._replace(name="Renamed elsewhere", updated_at=NOW)
        app.server.put(Function(changed, "new();\n"))
        await press(pilot, "enter", "escape")
        assert "Renamed elsewhere" in row(app, 1)


async def test_a_function_that_is_gone_leaves_the_list_when_it_is_opened() -> None:
    app = FixtureConsole(FakeServer())
    async with app.run_test(size=(80, 24)) as pilot:
        await settled(pilot)
        app.server.functions = FUNCTIONS[1:]
        await press(pilot, "enter", "escape")
        assert [each.slug for each in table(app).state.shown] == [each.slug for each in FUNCTIONS[1:]]


@pytest.mark.parametrize(
    ("error", "said"),
    [
        (Unreachable(UnreachableReason.REFUSED, "refused"), "Nothing listens at localhost:7130."),
        (NotFound(404, "NOT_FOUND", "Endpoint /x/api/functions not found"), "There is no InsForge at this address"),
        (Unreachable(UnreachableReason.NOT_TLS, "wrong version number"), "not encrypted (no TLS)."),
        (Unauthorised(0, "", "The key holds characters that no key has."), "The key was not sent."),
    ],
)
async def test_where_no_list_came_nothing_is_said_of_how_many_functions_there_are(error: ApiError, said: str) -> None:
    app = FixtureConsole(FakeServer(list_error=error))
    async with app.run_test(size=(120, 24)) as pilot:
        await settled(pilot)
        report = app.screen.query_one("#list-report", OutcomePanel).report
        assert report is not None
        assert said in f"{report.headline} {report.next_step}"
        assert "The server says" not in report.next_step or isinstance(error, NotFound)
        status = str(app.screen.query_one(StatusLine).content)
        assert status.startswith("no list")
        assert "0 functions" not in status


async def test_a_filter_that_left_nothing_gives_the_selection_back() -> None:
    app = FixtureConsole(FakeServer())
    async with app.run_test(size=(80, 24)) as pilot:
        await press(pilot, "down", "down", "slash", "q", "x", "z")
        assert selected(app) == ""
        await press(pilot, "escape")
        assert selected(app) == FUNCTIONS[2].slug


async def test_who_has_not_moved_stays_on_the_first_row_when_the_servers_list_comes() -> None:
    known = KnownList(tuple(each.summary for each in FUNCTIONS[1:]), NOW - timedelta(days=1))
    app = FixtureConsole(FakeServer(), known=known)
    async with app.run_test(size=(80, 24)) as pilot:
        await settled(pilot)
        assert selected(app) == FUNCTIONS[0].slug
        await press(pilot, "down")
        app.server.functions = FUNCTIONS[1:]
        await press(pilot, "r")
        assert selected(app) == FUNCTIONS[1].slug


@pytest.mark.parametrize(("width", "time"), [(60, "11-23 11:58"), (120, "2026-11-23 11:58:00")])
async def test_exact_times_are_seen_on_narrow_terminals_too(width: int, time: str) -> None:
    app = FixtureConsole(FakeServer())
    async with app.run_test(size=(width, 24)) as pilot:
        await press(pilot, "v", "t")
        assert time in row(app, 1)


async def test_the_mark_of_the_order_has_room_in_every_heading() -> None:
    app = FixtureConsole(FakeServer())
    async with app.run_test(size=(80, 24)) as pilot:
        await press(pilot, "s")
        assert "ACTIVATED v" in row(app, 0)
        await press(pilot, "S")
        assert "ACTIVATED ^" in row(app, 0)


async def test_the_age_in_the_editor_does_not_stand_still() -> None:
    clock = FakeClock(NOW)
    app = FixtureConsole(FakeServer(), clock=clock)
    async with app.run_test(size=(80, 24)) as pilot:
        await press(pilot, "enter")
        screen = app.screen
        assert isinstance(screen, EditorScreen)
        assert "updated 2m ago" in str(screen.query_one("#facts", Line).content)
        clock.turn(5 * 60)
        screen.show_state()
        assert "updated 7m ago" in str(screen.query_one("#facts", Line).content)
