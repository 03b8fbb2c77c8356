"""A long line is measured and cut to what is seen as if it were measured whole."""

from __future__ import annotations

import random
from bisect import bisect_right

import pytest

from tui.app.widgets.line_cells import cell_of, cell_starts, cells_at_most, column_at, shown_text, window_of
from tui.terminal.sanitise import cell_text

_PIECES = (
    "a",
    "const x = 1; ",
    "\t",
    "名前",
    "é",
    "e\u0301",
    "e\u0301\u0302\u0303\u0304",
    "\U0001f680",
    "\x07",
    "\u200b",
    " ",
)


def long_line(seed: int) -> str:
    chance = random.Random(seed)
    return "".join(chance.choice(_PIECES) for _ in range(1500))


@pytest.mark.parametrize("seed", range(6))
def test_every_place_is_that_of_the_line_measured_whole(seed: int) -> None:
    line, chance = long_line(seed), random.Random(seed)
    starts = cell_starts(cell_text(line), 4)
    for column in [0, 255, 256, 257, len(line), *(chance.randrange(len(line)) for _ in range(60))]:
        assert cell_of(line, column, 4) == starts[column]
    for cell in [0, starts[-1], starts[-1] + 5, *(chance.randrange(starts[-1]) for _ in range(60))]:
        assert column_at(line, cell, 4) == min(bisect_right(starts, cell) - 1, len(line))
    assert cells_at_most(line, 4) >= starts[-1]


@pytest.mark.parametrize("seed", range(6))
def test_a_window_holds_what_is_seen_as_it_is_shown(seed: int) -> None:
    line, chance = long_line(seed), random.Random(seed)
    starts, whole = cell_starts(cell_text(line), 4), cell_text(line)
    for first in [0, starts[-1] - 10, *(chance.randrange(starts[-1]) for _ in range(60))]:
        start, end, cell = window_of(line, first, 80, 4)
        assert cell == starts[start] <= first
        assert end == len(line) or starts[end] >= first + 80
        assert end - start < 400
        seen = column_at(line, first, 4)
        assert shown_text(line, seen, end) == whole[seen:end]
