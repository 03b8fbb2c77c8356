"""Save and run by one key, from the editor: what did not go live is not run."""

from __future__ import annotations

from pathlib import Path

import pytest
from textual import events

from tests.app.scripted import ScriptedServer, answered
from tests.console_fixture import press, typed
from tests.running import SERVER, console, runner, store_in
from tests.screen_text import shown_text
from tui.app.editor.screen import EditorScreen
from tui.app.runner.screen import RunnerScreen
from tui.errors import Refused
from tui.store.runs import RunStore
from tui.terminal.input_events import ESCAPE_ENTER


async def test_what_is_saved_is_run_with_the_saved_request_and_escape_leads_back(tmp_path: Path) -> None:
    server, store = ScriptedServer(answered(b'"hi"')), store_in(tmp_path)
    store.write(SERVER, "greet", "### one\nPUT /functions/greet?a=1\n", seen="")
    app = console(server, store, "active")
    async with app.run_test(size=(80, 24)) as pilot:
        await press(pilot, "enter", typed("// x"), "enter", "alt+enter")
        assert len(server.writes) == 1
        assert [(call.method, call.query) for _, call in server.called] == [("PUT", "a=1")]
        assert "200 OK" in shown_text(app)
        await press(pilot, "escape")
        assert isinstance(app.screen, EditorScreen)
        await press(pilot, "alt+enter")
        assert (len(server.writes), len(server.called)) == (1, 2)


async def test_alt_enter_of_a_plain_terminal_saves_and_runs_and_elsewhere_is_the_two_keys_it_is_sent_as() -> None:
    server = ScriptedServer(answered(b'"hi"'))
    app = console(server, status="active")
    async with app.run_test(size=(80, 24)) as pilot:
        await press(pilot, "slash", "g")
        app.post_message(events.Key(*ESCAPE_ENTER))
        await press(pilot)
        # The filter is cleared, and the selected function is opened.
        assert isinstance(app.screen, EditorScreen)
        await press(pilot, typed("// x"), "enter")
        app.post_message(events.Key(*ESCAPE_ENTER))
        await press(pilot)
        assert (len(server.writes), len(server.called)) == (1, 1)


@pytest.mark.parametrize(
    ("status", "runtime", "write", "said"),
    [
        ("draft", "running", None, "Not run: only an active function can be called."),
        ("active", "unavailable", None, "Not run: what was saved is not live."),
        ("active", "running", Refused(400, "INVALID_INPUT", "no", refusals=()), "Not run: it was not saved."),
    ],
)
async def test_what_did_not_go_live_is_not_run(status: str, runtime: str, write: Refused | None, said: str) -> None:
    server = ScriptedServer()
    server.runtime = runtime
    if write is not None:
        server.write = write
    app = console(server, status=status)
    async with app.run_test(size=(80, 24)) as pilot:
        await press(pilot, "enter", typed("// x"), "enter", "alt+enter")
        assert isinstance(app.screen, EditorScreen)
        assert server.called == []
        assert said in " ".join(shown_text(app).split())


async def test_the_request_that_was_edited_last_is_the_one_that_is_run(tmp_path: Path) -> None:
    server, store = ScriptedServer(answered(b"{}")), store_in(tmp_path)
    text = "### one\nGET /functions/greet?a=1\n\n### two\nGET /functions/greet?b=1\n"
    store.write(SERVER, "greet", text, seen="")
    app = console(server, store, "active")
    async with app.run_test(size=(80, 24)) as pilot:
        await press(pilot, "enter", "ctrl+r", "ctrl+o", "down", "enter", "escape", "alt+enter")
        assert [call.query for _, call in server.called] == ["b=1"]
        await press(pilot, *"2", "escape", "alt+enter")
        assert [call.query for _, call in server.called] == ["b=1", "b=12"]


async def test_what_was_edited_is_kept_when_a_key_leads_from_an_error_to_its_line(tmp_path: Path) -> None:
    server, store = ScriptedServer(answered(b'{"error":"kaboom"}', 500)), store_in(tmp_path)
    app = console(server, store, "active")
    async with app.run_test(size=(80, 24)) as pilot:
        await press(pilot, "enter", typed('throw new Error("kaboom");'), "enter", "alt+enter", typed("?a=1"), "f8")
        assert isinstance(app.screen, EditorScreen)
        assert "greet?a=1" in store.read(SERVER, "greet")


