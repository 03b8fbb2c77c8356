"""Texts of fields stand in one column, with the focus and without, and nothing of a form is cut at its side."""

from __future__ import annotations

import pytest

from tests.console_fixture import FakeServer, FixtureConsole, function, press, settled
from tests.screen_text import shown_rows, shown_text
from tui.app.editor.metadata_form import StatusChoice
from tui.errors import Unreachable, UnreachableReason
from tui.flows.connect import Missing
from tui.model.function import ERROR


def column_of(app: FixtureConsole, *texts: str) -> set[int]:
    """The columns in which these texts begin, each in the first row that holds it."""
    rows = shown_rows(app)
    return {next(row for row in rows if text in row).index(text) for text in texts}


@pytest.mark.parametrize("size", [(80, 24), (60, 20), (40, 16)])
async def test_texts_of_the_connect_screen_stand_still_whichever_field_has_the_focus(size: tuple[int, int]) -> None:
    app = FixtureConsole(FakeServer(), target=Missing())
    async with app.run_test(size=size) as pilot:
        await settled(pilot)
        seen: set[int] = set()
        for _ in range(3):
            seen |= column_of(app, "http://", "ik_...", "admin, or")
            await press(pilot, "tab")
        assert len(seen) == 1


@pytest.mark.parametrize("size", [(40, 10), (60, 20), (80, 24), (120, 40)])
async def test_the_fields_above_the_code_begin_and_end_in_one_column(size: tuple[int, int]) -> None:
    app = FixtureConsole(FakeServer())
    async with app.run_test(size=size) as pilot:
        await press(pilot, "enter")
        seen: set[int] = set()
        for _ in range(4):
            # A narrow and low terminal has no row for what can't be edited.
            facts = ("hello-world ", "slug ") if size != (40, 10) else ()
            seen |= column_of(app, "Hello World", "Returns a greeting", *facts[:1])
            assert column_of(app, "name ", "about ", *facts[1:]) == {2}
            await press(pilot, "f6" if app.focused is not None and app.focused.id == "code" else "tab")
        assert seen == {9}
        if size[0] >= 60:
            ends = {len(row.rstrip()) for row in shown_rows(app) if "(x) active" in row or "running" in row}
            assert ends == {size[0] - 1}


async def test_labels_stand_still_when_a_function_comes() -> None:
    app = FixtureConsole(FakeServer(get_error=Unreachable(UnreachableReason.REFUSED, "refused")))
    async with app.run_test(size=(80, 24)) as pilot:
        # As they stand where it does not come.
        await press(pilot, "enter")
        assert column_of(app, "name ", "about", "slug ") == {2}


async def test_beside_the_code_labels_and_texts_begin_in_one_column() -> None:
    app = FixtureConsole(FakeServer())
    async with app.run_test(size=(150, 30)) as pilot:
        await press(pilot, "enter")
        texts = ("name", "Hello World", "status", "( ) draft", "about", "Returns a greeting", "slug", "updated")
        assert column_of(app, *texts) == {2}
        await press(pilot, "f6", "tab", "tab")
        assert column_of(app, *texts) == {2}


@pytest.mark.parametrize("size", [(40, 10), (60, 20), (80, 24), (150, 40)])
async def test_a_status_that_only_servers_set_is_seen(size: tuple[int, int]) -> None:
    app = FixtureConsole(FakeServer(functions=(function("resize", "Resize", ERROR, 1),)))
    async with app.run_test(size=size) as pilot:
        await press(pilot, "enter")
        assert "( ) draft ( ) active ! error" in shown_text(app)
        assert app.screen.query_one(StatusChoice).value == ERROR


async def test_what_a_try_on_a_low_screen_says_is_seen_and_typing_brings_the_field_back() -> None:
    app = FixtureConsole(FakeServer(), target=Missing())
    async with app.run_test(size=(40, 10)) as pilot:
        await press(pilot, "enter")
        assert "A URL is needed." in shown_text(app)
        await press(pilot, "h", "t")
        assert "URL ht" in shown_text(app)
