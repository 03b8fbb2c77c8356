"""Whether a terminal is as it was before a program ran in it, read from every byte it was sent and its attributes."""

from __future__ import annotations

import re
import termios

_MODES = {
    "1049": ("the alternate screen", False),
    "1000": ("mouse clicks", False),
    "1002": ("mouse drags", False),
    "1003": ("mouse moves", False),
    "1004": ("focus reports", False),
    "1006": ("mouse reports (SGR)", False),
    "1015": ("mouse reports (urxvt)", False),
    "1016": ("mouse reports (pixels)", False),
    "2004": ("bracketed paste", False),
    "2026": ("synchronised output", False),
    "2031": ("reports of light and dark", False),
    "2048": ("reports of the size", False),
    "7": ("line wrap", True),
    "25": ("the cursor", True),
}
"""Private modes, and whether a shell has them on."""

_SEQUENCE = re.compile(
    rb"\x1b\[(?P<private>[?<>=]?)(?P<numbers>[\d;]*)(?P<final>[hlumrt])|\x1b(?P<charset>[()][0AB])|\x1bc"
)
_WORDS = ("input modes", "output modes", "control modes", "local modes (echo, canonical input, signals)")

Attributes = list[int | list[bytes | int]]


def attributes(handle: int) -> Attributes:
    """The terminal's attributes, asked at either of its ends."""
    return termios.tcgetattr(handle)


def left_on(sent: bytes) -> list[str]:
    """What the bytes sent to a terminal leave behind; empty when it is as it was."""
    modes = {number: usual for number, (_, usual) in _MODES.items()}
    protocols, titles, style, region = 0, 0, "", ""
    for found in _SEQUENCE.finditer(sent):
        numbers, final = (found["numbers"] or b"").decode(), (found["final"] or b"").decode()
        match (found["private"] or b"").decode(), final:
            case "?", "h" | "l":
                modes |= {number: final == "h" for number in numbers.split(";") if number in _MODES}
            case ">", "u":
                protocols += 1
            case "<", "u":
                protocols -= 1
            case "", "t" if numbers in ("22;0", "23;0"):
                titles += 1 if numbers == "22;0" else -1
            case "", "m":
                # A sequence that begins with a reset and adds nothing leaves nothing.
                style = "" if numbers in ("", "0") else numbers
            case "", "r":
                region = numbers
            case _:
                pass
    faults = [f"{_MODES[number][0]} {'on' if on else 'off'}" for number, on in modes.items() if on != _MODES[number][1]]
    if protocols:
        faults.append(f"the keyboard protocol pushed {protocols} more times than popped")
    if titles:
        faults.append(f"the title put aside {titles} more times than taken back")
    if style:
        faults.append(f"text in style {style}")
    if region:
        faults.append(f"scrolling in rows {region} only")
    return faults


def differing(before: Attributes, after: Attributes) -> list[str]:
    """Which of the terminal's attributes are not as they were."""
    faults = [word for word, was, now in zip(_WORDS, before, after, strict=False) if was != now]
    return faults + (["control characters"] if before[6] != after[6] else [])
