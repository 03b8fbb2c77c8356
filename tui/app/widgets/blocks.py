"""Bars of one cell, for how much there was of something over time."""

from __future__ import annotations

from collections.abc import Sequence

from tui.app.widgets.plain import is_plain

_CLEARLY = 1.25
"""So much more one half must be than the other."""

_BLOCKS = " ▁▂▃▄▅▆▇█"
HIGHEST = len(_BLOCKS) - 1


def block(level: int) -> str:
    """A bar of so many eighths, 0 to `HIGHEST`; a blank for 0."""
    return _BLOCKS[level]


def bars(counts: Sequence[int]) -> str:
    """Bars of so many eighths each, the oldest first; drawn plain a word for how they go on."""
    return in_words(counts) if is_plain() else "".join(map(block, counts))


def in_words(counts: Sequence[int]) -> str:
    """How counts go on, the oldest first: by the sums of their halves, the one in the middle left out."""
    half = len(counts) // 2
    before, after = sum(counts[:half]), sum(counts[len(counts) - half :])
    if not any(counts):
        return "none"
    if after > before * _CLEARLY:
        return "rising"
    return "falling" if before > after * _CLEARLY else "steady"


def part_block(part: float) -> str:
    """A bar for a part of the whole (0 to 1); what is not 0 is seen."""
    return block(0 if part <= 0 else max(1, round(part * HIGHEST)))
