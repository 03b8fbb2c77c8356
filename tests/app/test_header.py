"""What the top row shows at each width."""

from __future__ import annotations

from datetime import timedelta
from functools import partial

import pytest
from rich.cells import cell_len

from tests.console_fixture import FakeServer, FixtureConsole, settled
from tests.fake_clock import FakeClock
from tui.app.shell.header import Part, StatusHeader, fitting
from tui.app.shell.views import CALLS, view_tabs
from tui.model.server import WriteBudget

LONG = ("https://functions.a-long-name.example/under/a/path", "")
WARNING = ("not encrypted", "$warning")
PROGRAM: Part = ("insforge", "bold")
RUNTIME, VERSION, BUDGET = ("! runtime unavailable", ""), ("v2.3.1", ""), ("writes 0/15 in 2:44", "")


def texts(left: list[Part], right: list[Part], cells: int) -> tuple[list[str], list[str]]:
    one, other = fitting(left, right, cells)
    return [text for text, _ in one], [text for text, _ in other]


def test_everything_is_shown_where_there_is_room() -> None:
    left, right = [PROGRAM, LONG, WARNING], [RUNTIME, VERSION, BUDGET]
    assert fitting(left, right, 150) == (left, right)


def test_the_version_goes_first_and_the_runtime_last() -> None:
    server = ("http://localhost:7130", "")
    assert texts([PROGRAM, server], [RUNTIME, VERSION, BUDGET], 78)[1] == [RUNTIME[0], BUDGET[0]]
    assert texts([PROGRAM, server], [RUNTIME, VERSION, BUDGET], 58)[1] == [RUNTIME[0]]
    assert texts([PROGRAM, server], [RUNTIME, VERSION, BUDGET], 38)[1] == []


def test_a_long_name_is_cut_and_says_so_and_the_warning_behind_it_is_not() -> None:
    left, right = texts([PROGRAM, LONG, WARNING], [], 38)
    assert left == ["insforge", "https://func…", "not encrypted"]
    assert right == []


@pytest.mark.parametrize("cells", range(30, 160, 7))
def test_it_never_takes_more_than_there_is(cells: int) -> None:
    left, right = texts([PROGRAM, LONG, WARNING], [RUNTIME, VERSION, BUDGET], cells)
    shown = [*left, *right]
    assert sum(cell_len(text) for text in shown) + 2 * (len(shown) - 1) <= cells


def test_views_have_their_titles_where_nothing_gives_way_for_them() -> None:
    header = StatusHeader(FixtureConsole(FakeServer()).connection, FakeClock(), partial(view_tabs, CALLS))
    parts = header._shown = ([PROGRAM, LONG, WARNING], [VERSION, BUDGET])
    shown = {cells: header._shown_tabs(cells) for cells in range(60, 220)}
    titled = [cells for cells, tabs in shown.items() if "audit" in tabs.plain]
    assert titled == list(range(titled[0], 220))
    assert titled[0] > 60
    for cells in titled:
        assert fitting(*parts, cells - shown[cells].cell_length - 2) == parts


async def test_a_countdown_moves_each_second_and_nothing_looks_again_once_it_is_over() -> None:
    clock = FakeClock()
    server = FakeServer()
    console = FixtureConsole(server, clock=clock)
    async with console.run_test(size=(120, 24)) as pilot:
        await settled(pilot)
        # What is done once behind the start is done.
        clock.turn(1)
        await settled(pilot)
        header = console.screen.query_one(StatusHeader)
        idle = len(clock.waiting)
        server.budget = WriteBudget(15, 0, clock.now() + timedelta(seconds=3), 300)
        header.refresh_status()
        for left in ("0:03", "0:02", "0:01"):
            assert f"writes 0/15 in {left}" in str(header.render())
            assert len(clock.waiting) == idle + 1
            clock.turn(1)
            await settled(pilot)
        assert "writes" not in str(header.render())
        assert len(clock.waiting) == idle
