"""Views over the whole screen: every key their help names acts, and those that work everywhere work there too."""

from __future__ import annotations

import asyncio
from pathlib import Path
from typing import TypeVar

from textual.widgets import Static

from tests.console_fixture import HELLO, NOW, FakeServer, FixtureConsole, press, reason_not_to
from tui.app.compare.screen import VersionsScreen
from tui.app.editor.screen import EditorScreen
from tui.app.editor.words import said
from tui.app.history.screen import HistoryScreen
from tui.app.shell.help import HelpScreen
from tui.app.shell.questions import QuestionScreen
from tui.app.widgets.command import commands_of
from tui.errors import NotFound
from tui.model.function import Edited
from tui.model.history import How
from tui.sessions.edit.availability import why_not
from tui.sessions.edit.effects import Say, Words
from tui.sessions.edit.events import Command
from tui.store.history import HistoryStore, NewVersion

Kind = TypeVar("Kind")


def console(folder: Path, *, kept: bool = True, server: FakeServer | None = None) -> FixtureConsole:
    store = HistoryStore(folder / "history")
    if kept:
        old = Edited("Hello World", "Returns a greeting", "active", "old();\n" + HELLO)
        store.keep(NewVersion("http://localhost:7130", "hello-world", old, NOW, How.SEEN))
    return FixtureConsole(server or FakeServer(), history=store)


def on(app: FixtureConsole, kind: type[Kind]) -> Kind:
    assert isinstance(app.screen, kind)
    return app.screen


def words(app: FixtureConsole) -> str:
    return "\n".join(str(each.content) for each in app.screen.query(Static))


async def test_help_shows_the_keys_of_a_view(tmp_path: Path) -> None:
    app = console(tmp_path)
    async with app.run_test(size=(80, 50)) as pilot:
        await press(pilot, "enter", "x")
        for key, view in (("ctrl+t", HistoryScreen), ("f12", VersionsScreen)):
            await press(pilot, key, "f1")
            on(app, HelpScreen)
            shown = words(app)
            for command in commands_of(view):
                row = f"{command.shown_keys:<22}{command.help}"
                assert row[:60] in shown
            await press(pilot, "escape", "question_mark")
            on(app, HelpScreen)
            await press(pilot, "escape", "escape")


async def test_leaving_from_a_view_asks_about_what_is_unsaved(tmp_path: Path) -> None:
    app = console(tmp_path)
    async with app.run_test(size=(80, 24)) as pilot:
        await press(pilot, "enter", "x")
        for keys in (("ctrl+t",), ("f12",), ("ctrl+t", "enter")):
            await press(pilot, *keys, "ctrl+q")
            on(app, QuestionScreen)
            assert "unsaved changes" in words(app), keys
            await press(pilot, "escape")
            assert on(app, EditorScreen).unsaved == ("code",), keys


async def test_leaving_the_console_from_a_history_over_the_list(tmp_path: Path) -> None:
    app = console(tmp_path)
    async with app.run_test(size=(80, 24)) as pilot:
        await press(pilot, "h")
        on(app, HistoryScreen)
        await pilot.press("ctrl+q")
        await asyncio.sleep(0)
        assert app.return_code == 0


async def test_a_history_without_versions_says_so(tmp_path: Path) -> None:
    server = FakeServer(trail_error=NotFound(404, "NOT_FOUND", "Endpoint not found"))
    app = console(tmp_path, kept=False, server=server)
    async with app.run_test(size=(80, 24)) as pilot:
        await press(pilot, "h")
        on(app, HistoryScreen)
        assert "No version of it is known." in words(app)
        for key in ("enter", "m", "p", "r"):
            await press(pilot, key)
            on(app, HistoryScreen)
            assert "There is no version to choose." in words(app)


async def test_a_comparison_on_a_narrow_terminal_is_left_with_one_key(tmp_path: Path) -> None:
    app = console(tmp_path)
    async with app.run_test(size=(60, 20)) as pilot:
        await press(pilot, "enter", "x", "f12")
        on(app, VersionsScreen)
        await press(pilot, "q")
        on(app, EditorScreen)


async def test_without_changes_the_view_of_them_says_what_the_session_says_of_them() -> None:
    app = FixtureConsole(FakeServer())
    async with app.run_test(size=(80, 24)) as pilot:
        await press(pilot, "enter", "f12")
        editor = app.screen
        assert isinstance(editor, EditorScreen)
        words = why_not(editor.state, editor.driver.contents.held, Command.REVERT)
        assert words is Words.NOTHING_CHANGED
        assert editor.status_line.last_said == reason_not_to(editor, "changes") == reason_not_to(editor, "revert")
        assert editor.status_line.last_said == said(Say(words))[0] == "Nothing is changed: a save would send nothing."
        await press(pilot, "x", "f12")
        assert app.screen is not editor
