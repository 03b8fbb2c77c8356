"""Which lines of two texts differ, and which characters within a pair of lines.

Lines that stand once in both texts are the anchors (Bram Cohen's patience diff); only the short stretches between them
are compared line against line. Time and memory stay bounded: a stretch that is too large for that counts as replaced
whole. Owns splitting into lines with their endings. Refuses to know what the texts are versions of.
"""

from __future__ import annotations

import re
from bisect import bisect_left
from collections import Counter
from collections.abc import Hashable, Sequence
from difflib import SequenceMatcher
from typing import NamedTuple

_LINE = re.compile(r"[^\r\n]*(?:\r\n|\n|\r)|[^\r\n]+")
_MOST_COMPARED = 250_000
"""Pairs of lines that are compared one by one, at most: a fraction of a second."""
_LONGEST_LINE = 2_000
_LEAST_ALIKE = 0.4


class Hunk(NamedTuple):
    """Lines `old_start` up to `old_end` of the one text became `new_start` up to `new_end` of the other."""

    old_start: int
    old_end: int
    new_start: int
    new_end: int


def lines_with_endings(text: str) -> list[str]:
    """The lines of a text, each with the ending it has: joined they are the text again."""
    return _LINE.findall(text)


def hunks(old: Sequence[Hashable], new: Sequence[Hashable]) -> list[Hunk]:
    """Where two sequences of lines differ, in order; between the hunks they are equal."""
    found: list[Hunk] = []
    _compare(old, new, Hunk(0, len(old), 0, len(new)), found)
    return _joined(found)


def _joined(found: list[Hunk]) -> list[Hunk]:
    """Hunks that touch are one."""
    joined: list[Hunk] = []
    for hunk in found:
        if joined and joined[-1].old_end == hunk.old_start and joined[-1].new_end == hunk.new_start:
            last = joined.pop()
            hunk = Hunk(last.old_start, hunk.old_end, last.new_start, hunk.new_end)
        joined.append(hunk)
    return joined


def _compare(old: Sequence[Hashable], new: Sequence[Hashable], whole: Hunk, found: list[Hunk]) -> None:
    # A stack of stretches instead of recursion: texts of many anchors nest deep.
    waiting = [whole]
    while waiting:
        stretch = _trimmed(old, new, waiting.pop())
        if stretch.old_start == stretch.old_end and stretch.new_start == stretch.new_end:
            continue
        if stretch.old_start == stretch.old_end or stretch.new_start == stretch.new_end:
            found.append(stretch)
            continue
        anchors = _anchors(old, new, stretch)
        if not anchors:
            found += _line_by_line(old, new, stretch)
            continue
        ends = [*anchors, (stretch.old_end, stretch.new_end)]
        old_at, new_at = stretch.old_start, stretch.new_start
        between: list[Hunk] = []
        for old_line, new_line in ends:
            between.append(Hunk(old_at, old_line, new_at, new_line))
            old_at, new_at = old_line + 1, new_line + 1
        waiting += reversed(between)


def _trimmed(old: Sequence[Hashable], new: Sequence[Hashable], stretch: Hunk) -> Hunk:
    """Without the equal lines at both of its ends."""
    old_start, old_end, new_start, new_end = stretch
    while old_start < old_end and new_start < new_end and old[old_start] == new[new_start]:
        old_start, new_start = old_start + 1, new_start + 1
    while old_start < old_end and new_start < new_end and old[old_end - 1] == new[new_end - 1]:
        old_end, new_end = old_end - 1, new_end - 1
    return Hunk(old_start, old_end, new_start, new_end)


def _anchors(old: Sequence[Hashable], new: Sequence[Hashable], stretch: Hunk) -> list[tuple[int, int]]:
    """Lines that stand once in both, in the longest run that is in order in both."""
    old_counts = Counter(old[stretch.old_start : stretch.old_end])
    new_counts = Counter(new[stretch.new_start : stretch.new_end])
    places = {
        new[line]: line for line in range(stretch.new_start, stretch.new_end) if new_counts[new[line]] == 1
    }  # fmt: skip
    pairs = [
        (line, places[old[line]])
        for line in range(stretch.old_start, stretch.old_end)
        if old_counts[old[line]] == 1 and old[line] in places
    ]
    return _longest_rising(pairs)


def _longest_rising(pairs: list[tuple[int, int]]) -> list[tuple[int, int]]:
    tails: list[int] = []
    ends: list[int] = []
    before: list[int] = []
    for index, (_, place) in enumerate(pairs):
        length = bisect_left(tails, place)
        before.append(ends[length - 1] if length else -1)
        if length == len(tails):
            tails.append(place)
            ends.append(index)
        else:
            tails[length], ends[length] = place, index
    run: list[tuple[int, int]] = []
    index = ends[-1] if ends else -1
    while index >= 0:
        run.append(pairs[index])
        index = before[index]
    return run[::-1]


def _line_by_line(old: Sequence[Hashable], new: Sequence[Hashable], stretch: Hunk) -> list[Hunk]:
    old_start, old_end, new_start, new_end = stretch
    if (old_end - old_start) * (new_end - new_start) > _MOST_COMPARED:
        return [stretch]
    matcher = SequenceMatcher(None, old[old_start:old_end], new[new_start:new_end], autojunk=False)
    return [
        Hunk(old_start + i1, old_start + i2, new_start + j1, new_start + j2)
        for tag, i1, i2, j1, j2 in matcher.get_opcodes()
        if tag != "equal"
    ]


Span = tuple[int, int]


def changed_spans(old: str, new: str) -> tuple[list[Span], list[Span]]:
    """The characters that differ between two lines: columns in the one, columns in the other.

    Lines that have little in common, and very long ones, differ whole.
    """
    whole = ([(0, len(old))] if old else [], [(0, len(new))] if new else [])
    if len(old) > _LONGEST_LINE or len(new) > _LONGEST_LINE:
        return whole
    old_words, new_words = _WORDS.findall(old), _WORDS.findall(new)
    matcher = SequenceMatcher(None, old_words, new_words, autojunk=False)
    if matcher.ratio() < _LEAST_ALIKE:
        return whole
    left: list[Span] = []
    right: list[Span] = []
    for tag, i1, i2, j1, j2 in matcher.get_opcodes():
        if tag != "equal":
            _note(left, old_words, i1, i2)
            _note(right, new_words, j1, j2)
    return left, right


def first_difference(old: str, new: str) -> int:
    """The column at which two lines begin to differ; the length of the shorter one where it begins the other."""
    equal, end = 0, min(len(old), len(new))
    if old[:end] == new[:end]:
        return end
    # Halved, as comparing a slice costs little even of a line of 100,000 characters.
    while equal + 1 < end:
        middle = (equal + end) // 2
        if old[equal:middle] == new[equal:middle]:
            equal = middle
        else:
            end = middle
    return equal


_WORDS = re.compile(r"\w+|\s+|[^\w\s]")


def _note(spans: list[Span], words: Sequence[str], first: int, last: int) -> None:
    if first < last:
        start = sum(map(len, words[:first]))
        spans.append((start, start + sum(map(len, words[first:last]))))
