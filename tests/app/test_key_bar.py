"""What the footer shows at each width."""

from __future__ import annotations

from collections.abc import Sequence

import pytest

from tests.app.scripted import ScriptedServer, answered
from tests.screen_text import shown_rows
from tests.stage import StagedConsole, StagedServer, press, settled
from tui.app.editor.screen import EditorScreen
from tui.app.functions.screen import FunctionsScreen
from tui.app.shell.app import Console
from tui.app.shell.key_bar import fitting, in_footer
from tui.app.widgets.command import Command, Scope, commands_of


def footer(kind: type, *left_out: str) -> list[Command]:
    commands = [each for each in (*commands_of(kind), *commands_of(Console)) if each.scope is not Scope.BOX]
    return [each for each in in_footer(commands) if each.name not in left_out]


IN_EDITOR = footer(EditorScreen, "create")
IN_LIST = footer(FunctionsScreen, "quit", "put_back")


def names(commands: Sequence[Command], cells: int) -> list[str]:
    return [command.name for command in fitting(commands, cells)]


def test_all_commands_are_shown_where_there_is_room() -> None:
    assert fitting(IN_EDITOR, 300) == IN_EDITOR
    assert fitting(IN_LIST, 300) == IN_LIST


def test_save_is_the_last_to_go() -> None:
    assert names(IN_EDITOR, 43) == ["save", "close", "help", "quit"]
    assert names(IN_EDITOR, 42) == ["save", "close", "help"]
    assert names(IN_EDITOR, 20) == ["save", "help"]
    assert names(IN_EDITOR, 11) == ["save"]
    assert names(IN_EDITOR, 10) == []


def test_the_way_out_stays_longer_than_what_is_nice_to_know() -> None:
    assert names(IN_LIST, 30) == ["open", "leave", "help"]


@pytest.mark.parametrize("commands", [IN_EDITOR, IN_LIST], ids=["editor", "list"])
def test_narrower_never_shows_more_and_never_more_than_fits(commands: Sequence[Command]) -> None:
    before = list(commands)
    for cells in range(200, 0, -1):
        kept = fitting(commands, cells)
        assert set(kept) <= set(before)
        before = kept


async def test_in_a_response_the_footer_names_the_way_back_and_how_to_send_again() -> None:
    server = ScriptedServer(answered(b'{"a": 1}'))
    app = StagedConsole(server)
    async with app.run_test(size=(80, 24)) as pilot:
        await press(pilot, "x", "ctrl+r", "f6", "f6")
        shown = shown_rows(app)[-1].strip()
        assert shown == "enter fold  ctrl+r run  / find  f6 pane  esc back  f1 keys  ctrl+q quit"


async def test_the_footer_of_forty_columns_names_the_save() -> None:
    app = StagedConsole(StagedServer())
    async with app.run_test(size=(40, 10)) as pilot:
        await settled(pilot)
        await pilot.press("enter")
        await settled(pilot)
        assert shown_rows(app)[-1].strip().startswith("ctrl+s save")


async def test_the_footer_of_forty_columns_names_how_to_run() -> None:
    app = StagedConsole(StagedServer())
    async with app.run_test(size=(40, 10)) as pilot:
        await press(pilot, "x")
        assert shown_rows(app)[-1].strip() == "ctrl+r run  esc back  f1 keys"
