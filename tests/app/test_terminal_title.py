"""The terminal's title: what is open and on which server, only where it was asked for, and taken back at the end."""

from __future__ import annotations

import pytest

from tests.console_fixture import FakeServer, FixtureConsole, press, settled
from tests.terminal.test_mouse import Written
from tui.app.shell.terminal_title import TerminalTitle, title_of
from tui.terminal.control_text import TITLE_BACK, TITLE_KEPT, leaves_screen, title_text

pytestmark = pytest.mark.app


def test_nothing_in_a_title_drives_the_terminal() -> None:
    assert title_of("hello*", "a.example") == "insforge: hello* – a.example"
    assert title_of("", "") == "insforge"
    hostile = title_of("a\x07\x1b]52;c;QQ==\x07\x9c\u202e\n", "b\x1b\\" + "x" * 1000)
    assert hostile.isprintable()
    assert len(hostile) < 140
    assert leaves_screen(title_text(hostile))


def test_a_title_is_sent_when_it_changes_and_only_where_it_is_wanted() -> None:
    shown: list[str] = []
    title = TerminalTitle(shown.append, wanted=True)
    title.about("functions")
    title.about("functions")
    title.on_server("a.example")
    assert shown == ["insforge: functions", "insforge: functions – a.example"]
    TerminalTitle(shown.append, wanted=False).about("calls")
    assert len(shown) == 2


async def test_the_title_says_what_is_open_and_whether_it_is_unsaved() -> None:
    console = FixtureConsole(FakeServer())
    shown: list[str] = []
    console.title_line = TerminalTitle(shown.append, wanted=True)
    async with console.run_test(size=(80, 24)) as pilot:
        await settled(pilot)
        assert shown[-1] == "insforge: functions – localhost:7130"
        await press(pilot, "enter")
        assert shown[-1] == "insforge: hello-world – localhost:7130"
        await press(pilot, "x")
        assert shown[-1] == "insforge: hello-world* – localhost:7130"
        told = len(shown)
        await press(pilot, "y", "z")
        assert len(shown) == told
        await press(pilot, "ctrl+z", "ctrl+z", "ctrl+z", "escape", "x")
        assert shown[-1] == "insforge: hello-world – localhost:7130"
        await press(pilot, "escape", "2")
        assert shown[-1] == "insforge: calls – localhost:7130"


def test_the_terminals_own_title_is_kept_and_comes_back() -> None:
    driver = Written(mouse=False)
    driver.started = True
    driver.show_title("one")
    assert driver.take() == TITLE_KEPT + title_text("one")
    driver.show_title("two")
    assert driver.take() == title_text("two")
    # Suspended, and back.
    driver._take_back_title()
    assert driver.take() == TITLE_BACK
    driver._send_title()
    assert driver.take() == TITLE_KEPT + title_text("two")
    untitled = Written(mouse=False)
    untitled._send_title()
    untitled._take_back_title()
    assert untitled.take() == ""
