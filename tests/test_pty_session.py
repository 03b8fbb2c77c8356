"""The terminal that journeys look at shows what a terminal shows."""

from __future__ import annotations

import os

from tests.pty_session import TerminalSession

FRAME = r'printf "before\033[?2026h half"; read line; printf " whole\033[?2026lbehind"; read line'
ENDS_IN_IT = r'printf "before\033[?2026h half"'


def test_a_frame_is_shown_once_it_is_whole() -> None:
    with TerminalSession(["sh", "-c", FRAME], env=os.environ) as terminal:
        terminal.wait_until(lambda: b" half" in terminal.raw, "half a frame")
        assert terminal.text.rstrip() == "before"
        terminal.press("enter")
        terminal.wait_shown("half", "whole", "behind")


def test_a_program_that_ends_in_the_middle_of_a_frame_is_shown() -> None:
    with TerminalSession(["sh", "-c", ENDS_IN_IT], env=os.environ) as terminal:
        terminal.wait_end()
        assert terminal.text.rstrip() == "before half"
