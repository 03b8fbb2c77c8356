"""Streams of known events, cut at every byte with pauses, and streams that no keyboard sends, to what reads input.

    python -m tests.faults.input_streams [--streams N] [--seed S] [--tmux]

A stream is keys in every encoding, pastes with hostile content, mouse, focus and reports. Sent in one piece it gives
the events it was made of; cut at each of its bytes, with a pause there, it must give the same. `--tmux` pastes and
types into the whole console, inside of tmux and GNU screen: see `multiplexers`.
"""

from __future__ import annotations

import argparse
import random
import resource
import sys
import time
import tracemalloc
from collections.abc import Callable, Iterable, Iterator, Sequence
from typing import NamedTuple

from tests.faults.multiplexers import run as run_multiplexers
from tests.terminal.played_input import LOCAL, play, unrolled
from tui.terminal.input import InputParser
from tui.terminal.input_events import Focus, InputEvent, Key, ModeReport, Mouse, Paste, SizeReport
from tui.terminal.reports import replaces

Piece = tuple[bytes, tuple[InputEvent, ...]]
"""Bytes, and what they are."""

_KEYS: Sequence[tuple[str, str]] = (
    ("\x1b[A", "up"), ("\x1bOB", "down"), ("\x1b[1;2C", "shift+right"), ("\x1b[1;5H", "ctrl+home"),
    ("\x1b[Z", "shift+tab"), ("\x1bOP", "f1"), ("\x1b[1;2R", "shift+f3"), ("\x1b[13~", "f3"),
    ("\x1b[25~", "shift+f3"), ("\x1b[[C", "f3"), ("\x1b[19;2~", "shift+f8"), ("\x1b[7$", "shift+home"),
    ("\x1b[8^", "ctrl+end"), ("\x1b[a", "shift+up"), ("\x1bOd", "ctrl+left"), ("\x1b[3~", "delete"),
    ("\x1b[6;5~", "ctrl+pagedown"), ("\x1bd", "alt+d"), ("\x1bD", "alt+shift+d"), ("\x1b\x7f", "ctrl+w"),
    ("\x1bé", "alt+é"), ("\x1b漢", "alt+漢"), ("\x1b[27;5;115~", "ctrl+s"),
    ("\x1b[13;2u", "shift+enter"), ("\x1b[1099::115;5u", "ctrl+s"), ("\x1b[1099;3u", "alt+s"),
    ("\x1b[57;3u", "alt+9"), ("\x1b[115;69u", "ctrl+s"), ("\x1b[97;6u", "ctrl+shift+a"),
    ("\x1b[57417;5u", "ctrl+left"), ("\x1b[1;1:2B", "down"), ("\x1bO5A", "ctrl+up"),
)  # fmt: skip
_TYPED: Sequence[tuple[str, str, str]] = (
    ("\x1b[57;7;93u", "right_square_bracket", "]"), ("\x1b[97:65;2;65u", "A", "A"), ("\x1b[97u", "a", "a"),
    ("\x1b[57404u", "5", "5"), ("\x1b[13u", "enter", "\r"), ("\x1bOp", "0", "0"), ("é", "é", "é"), ("漢", "漢", "漢"),
    ("😀", "grinning_face", "😀"), ("x", "x", "x"), (" ", "space", " "), ("\r", "enter", "\r"), ("\t", "tab", "\t"),
    ("\x13", "ctrl+s", "\x13"), ("\x11", "ctrl+q", "\x11"), ("\x7f", "backspace", "\x7f"), ("\x00", "ctrl+@", "\x00"),
)  # fmt: skip
_SILENT = (
    "\x1b[57358;1;65u", "\x1b[57360u", "\x1b[97;1:3u", "\x1b[?62;22c", "\x1b[>1;2;3c", "\x1b[24;80R", "\x1b[0n",
    "\x1b]11;rgb:1/2/3\x1b\\", "\x1b]52;c;QQ==\x07", "\x1bP>|x(1)\x1b\\", "\x1b_Gi=1;OK\x1b\\", "\x1b[201~", "\x1b[E",
)  # fmt: skip
_IN_PASTES = (
    "\x1b", "\x13", "\x11", "\x1b[A", "\x1b[200~", "\x1b[201", "\x1b[20", "\x1b[", "\x1b[13;5u", "\x00", "\x7f", "\x9b",
    "\r\n", "\t", "漢", "é", "\x1b]52;c;QQ==\x07", "\x1b[<0;1;1M", "text", "  one();\r", "\ufeff",
)  # fmt: skip
_CONTROLS = frozenset(map(chr, (*range(9), 11, 12, *range(14, 32), *range(127, 160))))
_LONG_PAUSE, _SHORT_PAUSE = LOCAL.paste - 0.01, LOCAL.escape - 0.01


