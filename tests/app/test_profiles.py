"""The profiles: listed from the file, switched, changed there, tried; and a protected one asks before a write."""

from __future__ import annotations

import json
from pathlib import Path

import pytest
from textual.widgets import Static

from tests.console_fixture import (
    FUNCTIONS,
    FakeServer,
    FixtureConsole,
    accepted,
    function,
    press,
    press_meanwhile,
    settled,
    typed,
    until,
)
from tests.fake_clock import FakeClock
from tests.screen_text import shown_rows
from tui.app.bulk.screen import BulkScreen
from tui.app.compare.screen import VersionsScreen
from tui.app.editor.screen import EditorScreen
from tui.app.profiles.screen import ProfilesScreen
from tui.app.shell.asked_text import AskText
from tui.app.shell.header import StatusHeader
from tui.app.shell.questions import CountdownScreen, QuestionScreen
from tui.app.shell.screen import Dialog
from tui.app.shell.status_line import StatusLine
from tui.app.shell.write_guard import HOLDS_SECONDS
from tui.app.widgets.row_table import RowTable
from tui.errors import RateLimitExceeded, Unreachable, UnreachableReason
from tui.flows.connect import ProfileSigns, Target
from tui.model.secret import Secret
from tui.store.credentials import PROJECT_FILE
from tui.store.files import write_private
from tui.store.profiles import COLOURS, load_settings

SETTINGS = """# mine
[profiles.work]
url = "http://work.example"
api_key = "ik_work"

[profiles.production]
# careful
url = "http://prod.example"
api_key = "ik_prod"
colour = "red"
protected = true
"""


def console(folder: Path, target: Target | None = None) -> FixtureConsole:
    """A console with these profiles in its settings."""
    path = folder / "config.toml"
    write_private(path, SETTINGS.encode())
    app = FixtureConsole(FakeServer(), target=target)
    app.parts.profiles.config = app.parts.connecting.config = path
    return app


def protected() -> Target:
    signs = ProfileSigns("production", "red", True)
    return Target("http://prod.example", Secret("ik_prod"), "profile production", "profile production", profile=signs)


def on_profiles(app: FixtureConsole) -> ProfilesScreen:
    assert isinstance(app.screen, ProfilesScreen)
    return app.screen


def said(app: FixtureConsole) -> str:
    return str(on_profiles(app).query_one("#said", Static).content)


def is_asked(app: FixtureConsole) -> bool:
    return isinstance(app.screen, AskText)


async def test_the_chosen_profile_is_connected_with_its_own_key(tmp_path: Path) -> None:
    app = console(tmp_path)
    async with app.run_test(size=(100, 24)) as pilot:
        await press(pilot, "P")
        assert [row.name for row in on_profiles(app).query_one(RowTable).state.items] == ["work", "production"]
        await press(pilot, "down", "enter")
        await until(pilot, lambda: app.connection.target is not None and "prod" in app.connection.target.url)
        target = app.connection.target
        assert target is not None
        assert (target.key.reveal(), target.profile) == ("ik_prod", ProfileSigns("production", "red", True))
        await settled(pilot)
        header = str(app.screen.query_one(StatusHeader).render())
        assert "production http://prod.example" in header
        assert "protected" in header


async def test_a_filter_of_the_server_before_is_gone_and_keys_are_the_lists(tmp_path: Path) -> None:
    app = console(tmp_path)
    async with app.run_test(size=(100, 24)) as pilot:
        await press(pilot, "/", *"hello", "enter", "P", "down", "enter")
        await until(pilot, lambda: app.connection.target is not None and "prod" in app.connection.target.url)
        await settled(pilot)
        assert "filter by name or slug" not in "\n".join(shown_rows(app))
        await press(pilot, "enter", "escape")
        assert app.list_screen.focused is app.list_screen.table


