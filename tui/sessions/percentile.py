"""The percentile that calls and loads are described with. Pure."""

from __future__ import annotations

from collections.abc import Sequence


def percentile(ordered: Sequence[float], percent: int) -> float | None:
    """The smallest of ordered values that so many percent of them (1 to 100) are not above; None of nothing."""
    return ordered[-(-len(ordered) * percent // 100) - 1] if ordered else None
