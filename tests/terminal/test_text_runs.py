"""Which runs of text are typed, and which are pastes without marks."""

from __future__ import annotations

import pytest

from tests.cases import cases
from tests.terminal.played_input import LOCAL, play, unrolled
from tui.terminal.input_events import Burst
from tui.terminal.key_names import keys_of_text
from tui.terminal.text_runs import TextRun, is_burst

INDENTED = "if (a) {\r    one();\r    if (b) {\r        two();\r    }\r}\r"


@cases("text", [INDENTED, "\tx\r\t\ty\r", "a\nb\nc\n", "one();\r\ntwo();\r\nthree();", f"{'x' * 30}\ry"])
def test_text_with_line_ends_that_comes_at_once_is_a_burst(text: str) -> None:
    assert play(text) == [Burst(text)]
    assert [*keys_of_text(text)] == unrolled(play(*text))


@cases("text", ["name\r", "/inspector\r\r", "\r\r\r", "a\rb", "{\rre", "\tab", "x" * 500, "ab\t\tcd", "\r"])
def test_what_is_typed_ahead_is_keys(text: str) -> None:
    assert not is_burst(text)
    assert [event for event in play(text) if isinstance(event, Burst)] == []


def test_another_key_between_makes_it_typing() -> None:
    assert not [event for event in play("// one\x1b[A\r  \x13two\r") if isinstance(event, Burst)]


def test_a_slow_line_sends_it_in_parts() -> None:
    parts: list[str | float] = []
    for character in INDENTED:
        # 9600 baud.
        parts += [character, 0.001]
    events = play(*parts)
    bursts = [event for event in events if isinstance(event, Burst)]
    # What stands before its first line end is given at once: as keys it is the same.
    assert [event.text for event in bursts] == [INDENTED[INDENTED.index("\r") :]]
    assert unrolled(events) == unrolled(play(INDENTED))
    # A part of it, held up and without an indented line, goes on with it.
    assert [
        event.text for event in play(INDENTED, 0.2, "three();\r", 5.0, "four();\r") if isinstance(event, Burst)
    ] == [
        INDENTED,
        "three();\r",
    ]


def test_nothing_is_held_longer_than_the_gap() -> None:
    run = TextRun(LOCAL.burst)
    run.add("name\r", 10.0)
    assert run.settle() == []
    assert run.deadline == pytest.approx(10.0 + LOCAL.burst)
    assert len(run.flush()) == 5
    assert run.deadline is None
    # A line end behind no text, and text without one, wait for nothing.
    for text in ("\r", "a", "abc"):
        run.add(text, 20.0 + len(text))
        assert len(run.settle()) == len(text)


def test_a_burst_without_end_is_given_in_parts() -> None:
    bursts = [event for event in play(*["  line\r" * 10_000] * 40) if isinstance(event, Burst)]
    assert len(bursts) == 3
    assert "".join(burst.text for burst in bursts) == "  line\r" * 400_000
