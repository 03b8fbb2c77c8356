"""Where a place of a text is in a later one: of code that was run, in code that was edited since.

Owns what becomes of a place in lines that were changed or taken away. Refuses to know which texts these are.
"""

from __future__ import annotations

from collections.abc import Sequence
from typing import NamedTuple

from tui.editing.differences import hunks
from tui.model.problem import CodeRange


class MovedPlace(NamedTuple):
    """A place as it is now. `is_changed`: its first line was changed or removed, and this is where it was."""

    range: CodeRange
    is_changed: bool = False


def moved_place(before: Sequence[str], now: Sequence[str], place: CodeRange) -> MovedPlace:
    """Where a place of the lines before is in the lines now."""
    line, by = place.start_line, 0
    for hunk in hunks(before, now):
        if line < hunk.old_start:
            break
        if line < hunk.old_end:
            # The line that stands in its place, or, where there is none, the one behind it.
            there = min(hunk.new_start + line - hunk.old_start, max(hunk.new_start, hunk.new_end - 1))
            there = max(0, min(there, len(now) - 1))
            return MovedPlace(CodeRange(there, 0, there, 0), is_changed=True)
        by = hunk.new_end - hunk.old_end
    return MovedPlace(CodeRange(line + by, place.start_column, place.end_line + by, place.end_column))