def _paste(rng: random.Random) -> Piece:
    content = "".join(rng.choice(_IN_PASTES) for _ in range(rng.randint(0, 12)))
    if "\x1b[201~" in content + "\x1b":
        content = content.replace("\x1b[201~", "")
    text = "".join(each for each in content if each not in _CONTROLS)
    return f"\x1b[200~{content}\x1b[201~".encode(), (Paste(text, len(content) - len(text)),)


def _report(rng: random.Random) -> Piece:
    x, y = rng.randint(1, 223), rng.randint(1, 223)
    pieces: tuple[Piece, ...] = (
        (f"\x1b[<{rng.choice((0, 2, 35, 64))};{x};{y}M".encode(), ()),
        (b"\x1b[I", (Focus(True),)),
        (b"\x1b[O", (Focus(False),)),
        (b"\x1b[?2026;2$y", (ModeReport(2026, 2),)),
        (f"\x1b[48;{y};{x};9;9t".encode(), (SizeReport(x, y, 9, 9),)),
        (b"\x1b[M\x20" + bytes((x + 32, y + 32)), (Mouse(0, x, y, False),)),
    )
    sent, events = rng.choice(pieces)
    if sent.startswith(b"\x1b[<"):
        buttons = int(sent[3 : sent.index(b";")])
        events = (Mouse(buttons, x, y, False),)
    return sent, events


def pieces(rng: random.Random, count: int) -> list[Piece]:
    """What a stream is made of, at random."""
    found: list[Piece] = []
    for _ in range(count):
        kind = rng.random()
        if kind < 0.35:
            sent, name = rng.choice(_KEYS)
            found.append((sent.encode(), (Key(name),)))
        elif kind < 0.65:
            sent, name, character = rng.choice(_TYPED)
            found.append((sent.encode(), (Key(name, character),)))
        elif kind < 0.75:
            found.append((rng.choice(_SILENT).encode(), ()))
        elif kind < 0.88:
            found.append(_report(rng))
        else:
            found.append(_paste(rng))
    return found


class Figures(NamedTuple):
    """What a run did."""

    streams: int
    cuts: int
    pauses: int
    events: int
    differences: tuple[str, ...]


def told(events: Iterable[InputEvent]) -> list[InputEvent]:
    """Events as they are compared: bursts as keys, and of reports that replace each other the last."""
    found: list[InputEvent] = []
    for event in unrolled(events):
        if found and replaces(event, found[-1]):
            found.pop()
        found.append(event)
    return found


def fuzz(streams: int, seed: int, longest: int = 12) -> Figures:
    """Cut streams at each byte, with no pause, a short and a long one; half of them at a second place as well."""
    rng = random.Random(seed)
    cuts = pauses = events = 0
    differences: list[str] = []
    for number in range(streams):
        parts = pieces(rng, rng.randint(1, longest))
        stream = b"".join(sent for sent, _ in parts)
        expected = told(event for _, made in parts for event in made)
        events += len(expected)
        if told(play(stream)) != expected:
            differences.append(f"stream {number}, whole: {stream!r}")
            continue
        inside = _inside_pastes(parts)
        for cut in range(1, len(stream)):
            cuts += 1
            second = rng.randint(cut, len(stream))
            for pause in (0.0, LOCAL.burst + 0.01, _SHORT_PAUSE, _LONG_PAUSE if cut in inside else 0.0):
                pauses += pause > 0
                rest: tuple[bytes | float, ...] = (stream[cut:],)
                if rng.random() < 0.5:
                    rest = (stream[cut:second], _SHORT_PAUSE, stream[second:])
                found = told(play(stream[:cut], pause, *rest))
                if found != expected:
                    differences.append(f"stream {number} at {cut}, {pause} s: {stream!r}\n  {found}\n  {expected}")
    return Figures(streams, cuts, pauses, events, tuple(differences))


def _inside_pastes(parts: Sequence[Piece]) -> set[int]:
    """The places in a stream where a pause of any length changes nothing: behind the start mark of a paste."""
    found: set[int] = set()
    position = 0
    for sent, _ in parts:
        if sent.startswith(b"\x1b[200~"):
            found.update(range(position + 6, position + len(sent)))
        position += len(sent)
    return found


