"""The linked folder on the screen: how it stands in the list, and pushing, pulling, merging and comparing."""

from __future__ import annotations

from pathlib import Path

import pytest
from textual.pilot import Pilot

from tests.console_fixture import (
    FUNCTIONS,
    FakeServer,
    FixtureConsole,
    at_each_size,
    press,
    press_meanwhile,
    turned,
    until,
)
from tests.fake_clock import FakeClock
from tests.linked_fixture import LinkedConsole
from tests.screen_text import shown_text
from tui.app.compare.screen import VersionsScreen
from tui.app.functions.folder_commands import AGAIN_SECONDS
from tui.app.linked.screen import LinkedScreen
from tui.app.shell.questions import QuestionScreen
from tui.errors import RateLimitExceeded, Unauthorised
from tui.model.secret import Secret

SIZE = (120, 40)


def words(app: FixtureConsole) -> str:
    return " ".join(shown_text(app).split())


async def selected(pilot: Pilot[int], app: LinkedConsole) -> None:
    """Go to the function that the tests change."""
    screen = app.screen
    assert isinstance(screen, LinkedScreen)
    slugs = [row.slug for row in screen.table.state.shown]
    await press(pilot, "home", *["down"] * slugs.index("hello-world"))


async def test_a_folder_is_linked_once_that_is_asked_for(tmp_path: Path) -> None:
    app = LinkedConsole(FakeServer(), tmp_path)
    async with app.run_test(size=SIZE) as pilot:
        await until(pilot, lambda: "Hello World" in words(app))
        assert "FOLDER" not in words(app)
        await press(pilot, "f")
        await until(pilot, lambda: isinstance(app.screen, QuestionScreen))
        assert "Link" in words(app)
        assert str(app.screen_stack[-2].query_one("#headline").render()).endswith(": not linked")
        await press(pilot, "1")
        await until(pilot, lambda: "0 of 6 the same" in words(app))
        assert "f writes its files" in words(app)
        await press(pilot, "asterisk", "f")
        await until(pilot, lambda: "6 of 6 the same" in words(app))
        assert app.file.read_text() == FUNCTIONS[0].code
        async for _ in at_each_size(pilot):
            pass
        await press(pilot, "escape")
        await until(pilot, lambda: app.list_screen.facts.linked is not None)


async def test_the_list_says_how_each_function_stands_without_asking_the_server(tmp_path: Path) -> None:
    app = await LinkedConsole(FakeServer(), tmp_path).pulled()
    app.file.write_text("// mine\n")
    app.server.get_error = RateLimitExceeded(429, "", "slow down", None)
    async with app.run_test(size=SIZE) as pilot:
        await until(pilot, lambda: "> ahead" in words(app))
        assert words(app).count("same") == 1


async def test_the_list_follows_what_another_program_does_to_the_files(tmp_path: Path) -> None:
    app = await LinkedConsole(FakeServer(), tmp_path).pulled()
    clock = app.parts.clock
    assert isinstance(clock, FakeClock)
    async with app.run_test(size=SIZE) as pilot:
        await until(pilot, lambda: words(app).count("= same") == 2)
        app.file.write_text("// mine\n")
        await turned(pilot, clock, AGAIN_SECONDS)
        await until(pilot, lambda: "> ahead" in words(app))
        # And again, for as long as the list is seen.
        app.file.write_text(FUNCTIONS[0].code)
        await turned(pilot, clock, AGAIN_SECONDS)
        await until(pilot, lambda: words(app).count("= same") == 2)


async def test_a_push_saves_and_says_what_became_of_it(tmp_path: Path) -> None:
    app = await LinkedConsole(FakeServer(), tmp_path).pulled()
    app.file.write_text("// mine\nmodule.exports = async () => new Response('x');\n")
    async with app.run_test(size=SIZE) as pilot:
        await until(pilot, lambda: "> ahead" in words(app))
        await press(pilot, "f")
        await until(pilot, lambda: "code changed here: p saves it" in words(app))
        await selected(pilot, app)
        await press(pilot, "p")
        await until(pilot, lambda: "2 of 6 the same" in words(app))
        assert "saved" in words(app)
        assert [each.code for each in app.server.writes] == [app.file.read_text()]


