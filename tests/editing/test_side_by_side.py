"""Rows of versions beside each other: every line of each is in one row or in a fold, in order."""

from __future__ import annotations

import itertools
import random

import pytest

from tui.editing.side_by_side import Row, one_under_the_other, rows_of, starts_of_changes

LINES = [f"line {number}" for number in range(40)]


def _shown_and_folded(rows: list[Row], version: int) -> int:
    return sum(row.lines[version] is not None for row in rows) + sum(row.folded for row in rows)


def test_a_change_stands_beside_what_it_was_with_context_around_it() -> None:
    rows = rows_of([LINES, [*LINES[:20], "new", *LINES[21:]]])
    changed = [row for row in rows if row.changed]
    assert changed == [Row((20, 20), changed=True)]
    assert [row.folded for row in rows if row.folded] == [17, 16]
    assert rows[1].lines == (17, 17)
    assert starts_of_changes(rows) == [4]


def test_an_added_line_has_nothing_beside_it() -> None:
    rows = rows_of([LINES[:2], [LINES[0], "new", LINES[1]]])
    assert [row.lines for row in rows] == [(0, 0), (None, 1), (1, 2)]


def test_equal_texts_are_one_fold() -> None:
    assert rows_of([LINES, LINES]) == [Row((None, None), folded=40)]


@pytest.mark.parametrize("seed", range(100))
@pytest.mark.parametrize("count", [2, 3])
def test_no_line_of_any_version_is_lost(seed: int, count: int) -> None:
    rng = random.Random(seed)
    versions = []
    for _ in range(count):
        lines = list(LINES)
        for _ in range(rng.randint(0, 4)):
            place = rng.randint(0, len(lines))
            lines[place : place + rng.randint(0, 3)] = [str(rng.random()) for _ in range(rng.randint(0, 2))]
        versions.append(lines)
    rows = rows_of(versions)
    for version, lines in enumerate(versions):
        assert _shown_and_folded(rows, version) == len(lines)
        numbers = [row.lines[version] for row in rows if row.lines[version] is not None]
        assert all(a < b for a, b in itertools.pairwise(numbers) if a is not None and b is not None)
    for row in rows:
        texts = {lines[number] for lines, number in zip(versions, row.lines, strict=True) if number is not None}
        assert row.changed or len(texts) <= 1


def test_one_under_the_other_all_old_lines_of_a_change_come_before_all_new_ones() -> None:
    rows = one_under_the_other(rows_of([LINES[:4], [LINES[0], "a", "b", "c", LINES[3]]]))
    assert [row.lines for row in rows] == [(0, 0), (1, None), (2, None), (None, 1), (None, 2), (None, 3), (3, 4)]
    # What each would stand beside, to mark the changed words.
    assert [row.compared for row in rows] == [(), (1, 1), (2, 2), (1, 1), (2, 2), (None, 3), ()]
    assert starts_of_changes(rows) == [1]
