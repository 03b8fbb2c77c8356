"""Three versions of a text become one: what only one side changed is taken, what both changed stands between marks.

The method is diff3's: where the base agrees with both sides all three are in step; between two such places each side
has either left the base alone or changed it. Owns the marks and finding them again in a text. Refuses to choose.
"""

from __future__ import annotations

from collections.abc import Sequence
from enum import Enum
from typing import NamedTuple

from tui.editing.differences import hunks, lines_with_endings
from tui.model.problem import CodeRange, Problem

MINE_MARK = "<<<<<<<"
BASE_MARK = "|||||||"
MIDDLE_MARK = "======="
THEIRS_MARK = ">>>>>>>"


class Side(Enum):
    """Who changed a stretch of lines."""

    NOBODY = "nobody"
    MINE = "mine"
    THEIRS = "theirs"
    BOTH_ALIKE = "both alike"
    CONFLICT = "conflict"


class Chunk(NamedTuple):
    """A stretch of lines in each version, as (start, end), and who changed it."""

    side: Side
    base: tuple[int, int]
    mine: tuple[int, int]
    theirs: tuple[int, int]


class Merged(NamedTuple):
    """The text, marks included, and how many places have them."""

    text: str
    conflicts: int


def chunks(base: Sequence[str], mine: Sequence[str], theirs: Sequence[str]) -> list[Chunk]:
    """The three versions in step: every line of each is in exactly one chunk, in order."""
    mine_at = _partners(base, mine)
    theirs_at = _partners(base, theirs)
    found: list[Chunk] = []
    base_line = mine_line = theirs_line = 0
    while base_line < len(base) or mine_line < len(mine) or theirs_line < len(theirs):
        together = 0
        while (
            base_line + together < len(base)
            and mine_at[base_line + together] == mine_line + together
            and theirs_at[base_line + together] == theirs_line + together
        ):
            together += 1
        if together:
            ends = (base_line + together, mine_line + together, theirs_line + together)
            side = Side.NOBODY
        else:
            ends = _next_in_step(base_line, mine_at, theirs_at, (len(base), len(mine), len(theirs)))
            side = _who(
                base[base_line : ends[0]], mine[mine_line : ends[1]], theirs[theirs_line : ends[2]]
            )  # fmt: skip
        found.append(Chunk(side, (base_line, ends[0]), (mine_line, ends[1]), (theirs_line, ends[2])))
        base_line, mine_line, theirs_line = ends
    return found


def _partners(base: Sequence[str], other: Sequence[str]) -> list[int]:
    """For each line of the base the line of the other that is the same one, or -1."""
    partners = [-1] * len(base)
    base_line = other_line = 0
    for hunk in [*hunks(base, other), None]:
        until = len(base) if hunk is None else hunk.old_start
        for line in range(base_line, until):
            partners[line] = other_line + line - base_line
        if hunk is not None:
            base_line, other_line = hunk.old_end, hunk.new_end
    return partners


def _next_in_step(
    start: int, mine_at: Sequence[int], theirs_at: Sequence[int], ends: tuple[int, int, int]
) -> tuple[int, int, int]:
    for line in range(start, len(mine_at)):
        if mine_at[line] >= 0 and theirs_at[line] >= 0:
            return line, mine_at[line], theirs_at[line]
    return ends


def _who(base: Sequence[str], mine: Sequence[str], theirs: Sequence[str]) -> Side:
    if list(mine) == list(theirs):
        return Side.BOTH_ALIKE
    if list(mine) == list(base):
        return Side.THEIRS
    if list(theirs) == list(base):
        return Side.MINE
    return Side.CONFLICT


def merge(base: str, mine: str, theirs: str) -> Merged:
    """All changes of both sides in one text. Places both changed hold all three versions between marks."""
    base_lines, my_lines, their_lines = (lines_with_endings(text) for text in (base, mine, theirs))
    newline = next((line[len(line.rstrip("\r\n")) :] for line in my_lines if line[-1] in "\r\n"), "\n")
    if newline == "\r" and any("\n" in text for text in (base, mine, theirs)):
        # Before an empty line that ends in a line feed it would be the beginning of one end.
        newline = "\n"
    parts: list[str] = []
    conflicts = 0
    for chunk in chunks(base_lines, my_lines, their_lines):
        of_mine = my_lines[slice(*chunk.mine)]
        of_theirs = their_lines[slice(*chunk.theirs)]
        if chunk.side is Side.CONFLICT:
            conflicts += 1
            parts += _marked(of_mine, base_lines[slice(*chunk.base)], of_theirs, newline)
        else:
            parts += of_theirs if chunk.side is Side.THEIRS else of_mine
    return Merged("".join(parts), conflicts)


def _marked(mine: Sequence[str], base: Sequence[str], theirs: Sequence[str], newline: str) -> list[str]:
    parts: list[str] = []
    for mark, lines in ((f"{MINE_MARK} mine", mine), (f"{BASE_MARK} base", base), (MIDDLE_MARK, theirs)):
        parts += (mark, newline, *lines)
        if lines and lines[-1][-1] not in "\r\n":
            # A mark starts a line of its own, also after a last line that has no ending.
            parts.append(newline)
    return [*parts, f"{THEIRS_MARK} theirs", newline]


class ConflictPlace(NamedTuple):
    """A place between marks: its first and last line, and the lines of each side as (start, end)."""

    first: int
    last: int
    mine: tuple[int, int]
    theirs: tuple[int, int]


def places_in(lines: Sequence[str]) -> list[ConflictPlace]:
    """The places that still stand between whole sets of marks."""
    found: list[ConflictPlace] = []
    marks: dict[str, int] = {}
    for number, line in enumerate(lines):
        if line.startswith(f"{MINE_MARK} mine"):
            marks = {MINE_MARK: number}
        elif marks and line.startswith(f"{BASE_MARK} base"):
            # A line of my own may look like the mark in the middle; the one that counts stands behind the base.
            marks = {MINE_MARK: marks[MINE_MARK], BASE_MARK: number}
        elif marks and line == MIDDLE_MARK:
            marks.setdefault(MIDDLE_MARK, number)
        elif marks and line.startswith(f"{THEIRS_MARK} theirs"):
            first, middle = marks[MINE_MARK], marks.get(MIDDLE_MARK)
            if middle is not None:
                found.append(
                    ConflictPlace(first, number, (first + 1, marks.get(BASE_MARK, middle)), (middle + 1, number))
                )
            marks = {}
    return found


def place_at(lines: Sequence[str], line: int) -> ConflictPlace | None:
    """The place between marks that a line belongs to."""
    return next((place for place in places_in(lines) if place.first <= line <= place.last), None)


def conflicts_in(lines: Sequence[str]) -> tuple[Problem, ...]:
    """The places that still stand between marks, as problems on the line of each first mark."""
    found: list[Problem] = []
    start: int | None = None
    for number, line in enumerate(lines):
        if line.startswith(f"{MINE_MARK} mine"):
            start = number
        elif line.startswith(f"{THEIRS_MARK} theirs") and start is not None:
            where = CodeRange(start, 0, start, len(lines[start]))
            found.append(Problem("alt+m keeps mine, alt+t theirs, alt+a both", range=where))
            start = None
    return tuple(found)
