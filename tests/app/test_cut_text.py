"""What is cut says so and never takes more room than there is."""

from __future__ import annotations

import pytest
from rich.cells import cell_len
from textual.content import Content

from tui.app.widgets.cut_text import FULL_KEY_HINT, in_cells, rows_within


@pytest.mark.parametrize(
    ("text", "cells", "shown"),
    [("slug", 6, "slug  "), ("slug", 4, "slug"), ("slugs", 4, "slu…"), ("a bc", 3, "a… "), ("世界世界", 4, "世… ")],
)
def test_a_column_holds_the_text_or_its_beginning_and_an_ellipsis(text: str, cells: int, shown: str) -> None:
    assert in_cells(text, cells) == shown


@pytest.mark.parametrize("cells", range(4))
def test_a_column_is_as_wide_as_it_is_however_narrow(cells: int) -> None:
    assert cell_len(in_cells("世界", cells)) == cells


def test_a_sentence_goes_on_in_the_next_rows_and_is_whole() -> None:
    sentence = "one two three four five six seven"
    rows = rows_within(Content(sentence), 12, 4)
    assert " ".join(str(row) for row in rows) == sentence
    assert 1 < len(rows) <= 4


@pytest.mark.parametrize("cells", [1, 3, 5, 12, 38, 78])
@pytest.mark.parametrize("most_rows", [1, 2, 3])
def test_what_has_no_room_says_where_it_can_be_read(cells: int, most_rows: int) -> None:
    rows = rows_within(Content("word 世界 " * 200), cells, most_rows)
    assert len(rows) == most_rows
    assert all(row.cell_length <= cells for row in rows)
    assert str(rows[-1]).endswith(FULL_KEY_HINT if cells >= 2 * len(FULL_KEY_HINT) else "… f4"[:cells])


def test_what_fits_is_left_alone() -> None:
    content = Content.assemble("7 functions  ", Content.styled("url: --sandbox", "$faint"))
    assert rows_within(content, 78, 1) == [content]
    assert rows_within(Content(""), 78, 3) == [Content("")]


def test_a_cut_row_keeps_its_blanks() -> None:
    assert str(rows_within(Content("7 functions  " + "slug" * 9), 34, 1)[0]) == f"7 functions  slugslu{FULL_KEY_HINT}"
