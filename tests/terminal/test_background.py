"""Light or dark as the terminal is: asked once, answered whenever, and never typed into the console."""

from __future__ import annotations

import pytest

from tests.cases import cases
from tests.terminal.test_mouse import Written
from tui.terminal.background import BACKGROUND_ASKED, SCHEME_TOLD_OFF, SCHEME_TOLD_ON, background_of, can_be_asked
from tui.terminal.control_text import GIVE_BACK, leaves_screen
from tui.terminal.input import InputParser
from tui.terminal.input_events import Background, InputEvent, Key

pytestmark = pytest.mark.app

ANSWERS = (b"\x1b]11;rgb:ffff/ffff/ffff\x1b\\", b"\x1b]11;rgb:ff/ff/ff\x07", b"\x1b]11;#fdf6e3\x1b\\")


@cases(
    ("answer", "is_light"),
    [
        (b"11;rgb:0000/0000/0000", False),
        (b"11;rgb:1e1e/1e1e/2e2e", False),
        (b"11;rgb:fdfd/f6f6/e3e3", True),
        (b"11;rgb:f/f/f", True),
        (b"11;rgba:0000/2b2b/3636/ffff", False),
        (b"11;#fff", True),
        # Blue is dark to the eye, and yellow light.
        (b"11;#0000ff", False),
        (b"11;#ffff00", True),
    ],
)
def test_a_colour_is_light_or_dark(answer: bytes, is_light: bool) -> None:
    assert background_of(answer) == Background(is_light)


@cases("answer", [b"", b"11;?", b"10;rgb:ffff/ffff/ffff", b"11;rgb:ffff/ffff", b"11;#ff", b"11;white"])
def test_what_is_no_colour_is_no_answer(answer: bytes) -> None:
    assert background_of(answer) is None


@cases("answer", ANSWERS)
def test_an_answer_is_read_however_the_line_cuts_it_and_types_nothing(answer: bytes) -> None:
    for cut in range(1, len(answer)):
        parser = InputParser()
        parser.ask_background()
        events: list[InputEvent] = [
            *parser.feed(b"a" + answer[:cut], 0),
            *parser.feed(answer[cut:] + b"b", 0.01),
            *parser.expire(10),
        ]
        assert events == [Key("a", "a"), Background(True), Key("b", "b")], cut


def test_only_what_was_asked_for_is_told_and_nothing_else_of_a_string_is_kept() -> None:
    parser = InputParser()
    assert parser.feed(ANSWERS[0], 0) == []
    parser.ask_background()
    assert parser.feed(b"\x1b]52;c;QQ==\x07" + b"\x1b]11;rgb:" + b"f" * 10_000 + b"/ff/ff\x07", 1) == []
    assert parser.feed(ANSWERS[1] + ANSWERS[1], 2) == [Background(True)]


class Asking(Written):
    """A driver of an app that may follow the terminal."""

    def __init__(self, *, follows: bool) -> None:
        super().__init__(mouse=False)
        self._app = Follower(follows)  # type: ignore[assignment]  # all that the driver asks it
        self._parser = InputParser()


class Follower:
    """What an app says of its theme."""

    def __init__(self, follows: bool) -> None:
        self.follows_background = follows


def test_the_terminal_is_asked_once_and_only_where_no_theme_is_chosen(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("TERM", "xterm-256color")
    driver = Asking(follows=True)
    driver._ask_background()
    assert driver.take() == BACKGROUND_ASKED + SCHEME_TOLD_ON
    # Back from a suspend.
    driver._ask_background()
    assert driver.take() == SCHEME_TOLD_ON
    assert driver._parser.feed(ANSWERS[0], 0) == [Background(True)]
    chosen = Asking(follows=False)
    chosen._ask_background()
    assert chosen.take() == ""
    assert not can_be_asked({"TERM": "linux"})
    assert leaves_screen(BACKGROUND_ASKED + SCHEME_TOLD_ON)
    assert SCHEME_TOLD_OFF in GIVE_BACK
