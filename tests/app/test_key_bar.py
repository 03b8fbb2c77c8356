"""What the footer shows at each width."""

from __future__ import annotations

from collections.abc import Sequence

import pytest

from tests.app.scripted import ScriptedServer, answered
from tests.console_fixture import FakeServer, FixtureConsole, press, rested, settled, until
from tests.logs_fixture import LoggingServer
from tests.screen_text import shown_rows, shown_text
from tui.app.editor.screen import EditorScreen
from tui.app.functions.screen import FunctionsScreen
from tui.app.key_table import TABLES
from tui.app.shell.app import Console
from tui.app.shell.key_bar import fitting, in_footer
from tui.app.widgets.command import Command, Scope, commands_of
from tui.errors import Unauthorised
from tui.flows.connect import Missing
from tui.model.schedule import Schedule
from tui.model.stored_secret import StoredSecret


def footer(kind: type, *left_out: str) -> list[Command]:
    commands = [each for each in (*commands_of(kind), *commands_of(Console)) if each.scope is not Scope.BOX]
    return [each for each in in_footer(commands) if each.name not in left_out]


IN_EDITOR = footer(EditorScreen, "create")
IN_LIST = footer(FunctionsScreen, "quit", "put_back")


def names(commands: Sequence[Command], cells: int) -> list[str]:
    return [command.name for command in fitting(commands, cells)]


ALWAYS = {
    *("close", "close_box", "leave", "quit", "clear_filter", "hide_or_clear"),
    *("help", "palette", "filter", "find", "next_field", "next_pane", "down", "up", "next", "previous", "turn"),
    *("accept", "try", "submit", "take", "keep", "keep_filter", "go_to_line", "choose", "open", "mark", "layout"),
    *("tick", "tick_all", "compare", "copy", "show_value", "next_module", "regex", "word", "case"),
    *("replace", "show_replace", "ask_again", "refresh"),
}
"""What does something in each state of its screen: boxes, ways out, lists that are never empty."""


def test_a_command_of_the_footer_says_when_it_can_t_run_or_would_do_nothing() -> None:
    kinds = {kind for _, listed in TABLES for kind in listed}
    named = [each for kind in kinds for each in commands_of(kind) if each.footer is not None]
    silent = {each.id for each in named if each.disabled is None and each.footer and each.footer.when is None}
    assert {each for each in silent if each.rpartition(".")[2] not in ALWAYS} == set()


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
    app = FixtureConsole(server)
    async with app.run_test(size=(80, 24)) as pilot:
        await press(pilot, "x", "ctrl+r", "f6", "f6")
        shown = shown_rows(app)[-1].strip()
        assert shown == "enter fold  ctrl+r run  / find  f6 pane  esc back  f1 keys  ctrl+q quit"


async def test_the_footer_of_forty_columns_names_the_save() -> None:
    app = FixtureConsole(FakeServer())
    async with app.run_test(size=(40, 10)) as pilot:
        await settled(pilot)
        await pilot.press("enter")
        await settled(pilot)
        assert shown_rows(app)[-1].strip().startswith("ctrl+s save")


async def test_the_footer_of_forty_columns_names_how_to_run() -> None:
    app = FixtureConsole(FakeServer())
    async with app.run_test(size=(40, 10)) as pilot:
        await press(pilot, "x")
        assert shown_rows(app)[-1].strip() == "ctrl+r run  esc back  f1 keys"


class ClosedServer(LoggingServer):
    """Accepts the key nowhere."""

    async def list_secrets(self) -> tuple[StoredSecret, ...]:
        raise REFUSED

    async def schedules(self) -> tuple[Schedule, ...]:
        raise REFUSED


REFUSED = Unauthorised(401, "AUTH", "Invalid API key")


def named(app: FixtureConsole) -> str:
    """The footer as it is read."""
    return shown_rows(app)[-1].strip()


async def test_where_a_server_does_not_answer_the_footer_names_what_asks_again_and_nothing_to_filter() -> None:
    app = FixtureConsole(ClosedServer(list_error=REFUSED, trail_error=REFUSED, log_error=REFUSED))
    async with app.run_test(size=(80, 24)) as pilot:
        await press(pilot)
        assert named(app) == "n new  r refresh  q quit  f1 keys  ctrl+p palette"
        for view in "2345":
            await press(pilot, view)
            assert "r refresh" in named(app), view
            assert not {"filter", "sort", "times", "follow", "import"} & set(named(app).split()), view
            assert "Press c to sign in again." in shown_text(app), view
        await press(pilot, "6")
        assert named(app) == "R refresh  q quit  f1 keys  ctrl+p palette"


async def test_the_footer_of_a_function_that_was_never_run_names_neither_requests_nor_runs() -> None:
    server = ScriptedServer(answered(b'{"a": 1}'))
    app = FixtureConsole(server)
    async with app.run_test(size=(80, 24)) as pilot:
        await press(pilot, "x")
        assert named(app) == "ctrl+r run  f6 pane  esc back  f1 keys  ctrl+p palette  ctrl+q quit"
        # The request is kept with its run: now there is one of each.
        await press(pilot, "ctrl+r")
        assert "ctrl+t runs" in named(app)
        # While one is on its way another is not sent, which is said.
        server.answers = [()]
        await pilot.press("ctrl+r")
        await until(pilot, lambda: not named(app).startswith("ctrl+r"))
        await pilot.press("ctrl+r")
        await until(pilot, lambda: "A request is on its way: esc stops waiting for it." in shown_text(app))
        assert len(server.called) == 2


async def test_a_draft_is_not_run_until_it_is_to_be_active() -> None:
    app = FixtureConsole(FakeServer())
    async with app.run_test(size=(80, 24)) as pilot:
        await press(pilot, "j", "enter")
        assert "alt+r run" not in named(app)
        await press(pilot, "f6", "tab", "space")
        await rested(pilot)
        assert "alt+r run" in named(app)


async def test_a_palette_that_finds_nothing_runs_nothing() -> None:
    app = FixtureConsole(FakeServer())
    async with app.run_test(size=(80, 24)) as pilot:
        await press(pilot, "ctrl+p", *"zzz")
        assert named(app) == "esc close"
        await press(pilot, *["backspace"] * 3)
        assert named(app) == "enter run  esc close"


async def test_on_the_connect_screen_space_is_named_where_it_ticks_and_not_where_it_is_text() -> None:
    app = FixtureConsole(FakeServer(), target=Missing())
    async with app.run_test(size=(80, 24)) as pilot:
        await press(pilot)
        assert "enter connect tab next esc back" in shown_text(app)
        await press(pilot, *["tab"] * 4)
        assert "enter connect tab next space tick esc back" in shown_text(app)


async def test_a_key_of_the_box_that_has_the_focus_in_a_dialog_is_named() -> None:
    app = FixtureConsole(FakeServer())
    async with app.run_test(size=(80, 24)) as pilot:
        await press(pilot, "n")
        assert "space choose" not in named(app)
        await press(pilot, "tab", "tab", "tab")
        assert named(app).startswith("enter edit it  tab next  space choose")
