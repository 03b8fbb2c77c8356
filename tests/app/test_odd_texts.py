"""Odd names and half characters: shown fit to show, copied without a crash."""

from __future__ import annotations

from pathlib import Path

import pytest

import tui.app.shell.crash
from tests.console_fixture import FakeServer, FixtureConsole, function, settled
from tui.app.connect.screen import ConnectScreen
from tui.app.features import console_for
from tui.app.shell.app import Console, run_console
from tui.app.shell.outcome import OutcomePanel
from tui.app.start import ConsoleStart
from tui.app.widgets.field import Field
from tui.app.widgets.line import Line
from tui.errors import Unauthorised, Unreachable, UnreachableReason
from tui.flows.connect import Missing, Target, normalise_url
from tui.flows.sign_in import ConnectFailed
from tui.model.secret import Secret

_ODD_HOST = "a\ufe0f\u3164e\u0301\u0302\u0303.example"
_SHOWN = "a\\ufe0f\\u3164e\u0301\u0302\\u0303.example"


async def test_a_server_of_an_odd_name_is_named_fit_to_show() -> None:
    # Every character of it passes for printable, so the URL is taken.
    target = Target(normalise_url(f"https://{_ODD_HOST}"), Secret("ik_x"), "--url", "profile p")
    console = FixtureConsole(FakeServer(list_error=Unreachable(UnreachableReason.REFUSED, "")), target=target)
    async with console.run_test() as pilot:
        await settled(pilot)
        report = console.screen.query_one("#list-report", OutcomePanel).report
        assert report is not None
        assert report.headline == f"Nothing listens at {_SHOWN}."


async def test_a_url_that_is_tried_is_shown_fit_to_show(monkeypatch: pytest.MonkeyPatch) -> None:
    async def refused(*_: object) -> ConnectFailed:
        return ConnectFailed(Unauthorised(401, "CODE", "no"))

    monkeypatch.setattr("tui.app.connect.screen.try_connection", refused)
    console = FixtureConsole(FakeServer(), target=Missing())
    async with console.run_test() as pilot:
        await settled(pilot)
        assert isinstance(console.screen, ConnectScreen)
        console.screen.query_one("#url", Field).value = _ODD_HOST
        console.screen.query_one("#key", Field).value = "ik_x"
        await pilot.press("ctrl+s")
        await settled(pilot)
        report = console.screen.query_one(OutcomePanel).report
        assert report is not None
        assert report.headline == f"https://{_SHOWN} does not accept the key."


async def test_a_long_slug_beside_the_code_stays_in_its_row() -> None:
    # Wrapped, it took the last row of the facts, and a row could begin with the marks of a character before it.
    odd = function("s" + "e\u0301\u0302" * 40, "Odd", "active", 1)
    console = FixtureConsole(FakeServer((odd,)))
    async with console.run_test(size=(160, 45)) as pilot:
        await settled(pilot)
        await pilot.press("enter")
        await settled(pilot)
        facts = console.screen.query_one("#facts", Line)
        rows = [facts.render_line(y).text for y in range(facts.size.height)]
        assert [row.split()[0] for row in rows[:2]] == ["slug", "updated"]
        assert rows[-1].split()[0] == "created"


async def test_half_a_character_is_copied() -> None:
    console = FixtureConsole(FakeServer())
    async with console.run_test():
        console.copy_to_clipboard("a\ud800b")
        assert console.clipboard == "a\ud800b"


def test_the_last_words_of_a_crash_do_not_drive_the_terminal(
    monkeypatch: pytest.MonkeyPatch, capfd: pytest.CaptureFixture[str]
) -> None:
    def crash(console: Console, **_options: bool) -> None:
        console.crash_folder = Path("/x\n\x1b]0;owned\x07")
        console._fatal_error()

    monkeypatch.setattr(Console, "run", crash)
    monkeypatch.setattr(Console, "_close_messages_no_wait", lambda _: None)
    monkeypatch.setattr(tui.app.shell.crash, "write_report", lambda folder, *_: folder / "crash.txt")
    run_console(console_for(ConsoleStart(Missing)))
    assert capfd.readouterr().err.splitlines()[1:] == ["The report is in /x^J^[]0;owned^G/crash.txt."]
