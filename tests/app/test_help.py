"""The help: every key is there, in groups, and a filter finds it."""

from __future__ import annotations

from pathlib import Path

import pytest
from textual.widgets import Static

from tests.console_fixture import FakeServer, FixtureConsole, press
from tests.scenes import remembered
from tui.app.connect.screen import ConnectScreen
from tui.app.create.screen import CreateScreen
from tui.app.editor.find_bar import FindBar
from tui.app.editor.metadata_form import StatusChoice
from tui.app.editor.screen import EditorScreen
from tui.app.functions.screen import FunctionsScreen
from tui.app.history.screen import HistoryScreen
from tui.app.schedules.form import ScheduleForm
from tui.app.secrets.import_dialog import ImportDialog
from tui.app.secrets.secret_dialog import SecretDialog
from tui.app.shell.app import Console
from tui.app.shell.help import HelpScreen
from tui.app.shell.key_bar import KeyBar
from tui.app.shell.outcome import OutcomePanel
from tui.app.shell.questions import QuestionScreen
from tui.app.shell.screen import ConsoleScreen, Dialog
from tui.app.widgets.code_editor import CodeEditor
from tui.app.widgets.command import commands_of, grouped
from tui.app.widgets.field import Field
from tui.app.widgets.theme import LIGHT
from tui.errors import NotFound
from tui.flows.connect import Missing
from tui.store.profiles import load_settings


def text(app: FixtureConsole) -> str:
    """The help, its line breaks taken away."""
    return " ".join(str(app.screen.query_one(Static).content).split())


def footer(app: FixtureConsole) -> str:
    return str(app.screen.query_one(KeyBar).render())


@pytest.mark.parametrize(
    ("keys", "kinds"),
    [
        (("f1",), (FunctionsScreen, Console)),
        (("enter", "f1"), (EditorScreen, CodeEditor, FindBar, Field, StatusChoice, Console)),
        (("h", "f1"), (HistoryScreen,)),
    ],
    ids=["list", "editor", "history"],
)
async def test_every_key_of_a_screen_is_in_its_help(keys: tuple[str, ...], kinds: tuple[type, ...]) -> None:
    app = remembered()
    async with app.run_test(size=(80, 24)) as pilot:
        await press(pilot, *keys)
        shown = text(app)
        for group in (group for kind in kinds for group in grouped(commands_of(kind))):
            assert group.title in shown
            for command in group.commands:
                assert command.help in shown
                # What types a character is text in the editor.
                declared = set(command.shown_keys.split()) - ({"?"} if EditorScreen in kinds else set())
                assert declared <= set(shown.split())


async def test_the_filter_of_the_help_finds_keys_and_what_they_do() -> None:
    app = FixtureConsole(FakeServer())
    async with app.run_test(size=(80, 24)) as pilot:
        await press(pilot, "enter", "f1", "slash", *"word")
        assert "alt+d" in text(app)
        assert "f12" not in text(app)
        await press(pilot, "escape", "slash", *"ctrl", "plus", "k")
        assert "Delete to the end of the line." in text(app)
        await press(pilot, *"zzz")
        assert text(app) == "No key matches."
        # The first escape takes the filter away, the second one closes.
        await press(pilot, "escape")
        assert "f12" in text(app)
        await press(pilot, "escape")
        assert not isinstance(app.screen, HelpScreen)


async def test_f1_works_on_the_connect_screen_which_names_the_sandbox() -> None:
    app = FixtureConsole(FakeServer(), target=Missing())
    async with app.run_test(size=(80, 24)) as pilot:
        await press(pilot)
        assert isinstance(app.screen, ConnectScreen)
        report = app.screen.query_one(OutcomePanel).report
        assert report is not None
        assert "insforge-tui --sandbox" in report.next_step
        await press(pilot, "f1")
        assert isinstance(app.screen, HelpScreen)
        assert all(command.help in text(app) for command in commands_of(ConnectScreen))
        await press(pilot, "escape")
        assert isinstance(app.screen, ConnectScreen)


@pytest.mark.parametrize(
    ("keys", "form"),
    [(("n",), CreateScreen), (("4", "n"), SecretDialog), (("4", "i"), ImportDialog), (("5", "n"), ScheduleForm)],
    ids=["create", "secret", "import", "schedule"],
)
async def test_f1_shows_the_keys_of_a_form_which_keeps_what_was_typed(
    keys: tuple[str, ...], form: type[Dialog[object]]
) -> None:
    app = FixtureConsole(FakeServer())
    async with app.run_test(size=(100, 24)) as pilot:
        await press(pilot, *keys, "?", "x")
        screen = app.screen
        assert isinstance(screen, form)
        assert any(bar.commands and "f1" in bar.commands[-1].keys for bar in app.screen_stack[-2].query(KeyBar))
        await press(pilot, "f1")
        assert isinstance(app.screen, HelpScreen)
        assert all(command.help in text(app) for command in commands_of(form))
        assert "Paint the whole screen again." in text(app)
        assert "Leave the console." not in text(app)
        await press(pilot, "escape")
        assert app.screen is screen
        assert getattr(screen.focused, "text", None) == "?x" or getattr(screen.focused, "value", None) == "?x"


