"""Which texts keep what the screen shows known."""

from __future__ import annotations

from tests.cases import cases
from tui.terminal.control_text import is_frame, leaves_screen
from tui.terminal.mouse import MOUSE_OFF, MOUSE_ON, MOUSE_PIXELS_ON


@cases(
    ("text", "leaves"),
    [
        ("\x1b[?1004h", True),
        (MOUSE_ON + MOUSE_PIXELS_ON, True),
        (MOUSE_OFF, True),
        ("\x1b]52;c;YQ==\x07", True),
        ("\x1b[?2026$p\x1b[6n", True),
        ("\x1b[?1049h", False),
        ("\x1b[2J", False),
        ("\x1b[m", False),
        ("text", False),
    ],
)
def test_modes_questions_title_and_clipboard_leave_the_screen(text: str, leaves: bool) -> None:
    assert leaves_screen(text) is leaves
    assert not is_frame(text)


def test_a_frame_begins_with_a_place() -> None:
    assert is_frame("\x1b[1;1Htext")
    assert is_frame("\x1b[H")
