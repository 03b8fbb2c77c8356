"""Colours that were chosen for terminals with fewer of them: each colour of the app becomes the one designed for it.

Pure. Owns what a designed colour is and how a style becomes one. Refuses to know which colours there are: the app does.
"""

from __future__ import annotations

from collections.abc import Mapping
from typing import NamedTuple

from tui.terminal.cells import DEFAULT_COLOUR, REVERSE, TRUE_COLOUR, CellStyle


class Ink(NamedTuple):
    """What a text colour becomes: an entry of the palette of 256, with attributes put on and taken off."""

    colour: int = DEFAULT_COLOUR
    attributes: int = 0
    without: int = 0


class Ground(NamedTuple):
    """What a background becomes. With `ink`, all text on it has that colour, whatever its own would be."""

    colour: int = DEFAULT_COLOUR
    ink: int | None = None
    attributes: int = 0


class Design(NamedTuple):
    """The colours of an app in one depth, by 0xRRGGBB. Those that are not in it are rounded."""

    inks: Mapping[int, Ink]
    grounds: Mapping[int, Ground]


def designed(style: CellStyle, design: Design) -> CellStyle:
    """The style as it was designed; a designed style stays as it is."""
    attributes, foreground, background = style
    if attributes & REVERSE and foreground >= TRUE_COLOUR:
        # What is seen decides: the text's colour is the background here.
        attributes &= ~REVERSE
        foreground, background = background, foreground
    ink = design.inks.get(foreground - TRUE_COLOUR) if foreground >= TRUE_COLOUR else None
    if ink is not None:
        foreground = ink.colour
        attributes = attributes & ~ink.without | ink.attributes
    ground = design.grounds.get(background - TRUE_COLOUR) if background >= TRUE_COLOUR else None
    if ground is not None:
        background = ground.colour
        foreground = foreground if ground.ink is None else ground.ink
        attributes |= ground.attributes
    return CellStyle(attributes, foreground, background)
