"""The document of the editor, and where characters stand."""

from __future__ import annotations

import pytest
from textual.geometry import Offset

from tui.app.widgets.line_cells import cell_of, column_at
from tui.app.widgets.source_document import SourceDocument, UnwrappedDocument, WrappedSource

ODD = "one\r\ntwo\nthree\rfour\x0b\u2028\x85 five"


def test_text_survives_exactly() -> None:
    assert SourceDocument(ODD).text == ODD


def test_only_line_ends_end_lines() -> None:
    assert SourceDocument(ODD).lines == ["one", "two", "three", "four\x0b\u2028\x85 five"]


def test_what_is_removed_can_be_put_back_exactly() -> None:
    document = SourceDocument(ODD)
    done = document.replace_range((0, 1), (3, 2), "X")
    assert document.text == "oXur\x0b\u2028\x85 five"
    document.replace_range((0, 1), done.end_location, done.replaced_text)
    assert document.text == ODD


def test_edits_are_told_in_lines() -> None:
    document = SourceDocument("a\nb\nc")
    told: list[tuple[int, int, int]] = []
    document.on_edit = lambda *edit: told.append(edit)
    document.replace_range((1, 0), (2, 1), "x\ny\nz\n")
    assert told == [(1, 2, 4)]


@pytest.mark.parametrize(
    ("line", "column", "cell"),
    [
        ("abc", 2, 2),
        ("\tx", 1, 4),
        ("a\tx", 2, 4),
        ("名x", 1, 2),
        ("e\u0301x", 2, 1),
        ("\x1bx", 1, 1),
        ("a\u200bx", 2, 2),
    ],
)
def test_cells_and_columns_answer_each_other(line: str, column: int, cell: int) -> None:
    assert cell_of(line, column, 4) == cell
    assert column_at(line, cell, 4) in (column, column - 1 if "\u0301" in line else column)


def test_a_cell_behind_the_line_is_its_end() -> None:
    assert column_at("abc", 99, 4) == 3


def test_the_unwrapped_view_follows_the_document_without_being_told() -> None:
    document = SourceDocument("a\nb")
    view = UnwrappedDocument(document, 4)
    document.replace_range((1, 1), (1, 1), "\nc\n\tdd")
    assert view.height == 4
    assert view.location_to_offset((3, 1)) == Offset(4, 3)
    assert view.offset_to_location(Offset(5, 3)) == (3, 2)
    assert view.offset_to_location(Offset(9, 99)) == (3, 3)


def test_wrapping_counts_inert_signs_as_the_cell_they_take() -> None:
    view = WrappedSource(SourceDocument("ab\u200b\u200bcd"), 4, 4)
    assert view.section_at(0) == (0, 0)
    assert view.height == 2
    assert view.section_at(2) is None