async def test_what_is_changed_stands_in_the_file_with_its_comments(tmp_path: Path) -> None:
    app = console(tmp_path)
    async with app.run_test(size=(100, 24)) as pilot:
        await press(pilot, "P", "o", "m", "d")
        assert "work is the default now" in said(app)
        await press(pilot, "e", *["backspace"] * 4, typed("home"), "enter")
        assert "work is home now" in said(app)
        await press(pilot, "down", "p", "X", "down", "enter")
        assert "production is removed" in said(app)
    settings = load_settings(tmp_path / "config.toml")
    assert [(each.name, each.read_only, each.colour) for each in settings.profiles] == [("home", True, "red")]
    assert settings.default_profile == "home"
    assert (tmp_path / "config.toml").read_text().startswith("# mine")


async def test_a_profile_is_shown_in_each_of_its_colours(tmp_path: Path) -> None:
    app = console(tmp_path)
    async with app.run_test(size=(80, 24)) as pilot:
        await press(pilot, "P", "down")
        for _ in COLOURS:
            await press(pilot, "m")
            # Also in a row that is not the selected one.
            await press(pilot, "up", "down")
            assert any("production" in row for row in shown_rows(app))


async def test_a_profile_is_tried_without_being_connected(tmp_path: Path) -> None:
    app = console(tmp_path)
    async with app.run_test(size=(100, 24)) as pilot:
        await settled(pilot)
        before = app.connection.target
        await press(pilot, "P", "t")
        await until(pilot, lambda: "reached" in said(app))
        assert app.connection.target is before


async def test_a_broken_file_is_told_and_nothing_changes(tmp_path: Path) -> None:
    app = console(tmp_path)
    async with app.run_test(size=(100, 24)) as pilot:
        await press(pilot, "P")
        (tmp_path / "config.toml").write_text("[profiles", encoding="utf-8")
        await press(pilot, "o")
        assert said(app).startswith("Nothing was changed: ")
    assert (tmp_path / "config.toml").read_text() == "[profiles"


async def test_the_name_of_a_protected_profile_is_typed_before_a_write(tmp_path: Path) -> None:
    app = console(tmp_path, protected())
    async with app.run_test(size=(100, 24)) as pilot:
        await press(pilot, "enter", "x", "ctrl+s")
        assert is_asked(app)
        await press(pilot, typed("work"), "enter")
        assert is_asked(app)
        await press(pilot, "escape")
        editor = app.screen_stack[-1]
        assert isinstance(editor, EditorScreen)
        assert app.server.writes == []
        assert editor.unsaved != ()
        await press(pilot, "ctrl+s", typed("production"), "enter")
        await until(pilot, lambda: editor.unsaved == ())
        assert len(app.server.writes) == 1
        # For a moment it is known who writes; then it is asked again.
        await press(pilot, "y", "ctrl+s")
        await until(pilot, lambda: editor.unsaved == ())
        clock = app.parts.clock
        assert isinstance(clock, FakeClock)
        clock.turn(HOLDS_SECONDS + 1)
        await press(pilot, "z", "ctrl+s")
        assert is_asked(app)


async def test_where_no_keyboard_has_the_name_a_word_is_typed_instead(tmp_path: Path) -> None:
    rocket = ProfileSigns("prod \U0001f680", "red", True)
    app = console(tmp_path, protected()._replace(profile=rocket))
    async with app.run_test(size=(100, 24)) as pilot:
        await press(pilot, "enter", "x", "ctrl+s")
        assert "Type the word write" in " ".join(" ".join(shown_rows(app)).split())
        await press(pilot, *"prod", "enter")
        assert is_asked(app)
        await press(pilot, *["backspace"] * 4, *"write", "enter")
        await until(pilot, lambda: len(app.server.writes) == 1)


async def test_a_function_is_compared_with_another_server_and_copied_there_unsaved(tmp_path: Path) -> None:
    app, other = console(tmp_path), FakeServer()
    other.functions = tuple(
        function("hello-world", "Hello World", "active", 2, code="// older\n", about="Returns a greeting")
        if each.slug == "hello-world"
        else each
        for each in FUNCTIONS
    )
    app.others["http://prod.example"] = other
    async with app.run_test(size=(120, 30)) as pilot:
        await press(pilot, "C", "down", "enter")
        await until(pilot, lambda: isinstance(app.screen, VersionsScreen))
        await press(pilot, "1")
        await until(pilot, lambda: isinstance(app.screen, EditorScreen) and app.screen.unsaved == ("code",))
        assert app.connection.target is not None
        assert app.connection.target.url == "http://prod.example"
        assert other.writes == []
        await press(pilot, "ctrl+s", typed("production"), "enter")
        await until(pilot, lambda: len(other.writes) == 1)
        assert other.writes[0].code == FUNCTIONS[0].code
        assert app.server.writes == []


