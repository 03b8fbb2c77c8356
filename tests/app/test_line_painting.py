"""Painting one row of code."""

from __future__ import annotations

import random

from rich.cells import cell_len
from rich.segment import Segment
from rich.style import Style

from tests.cases import cases
from tui.app.widgets.line_cells import cell_starts
from tui.app.widgets.line_painting import Mark, paint, paint_plain

BASE = Style.parse("white on black")
RED = Style.parse("red")
UNDER = Style.parse("underline")


def text_of(shown: str, **window: int) -> str:
    strip = paint(shown, [], BASE, first_cell=window.get("first", 0), width=window["width"], tab_width=4)
    assert strip.cell_length == cell_len(strip.text) == window["width"]
    return strip.text


def test_a_short_line_is_filled_with_blanks() -> None:
    assert text_of("abc", width=5) == "abc  "


def test_a_long_line_is_cut_to_the_window() -> None:
    assert text_of("abcdef", first=2, width=3) == "cde"


def test_tabs_go_to_the_next_stop() -> None:
    assert text_of("a\tb", width=8) == "a   b   "
    assert text_of("a\tb", first=2, width=4) == "  b "


def test_a_wide_character_at_an_edge_becomes_a_blank() -> None:
    assert text_of("a名b", width=2) == "a "
    assert text_of("a名b", first=2, width=3) == " b "


def test_combining_marks_stay_with_their_base() -> None:
    assert text_of("e\u0301x", width=3) == "e\u0301x "


def test_marks_whose_base_is_left_of_the_window_stay_away_too() -> None:
    assert text_of("ae\u0301\u0302x", first=2, width=2) == "x "


def test_later_marks_lie_over_earlier_ones() -> None:
    strip = paint("abcd", [Mark(0, 3, RED), Mark(1, 2, UNDER)], BASE, first_cell=0, width=4, tab_width=4)
    styles = [(segment.text, segment.style) for segment in strip]
    assert styles == [("a", BASE + RED), ("b", BASE + RED + UNDER), ("c", BASE + RED), ("d", BASE)]


def test_a_mark_behind_the_text_shows_one_blank() -> None:
    strip = paint("ab", [Mark(2, 3, RED)], BASE, first_cell=0, width=5, tab_width=4)
    assert [(segment.text, segment.style) for segment in strip] == [("ab", BASE), (" ", BASE + RED), ("  ", BASE)]


@cases("seed", range(200))
def test_every_window_is_the_same_piece_of_the_whole(seed: int) -> None:
    chance = random.Random(seed)
    shown = "".join(chance.choice("ab\t名🚀e\u0301 ") for _ in range(chance.randrange(0, 25))).lstrip("\u0301")
    marks = [Mark(start, start + chance.randrange(1, 6), RED) for start in (chance.randrange(0, 25) for _ in range(3))]
    whole_width = cell_starts(shown, 4)[-1] + 3
    whole = paint(shown, marks, BASE, first_cell=0, width=whole_width, tab_width=4)
    first = chance.randrange(0, whole_width)
    width = chance.randrange(1, whole_width - first + 1)
    piece = paint(shown, marks, BASE, first_cell=first, width=width, tab_width=4)
    assert piece.cell_length == cell_len(piece.text) == width
    expected = whole.crop(first, first + width)
    # Rich cuts a wide character into blanks as well; combining marks at the very edge may go either way.
    assert piece.text.replace("\u0301", "") == expected.text.replace("\u0301", "")


@cases("seed", range(40))
def test_plain_rows_look_as_any_row_does(seed: int) -> None:
    chance = random.Random(seed)
    text = "".join(chance.choice("ab (=) 1") for _ in range(chance.randrange(60)))
    edges = sorted(chance.sample(range(len(text) + 1), min(len(text) + 1, 2 * chance.randrange(6))))
    spans = list(zip(edges[::2], edges[1::2], strict=False))
    first, width = chance.randrange(20), chance.randrange(1, 50)
    wanted = paint(text, [Mark(*span, RED) for span in spans], BASE, first_cell=first, width=width, tab_width=4)
    whole = [(*span, BASE + RED) for span in spans]
    painted = paint_plain(text, whole, BASE, first_cell=first, width=width)
    assert list(Segment.simplify(painted)) == list(Segment.simplify(wanted))
