"""Every colour of the console: what each role is in each depth, chosen by hand, and the ratios between them.

Pure values. A role is an ink (text, signs, lines) or a ground (what is behind them). Grounds that mean something have
one ink of their own where there are 16 colours, and an attribute where there are none. Refuses to know widgets.

Two roles may share a colour only where they become the same in every depth: `designs` looks at the colour alone.
"""

from __future__ import annotations

from collections.abc import Mapping
from typing import NamedTuple

from tui.terminal.cells import BOLD, ITALIC, REVERSE, UNDERLINE
from tui.terminal.colours import Depth
from tui.terminal.design import Design, Ground, Ink

BLACK, RED, BLUE, MAGENTA, CYAN, GREY = 0, 1, 4, 5, 6, 7
DARK_GREY, BRIGHT_RED, BRIGHT_GREEN, BRIGHT_YELLOW, BRIGHT_BLUE, BRIGHT_MAGENTA, BRIGHT_CYAN, WHITE = range(8, 16)
"""The 16 colours by their names. Which red it is depends on the terminal: the console's, xterm's, the user's own."""


class InkRole(NamedTuple):
    """`true` is `#rrggbb`, `palette` one of 256 colours, `basic` one of 16; `bare` are attributes without colours."""

    true: str
    palette: int
    basic: int
    bare: int = 0
    basic_without: int = 0


class GroundRole(NamedTuple):
    """`basic_ink` is the one text colour on it where there are 16 colours; None leaves each text its own."""

    true: str
    palette: int
    basic: int
    basic_ink: int | None = None
    bare: int = 0


class Scheme(NamedTuple):
    """The colours of one theme. `syntax` names inks by the style names of code."""

    inks: Mapping[str, InkRole]
    grounds: Mapping[str, GroundRole]
    syntax: Mapping[str, str]


# What is painted often is one of the 256 colours in truecolor too: 10 bytes instead of 19, and the same look.
DARK = Scheme(
    inks={
        "foreground": InkRole("#dadada", 253, GREY),
        "muted": InkRole("#a8a8a8", 248, GREY),
        "faint": InkRole("#8a8a8a", 245, GREY),
        "line": InkRole("#767676", 243, GREY),
        "accent": InkRole("#3ecf8e", 78, BRIGHT_GREEN),
        "warning": InkRole("#e5b454", 179, BRIGHT_YELLOW),
        "error": InkRole("#f47c76", 210, BRIGHT_RED),
        "blue": InkRole("#8ab4ff", 111, BRIGHT_CYAN),
        "keyword": InkRole("#af87ff", 141, BRIGHT_MAGENTA, BOLD),
        "string": InkRole("#afd787", 150, BRIGHT_GREEN),
        "number": InkRole("#ffaf87", 216, BRIGHT_YELLOW),
        "escape": InkRole("#d7af5f", 179, BRIGHT_YELLOW),
        "regex": InkRole("#d7875f", 173, BRIGHT_RED),
        # The Linux console shows italics as a colour of its own.
        "comment": InkRole("#9e9e9e", 247, CYAN, basic_without=ITALIC),
        "function": InkRole("#87afff", 111, WHITE),
        "type": InkRole("#5fd7d7", 80, BRIGHT_CYAN),
        "on-background": InkRole("#14171c", 234, BLACK),
        "on-match": InkRole("#1c1c1c", 234, BLACK, BOLD),
    },
    grounds={
        "background": GroundRole("#14171c", 234, BLACK),
        "panel": GroundRole("#1d2229", 235, BLACK),
        "raised": GroundRole("#242a33", 236, BLUE, WHITE, UNDERLINE),
        "cursor-row": GroundRole("#3a3a3a", 237, GREY, BLACK, REVERSE),
        "selection": GroundRole("#1b2f6b", 18, GREY, BLACK, REVERSE),
        "current-match": GroundRole("#ffd75f", 221, CYAN, BLACK, REVERSE),
        "cursor": GroundRole("#dadada", 253, GREY, BLACK, REVERSE),
        "scrollbar": GroundRole("#767676", 243, GREY, BLACK, REVERSE),
        "scrollbar-hover": GroundRole("#a8a8a8", 248, GREY, BLACK, REVERSE),
        "accent": GroundRole("#3ecf8e", 78, GREY, BLACK, REVERSE),
        "warning": GroundRole("#e5b454", 179, MAGENTA, WHITE, REVERSE),
    },
    syntax={
        "keyword": "keyword",
        "declaration": "keyword",
        "string": "string",
        "template": "string",
        "escape": "escape",
        "regex": "regex",
        "number": "number",
        "constant": "number",
        "comment": "comment",
        "function": "function",
        "builtin": "type",
        "type": "type",
        "property": "foreground",
        "decorator": "escape",
        "error": "error",
    },
)