async def test_a_function_that_is_the_same_or_missing_elsewhere_is_told(tmp_path: Path) -> None:
    app, other = console(tmp_path), FakeServer()
    app.others["http://work.example"] = other
    async with app.run_test(size=(120, 30)) as pilot:
        await press(pilot, "C", "enter")
        await until(pilot, lambda: "is the same on both servers" in app.list_screen.query_one(StatusLine).last_said)
        await app.connection.connect(protected()._replace(url="http://work.example"))
        await press(pilot, "C", "enter")
        await until(pilot, lambda: "of the server that is connected" in app.list_screen.query_one(StatusLine).last_said)
        await app.connection.connect(protected())
        await settled(pilot)
        other.functions = other.functions[1:]
        await press(pilot, "C", "enter")
        await until(pilot, lambda: isinstance(app.screen, QuestionScreen))
        await press(pilot, "2")
        await until(pilot, lambda: isinstance(app.screen, EditorScreen))
        assert other.writes == []


async def test_what_is_open_stays_with_its_server(tmp_path: Path) -> None:
    app = console(tmp_path)
    async with app.run_test(size=(100, 24)) as pilot:
        await press(pilot, "enter", "x", "alt+o")
        for key in ("P", "c"):
            # The logs stand over the editor: what is unsaved there would be sent to the other server.
            await press(pilot, key)
            assert "esc goes back to where this was opened" in app.screen.query_one(StatusLine).last_said


async def test_a_profile_whose_key_comes_late_is_not_connected_under_an_editor(tmp_path: Path) -> None:
    app = console(tmp_path)
    go_on = tmp_path / "go-on"
    slow = f"while ! test -e {go_on}; do sleep 0.02; done; echo ik_slow"
    write_private(
        tmp_path / "config.toml", f'[profiles.slow]\nurl = "http://slow.example"\napi_key_command = "{slow}"\n'.encode()
    )
    async with app.run_test(size=(100, 24)) as pilot:
        await settled(pilot)
        before = app.connection.target
        app.parts.connecting.use_profile("slow")
        await press_meanwhile(pilot, "enter")
        await until(pilot, lambda: isinstance(app.screen, EditorScreen))
        go_on.touch()
        await settled(pilot)
        await press(pilot, "escape")
        await until(pilot, lambda: "something was opened meanwhile" in app.list_screen.query_one(StatusLine).last_said)
        assert app.connection.target is before


async def test_an_edit_is_not_sent_to_another_server(tmp_path: Path) -> None:
    app, other = console(tmp_path), FakeServer()
    app.others["http://prod.example"] = other
    async with app.run_test(size=(100, 24)) as pilot:
        await press(pilot, "enter", "x")
        editor = app.screen
        assert isinstance(editor, EditorScreen)
        # No key leads there; should anything else, the edit is for its own server all the same.
        await app.connection.connect(protected()._replace(profile=ProfileSigns()))
        await press(pilot, "ctrl+s")
        assert (app.server.writes, other.writes, editor.unsaved) == ([], [], ("code",))
        assert "another server is connected now" in "\n".join(shown_rows(app))


async def test_no_answer_and_no_action_on_many_gets_past_the_question(tmp_path: Path) -> None:
    app = console(tmp_path, protected())
    clock = app.parts.clock
    assert isinstance(clock, FakeClock)
    async with app.run_test(size=(100, 24)) as pilot:
        await press(pilot, "enter", "x", "escape", "2")
        assert is_asked(app)
        await press(pilot, "escape")
        assert isinstance(app.screen, QuestionScreen)
        await press(pilot, "1", "escape", "2", typed("production"), "enter")
        await until(pilot, lambda: len(app.screen_stack) == 1)
        assert len(app.server.writes) == 1
        clock.turn(HOLDS_SECONDS + 1)
        app.server.write = Unreachable(UnreachableReason.REFUSED, "gone")
        await press(pilot, "a", "2")
        assert is_asked(app)
        await press(pilot, typed("production"), "enter")
        await until(pilot, lambda: isinstance(app.screen, BulkScreen) and not app.screen.driver.goes_on)
        clock.turn(HOLDS_SECONDS + 1)
        await press(pilot, "r")
        assert is_asked(app)
        assert len(app.server.writes) == 2


