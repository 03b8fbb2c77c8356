"""Which driver a terminal gets, and what the driver relies on in Textual."""

from __future__ import annotations

import inspect

import pytest
from textual import _ansi_sequences, constants
from textual.app import App
from textual.driver import Driver
from textual.drivers.linux_driver import LinuxDriver
from textual.filter import Monochrome
from textual.strip import Strip

from tests.cases import cases
from tui.terminal.colours import Depth
from tui.terminal.control_text import SYNC_END, SYNC_START
from tui.terminal.driver import ResilientDriver
from tui.terminal.driver_colours import keep_all_colours
from tui.terminal.driver_differences import DifferenceDriver, choose_driver
from tui.terminal.output import abilities_of

pytestmark = pytest.mark.app


def test_textual_still_has_what_is_relied_on() -> None:
    assert (_ansi_sequences.SYNC_START, _ansi_sequences.SYNC_END) == (SYNC_START, SYNC_END)
    assert "driver_class" in inspect.signature(App.__init__).parameters
    assert list(inspect.signature(LinuxDriver.write).parameters) == ["self", "data"]
    assert "self.fileno" in inspect.getsource(LinuxDriver)
    # The console looks for its driver there, and the driver for the app.
    assert "self._driver:" in inspect.getsource(App.__init__)
    assert "self._app = app" in inspect.getsource(Driver.__init__)
    # What the driver for all terminals replaces or leans on.
    source = inspect.getsource(LinuxDriver)
    for name in (
        "_key_thread",
        "_mouse_pixels",
        "self._mouse:",
        "def _enable_mouse_support",
        "def _disable_mouse_support",
        "_in_band_window_resize = True",
        "_must_signal_resume",
        "def _run_input_thread",
        "def run_input_thread",
        # How it asks for kitty's keyboard protocol and takes it back, each in one piece.
        'self.write(f"\\x1b[>{KITTY_PROTOCOL_FLAG}u")',
        'self.write("\\x1b[<u")',
    ):
        assert name in source
    # The screen is drawn anew after a stop.
    assert "SignalResume" in dir(Driver)
    assert "self.app_resume_signal:" in inspect.getsource(App.__init__)
    assert constants.DISABLE_KITTY_KEY in (True, False)
    assert "_handle_exception" in dir(App)
    # Frames end with the place of the cursor.
    assert "Control.move_to" in inspect.getsource(App._display)


@pytest.mark.parametrize(
    "environment", [{"TERM": "xterm-256color"}, {"TERM": "linux"}, {"TERM": "xterm", "NO_COLOR": "1"}]
)
def test_textual_writes_all_colours_whatever_the_terminal_has(
    monkeypatch: pytest.MonkeyPatch, environment: dict[str, str]
) -> None:
    for name in ("TERM", "COLORTERM", "NO_COLOR"):
        monkeypatch.delenv(name, raising=False)
    for name, value in environment.items():
        monkeypatch.setenv(name, value)
    rounded: App[None] = App(driver_class=ResilientDriver)
    keep_all_colours(rounded)
    # What Rich and Textual would do, and a plain driver needs.
    assert rounded.console.color_system != "truecolor"
    assert any(isinstance(each, Monochrome) for each in rounded._filters) is ("NO_COLOR" in environment)

    whole: App[None] = App(driver_class=DifferenceDriver)
    keep_all_colours(whole)
    assert whole.console.color_system == "truecolor"
    assert not any(isinstance(each, Monochrome) for each in whole._filters)
    # Both are what frames are written with.
    assert "self._filters" in inspect.getsource(App.get_line_filters)
    assert "console._color_system" in inspect.getsource(Strip)


@cases(
    ("environment", "ours"),
    [
        ({"TERM": "xterm-256color"}, True),
        ({"TERM": "screen-256color"}, True),
        ({"TERM": "linux"}, True),
        ({}, True),
        ({"TERM": "xterm-256color", "INSFORGE_TUI_DRIVER": "plain"}, False),
    ],
)
def test_who_asks_gets_whole_frames(environment: dict[str, str], ours: bool) -> None:
    assert choose_driver(environment) is (DifferenceDriver if ours else ResilientDriver)


def test_erasing_in_colour_is_trusted_only_where_it_is_known() -> None:
    assert abilities_of({"TERM": "xterm-256color"}).erases_in_colour
    assert not abilities_of({"TERM": "screen-256color"}).erases_in_colour
    assert not abilities_of({"TERM": "xterm", "NO_COLOR": "1"}).erases_in_colour
    assert abilities_of({"TERM": "xterm", "NO_COLOR": "1"}).depth is Depth.NONE
