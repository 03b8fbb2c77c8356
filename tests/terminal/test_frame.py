"""Frames read into cells."""

from __future__ import annotations

from rich.cells import get_character_cell_size

from tui.terminal.cells import BOLD, TRUE_COLOUR, CellStyle, CellTable, style_after
from tui.terminal.frame import Frame, plain_text


def grid() -> Frame:
    return Frame(CellTable(), get_character_cell_size)


def test_rows_places_and_the_cursor() -> None:
    seen = grid()
    seen.apply("\x1b[1;1Habc\n\x1b[2;3Hde\x1b[2;5H")
    assert plain_text(seen.rows, seen.table) == ["abc", "  de"]
    assert seen.cursor == (4, 1)


def test_a_piece_covers_what_was_there() -> None:
    seen = grid()
    seen.apply("\x1b[1;1Habcdef\x1b[1;1H")
    seen.apply("\x1b[1;3HXY\x1b[1;1H")
    assert plain_text(seen.rows, seen.table) == ["abXYef"]


def test_half_a_wide_character_becomes_a_blank() -> None:
    seen = grid()
    seen.apply("\x1b[1;1Ha名b\x1b[1;1H")
    seen.apply("\x1b[1;3Hx\x1b[1;1H")
    assert plain_text(seen.rows, seen.table) == ["a xb"]
    seen.apply("\x1b[1;1H名b\x1b[1;1H")
    seen.apply("\x1b[1;1Hx\x1b[1;1H")
    assert plain_text(seen.rows, seen.table) == ["x bb"]


def test_combining_marks_join_their_base() -> None:
    seen = grid()
    seen.apply("\x1b[1;1He\u0301x\x1b[1;1H")
    assert [seen.table.texts[cell] for cell in seen.rows[0]] == ["e\u0301", "x"]


def test_a_mark_joins_its_base_across_a_change_of_style() -> None:
    seen = grid()
    seen.apply("\x1b[1;1H\x1b[1me\x1b[0m\x1b[3m\u0301x\x1b[0m\x1b[1;1H")
    assert [seen.table.texts[cell] for cell in seen.rows[0]] == ["e\u0301", "x"]
    seen.apply("\x1b[1;1H\u0301ab\x1b[1;1H")
    assert plain_text(seen.rows, seen.table) == ["ab"]


def test_styles_are_read_and_hyperlinks_are_left_out() -> None:
    seen = grid()
    seen.apply("\x1b[1;1H\x1b[1;38;2;1;2;3ma\x1b]8;id=1;https://x\x1b\\b\x1b]8;;\x1b\\\x1b[0mc\x1b[1;1H")
    styles = [seen.table.styles[cell] for cell in seen.rows[0]]
    assert styles[0] == CellStyle(BOLD, TRUE_COLOUR | 0x010203)
    assert styles[1] == styles[0]
    assert styles[2] == CellStyle()


def test_nothing_unknown_is_passed_on() -> None:
    seen = grid()
    seen.apply("\x1b[1;1H\x1b[6;6rx\x07\x1b]0;t\x07\x9b2J\x1b[999my\x1b[1;1H")
    assert plain_text(seen.rows, seen.table) == ["?[6;6rx??]0;t??2Jy"]


def test_blanks_of_one_background_are_one_cell() -> None:
    table = CellTable()
    red = style_after(CellStyle(), "31;44")
    green = style_after(CellStyle(), "1;32;44")
    assert red is not None
    assert green is not None
    assert table.cell(" ", red) == table.cell(" ", green)
    assert table.cell("x", red) != table.cell("x", green)
    underlined = style_after(red, "4")
    assert underlined is not None
    assert table.cell(" ", red) != table.cell(" ", underlined)
