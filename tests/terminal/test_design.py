"""Styles become what was designed for them, and stay so."""

from __future__ import annotations

from tests.cases import cases
from tui.terminal.cells import BOLD, DEFAULT_COLOUR, ITALIC, REVERSE, TRUE_COLOUR, UNDERLINE, CellStyle, CellTable
from tui.terminal.design import Design, Ground, Ink, designed

RED, PALE, BACK, CHOSEN, FIELD = 0xFF0000, 0xEEEEEE, 0x101010, 0x404040, 0x202020
DESIGN = Design(
    inks={RED: Ink(9, BOLD, without=ITALIC), PALE: Ink(7)},
    grounds={BACK: Ground(0), CHOSEN: Ground(7, ink=0), FIELD: Ground(DEFAULT_COLOUR, attributes=UNDERLINE)},
)


def style(foreground: int, background: int, attributes: int = 0) -> CellStyle:
    return CellStyle(attributes, TRUE_COLOUR | foreground, TRUE_COLOUR | background)


@cases(
    ("given", "shown"),
    [
        (style(PALE, BACK), CellStyle(0, 7, 0)),
        (style(RED, BACK, ITALIC), CellStyle(BOLD, 9, 0)),
        # A ground with an ink of its own has no text of another colour.
        (style(RED, CHOSEN), CellStyle(BOLD, 0, 7)),
        (style(PALE, FIELD), CellStyle(UNDERLINE, 7, DEFAULT_COLOUR)),
        # Blanks turned round, as scrollbars are painted: the text's colour is the ground.
        (style(CHOSEN, BACK, REVERSE), CellStyle(0, 0, 7)),
        # What was not designed is left to be rounded.
        (style(0x123456, BACK), CellStyle(0, TRUE_COLOUR | 0x123456, 0)),
        (CellStyle(BOLD), CellStyle(BOLD)),
    ],
)
def test_a_style_becomes_what_was_designed(given: CellStyle, shown: CellStyle) -> None:
    assert designed(given, DESIGN) == shown
    assert designed(shown, DESIGN) == shown


def test_a_blank_on_a_ground_that_is_an_attribute_shows_it() -> None:
    table = CellTable(lambda given: designed(given, DESIGN))
    assert table.styles[table.cell(" ", style(PALE, FIELD))] == CellStyle(UNDERLINE, 7)
    # On any other ground a blank is its ground and nothing else.
    assert table.cell(" ", style(PALE, BACK)) == table.cell(" ", style(RED, BACK, ITALIC))
