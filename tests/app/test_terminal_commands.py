"""What the terminal is asked for while the console runs, said in the status line."""

from __future__ import annotations

import pytest
from textual.geometry import Region

from tests.console_fixture import FakeServer, FixtureConsole, arrives, press, rested, settled, typed
from tests.terminal.recorded_console import RecordedConsole, Recording
from tui.app.editor.screen import EditorScreen
from tui.app.shell.questions import DetailsScreen
from tui.app.shell.status_line import StatusLine
from tui.app.shell.terminal_commands import TerminalCommands
from tui.app.widgets.theme import DARK, LIGHT
from tui.terminal.mouse import MOUSE_OFF, MOUSE_ON
from tui.terminal.output import Capabilities

pytestmark = pytest.mark.app


async def test_a_key_gives_the_mouse_to_the_terminal_and_takes_it_again() -> None:
    recording = Recording(80, 24, Capabilities())
    console = RecordedConsole(FakeServer(), recording)
    async with console.run_test(headless=False, size=(80, 24)) as pilot:
        await settled(pilot)
        recording.sent.clear()
        await press(pilot, "alt+p")
        assert "".join(recording.sent).count(MOUSE_OFF) == 1
        line = console.screen.query_one(StatusLine)
        assert isinstance(console.terminal, TerminalCommands)
        assert not console.terminal.has_mouse
        assert line.last_said.endswith("alt+p takes it again.")
        recording.sent.clear()
        await press(pilot, "alt+p")
        assert "".join(recording.sent).count(MOUSE_ON) == 1
        assert line.last_said == "The mouse is the console's again: click, and turn the wheel."
        # In the code and in a dialog there is the most to select.
        recording.sent.clear()
        await press(pilot, "enter", "alt+p")
        assert "".join(recording.sent).count(MOUSE_OFF) == 1
        await press(pilot, "f4", "alt+p")
        assert isinstance(console.screen, DetailsScreen)
        assert "".join(recording.sent).count(MOUSE_ON) == 1
        recording.check()
    recording.close()


async def test_the_theme_follows_the_terminal_until_one_is_chosen() -> None:
    console = FixtureConsole(FakeServer(), theme="")
    async with console.run_test(size=(80, 24)) as pilot:
        await settled(pilot)
        assert console.theme == DARK.name
        await arrives(pilot, "\x1b[?997;2n")
        assert console.theme == LIGHT.name
        await arrives(pilot, "\x1b[?997;1n")
        assert console.theme == DARK.name
        await press(pilot, "ctrl+p", typed("switch light"), "enter")
        assert console.theme == LIGHT.name
        await arrives(pilot, "\x1b[?997;1n")
        assert console.theme == LIGHT.name
    chosen = FixtureConsole(FakeServer(), theme="dark")
    async with chosen.run_test(size=(80, 24)) as pilot:
        await arrives(pilot, "\x1b[?997;2n")
        assert chosen.theme == DARK.name


async def test_redraw_paints_anew_also_what_the_editor_keeps_of_its_rows() -> None:
    app = FixtureConsole(FakeServer())
    async with app.run_test(size=(80, 24)) as pilot:
        await press(pilot, "enter")
        await rested(pilot)
        assert isinstance(app.screen, EditorScreen)
        code = app.screen.code
        whole = Region(0, 0, *code.size)
        right = [strip.text for strip in code.render_lines(whole)]
        code._strips = dict.fromkeys(code._strips, code._strips[0])
        assert [strip.text for strip in code.render_lines(whole)] != right
        await press(pilot, "ctrl+l")
        assert [strip.text for strip in code.render_lines(whole)] == right
