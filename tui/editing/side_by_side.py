"""Two or three versions of a text as rows that stand beside each other, two also one under the other. Pure.

Equal stretches are folded to a few lines of context. Owns which lines share a row.
"""

from __future__ import annotations

from collections.abc import Sequence
from itertools import groupby
from typing import NamedTuple

from tui.editing.differences import hunks
from tui.editing.merge import Side, chunks

CONTEXT_LINES = 3


class Row(NamedTuple):
    """One row: for each version the number of its line (from 0), or None where it has none.

    A folded row stands for `folded` equal lines and holds none of them. Where the versions stand one under the other,
    `compared` are the lines that would stand beside each other.
    """

    lines: tuple[int | None, ...]
    changed: bool = False
    folded: int = 0
    compared: tuple[int | None, ...] = ()


Ranges = tuple[tuple[int, int], ...]


def rows_of(versions: Sequence[Sequence[str]]) -> list[Row]:
    """The rows of two versions (old, new) or three (base, mine, theirs)."""
    stretches = _two(*versions) if len(versions) == 2 else _three(*versions)
    rows: list[Row] = []
    for number, (changed, ranges) in enumerate(stretches):
        if changed:
            height = max(end - start for start, end in ranges)
            rows += [
                Row(tuple(start + offset if start + offset < end else None for start, end in ranges), changed=True)
                for offset in range(height)
            ]
        else:
            rows += _folded(ranges, first=number == 0, last=number == len(stretches) - 1)
    return rows


def one_under_the_other(rows: Sequence[Row]) -> list[Row]:
    """The rows of two versions with the lines of each change one under the other: all old ones, then all new ones."""
    found: list[Row] = []
    for changed, run in groupby(rows, key=lambda row: row.changed):
        if not changed:
            found += run
            continue
        old: list[Row] = []
        new: list[Row] = []
        for row in run:
            if row.lines[0] is not None:
                old.append(Row((row.lines[0], None), changed=True, compared=row.lines))
            if row.lines[1] is not None:
                new.append(Row((None, row.lines[1]), changed=True, compared=row.lines))
        found += old + new
    return found


def starts_of_changes(rows: Sequence[Row]) -> list[int]:
    """The rows at which a run of changed rows begins."""
    return [index for index, row in enumerate(rows) if row.changed and (index == 0 or not rows[index - 1].changed)]


def _two(old: Sequence[str], new: Sequence[str]) -> list[tuple[bool, Ranges]]:
    found: list[tuple[bool, Ranges]] = []
    old_at = new_at = 0
    for hunk in hunks(old, new):
        if hunk.old_start > old_at:
            found.append((False, ((old_at, hunk.old_start), (new_at, hunk.new_start))))
        found.append((True, ((hunk.old_start, hunk.old_end), (hunk.new_start, hunk.new_end))))
        old_at, new_at = hunk.old_end, hunk.new_end
    if old_at < len(old):
        found.append((False, ((old_at, len(old)), (new_at, len(new)))))
    return found


def _three(base: Sequence[str], mine: Sequence[str], theirs: Sequence[str]) -> list[tuple[bool, Ranges]]:
    return [
        (chunk.side is not Side.NOBODY, (chunk.base, chunk.mine, chunk.theirs)) for chunk in chunks(base, mine, theirs)
    ]


def _folded(ranges: Ranges, *, first: bool, last: bool) -> list[Row]:
    length = ranges[0][1] - ranges[0][0]
    head = 0 if first else CONTEXT_LINES
    tail = 0 if last else CONTEXT_LINES
    # A fold takes a row itself: folding one line would win nothing.
    if length <= head + tail + 1:
        return [Row(tuple(start + offset for start, _ in ranges)) for offset in range(length)]
    rows = [Row(tuple(start + offset for start, _ in ranges)) for offset in range(head)]
    rows.append(Row(tuple(None for _ in ranges), folded=length - head - tail))
    rows += [Row(tuple(end - tail + offset for _, end in ranges)) for offset in range(tail)]
    return rows
