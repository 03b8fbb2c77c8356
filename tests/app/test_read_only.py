"""With a read-only profile nothing is saved: the header says so, and so does the key."""

from __future__ import annotations

from collections.abc import Callable

from tests.console_fixture import FakeServer, FixtureConsole, press, typed
from tests.screen_text import shown_rows
from tui.app.editor.screen import EditorScreen
from tui.app.key_table import TABLES
from tui.app.shell.key_bar import KeyBar
from tui.app.shell.status_line import StatusLine
from tui.app.widgets.command import Command, commands_of
from tui.flows.connect import Target
from tui.model.secret import Secret


async def test_a_save_says_why_it_is_not_sent() -> None:
    app = FixtureConsole(FakeServer(), read_only=True)
    async with app.run_test(size=(100, 24)) as pilot:
        await press(pilot, "enter", "x")
        assert "read-only" in shown_rows(app)[0]
        assert "save" not in str(app.screen.query_one(KeyBar).render())
        for keys in (("ctrl+s",), ("ctrl+p", typed("send what"), "enter")):
            await press(pilot, *keys)
            line = app.screen.query_one(StatusLine)
            assert line.last_said == "The connection is read-only: nothing is sent to the server.", keys
            assert isinstance(app.screen, EditorScreen)
            assert app.screen.unsaved == ("code",)
            assert app.server.writes == []
            line.say("")


async def test_started_read_only_no_server_is_changed_whichever_it_is() -> None:
    app = FixtureConsole(FakeServer(), starts_read_only=True)
    async with app.run_test(size=(60, 20)) as pilot:
        await press(pilot, "enter", "x", "ctrl+s")
        assert "read-only" in shown_rows(app)[0]
        assert app.server.writes == []
        # One that the connect screen knows nothing of.
        await app.parts.connection.connect(Target("http://localhost:7131", Secret("ik_other"), "typed in", "typed in"))
        assert app.is_read_only
        target = app.parts.connection.target
        assert target is not None
        assert target.read_only


def declared(which: Callable[[Command], bool]) -> set[str]:
    return {command.id for _, kinds in TABLES for kind in kinds for command in commands_of(kind) if which(command)}


def test_what_sends_something_is_declared_as_that() -> None:
    assert declared(lambda command: command.writes) == {
        *("editor.save", "editor.create", "editor.save_and_run", "editor.delete", "countdown.save"),
        *("linked.push", "linked.watch"),
        *("list.delete", "list.put_back", "preview.save"),
        *("schedules.switch", "schedules.delete", "schedules.run_now", "schedule.accept", "schedule-log.keep_for"),
        *("secrets.delete", "secrets.expire", "secret.accept", "imported.send_all", "secrets.rotate"),
        *("runner.send", "runner.activate", "load.begin", "response.follow"),
    }


def test_what_leads_to_something_that_is_sent_is_declared_as_that() -> None:
    assert declared(lambda command: command.prepares) == {
        *("list.new_function", "list.duplicate", "editor.create_secret", "search.preview", "runner.load"),
        *("schedules.new", "schedules.edit", "secrets.create", "secrets.change", "secrets.import_lines"),
    }
