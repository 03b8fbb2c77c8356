"""Colours down to what the terminal has."""

from __future__ import annotations

from tests.cases import cases
from tui.terminal.cells import DEFAULT_COLOUR, TRUE_COLOUR
from tui.terminal.colours import Depth, colour_parameters, depth_of


@cases(
    ("environment", "depth"),
    [
        ({"TERM": "xterm-256color", "COLORTERM": "truecolor"}, Depth.TRUE),
        ({"TERM": "xterm-kitty"}, Depth.TRUE),
        ({"TERM": "tmux-256color"}, Depth.PALETTE),
        ({"TERM": "screen-256color"}, Depth.PALETTE),
        ({"TERM": "linux"}, Depth.BASIC),
        ({"TERM": "xterm-256color", "COLORTERM": "truecolor", "NO_COLOR": "1"}, Depth.NONE),
        ({"TERM": "dumb"}, Depth.NONE),
        ({}, Depth.NONE),
    ],
)
def test_the_environment_tells(environment: dict[str, str], depth: Depth) -> None:
    assert depth_of(environment) is depth


@cases(
    ("colour", "depth", "parameters"),
    [
        (TRUE_COLOUR | 0x0A141E, Depth.TRUE, "38;2;10;20;30"),
        (TRUE_COLOUR | 0xFF0000, Depth.PALETTE, "38;5;196"),
        (TRUE_COLOUR | 0x808080, Depth.PALETTE, "38;5;244"),
        (TRUE_COLOUR | 0xFE0102, Depth.BASIC, "91"),
        (TRUE_COLOUR | 0x010101, Depth.BASIC, "30"),
        (TRUE_COLOUR | 0xAFD787, Depth.TRUE, "38;5;150"),
        (TRUE_COLOUR | 0xAFD788, Depth.TRUE, "38;2;175;215;136"),
        (TRUE_COLOUR | 0xDADADA, Depth.TRUE, "38;5;253"),
        # Colours whose place in the palette users redefine are said in full.
        (TRUE_COLOUR | 0x0000FF, Depth.TRUE, "38;2;0;0;255"),
        (196, Depth.BASIC, "91"),
        (5, Depth.TRUE, "35"),
        (DEFAULT_COLOUR, Depth.TRUE, "39"),
        (TRUE_COLOUR | 0xFF0000, Depth.NONE, ""),
    ],
)
def test_the_nearest_colour_is_said(colour: int, depth: Depth, parameters: str) -> None:
    assert colour_parameters(colour, depth, background=False) == parameters


def test_backgrounds_have_numbers_of_their_own() -> None:
    assert colour_parameters(1, Depth.TRUE, background=True) == "41"
    assert colour_parameters(9, Depth.TRUE, background=True) == "101"
    assert colour_parameters(TRUE_COLOUR, Depth.TRUE, background=True) == "48;2;0;0;0"
