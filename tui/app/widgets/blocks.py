"""Bars of one cell, for how much there was of something over time."""

from __future__ import annotations

_BLOCKS = " ▁▂▃▄▅▆▇█"
HIGHEST = len(_BLOCKS) - 1


def block(level: int) -> str:
    """A bar of so many eighths, 0 to `HIGHEST`; a blank for 0."""
    return _BLOCKS[level]


def part_block(part: float) -> str:
    """A bar for a part of the whole (0 to 1); what is not 0 is seen."""
    return block(0 if part <= 0 else max(1, round(part * HIGHEST)))
