"""Cells are drawn as they are seen."""

from __future__ import annotations

from tests.cell_pictures import svg
from tests.looks import BASIC_PALETTES
from tests.terminal.strict_terminal import Cell, Style


def test_cells_are_drawn_in_their_colours_and_looks() -> None:
    marked = Style(frozenset("bu"), "#ff0000", "4")
    chosen = Style(frozenset("r"))
    drawn = svg([[Cell("<", marked), Cell("&", marked), Cell("x", chosen)]], BASIC_PALETTES["xterm"])
    assert 'fill="#0000ee"/>' in drawn
    assert 'fill="#ff0000" textLength="18" lengthAdjust="spacing" font-weight="bold"' in drawn
    assert ">&lt;&amp;</text>" in drawn
    # Reverse: the terminal's own two, the other way round.
    assert '<rect x="28" y="10" width="9" height="19" fill="#e5e5e5"/>' in drawn
    assert 'fill="#000000" textLength="9" lengthAdjust="spacing" xml:space="preserve">x</text>' in drawn