# Hostile streams


class Cost(NamedTuple):
    """What a hostile stream took: bytes, seconds of the processor, MiB at most, and what came out."""

    name: str
    sent_bytes: int
    seconds: float
    peak_mib: float
    events: int
    works_after: bool


def _repeated(data: bytes, count: int) -> Iterator[bytes]:
    chunk = data * max(1, 65536 // len(data))
    left = len(data) * count
    while left > 0:
        yield chunk[:left]
        left -= len(chunk)


HOSTILE: dict[str, Callable[[int], Iterator[bytes]]] = {
    "a paste of {n} MB": lambda n: iter((b"\x1b[200~", *_repeated(b"const x = 1;\r\n   ", n * 65536), b"\x1b[201~")),
    "a paste of {n} MB without an end": lambda n: iter((b"\x1b[200~", *_repeated(b"0123456789abcde\r", n * 65536))),
    "a paste of {n} MB of end marks but one byte": lambda n: iter(
        (b"\x1b[200~", *_repeated(b"\x1b[201", n * 209715), b"\x1b[201~")
    ),
    "OSC without an end, {n} MB": lambda n: iter((b"\x1b]52;c;", *_repeated(b"QUJD", n * 262144))),
    "DCS without an end, {n} MB": lambda n: iter((b"\x1bP1$r", *_repeated(b"\x13\x11ab", n * 262144))),
    "APC without an end, {n} MB": lambda n: iter((b"\x1b_G", *_repeated(b"abcd", n * 262144))),
    "CSI without an end, {n} MB": lambda n: iter((b"\x1b[", *_repeated(b"1;1:", n * 262144))),
    "10,000 reports of the size": lambda _: _repeated(b"\x1b[48;24;80;480;800t", 10_000),
    "100,000 escapes": lambda _: _repeated(b"\x1b", 100_000),
    "bytes that are not UTF-8, {n} MB / 100": lambda n: _repeated(b"\xff\xc3\xe6\xbc", n * 2621),
}


def hostile(name: str, megabytes: int) -> Cost:
    """Send one hostile stream, let the line be silent, and see that keys work."""
    parser = InputParser()
    sent = events = 0
    now = 0.0
    tracemalloc.start()
    began = time.process_time()
    for chunk in HOSTILE[name](megabytes):
        sent += len(chunk)
        events += len(parser.feed(chunk, now))
        now += 0.001
    while parser.wake_at is not None:
        now = parser.wake_at
        events += len(parser.expire(now))
    seconds = time.process_time() - began
    peak = tracemalloc.get_traced_memory()[1] / (1 << 20)
    tracemalloc.stop()
    works = play("x\x13", parser=parser) == [Key("x", "x"), Key("ctrl+s", "\x13")]
    return Cost(name.format(n=megabytes), sent, seconds, peak, events, works)


def main() -> int:
    options = argparse.ArgumentParser()
    options.add_argument("--streams", type=int, default=200)
    options.add_argument("--seed", type=int, default=1)
    options.add_argument("--megabytes", type=int, default=100, help="how large the hostile streams are")
    options.add_argument("--tmux", action="store_true", help="the whole console in tmux and GNU screen as well")
    given = options.parse_args()
    began = time.monotonic()
    figures = fuzz(given.streams, given.seed)
    for difference in figures.differences[:10]:
        print(difference)
    print(
        f"{figures.streams:,} streams of {figures.events:,} events, {figures.cuts:,} cuts, {figures.pauses:,} pauses: "
        f"{len(figures.differences)} differences ({time.monotonic() - began:.0f} s)",
        flush=True,
    )
    broken = len(figures.differences)
    for name in HOSTILE:
        cost = hostile(name, given.megabytes)
        broken += not cost.works_after
        print(
            f"{cost.name:46} {cost.sent_bytes / 1e6:6.1f} MB  {cost.seconds:6.2f} s  {cost.peak_mib:6.1f} MiB  "
            f"{cost.events:,} events  {'keys work' if cost.works_after else 'KEYS ARE DEAD'}",
            flush=True,
        )
    print(f"at most {resource.getrusage(resource.RUSAGE_SELF).ru_maxrss / 1024:.0f} MiB in all")
    if given.tmux:
        broken += run_multiplexers()
    print(f"{broken} promises broken")
    return 1 if broken else 0


if __name__ == "__main__":
    sys.exit(main())