async def test_a_name_typed_after_another_server_came_sends_nothing(tmp_path: Path) -> None:
    app = console(tmp_path, protected())
    async with app.run_test(size=(100, 24)) as pilot:
        await press(pilot, "a", "2", typed("production"))
        await app.connection.connect(protected()._replace(url="http://work.example"))
        await press(pilot, "enter")
        assert isinstance(app.screen, QuestionScreen)
        assert app.server.writes == []


async def test_a_read_only_profile_is_not_offered_to_save_on_leaving() -> None:
    app = FixtureConsole(FakeServer(), read_only=True)
    async with app.run_test(size=(100, 24)) as pilot:
        await press(pilot, "enter", "x", "escape")
        shown = "\n".join(shown_rows(app))
        assert "Leave with unsaved changes?" in shown
        assert "Save, and leave" not in shown


async def test_the_project_of_the_folder_is_offered_and_left_alone(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.chdir(tmp_path)
    (tmp_path / ".insforge").mkdir()
    project = {"oss_host": "https://k3y.eu.insforge.app", "api_key": "ik_project", "project_name": "shop"}
    (tmp_path / PROJECT_FILE).write_text(json.dumps(project), encoding="utf-8")
    app = console(tmp_path)
    async with app.run_test(size=(120, 24)) as pilot:
        await press(pilot, "P", "end")
        assert "this folder's project shop" in "\n".join(shown_rows(app))
        for key in "eopmdX":
            await press(pilot, key)
            assert "which InsForge's own tool keeps" in said(app)
        await press(pilot, "enter")
        await until(pilot, lambda: app.connection.target is not None and "k3y" in app.connection.target.url)
        target = app.connection.target
        assert target is not None
        assert target.key == Secret("ik_project")
    assert (tmp_path / "config.toml").read_text() == SETTINGS


async def test_settings_that_cannot_be_read_are_not_called_empty(tmp_path: Path) -> None:
    app = console(tmp_path)
    (tmp_path / "config.toml").write_text("[profiles", encoding="utf-8")
    async with app.run_test(size=(100, 24)) as pilot:
        await press(pilot, "P")
        assert said(app).startswith("The profiles can't be read: ")
        await press(pilot, "enter")
        assert said(app) == "There is no profile here."


async def test_without_a_settings_file_there_are_no_profiles_to_switch_between() -> None:
    app = FixtureConsole(FakeServer())
    async with app.run_test(size=(100, 24)) as pilot:
        await press(pilot, "P")
        assert app.list_screen.query_one(StatusLine).last_said.startswith("There is no settings file")


async def test_what_only_leads_to_a_write_asks_for_no_name(tmp_path: Path) -> None:
    app = console(tmp_path, protected())
    async with app.run_test(size=(100, 24)) as pilot:
        await press(pilot, "n")
        assert isinstance(app.screen, Dialog)
        assert not is_asked(app)


async def test_a_save_that_waited_for_the_limit_longer_than_the_name_holds_asks_again(tmp_path: Path) -> None:
    app = console(tmp_path, protected())
    clock = app.parts.clock
    assert isinstance(clock, FakeClock)
    async with app.run_test(size=(100, 24)) as pilot:
        app.server.write = RateLimitExceeded(429, "", "slow", clock.now())
        await press(pilot, "enter", "x", "ctrl+s", typed("production"), "enter")
        await until(pilot, lambda: isinstance(app.screen, CountdownScreen))
        app.server.write = accepted
        clock.turn(HOLDS_SECONDS + 1)
        await press(pilot, "enter")
        assert is_asked(app)
        await press(pilot, typed("production"), "enter")
        await until(pilot, lambda: isinstance(app.screen, EditorScreen) and app.screen.unsaved == ())
        assert len(app.server.writes) == 2
