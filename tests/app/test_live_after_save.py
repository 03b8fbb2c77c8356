"""After a save the outcome, the header and the list say whether callers get it, and it is asked for once."""

from __future__ import annotations

import json
from dataclasses import dataclass

from tests.api.replay import Received, Reply, reply, serving
from tests.api.wire import exchanges
from tests.console_fixture import FakeServer, FixtureConsole, press, until
from tests.screen_text import shown_text
from tui.api.client import Client
from tui.app.editor.screen import EditorScreen
from tui.app.shell.app import Console
from tui.app.shell.outcome import OutcomePanel
from tui.errors import NotFound
from tui.flows.connect import Target
from tui.model.function import Deployment, Function, FunctionChanges, FunctionList, WriteAnswer
from tui.model.secret import Secret

URL = "https://abc.example"


class RealClient(FixtureConsole):
    """The console on a server of real sockets."""

    async def make_client(self, target: Target) -> Client:
        return Client(target.url, target.key)


@dataclass
class CountingServer(FakeServer):
    """Counts how often the list is asked for."""

    lists: int = 0

    async def list_functions(self) -> FunctionList:
        self.lists += 1
        return await super().list_functions()


def told(app: Console) -> str:
    assert isinstance(app.screen, EditorScreen)
    report = app.screen.query_one(OutcomePanel).report
    return "" if report is None else f"{report.tone.value} {report.headline} {report.next_step}".rstrip()


async def test_what_is_saved_while_the_runtime_is_down_is_not_told_to_be_live() -> None:
    """Case 1."""
    server = CountingServer()
    app = FixtureConsole(server)
    async with app.run_test(size=(100, 30)) as pilot:
        await press(pilot, "enter", "/", "/", "ctrl+s")
        assert told(app) == "ok Saved code and live."
        server.runtime = "unavailable"
        before = server.lists
        await press(pilot, "x", "ctrl+s")
        assert told(app) == "?? Saved code. The functions runtime is not running: calls fail until it is."
        assert "runtime down" in shown_text(app)
        # One request tells the outcome, the header and the list.
        assert server.lists == before + 1
        await press(pilot, "escape")
        assert "The functions runtime is not running" in shown_text(app)


async def test_a_deployment_that_is_gone_is_not_told_to_be_live() -> None:
    """Case 2."""

    def deployed(changes: FunctionChanges, before: Function) -> WriteAnswer:
        summary = before.summary
        code = before.code if changes.code is None else changes.code
        return WriteAnswer(True, summary, code, Deployment("d", "success", URL))

    server = FakeServer(deployment_url=URL, deployment=NotFound(404, "", "DEPLOYMENT_NOT_FOUND"), write=deployed)
    app = FixtureConsole(server)
    async with app.run_test(size=(100, 30)) as pilot:
        await press(pilot, "enter", "/", "/", "ctrl+s")
        assert told(app) == (
            f"?? Saved code and deployed, but nothing answers at {URL}. Nothing is deployed there: calls fail."
        )
        assert "nothing deployed" in shown_text(app)


async def test_code_that_cant_run_is_saved_and_told_to_fail() -> None:
    """Case 16: an unmatched bracket in a function that works."""
    app = FixtureConsole(FakeServer())
    async with app.run_test(size=(100, 30)) as pilot:
        await press(pilot, "enter", "}", "ctrl+s")
        assert told(app).startswith("?? Saved code, but calls will fail:")


FAILS = ["/", "", "", "", "", "const LIMIT = 2;", "export default async () => new Response();"]


def captured(name: str) -> dict[str, object]:
    """The body of an exchange with a cloud project."""
    [one] = [each for each in exchanges() if (each.version, each.name) == ("head-cloud", name)]
    body: dict[str, object] = json.loads(one.body)
    return body


def cloud(request: Received) -> Reply:
    """The captured project; its answer to a save says only that something failed."""
    code = "\n".join(FAILS)
    match request.method, request.target.partition("?")[0]:
        case "GET", "/api/functions":
            return reply(200, captured("list") | {"deploymentUrl": None})
        case "GET", "/api/functions/cloud-one":
            return reply(200, captured("get") | {"code": code})
        case "PUT", _:
            answer = captured("update, the deployment fails")
            function, deployment = answer["function"], answer["deployment"]
            assert isinstance(function, dict)
            assert isinstance(deployment, dict)
            sent = request.json()
            assert isinstance(sent, dict)
            logs = deployment["buildLogs"][:3]
            stored = function | {"code": sent["code"], "name": captured("get")["name"]}
            return reply(200, answer | {"function": stored, "deployment": deployment | {"buildLogs": logs}})
        case "GET", "/api/logs/functions/build-logs":
            return reply(200, captured("build logs of a failed deployment"))
        case _:
            return reply(404, {"error": "NOT_FOUND", "message": "no such call"})


async def test_a_generic_failure_is_completed_by_the_build_log() -> None:
    """Case 3, where the answer's own log has none of it; over a real socket, as it was captured."""
    async with serving(route=cloud) as server:
        target = Target(server.url, Secret("ik_key"), "INSFORGE_URL", "INSFORGE_API_KEY")
        app = RealClient(FakeServer(), target=target, slug="cloud-one")
        async with app.run_test(size=(100, 30)) as pilot:
            await until(pilot, lambda: "const LIMIT" in shown_text(app) and "no changes" in shown_text(app))
            await pilot.press("/", "ctrl+s")
            await until(pilot, lambda: "LIMIT" in shown_text(app) and "SyntaxError" in shown_text(app))
            editor = app.screen
            assert isinstance(editor, EditorScreen)
            assert told(app).startswith("!! Saved, but the deployment failed")
            [error] = [each for each in editor.code.problems if "LIMIT" in each.message]
            assert error.message == "SyntaxError: Identifier 'LIMIT' has already been declared"
            assert error.range is not None
            # Line 7 of what was deployed, before which the server puts one line.
            assert editor.code.document.get_line(error.range.start_line) == "const LIMIT = 2;"
    asked = [each.target for each in server.received]
    # Each list asks whether there is one, as it names no address; the save asks once.
    assert asked.count("/api/logs/functions/build-logs") == asked.count("/api/functions") + 1