EXPECTS = "### one\n# @expect status 200\n# @expect json a = 1\nGET /functions/greet\nX-At: {{$timestamp}}\n"


async def test_with_the_setting_what_saved_requests_expect_is_checked_behind_each_save(tmp_path: Path) -> None:
    server, store = ScriptedServer(answered(b'{"a":2}'), answered(b'{"a":1}')), store_in(tmp_path)
    store.write(SERVER, "greet", EXPECTS, seen="")
    app = console(server, store, "active")
    app.parts.editors.checks_after_save = True
    async with app.run_test(size=(80, 24)) as pilot:
        await press(pilot, "enter", typed("// x"), "enter", "ctrl+s")
        assert "ok Saved code and live. 2 checks passed." in " ".join(shown_text(app).split())
        [(_, call)] = server.called
        assert dict(call.headers)["X-At"].isdecimal()
        await press(pilot, "y", "ctrl+s")
        assert "live. 1 of 2 checks failed. ctrl+r opens the runner. expected json a = 1: it is 2" in " ".join(
            shown_text(app).split()
        )
        assert len(server.called) == 2
        # Run by the same key, it is not sent twice.
        await press(pilot, "y", "alt+enter")
        assert len(server.called) == 3


async def test_without_the_setting_a_save_sends_no_request(tmp_path: Path) -> None:
    server, store = ScriptedServer(), store_in(tmp_path)
    store.write(SERVER, "greet", EXPECTS, seen="")
    app = console(server, store, "active")
    async with app.run_test(size=(80, 24)) as pilot:
        await press(pilot, "enter", typed("// x"), "enter", "ctrl+s")
        assert len(server.writes) == 1
        assert server.called == []


async def test_save_and_run_sends_the_saved_request_that_was_sent_last(tmp_path: Path) -> None:
    server, store = ScriptedServer(), store_in(tmp_path)
    store.write(SERVER, "greet", "### one\nGET /functions/greet\n\n### two\nPUT /functions/greet?b=1\n", seen="")
    app = console(server, store, "active")
    app.runs = RunStore(tmp_path / "runs")
    async with app.run_test(size=(80, 24)) as pilot:
        await press(pilot, "enter", "ctrl+r", "ctrl+o", "down", "enter", "ctrl+r", "escape", "alt+enter")
        assert [call.method for _, call in server.called] == ["PUT", "PUT"]
        await press(pilot, "ctrl+o", "up", "enter", "ctrl+r", "escape", "alt+enter")
        assert [call.method for _, call in server.called[2:]] == ["GET", "GET"]


ALIKE = "###\nPOST /functions/greet\n\n[1]\n\n###\nPOST /functions/greet\n\n[2]\n"


async def test_save_and_run_sends_the_request_that_was_picked_of_those_that_look_alike(tmp_path: Path) -> None:
    server, store = ScriptedServer(), store_in(tmp_path)
    store.write(SERVER, "greet", ALIKE, seen="")
    app = console(server, store, "active")
    app.runs = RunStore(tmp_path / "runs")
    async with app.run_test(size=(80, 24)) as pilot:
        await press(pilot, "enter", "ctrl+r", "ctrl+r", "ctrl+o", "down", "enter", "escape", "alt+enter")
        assert [call.body for _, call in server.called] == [b"[1]", b"[2]"]
    # Another console knows it by what was sent.
    app = console(server, store, "active")
    app.runs = RunStore(tmp_path / "runs")
    async with app.run_test(size=(80, 24)) as pilot:
        await press(pilot, "enter", "alt+enter")
        assert [call.body for _, call in server.called[2:]] == [b"[2]"]


async def test_save_and_run_sends_nothing_where_it_is_not_known_which_request_is_meant(tmp_path: Path) -> None:
    server, store = ScriptedServer(), store_in(tmp_path)
    store.write(SERVER, "greet", ALIKE, seen="")
    app = console(server, store, "active")
    async with app.run_test(size=(80, 24)) as pilot:
        await press(pilot, "enter", "ctrl+r")
        assert isinstance(app.screen, RunnerScreen)
        assert server.called == []
        await press(pilot, "escape", "alt+enter")
        assert server.called == []
        assert "Not sent: which request was sent last is not known." in " ".join(shown_text(app).split())
        await press(pilot, "ctrl+r")
        assert [call.body for _, call in server.called] == [b"[1]"]
        assert runner(app).runs.state.response is not None
