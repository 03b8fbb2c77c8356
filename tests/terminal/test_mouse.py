"""Who has the mouse, and what the terminal is sent for it at the start, in between and behind a stop."""

from __future__ import annotations

import pytest

from tests.cases import cases
from tui.terminal.control_text import GIVE_BACK
from tui.terminal.driver import ResilientDriver
from tui.terminal.mouse import MOUSE_OFF, MOUSE_ON, MOUSE_PIXELS_OFF, MOUSE_PIXELS_ON, wants_mouse

pytestmark = pytest.mark.app


@cases(
    ("environment", "wanted"),
    [
        ({"TERM": "xterm-256color"}, True),
        ({"TERM": "xterm-256color", "SSH_CONNECTION": "192.0.2.1 50000 192.0.2.2 22"}, False),
        ({"TERM": "xterm-256color", "SSH_TTY": "/dev/pts/1"}, False),
        ({"TERM": "tmux-256color", "TMUX": "/tmp/tmux-0/default,1,0"}, True),
        # GNU screen keeps Escape back while the mouse is asked for.
        ({"TERM": "screen", "STY": "1.pts"}, False),
        ({"SSH_TTY": ""}, True),
    ],
)
def test_the_mouse_is_asked_for_where_it_does_no_harm_or_is_wanted(environment: dict[str, str], wanted: bool) -> None:
    assert wants_mouse(environment) is wanted
    assert wants_mouse(environment, True)
    assert not wants_mouse(environment, False)


class Written(ResilientDriver):
    """A driver that remembers what it would send."""

    def __init__(self, *, mouse: bool, tells_size: bool = False) -> None:
        self._mouse = mouse
        self._mouse_pixels = False
        self._in_band_window_resize = tells_size
        self.written = ""

    def write(self, data: str) -> None:
        self.written += data

    def take(self) -> str:
        """What was written since the last time."""
        written, self.written = self.written, ""
        return written


def test_the_mouse_is_given_back_and_taken_again() -> None:
    driver = Written(mouse=True)
    driver.use_mouse(True)
    assert driver.take() == ""
    driver.use_mouse(False)
    assert driver.take() == MOUSE_OFF
    # A resume asks for it only where the console has it, and an end takes back only what was asked.
    driver._enable_mouse_support()
    driver._enable_mouse_pixels()
    driver._disable_mouse_support()
    assert driver.take() == ""
    driver.use_mouse(True)
    assert driver.take() == MOUSE_ON


def test_places_in_pixels_go_with_the_mouse_and_come_back_with_it() -> None:
    driver = Written(mouse=False, tells_size=True)
    driver.use_mouse(True)
    assert driver.take() == MOUSE_ON + MOUSE_PIXELS_ON
    # Taken again after a SIGSTOP: the mode that came last is the one that holds.
    driver._enable_mouse_support()
    assert driver.take() == MOUSE_ON + MOUSE_PIXELS_ON
    driver.use_mouse(False)
    assert driver.take() == MOUSE_PIXELS_OFF + MOUSE_OFF
    driver._enable_mouse_support()
    assert driver.take() == ""


def test_a_forced_end_takes_the_mouse_back_whatever_was_asked() -> None:
    assert MOUSE_OFF in GIVE_BACK
    assert MOUSE_PIXELS_OFF in GIVE_BACK
