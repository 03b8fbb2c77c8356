"""Plays bytes and pauses to the parser of input, as the driver does, on a clock that is turned by hand."""

from __future__ import annotations

from collections.abc import Iterable

from tui.terminal.input import InputParser
from tui.terminal.input_delays import InputDelays
from tui.terminal.input_events import Burst, InputEvent, Key
from tui.terminal.key_names import keys_of_text

LOCAL = InputDelays()


def play(
    *parts: bytes | str | float, delays: InputDelays = LOCAL, parser: InputParser | None = None
) -> list[InputEvent]:
    """The events for bytes (text is sent as UTF-8) with pauses in seconds between them, and silence at the end."""
    parser = parser or InputParser(delays)
    now, events = 100.0, []
    for part in parts:
        if isinstance(part, float):
            events += until(parser, now + part)
            now += part
        else:
            events += parser.feed(part.encode() if isinstance(part, str) else part, now)
    return events + until(parser, now + 1000)


def until(parser: InputParser, end: float) -> list[InputEvent]:
    """What silence up to a time brings."""
    events: list[InputEvent] = []
    while parser.wake_at is not None and parser.wake_at <= end:
        events += parser.expire(parser.wake_at)
    return events


def unrolled(events: Iterable[InputEvent]) -> list[InputEvent]:
    """Bursts as the keys they are elsewhere."""
    found: list[InputEvent] = []
    for event in events:
        found += keys_of_text(event.text) if isinstance(event, Burst) else (event,)
    return found


def names(*parts: bytes | str | float, delays: InputDelays = LOCAL) -> list[str]:
    """The names of the keys; everything else by its type's name."""
    return [event.name if isinstance(event, Key) else type(event).__name__ for event in play(*parts, delays=delays)]


def typed(*parts: bytes | str | float) -> str:
    """The printable text that the keys type."""
    keys = (event for event in unrolled(play(*parts)) if isinstance(event, Key))
    return "".join(key.character for key in keys if key.character and key.character.isprintable())
