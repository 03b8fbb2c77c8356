"""However long the texts in a dialog are, what is asked and what is to be looked at stay on the screen."""

from __future__ import annotations

from datetime import timedelta
from pathlib import Path

import pytest
from rich.cells import cell_len
from textual.pilot import Pilot

from tests.console_fixture import NOW, FakeServer, FixtureConsole, settled
from tests.fake_clock import FakeClock
from tui.app.compare.view import VersionsView
from tui.app.history.rows import version_list
from tui.app.shell.pick import PickScreen
from tui.app.shell.questions import QuestionScreen
from tui.app.shell.routes import OpenHistory
from tui.app.widgets.row_table import RowTable
from tui.flows.connect import Target
from tui.model.function import Edited, FunctionChanges
from tui.model.history import UPDATED, AuditRow, How
from tui.model.secret import Secret
from tui.sessions.listing import Column, Flexible, ListSpec, ListState, received
from tui.sessions.versions import PastVersion
from tui.store.history import HistoryStore

SIZES = [(80, 24), (46, 14)]


def seen_rows(pilot: Pilot[int], selector: str) -> tuple[int, int]:
    """How many rows of a widget are on the screen, and how many it has."""
    screen = pilot.app.screen
    widget = screen.query_one(selector)
    return screen.find_widget(widget).visible_region.height, widget.size.height


@pytest.mark.parametrize("size", SIZES)
@pytest.mark.parametrize("character", ["x", "名"])
async def test_the_answers_are_seen_whatever_a_project_file_says(size: tuple[int, int], character: str) -> None:
    app = FixtureConsole(FakeServer())
    async with app.run_test(size=size) as pilot:
        await settled(pilot)
        url, folder = f"https://h.example/{character * 300}", f".insforge/project.json in /{character * 300}"
        app.parts.connecting.confirm(Target(url, Secret("ik_x"), folder, "INSFORGE_API_KEY", unconfirmed=True))
        await settled(pilot)
        assert isinstance(app.screen, QuestionScreen)
        seen, there = seen_rows(pilot, "#choices")
        assert seen == there >= 2
        await pilot.press(*["pagedown"] * 9)
        told = app.screen.query_one("#told")
        assert told.scroll_offset.y == told.max_scroll_y


WORDS = ListSpec[str](key=str, columns=(Column("", Flexible(), lambda word, now, cells: word, bar=True),))


@pytest.mark.parametrize("size", SIZES)
@pytest.mark.parametrize("explanation", ["Choose one.", "x" * 3000], ids=["short", "long"])
async def test_the_one_selected_of_many_is_seen(size: tuple[int, int], explanation: str) -> None:
    app = FixtureConsole(FakeServer())
    async with app.run_test(size=size) as pilot:
        await settled(pilot)
        app.push_screen(
            PickScreen("Unsaved drafts", explanation, WORDS, [f"slug {n}" for n in range(60)], FakeClock(), str)
        )
        await settled(pilot)
        await pilot.press(*["down"] * 17)
        await settled(pilot)
        listed = app.screen.query_one(RowTable)
        seen, there = seen_rows(pilot, "RowTable")
        assert seen == there >= 4
        assert [row for row in range(seen) if listed.render_line(row).text.startswith("> slug 17 ")] != []


async def test_a_long_slug_leaves_room_for_the_versions_compared(tmp_path: Path) -> None:
    slug = "s" * 3000
    told = AuditRow("1", NOW, "ada", UPDATED, slug, FunctionChanges(code="before\n"))
    app = FixtureConsole(FakeServer(trail=[told]), history=HistoryStore(tmp_path))
    async with app.run_test(size=(80, 24)) as pilot:
        await settled(pilot)
        app.parts.prompts.ask(OpenHistory(slug, Edited("n", "", "active", "now\n")))
        await settled(pilot)
        await pilot.press("enter")
        await settled(pilot)
        assert app.screen.query_one(VersionsView).size.height >= 16


@pytest.mark.parametrize("actor", ["ada", "名前名前", "名前名前名前名前", "e\u0301e\u0301", ""])
async def test_what_a_version_changed_stands_in_the_same_column_whoever_did_it(actor: str) -> None:
    version = PastVersion(NOW, How.TRAIL, actor=actor, action=UPDATED, fields=("code",))
    usual = version._replace(actor="bob", at=NOW - timedelta(minutes=1))
    table = RowTable(version_list(), FakeClock(), received(ListState[PastVersion](), version_list(), [version, usual]))
    async with FixtureConsole(FakeServer()).run_test(size=(80, 24)) as pilot:
        await pilot.app.screen.mount(table)
        await settled(pilot)
        line, other = (table.render_line(row).text for row in range(2))
    assert cell_len(line.partition("changed")[0]) == cell_len(other.partition("changed")[0]) == 47
