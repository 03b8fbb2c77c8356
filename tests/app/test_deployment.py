"""The last deployment of a cloud project, from the list and the editor: what failed, where, and what it holds back."""

from __future__ import annotations

import asyncio
from pathlib import Path
from typing import Any, TypeVar

import pytest
from textual.screen import Screen
from textual.widgets import Static

from tests.console_fixture import HELLO, NOW, FakeServer, FixtureConsole, function, press, rested, settled, until
from tests.deployment_fixture import LOG, URL, failed_deployment
from tests.screen_text import shown_text
from tui.app.deployment.screen import DeploymentScreen
from tui.app.editor.screen import EditorScreen
from tui.app.functions.screen import FunctionsScreen
from tui.app.shell.header import StatusHeader
from tui.app.shell.outcome import OutcomePanel
from tui.app.shell.questions import QuestionScreen
from tui.app.widgets.code_editor import CodeEditor
from tui.app.widgets.row_table import RowTable
from tui.errors import NotFound
from tui.model.function import Function
from tui.model.server import BuildLog, BuildLogEntry
from tui.sessions.edit.conflict import as_edited
from tui.store.drafts import Draft, DraftStore
from tui.store.history import HistoryStore


def shown(app: FixtureConsole) -> tuple[str, str, str]:
    report = app.screen.query_one(OutcomePanel).report
    assert report is not None
    return report.headline, report.next_step, str(app.screen.query_one("#where", Static).content)


Kind = TypeVar("Kind", bound=Screen[Any])


def on(app: FixtureConsole, kind: type[Kind]) -> Kind:
    """The screen on top, which is of this kind."""
    screen = app.screen
    assert isinstance(screen, kind)
    return screen


def cursor_row(app: FixtureConsole) -> int:
    return on(app, EditorScreen).query_one("#code", CodeEditor).cursor_location[0]


async def test_a_failed_deployment_says_what_fails_and_what_is_held_back_and_leads_to_the_place() -> None:
    app = FixtureConsole(failed_deployment())
    async with app.run_test(size=(80, 24)) as pilot:
        await press(pilot, "B")
        on(app, DeploymentScreen)
        headline, next_step, where = shown(app)
        assert headline == "The last deployment failed, just now: callers still get the version before."
        assert next_step == (
            "All active functions ship together. It fails to start hello-world. Held back: hello-world."
        )
        assert where == f"{URL}: deployment answers"
        # The cause is selected, and leads to the place that the line below it names.
        assert app.screen.query_one(RowTable).state.place == 1
        await press(pilot, "enter")
        assert cursor_row(app) == 2
        # From the editor the place is gone to in it, and its text stays.
        await press(pilot, "ctrl+home", "x", "alt+l")
        on(app, DeploymentScreen)
        await press(pilot, "j", "enter")
        assert cursor_row(app) == 2
        assert on(app, EditorScreen).unsaved == ("code",)
        # It is followed through what is typed and not saved.
        await press(pilot, "ctrl+home", "enter", "ctrl+home", "alt+l", "j", "enter")
        assert cursor_row(app) == 3


async def test_a_place_of_another_function_is_named_and_not_covered_by_what_is_known_of_it() -> None:
    server = failed_deployment()
    app = FixtureConsole(server)
    async with app.run_test(size=(80, 24)) as pilot:
        await press(pilot, "down", "enter")
        assert on(app, EditorScreen).edited_slug() != "hello-world"
        server.put(function("hello-world", "Hello World", "active", -1, HELLO))
        await press(pilot, "alt+l", "enter")
        on(app, EditorScreen)
        assert "That is in hello-world: open it from the list." in shown_text(app)


async def test_lines_that_stay_when_they_are_asked_for_again_in_vain_are_of_their_time() -> None:
    server = failed_deployment()
    app = FixtureConsole(server)
    async with app.run_test(size=(80, 24)) as pilot:
        await press(pilot, "B")
        server.put(function("hello-world", "Hello World", "active", -1, HELLO))
        server.list_error = NotFound(404, "", "gone")
        await press(pilot, "r", "enter")
        assert cursor_row(app) == 2
        assert "The code was saved after this was logged" in shown_text(app)


