"""An error of a function leads to where it is put right: to its line, to the activation, to the logs."""

from __future__ import annotations

import json
import threading
from collections.abc import Sequence
from pathlib import Path

import pytest

from tests.app.scripted import Script, ScriptedServer, answered
from tests.console_fixture import FixtureConsole, function, press, typed
from tests.running import SERVER, console, runner, store_in
from tests.screen_text import shown_text
from tui.app.bulk.screen import BulkScreen
from tui.app.editor.screen import EditorScreen
from tui.app.logs.screen import LogsScreen
from tui.app.logs.words import CALLS
from tui.app.runner import answer_checks
from tui.errors import Unreachable, UnreachableReason
from tui.sessions.checks import CheckResult, results
from tui.sessions.response import Response

BROKEN = 'module.exports = async (request) => {\n  const n = 1;\n  throw new Error("kaboom");\n};\n'
NOT_ACTIVE = answered(b'{"error":"Function not found or not active"}', 404)
KABOOM = answered(b'{"error":"kaboom"}', 500)
DOWN = answered(b'{"error":"request to http://deno:7133/greet failed, reason: x"}', 502)


def words(app: FixtureConsole) -> str:
    return " ".join(shown_text(app).split())


def broken(*answers: Script) -> tuple[FixtureConsole, ScriptedServer]:
    server = ScriptedServer(answers[-1], *answers[:-1])
    app = console(server, status="active")
    server.functions = (function("greet", "Greet", "active", 1, BROKEN),)
    return app, server


async def test_f8_opens_the_code_at_the_line_that_threw_and_says_so_where_none_is_known() -> None:
    app, _ = broken(answered(b"[]"), KABOOM)
    async with app.run_test(size=(80, 24)) as pilot:
        await press(pilot, "x", "ctrl+r", "f8")
        assert runner(app).is_current
        assert "No place in the code is known" in words(app)
        await press(pilot, "ctrl+r")
        assert "Line 3 may be it: f8 goes there." in words(app)
        # What is found out late about an older run hides nothing of the newer.
        older = runner(app).runs.state
        await press(pilot, "ctrl+r")
        await runner(app).errors.look(older)
        await press(pilot, "f8")
        assert isinstance(app.screen, EditorScreen)
        assert app.screen.code.cursor_location[0] == 2


async def test_from_the_editor_f8_leads_back_into_it_and_keeps_what_is_unsaved() -> None:
    # What a deployment says beside what was thrown hides no place.
    app, _ = broken(answered(b'{"error":"Function execution failed","message":"kaboom"}', 500))
    async with app.run_test(size=(80, 24)) as pilot:
        await press(pilot, "enter")
        editor = app.screen
        assert isinstance(editor, EditorScreen)
        await press(pilot, "end", typed(" // x"), "ctrl+r", "ctrl+r", "f8")
        assert editor.is_current
        assert editor.code.cursor_location == (2, BROKEN.split("\n")[2].index("kaboom"))
        assert editor.unsaved == ("code",)
        assert "The call failed here: kaboom" in words(app)


async def test_a_draft_is_activated_from_its_404_and_runs_then() -> None:
    server = ScriptedServer(answered(b'"hi"'), NOT_ACTIVE)
    app = console(server)
    async with app.run_test(size=(80, 24)) as pilot:
        await press(pilot, "x", "ctrl+r")
        assert "f9 activates it" in words(app)
        await press(pilot, "f9")
        assert isinstance(app.screen, BulkScreen)
        await press(pilot, "1")
        assert [each.status for each in server.writes] == ["active"]
        await press(pilot, "escape", "ctrl+r")
        assert "200 OK" in words(app)
        await press(pilot, "f9")
        assert len(server.writes) == 1


async def test_from_the_editor_a_draft_is_set_active_there_and_saved_with_the_next_save() -> None:
    server = ScriptedServer(answered(b'"hi"'), NOT_ACTIVE)
    app = console(server)
    async with app.run_test(size=(80, 24)) as pilot:
        await press(pilot, "enter", "ctrl+r", "ctrl+r", "f9")
        editor = app.screen
        assert isinstance(editor, EditorScreen)
        assert editor.unsaved == ("status",)
        assert server.writes == []
        assert "alt+enter saves and runs it" in words(app)
        await press(pilot, "alt+enter")
        assert [each.status for each in server.writes] == ["active"]
        assert "200 OK" in words(app)


OTHER_404S = (
    ("active", "The server has it as active by now"),
    ("error", "neither active nor draft"),
    ("", "The function was deleted on the server"),
)
"""The status a function has by then, none where it is gone, and what is said of its 404."""


async def test_other_404s_are_told_apart_by_asking_for_the_function() -> None:
    app, server = broken(NOT_ACTIVE)
    async with app.run_test(size=(80, 24)) as pilot:
        await press(pilot, "x")
        for there, said in OTHER_404S:
            server.functions = (function("greet", "Greet", there, 1, BROKEN),) if there else ()
            await press(pilot, "ctrl+r")
            assert said in words(app), there
        # Where the function can't be asked for nothing is claimed.
        server.get_error = Unreachable(UnreachableReason.REFUSED, "")
        await press(pilot, "ctrl+r")
        assert "the server could not be asked which" in words(app)
        assert "was deleted" not in words(app)