@pytest.mark.parametrize("key", ["p", "f"])
async def test_what_is_newer_goes_only_once_that_is_said(tmp_path: Path, key: str) -> None:
    app = await LinkedConsole(FakeServer(), tmp_path).pulled()
    theirs = "// theirs\n" + FUNCTIONS[0].code
    app.file.write_text(FUNCTIONS[0].code + "// mine\n")
    app.saved_there(theirs)
    async with app.run_test(size=SIZE) as pilot:
        await until(pilot, lambda: "! both" in words(app))
        await press(pilot, "f")
        await until(pilot, lambda: "m merges" in words(app))
        await selected(pilot, app)
        await press(pilot, key)
        assert isinstance(app.screen, QuestionScreen)
        await press(pilot, "1")
        assert (app.server.writes, app.file.read_text()) == ([], FUNCTIONS[0].code + "// mine\n")
        await press(pilot, "enter")
        await until(pilot, lambda: isinstance(app.screen, VersionsScreen))
        assert "common" in words(app)
        await press(pilot, "escape")
        if key == "p":
            await press(pilot, "m")
            await until(pilot, lambda: "merged into the file" in words(app))
            assert app.file.read_text() == theirs + "// mine\n"
        else:
            await press(pilot, "f", "2")
            await until(pilot, lambda: "written" in words(app))
            assert app.file.read_text() == theirs


async def test_what_can_not_be_compared_is_told_with_the_way_on(tmp_path: Path) -> None:
    app = await LinkedConsole(FakeServer(), tmp_path).pulled()
    async with app.run_test(size=SIZE) as pilot:
        await until(pilot, lambda: "FOLDER" in words(app))
        app.server.list_error = Unauthorised(401, "AUTH", "Invalid API key")
        await press(pilot, "f")
        await until(pilot, lambda: "not compared" in words(app))
        assert "looking at both sides" not in words(app)
        assert "No file was changed. c in the list signs in again." in words(app)
        app.server.list_error = None
        await press(pilot, "r")
        await until(pilot, lambda: "2 of 6 the same" in words(app))
        # All is said of the selected function: nothing is to be sent, fetched or merged where both are the same.
        await selected(pilot, app)
        assert not [key for key in ("p push", "f pull", "m merge") if key in words(app)]


async def test_while_it_is_watched_what_any_editor_saves_is_saved(tmp_path: Path) -> None:
    app = await LinkedConsole(FakeServer(), tmp_path).pulled()
    clock = app.parts.clock
    assert isinstance(clock, FakeClock)
    async with app.run_test(size=SIZE) as pilot:
        await until(pilot, lambda: "FOLDER" in words(app))
        await press(pilot, "f")
        await until(pilot, lambda: "2 of 6 the same" in words(app))
        # What waits for the clock is not waited for by `press`.
        await press_meanwhile(pilot, "w")
        await until(pilot, lambda: "Watching" in words(app))
        code = "// by vim\nmodule.exports = async () => new Response('x');\n"
        (app.folder / "new").write_text(code)
        (app.folder / "new").replace(app.file)
        await until(pilot, lambda: "= same saved" in words(app))
        assert [each.code for each in app.server.writes] == [code]
        await press_meanwhile(pilot, "p")
        await until(pilot, lambda: "The folder is watched" in words(app))
        await press_meanwhile(pilot, "w")
        await until(pilot, lambda: "Watching ended." in words(app))
        assert len(app.server.writes) == 1


async def test_a_file_that_can_be_no_function_is_told(tmp_path: Path) -> None:
    app = await LinkedConsole(FakeServer(), tmp_path).pulled()
    (app.folder / "no slug.js").write_text("// mine\n")
    async with app.run_test(size=SIZE) as pilot:
        await until(pilot, lambda: "FOLDER" in words(app))
        await press(pilot, "f")
        await until(pilot, lambda: "no slug.js can be no function's: f4 says why." in words(app))
        await press(pilot, "f4")
        assert "no slug.js: no function can have this name" in words(app)


async def test_with_a_read_only_profile_nothing_is_pushed(tmp_path: Path) -> None:
    app = await LinkedConsole(FakeServer(), tmp_path, read_only=True).pulled()
    async with app.run_test(size=SIZE) as pilot:
        await until(pilot, lambda: "FOLDER" in words(app))
        await press(pilot, "f")
        await until(pilot, lambda: "2 of 6 the same" in words(app))
        await press(pilot, "p")
        assert "read-only" in words(app)
        assert app.server.writes == []


async def test_with_another_key_for_the_same_server_that_one_is_used(tmp_path: Path) -> None:
    app = await LinkedConsole(FakeServer(), tmp_path).pulled()
    async with app.run_test(size=SIZE) as pilot:
        await until(pilot, lambda: "FOLDER" in words(app))
        await press(pilot, "f")
        await until(pilot, lambda: "2 of 6 the same" in words(app))
        before, target = app.connection.api, app.connection.target
        assert target is not None
        await app.connection.connect(target._replace(key=Secret("ik_other")))
        assert app.connection.api is not before
        # The key of before is good for nothing any more.
        before.functions = None  # type: ignore[assignment]  # whoever asks it fails
        await press(pilot, "r")
        await until(pilot, lambda: "2 of 6 the same" in words(app))
