"""What goes down the line, and that nothing queues up behind a slow one."""

from __future__ import annotations

import contextlib
import os

from rich.cells import get_character_cell_size

from tests.terminal.emulator import Emulator
from tui.terminal.output import Capabilities, TerminalOutput


class Pipe:
    """A line to a terminal, over a pipe."""

    def __init__(self) -> None:
        self.reader, self.writer = os.pipe()
        self.line = TerminalOutput(self.writer, get_character_cell_size, Capabilities())
        self.seen = Emulator(40, 10)

    def read(self) -> str:
        """What came since, once nothing is on its way."""
        self.line.settle()
        os.set_blocking(self.reader, False)
        parts: list[bytes] = []
        while True:
            try:
                part = os.read(self.reader, 1 << 16)
            except BlockingIOError:
                break
            parts.append(part)
            self.line.settle()
        text = b"".join(parts).decode()
        self.seen.feed(text)
        return text

    def close(self) -> None:
        """End it."""
        self.line.close()
        os.close(self.reader)
        os.close(self.writer)


def frame(*rows: str, cursor: tuple[int, int] = (0, 0)) -> str:
    """A frame as Textual draws it."""
    moves = [f"\x1b[{y};1H\x1b[38;2;1;2;3m{row:<40}\x1b[0m" for y, row in enumerate(rows, 1)]
    return "".join(moves) + f"\x1b[{cursor[1] + 1};{cursor[0] + 1}H"


def test_a_letter_in_a_line_is_a_letter_and_two_moves() -> None:
    pipe = Pipe()
    pipe.line.frame(frame("const one = two(three, four);", cursor=(6, 0)), cursor=True)
    pipe.read()
    pipe.line.frame(frame("const xone = two(three, four);", cursor=(7, 0)), cursor=True)
    assert len(pipe.read()) <= 20
    assert pipe.seen.screen.display[0].rstrip() == "const xone = two(three, four);"
    assert (pipe.seen.screen.cursor.x, pipe.seen.screen.cursor.y) == (7, 0)
    pipe.close()


def test_the_same_frame_again_sends_nothing() -> None:
    pipe = Pipe()
    pipe.line.frame(frame("one", "two"), cursor=False)
    pipe.read()
    pipe.line.frame(frame("one", "two"), cursor=False)
    assert pipe.read() == ""
    pipe.close()


def test_a_move_of_the_cursor_is_a_move() -> None:
    pipe = Pipe()
    pipe.line.frame(frame("one", cursor=(0, 0)), cursor=True)
    pipe.read()
    pipe.line.frame(frame("one", cursor=(1, 0)), cursor=True)
    assert pipe.read() == "\x1b[C"
    pipe.close()


def test_after_forgetting_all_is_drawn() -> None:
    pipe = Pipe()
    pipe.line.frame(frame("one"), cursor=False)
    pipe.read()
    pipe.line.invalidate()
    pipe.line.frame(frame("one"), cursor=False)
    assert "one" in pipe.read()
    pipe.close()


def test_control_text_goes_through_as_it_is_and_in_its_order() -> None:
    pipe = Pipe()
    pipe.line.control("\x1b]0;title\x07", invalidate=False)
    pipe.line.frame(frame("one"), cursor=False)
    pipe.line.control("\x1b[?1049l", invalidate=True)
    text = pipe.read()
    assert text.index("title") < text.index("one") < text.index("\x1b[?1049l")
    pipe.close()


def test_control_characters_in_a_frame_never_reach_the_terminal() -> None:
    pipe = Pipe()
    pipe.line.frame("\x1b[1;1Ha\x07b\x08c\x9bd\x1b[1;1H", cursor=False)
    text = pipe.read()
    assert "a?b?c?d" in text
    assert not {"\x07", "\x08", "\x9b"} & set(text)
    pipe.close()


def test_frames_behind_a_stuck_line_replace_each_other() -> None:
    pipe = Pipe()
    # Fill the pipe, so that the next write must wait.
    os.set_blocking(pipe.writer, False)
    filled = 0
    try:
        while True:
            filled += os.write(pipe.writer, b" " * 4096)
    except BlockingIOError:
        pass
    os.set_blocking(pipe.writer, True)
    for number in range(500):
        pipe.line.frame(frame(*(f"frame {number} row {row}" for row in range(10))), cursor=False)
    os.set_blocking(pipe.reader, True)
    left = filled
    while left:
        left -= len(os.read(pipe.reader, left))
    text = pipe.read()
    # The frame that was on its way, and the newest: not five hundred.
    assert len(text) < 5000
    assert pipe.seen.screen.display[9].rstrip() == "frame 499 row 9"
    pipe.close()


def test_a_frame_that_waits_is_not_painted_over_the_shells_screen() -> None:
    pipe = Pipe()
    os.set_blocking(pipe.writer, False)
    # The line is full: whatever comes now waits.
    filled = 0
    with contextlib.suppress(BlockingIOError):
        while True:
            filled += os.write(pipe.writer, b"." * 4096)
    pipe.line.frame(frame("one"), cursor=False)
    pipe.line.frame(frame("two"), cursor=False)
    pipe.line.leave()
    pipe.line.control("\x1b[m\x1b[?1049l", invalidate=True)
    pipe.line.frame(frame("three"), cursor=False)
    while filled > 0:
        filled -= len(os.read(pipe.reader, filled))
    sent = pipe.read()
    assert "one" in sent
    assert sent.endswith("\x1b[m\x1b[?1049l")
    pipe.line.reopen()
    pipe.line.frame(frame("four"), cursor=False)
    assert "four" in pipe.read()
    pipe.close()