async def test_f1_does_nothing_in_a_question() -> None:
    app = FixtureConsole(FakeServer())
    async with app.run_test(size=(80, 24)) as pilot:
        await press(pilot, "enter", "x", "escape", "f1")
        assert isinstance(app.screen, QuestionScreen)


async def test_the_palette_says_when_nothing_matches() -> None:
    app = FixtureConsole(FakeServer())
    async with app.run_test(size=(80, 24)) as pilot:
        await press(pilot, "ctrl+p")
        assert not app.screen.query_one("#none", Static).display
        await press(pilot, *"qxz")
        none = app.screen.query_one("#none", Static)
        assert (none.display, str(none.content)) == (True, "Nothing matches.")


@pytest.mark.parametrize("size", [(40, 10), (60, 20)])
async def test_a_palette_without_matches_fits_a_low_terminal(size: tuple[int, int]) -> None:
    app = FixtureConsole(FakeServer())
    async with app.run_test(size=size) as pilot:
        await press(pilot, "enter", "ctrl+p", *"zzzz")
        assert app.screen.max_scroll_y == 0
        await press(pilot, "backspace", "backspace", "backspace", "backspace")
        assert app.screen.query_one("#about").display


async def test_the_help_fits_a_narrow_terminal() -> None:
    app = FixtureConsole(FakeServer())
    async with app.run_test(size=(40, 10)) as pilot:
        await press(pilot, "enter", "f1")
        rows = str(app.screen.query_one(Static).content).split("\n")
        assert max(map(len, rows)) <= app.screen.query_one(Static).size.width
        assert "ctrl+s          Send what changed" in [row.rstrip() for row in rows]
        assert "super+backspace" in "\n".join(rows)


async def test_a_theme_that_is_chosen_is_kept(tmp_path: Path) -> None:
    app = FixtureConsole(FakeServer())
    app.theme_setting.path = tmp_path / "config.toml"
    async with app.run_test(size=(80, 24)) as pilot:
        await press(pilot, "ctrl+p", *"theme", "enter")
        assert app.theme == LIGHT.name
    assert load_settings(tmp_path / "config.toml").theme == "light"


async def test_a_theme_that_cannot_be_kept_says_why(tmp_path: Path) -> None:
    path = tmp_path / "config.toml"
    path.write_text("theme =\n", encoding="utf-8")
    app = FixtureConsole(FakeServer())
    app.theme_setting.path = path
    async with app.run_test(size=(120, 24)) as pilot:
        await press(pilot, "ctrl+p", *"theme", "enter")
        assert "The light theme is not kept for the next start" in str(app.screen.query_one("#status").render())


async def test_the_footer_names_the_keys_of_what_has_the_focus() -> None:
    app = FixtureConsole(FakeServer())
    async with app.run_test(size=(80, 24)) as pilot:
        await press(pilot)
        assert "enter open" in footer(app)
        await press(pilot, "slash", "h")
        assert footer(app).startswith("enter list  esc clear")
        assert "sort" not in footer(app)
        await press(pilot, "escape", "slash", "escape")
        # Also a box with nothing in it is left with escape.
        assert "enter open" in footer(app)
        await press(pilot, "enter")
        assert footer(app) == "ctrl+s save  alt+r run  ctrl+f find  esc back  f1 keys  ctrl+q quit"
        await press(pilot, "ctrl+f")
        assert footer(app).startswith("down next  up previous  esc close")
        await press(pilot, "escape")
        assert "ctrl+s save" in footer(app)


async def test_an_empty_history_offers_nothing_that_needs_a_version() -> None:
    app = FixtureConsole(FakeServer(trail_error=NotFound(404, "NOT_FOUND", "Endpoint not found")))
    async with app.run_test(size=(80, 24)) as pilot:
        await press(pilot, "h")
        assert isinstance(app.screen, HistoryScreen)
        assert footer(app) == "esc back  f1 keys"


async def test_a_history_with_versions_offers_what_can_be_done_with_them() -> None:
    app = remembered()
    async with app.run_test(size=(80, 24)) as pilot:
        await press(pilot, "h")
        assert footer(app).startswith("enter compare  p before  m mark  r restore  space page")
        await press(pilot, "escape")
        assert isinstance(app.screen, FunctionsScreen)


@pytest.mark.parametrize(
    ("keys", "shown"),
    [
        (("ctrl+p",), "enter run  esc close"),
        (("enter", "x", "f5"), "enter choose  down next  esc close"),
        (("f1",), "/ filter  esc close"),
        (("f4",), "esc close"),
        (("c",), "enter connect  tab next"),
    ],
)
async def test_under_a_dialog_the_footer_names_the_dialogs_keys(keys: tuple[str, ...], shown: str) -> None:
    app = remembered()
    async with app.run_test(size=(120, 40)) as pilot:
        await press(pilot, *keys)
        below = next(each for each in reversed(app.screen_stack) if isinstance(each, ConsoleScreen))
        assert str(below.query_one(KeyBar).render()).startswith(shown)
        await press(pilot, "escape")
        assert "f1 keys" in footer(app)