async def test_of_a_deployment_without_a_time_it_is_not_known_whether_the_code_was_saved_since() -> None:
    server = failed_deployment()
    server.deployment_log = LOG._replace(created_at=None)
    app = FixtureConsole(server)
    async with app.run_test(size=(80, 24)) as pilot:
        await press(pilot, "B", "down", "enter")
        assert cursor_row(app) == 2
        assert "It is not known whether the code was saved since" in shown_text(app)


async def test_a_place_that_is_asked_for_is_not_gone_to_from_under_another_dialog() -> None:
    asked, may_answer = asyncio.Event(), asyncio.Event()

    class Slow(FakeServer):
        async def get_function(self, slug: str) -> Function:
            asked.set()
            await may_answer.wait()
            return await super().get_function(slug)

    made = failed_deployment()
    server = Slow(functions=made.functions, deployment_url=URL, deployment_log=LOG)
    app = FixtureConsole(server)
    async with app.run_test(size=(80, 24)) as pilot:
        await press(pilot, "B")
        deployment = on(app, DeploymentScreen)
        await pilot.press("enter")
        await until(pilot, asked.is_set)
        await pilot.press("f4")
        await until(pilot, lambda: app.screen is not deployment)
        above = app.screen
        may_answer.set()
        await settled(pilot)
        assert app.screen is above
        await press(pilot, "escape")
        assert app.screen is deployment


@pytest.mark.parametrize(
    ("key", "row", "said"),
    [
        ("enter", 3, "This is your draft; it is not saved yet. It is not known whether"),
        ("escape", 2, "The draft stays where it is; it is offered when the function is opened again. It is not known"),
    ],
)
async def test_a_place_is_gone_to_once_it_is_decided_what_becomes_of_a_draft(
    tmp_path: Path, key: str, row: int, said: str
) -> None:
    server = failed_deployment()
    server.deployment_log = LOG._replace(created_at=None)
    app = FixtureConsole(server)
    app.parts.stores.drafts = DraftStore(tmp_path)
    base = as_edited(server.functions[0])
    place = DraftStore(tmp_path).claim("http://localhost:7130", "hello-world").slot
    place.write(Draft("http://localhost:7130", "hello-world", base, base._replace(code=f"// Mine.\n{HELLO}"), NOW))
    place.release()
    async with app.run_test(size=(80, 24)) as pilot:
        await press(pilot, "B", "down", "enter")
        await until(pilot, lambda: isinstance(app.screen, QuestionScreen))
        await rested(pilot)
        await press(pilot, key)
        assert cursor_row(app) == row
        assert on(app, EditorScreen).status_line.last_said.startswith(said)


async def test_a_place_in_an_open_editor_is_gone_to_at_once_also_while_the_function_is_fetched_anew() -> None:
    held, may_answer = ["f5"], asyncio.Event()

    class Slow(FakeServer):
        async def get_function(self, slug: str) -> Function:
            if is_open and held:
                held.clear()
                await may_answer.wait()
            return await super().get_function(slug)

    is_open = False
    made = failed_deployment()
    app = FixtureConsole(Slow(functions=made.functions, deployment_url=URL, deployment_log=LOG))
    async with app.run_test(size=(80, 24)) as pilot:
        await press(pilot, "enter")
        editor, is_open = on(app, EditorScreen), True
        await pilot.press("f5")
        await until(pilot, lambda: not held)
        await pilot.press("alt+l")
        await until(pilot, lambda: isinstance(app.screen, DeploymentScreen))
        table = app.screen.query_one(RowTable)
        await until(pilot, lambda: bool(table.state.items))
        await pilot.press("down", "enter")
        await until(pilot, lambda: app.screen is editor)
        assert cursor_row(app) == 2
        assert editor.state.fetching is not None
        may_answer.set()
        await settled(pilot)


