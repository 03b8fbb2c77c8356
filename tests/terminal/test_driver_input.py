"""What the app is told of what the terminal said, and which keyboard protocol the terminal is asked for."""

from __future__ import annotations

from collections.abc import Sequence
from types import SimpleNamespace

import pytest
from textual import events, messages
from textual.message import Message

from tests.terminal.played_input import play
from tui.terminal.driver_input import (
    KEYBOARD_OFF,
    KEYBOARD_ON,
    EventTranslator,
    TextArrived,
    keyboard_request,
    wants_legacy_keyboard,
)
from tui.terminal.input_events import Burst, Paste

pytestmark = pytest.mark.app


def told(*parts: bytes | str | float) -> Sequence[Message]:
    translator = EventTranslator()
    return [message for event in play(*parts) for message in translator.messages(event)]


def test_keys_pastes_and_focus() -> None:
    key, command, focus, paste, blur, _, burst = told(
        "ы\x1bd\x1b[I\x1b[200~a\x1b[201~\x1b[O\x1b[200~\x1b[201~  a\r  b\r"
    )
    assert isinstance(key, events.Key)
    assert (key.key, key.character, key.is_printable) == ("ы", "ы", True)
    assert isinstance(command, events.Key)
    assert (command.key, command.character) == ("alt+d", None)
    assert isinstance(focus, events.AppFocus)
    assert isinstance(blur, events.AppBlur)
    assert isinstance(paste, TextArrived)
    assert paste.what == Paste("a")
    assert isinstance(burst, TextArrived)
    assert isinstance(burst.what, Burst)


def mouse(*parts: bytes | str | float) -> list[tuple[str, float, float, int]]:
    found = [each for each in told(*parts) if isinstance(each, events.MouseEvent)]
    return [(type(each).__name__, each.x, each.y, each.button) for each in found]


def test_the_mouse_in_all_protocols() -> None:
    assert mouse("\x1b[<0;5;6M\x1b[<0;5;6m\x1b[<35;7;6M\x1b[<64;7;6M\x1b[<65;7;6M\x1b[<2;1;1M") == [
        ("MouseDown", 4, 5, 1),
        ("MouseUp", 4, 5, 1),
        ("MouseMove", 6, 5, 0),
        ("MouseScrollUp", 6, 5, 0),
        ("MouseScrollDown", 6, 5, 0),
        ("MouseDown", 0, 0, 3),
    ]
    # The old protocol; its release does not say of what, which Textual finds out from the next move.
    assert mouse(b"\x1b[M \xe1\xe2\x1b[M#\xe1\xe2") == [("MouseDown", 192, 193, 1), ("MouseMove", 192, 193, 0)]
    assert mouse("\x1b[<0;-3;5M\x1b[<128;1;1M\x1b[<0;0;1M") == []
    translator = EventTranslator()
    first, second = (next(iter(translator.messages(event))) for event in play("\x1b[<0;5;6M\x1b[<35;7;5M"))
    assert isinstance(first, events.MouseEvent)
    assert isinstance(second, events.MouseEvent)
    assert (second.delta_x, second.delta_y) == (2, -1)


def test_sizes_and_the_mouse_in_pixels() -> None:
    (size,) = told("\x1b[48;24;80;480;800t")
    assert isinstance(size, events.Resize)
    assert size.size == (80, 24)
    assert mouse("\x1b[48;24;80;480;800t\x1b[<0;101;41M") == [("MouseDown", 10, 2, 1)]
    # A terminal without pixels has cells.
    assert mouse("\x1b[48;24;80;0;0t\x1b[<0;11;3M") == [("MouseDown", 10, 2, 1)]
    assert told("\x1b[48;0;0;0;0t") == []


def test_modes(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.delenv("LC_TERMINAL", raising=False)
    monkeypatch.delenv("TERM_PROGRAM", raising=False)
    synchronised, sizes = told("\x1b[?2026;2$y\x1b[?2026;0$y\x1b[?2048;2$y\x1b[?7;1$y")
    assert isinstance(synchronised, messages.TerminalSupportsSynchronizedOutput)
    assert isinstance(sizes, messages.InBandWindowResize)
    assert sizes.supported
    assert not sizes.enabled
    monkeypatch.setenv("TERM_PROGRAM", "iTerm.app")
    assert told("\x1b[?2048;2$y") == []


def test_the_keyboard_protocol_is_asked_for_with_the_base_layout_or_not_at_all() -> None:
    assert keyboard_request("\x1b[>25u", legacy=False) == KEYBOARD_ON
    assert keyboard_request("\x1b[>25u", legacy=True) == ""
    # Nothing is taken back that was not asked for: it might be the shell's.
    assert keyboard_request(KEYBOARD_OFF, legacy=False) == KEYBOARD_OFF
    assert keyboard_request(KEYBOARD_OFF, legacy=True) == ""
    assert keyboard_request("\x1b[?25l", legacy=True) == "\x1b[?25l"
    assert wants_legacy_keyboard(SimpleNamespace(keyboard_protocol="legacy"))
    assert not wants_legacy_keyboard(SimpleNamespace(keyboard_protocol="kitty"))
    assert not wants_legacy_keyboard(SimpleNamespace())
