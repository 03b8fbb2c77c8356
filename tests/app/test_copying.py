"""Copying and cutting say what was done: in the code and in the fields."""

from __future__ import annotations

import base64

import pytest
from textual.driver import Driver
from textual.pilot import Pilot

from tests.console_fixture import FUNCTIONS, FakeServer, FixtureConsole, function, press, settled
from tests.key_scenes import KEY_SCENES
from tests.scenes import Walk
from tests.screen_text import shown_text
from tui.app.editor.screen import EditorScreen
from tui.app.shell.status_line import StatusLine
from tui.app.widgets.field import Field

pytestmark = pytest.mark.usefixtures("in_xterm")


@pytest.fixture
def in_xterm(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("TERM", "xterm-256color")
    monkeypatch.delenv("TMUX", raising=False)
    monkeypatch.delenv("STY", raising=False)


async def opened(pilot: Pilot[int], monkeypatch: pytest.MonkeyPatch) -> list[str]:
    """Open the first function; answers what is written to the terminal from then on."""
    await settled(pilot)
    await pilot.press("enter")
    await settled(pilot)
    assert isinstance(pilot.app.screen, EditorScreen)
    driver = pilot.app._driver
    assert isinstance(driver, Driver)
    written: list[str] = []
    monkeypatch.setattr(driver, "write", written.append)
    return written


def status(pilot: Pilot[int]) -> str:
    return str(pilot.app.screen.query_one(StatusLine).content)


def handed(text: str) -> str:
    return f"\x1b]52;c;{base64.b64encode(text.encode()).decode()}\a"


async def test_copying_and_cutting_say_how_much_was_handed_over_in_the_code_and_in_a_field(
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    app = FixtureConsole(FakeServer())
    async with app.run_test(size=(80, 24)) as pilot:
        written = await opened(pilot, monkeypatch)
        await pilot.press("shift+right", "shift+right", "ctrl+c")
        assert status(pilot) == "2 characters handed to the terminal."
        assert handed("//") in written
        await pilot.press("shift+left", "ctrl+x")
        assert status(pilot) == "1 character handed to the terminal."
        assert handed("/") in written
        await pilot.press("right")
        assert "handed" not in status(pilot)
        await pilot.press("f6")
        assert isinstance(app.focused, Field)
        await pilot.press("home", "shift+end", "ctrl+c")
        assert status(pilot) == "11 characters handed to the terminal."
        del written[:]
        # A cut of nothing takes nothing away.
        await pilot.press("end", "ctrl+x")
        assert not any("\x1b]52" in each for each in written)
        assert app.clipboard == "Hello World"


async def test_what_is_too_large_is_pasted_here_and_not_sent(monkeypatch: pytest.MonkeyPatch) -> None:
    large = function("hello-world", "Hello World", "active", 2, "x" * 80_000)
    app = FixtureConsole(FakeServer(functions=(large, *FUNCTIONS[1:])))
    async with app.run_test(size=(80, 24)) as pilot:
        written = await opened(pilot, monkeypatch)
        await pilot.press("f7", "ctrl+c")
        assert status(pilot).startswith("Too large for the terminal's clipboard (80,000 bytes; 74,994 fit)")
        assert not any("\x1b]52" in each for each in written)
        assert app.clipboard == "x" * 80_000


async def opened_view(pilot: Pilot[int], walk: Walk, monkeypatch: pytest.MonkeyPatch) -> list[str]:
    """Go to a view; answers what is written to the terminal from then on."""
    await settled(pilot)
    await walk(pilot)
    await settled(pilot)
    driver = pilot.app._driver
    assert isinstance(driver, Driver)
    written: list[str] = []
    monkeypatch.setattr(driver, "write", written.append)
    return written


@pytest.mark.parametrize(
    ("scene", "key", "begins", "holds"),
    [
        ("list", "y", "hello-world", ""),
        ("list", "Y", "http://localhost:7130/functions/hello-world", ""),
        ("calls", "y", "function: ", "\ncalls, 1 h: "),
        ("audit", "y", "at: ", "\nUTC: "),
        ("schedules", "y", "name: ", "\ncalls: POST "),
        ("schedule-log", "y", "", "\n"),
        ("deployment", "y", "", "\n"),
        ("details", "y", "", "\n"),
    ],
)
async def test_each_view_copies_what_is_selected(
    monkeypatch: pytest.MonkeyPatch, scene: str, key: str, begins: str, holds: str
) -> None:
    found = next(each for each in KEY_SCENES if each.name == scene)
    app = found.console()
    async with app.run_test(size=(80, 24)) as pilot:
        written = await opened_view(pilot, found.walk, monkeypatch)
        assert type(app.screen) is found.kinds[0]
        await press(pilot, key)
        assert app.clipboard.startswith(begins)
        assert holds in app.clipboard
        assert not any(sign in app.clipboard for sign in "✓✗│")
        assert handed(app.clipboard) in written
        assert f"{len(app.clipboard):,} characters handed to the terminal." in shown_text(app)