async def test_a_place_in_code_that_was_saved_since_the_deployment_is_followed(tmp_path: Path) -> None:
    server = failed_deployment()
    app = FixtureConsole(server, history=HistoryStore(tmp_path))
    async with app.run_test(size=(80, 24)) as pilot:
        await press(pilot, "B", "enter")
        assert (cursor_row(app), "saved since" in shown_text(app)) == (2, False)
        await until(pilot, lambda: any(tmp_path.rglob("*.json")))
        await press(pilot, "escape")
        server.put(function("hello-world", "Hello World", "active", -1, f"// New.\n{HELLO}"))
        await press(pilot, "B", "enter")
        assert cursor_row(app) == 3
        assert "its line is this one" in shown_text(app)


async def test_a_place_behind_the_end_of_the_code_is_its_last_line() -> None:
    server = failed_deployment()
    line = "    at file:///src/functions/hello-world.ts:999:1"
    server.deployment_log = LOG._replace(entries=(BuildLogEntry("error", f"error: Uncaught x\n{line}"),))
    app = FixtureConsole(server)
    async with app.run_test(size=(80, 24)) as pilot:
        await press(pilot, "B", "enter")
        assert cursor_row(app) == HELLO.count("\n")


async def test_a_cloud_project_whose_first_deployment_failed_is_not_said_to_run() -> None:
    server = failed_deployment()
    server.deployment_url = None
    app = FixtureConsole(server)
    async with app.run_test(size=(80, 24)) as pilot:
        await settled(pilot)
        header = str(app.screen.query_one(StatusHeader).render())
        assert "! nothing deployed" in header
        assert "running" not in header
        report = app.screen.query_one(OutcomePanel).report
        assert report is not None
        assert report.headline == "No deployment of this project has succeeded yet: all calls fail."
        # It is the cloud that is to run what is written: no warning of what a self-hosted runtime lacks.
        assert app.connection.deploys_to_cloud
        await press(pilot, "B")
        assert shown(app)[0] == "The last deployment failed, just now: none has succeeded, all calls fail."


async def test_a_self_hosted_server_is_asked_once_whether_it_is_one() -> None:
    asked: list[str] = []

    class SelfHosted(FakeServer):
        async def build_log(self) -> BuildLog:
            asked.append("build log")
            return await super().build_log()

    app = FixtureConsole(SelfHosted())
    async with app.run_test(size=(80, 24)) as pilot:
        await press(pilot, "r", "r")
        assert asked == ["build log"]
        assert "+ runtime running" in str(app.screen.query_one(StatusHeader).render())


async def test_a_good_deployment_and_none_at_all_are_told() -> None:
    server = failed_deployment()
    server.deployment_log = LOG._replace(status="success", entries=LOG.entries[:1])
    server.deployment = NotFound(404, "", "DEPLOYMENT_NOT_FOUND")
    app = FixtureConsole(server)
    async with app.run_test(size=(60, 20)) as pilot:
        await press(pilot, "B")
        assert shown(app)[0] == "The last deployment succeeded, just now."
        assert shown(app)[2] == f"{URL}: nothing deployed"
        # Asked again, it is another one.
        server.deployment_log, server.deployment_url = None, None
        await press(pilot, "r")
        assert shown(app)[0] == "There is no deployment."
        await press(pilot, "escape")
        on(app, FunctionsScreen)


async def test_a_log_of_hostile_text_is_shown_and_not_obeyed() -> None:
    server = failed_deployment()
    server.deployment_log = LOG._replace(
        deployment_id="\x1b[2J", status="\x1b]0;x\x07", entries=(BuildLogEntry("\x1b[31m", "[bold]\x1b[2Jx"),)
    )
    app = FixtureConsole(server)
    async with app.run_test(size=(80, 24)) as pilot:
        await press(pilot, "B")
        await settled(pilot)
        table = app.screen.query_one(RowTable)
        said = "".join([*shown(app), table.render_line(0).text])
        assert "\x1b" not in said
        assert "[bold]" in said