async def test_a_runtime_that_ended_right_after_an_answer_is_told_from_one_that_is_down() -> None:
    app, _ = broken(DOWN, answered(b"1"), DOWN, DOWN)
    async with app.run_test(size=(80, 24)) as pilot:
        await press(pilot, "x", "ctrl+r")
        assert "The functions runtime is not running" in words(app)
        assert "It answered just before" not in words(app)
        await press(pilot, "ctrl+r", "ctrl+r")
        assert "It answered just before: one error that nothing catches" in words(app)
        await press(pilot, "ctrl+r")
        assert "It answered just before" not in words(app)


async def test_the_logs_of_the_function_are_a_key_away() -> None:
    app, _ = broken(KABOOM)
    async with app.run_test(size=(80, 24)) as pilot:
        await press(pilot, "x", "alt+o")
        assert isinstance(app.screen, LogsScreen)
        await press(pilot, "escape")
        assert runner(app).is_current
        # And from its code.
        await press(pilot, "escape", "enter", "alt+o")
        assert any(isinstance(screen, LogsScreen) for screen in app.screen_stack)
        await press(pilot, "escape")
        assert any(isinstance(screen, EditorScreen) for screen in app.screen_stack)
        assert not any(isinstance(screen, LogsScreen) for screen in app.screen_stack)
        await press(pilot, "alt+k")
        logs = app.screen
        assert isinstance(logs, LogsScreen)
        assert (logs.channel, logs.slug) == (CALLS, "greet")


CHECKED = """\
### hello
# @expect status 200
# @expect json greeting = "Hello"
# @expect time < 500 ms
GET {{baseUrl}}/functions/greet
"""


async def test_what_a_saved_request_expects_is_checked_and_said(tmp_path: Path) -> None:
    server, store = (
        ScriptedServer(answered(b'{"greeting":"Bye"}'), answered(b'{"greeting":"Hello"}')),
        store_in(tmp_path),
    )
    store.write(SERVER, "greet", CHECKED, seen="")
    app = console(server, store, "active")
    async with app.run_test(size=(80, 24)) as pilot:
        await press(pilot, "x", "ctrl+r")
        assert "ok 200 OK" in words(app)
        assert "all 3 checks passed" in words(app)
        await press(pilot, "ctrl+r")
        assert "!! 200 OK" in words(app)
        assert "1 of 3 checks failed" in words(app)
        assert 'expected json greeting = "Hello": it is "Bye"' in words(app)
        await press(pilot, "f4")
        assert "passed status 200" in words(app)


async def test_a_long_answer_is_checked_once_and_beside_the_screen(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    made: list[bool] = []

    def counted(checks: Sequence[str], response: Response) -> tuple[CheckResult, ...]:
        made.append(threading.current_thread() is threading.main_thread())
        return results(checks, response)

    monkeypatch.setattr(answer_checks, "results", counted)
    body = json.dumps({"greeting": "Hello", "rest": ["x" * 100] * 700}).encode()
    server, store = ScriptedServer(answered(body)), store_in(tmp_path)
    store.write(SERVER, "greet", CHECKED, seen="")
    app = console(server, store, "active")
    async with app.run_test(size=(80, 24)) as pilot:
        await press(pilot, "x", "ctrl+r")
        assert "all 3 checks passed" in words(app)
        await press(pilot, "f6", "f6", "h", "h", "f4")
        assert "passed status 200" in words(app)
        assert made == [False]


async def test_a_request_is_copied_as_curl_without_the_key(tmp_path: Path) -> None:
    store = store_in(tmp_path)
    app = console(ScriptedServer(), store, "active")
    async with app.run_test(size=(80, 24)) as pilot:
        await press(pilot, "x", typed("?a=1"), "tab", "tab", "tab", "space", "alt+k")
        assert app.clipboard.startswith(f"curl -i -X POST '{SERVER}/functions/greet?a=1'")
        assert '"Authorization: Bearer $INSFORGE_API_KEY"' in app.clipboard
        assert "ik_staged" not in app.clipboard
        assert "handed to the terminal" in words(app) or "copied inside" in words(app)
        await press(pilot, "shift+tab", "shift+tab", "shift+tab", "ctrl+u", "alt+k")
        assert "Begin with a method" in words(app)


async def test_what_is_expected_is_added_and_removed_by_a_key(tmp_path: Path) -> None:
    store = store_in(tmp_path)
    app = console(ScriptedServer(answered(b'{"a":1}')), store, "active")
    async with app.run_test(size=(80, 24)) as pilot:
        await press(pilot, "x", typed("?a=1"), "alt+e", "enter", "alt+e", typed("json a = 2 2"), "enter")
        assert "Not a check: what is expected is JSON" in words(app)
        await press(pilot, "backspace", "backspace", "enter", "ctrl+r")
        text = store.path(SERVER, "greet").read_text()
        assert "# @expect status 200\n# @expect json a = 2\nPOST" in text
        assert "2 checks" in words(app)
        assert "1 of 2 checks failed" in words(app)
        await press(pilot, "alt+e", "enter", "ctrl+r")
        assert "@expect" not in store.path(SERVER, "greet").read_text()
        assert "checks" not in words(app)