# White is said where there are 16 colours: what most of those terminals show by themselves is black.
LIGHT = Scheme(
    inks={
        "foreground": InkRole("#262626", 235, BLACK),
        "muted": InkRole("#585858", 240, BLACK),
        "faint": InkRole("#626262", 241, BLACK),
        "line": InkRole("#878787", 102, DARK_GREY),
        "accent": InkRole("#066a45", 22, BLUE),
        "warning": InkRole("#7d5200", 58, MAGENTA),
        "error": InkRole("#b3261e", 124, RED),
        "blue": InkRole("#005cb8", 25, BRIGHT_BLUE),
        "keyword": InkRole("#8700af", 91, MAGENTA, BOLD),
        "string": InkRole("#005f00", 22, BLUE),
        "number": InkRole("#af005f", 125, RED),
        "escape": InkRole("#5f5f00", 58, MAGENTA),
        "regex": InkRole("#870000", 88, RED),
        # Its italics tell it from plain text where there are 16 colours.
        "comment": InkRole("#5f5f5f", 59, BLACK),
        "function": InkRole("#005faf", 25, BLACK),
        "type": InkRole("#005f5f", 23, BRIGHT_BLUE),
        "on-background": InkRole("#fbfbfa", 231, WHITE),
        "on-match": InkRole("#1c1c1c", 234, BLACK, BOLD),
    },
    grounds={
        "background": GroundRole("#fbfbfa", 231, WHITE),
        "panel": GroundRole("#eeefed", 255, WHITE),
        "raised": GroundRole("#e4e6e3", 254, GREY, BLACK, UNDERLINE),
        "cursor-row": GroundRole("#d7d7d7", 188, BLACK, WHITE, REVERSE),
        "selection": GroundRole("#cfdefa", 189, BLACK, WHITE, REVERSE),
        "current-match": GroundRole("#ffd75f", 221, CYAN, BLACK, REVERSE),
        "cursor": GroundRole("#262626", 235, BLACK, WHITE, REVERSE),
        "scrollbar": GroundRole("#878787", 102, BLACK, WHITE, REVERSE),
        "scrollbar-hover": GroundRole("#585858", 240, BLACK, WHITE, REVERSE),
        "accent": GroundRole("#066a45", 22, BLUE, WHITE, REVERSE),
        "warning": GroundRole("#7d5200", 58, MAGENTA, WHITE, REVERSE),
    },
    syntax=DARK.syntax,
)


PROFILE_INKS = {"red": "error", "yellow": "warning", "green": "success", "blue": "blue"}
"""What the colours of profiles are called by the theme."""


def designs(term: str = "") -> dict[Depth, Design]:
    """What the colours of both themes become in each depth that is not truecolor, on a terminal of this `TERM`.

    The Linux console has no white behind text (console_codes(4): 100 to 107 are 40 to 47), and half of the 16 colours
    can't be read on its grey: both themes look as the dark one there.
    """
    inks = [*DARK.inks.values(), *LIGHT.inks.values()]
    grounds = [*DARK.grounds.values(), *LIGHT.grounds.values()]
    light = DARK if term.startswith("linux") else LIGHT
    basic_inks = [*DARK.inks.values(), *(light.inks[name]._replace(true=ink.true) for name, ink in LIGHT.inks.items())]
    basic_grounds = [
        *DARK.grounds.values(),
        *(light.grounds[name]._replace(true=ground.true) for name, ground in LIGHT.grounds.items()),
    ]
    return {
        Depth.PALETTE: Design(
            {number(role.true): Ink(role.palette) for role in inks},
            {number(role.true): Ground(role.palette) for role in grounds},
        ),
        Depth.BASIC: Design(
            {number(role.true): Ink(role.basic, without=role.basic_without) for role in basic_inks},
            {number(role.true): Ground(role.basic, role.basic_ink) for role in basic_grounds},
        ),
        Depth.NONE: Design(
            {number(role.true): Ink(attributes=role.bare) for role in inks},
            {number(role.true): Ground(attributes=role.bare) for role in grounds},
        ),
    }


def number(colour: str) -> int:
    """`#rrggbb` as 0xRRGGBB."""
    return int(colour[1:], 16)


def contrast(one: int, other: int) -> float:
    """The ratio of two colours, 1 to 21 (WCAG 2.2, "contrast ratio"). Colours are 0xRRGGBB."""
    darker, lighter = sorted((_luminance(one), _luminance(other)))
    return (lighter + 0.05) / (darker + 0.05)


def _luminance(colour: int) -> float:
    """Relative luminance, 0 to 1 (WCAG 2.2, "relative luminance")."""
    parts = [(colour >> shift & 255) / 255 for shift in (16, 8, 0)]
    red, green, blue = (part / 12.92 if part <= 0.04045 else ((part + 0.055) / 1.055) ** 2.4 for part in parts)
    return 0.2126 * red + 0.7152 * green + 0.0722 * blue
