"""A very long line is painted, and edited, as any other."""

from __future__ import annotations

import random

import pytest
from rich.style import Style

from tests.app.test_light_text_area import Host
from tests.editing.fuzz_lexing import MINIFIED
from tui.app.widgets.code_editor import CodeEditor
from tui.app.widgets.line_cells import cell_starts
from tui.app.widgets.source_document import SourceDocument, WrappedSource
from tui.terminal.sanitise import cell_text

_PIECES = ("a", "const x = 1; ", "\t", "名前", "e\u0301", "\U0001f680", "\x07", "\u200b", " ", "'s'", "/* c */")


def shown(editor: CodeEditor, row: int) -> str:
    """The text of a row without the gutter."""
    return editor.render_line(row).text[editor.gutter_width :]


@pytest.mark.parametrize("seed", range(3))
async def test_what_is_seen_of_a_long_line_is_its_part(seed: int) -> None:
    chance = random.Random(seed)
    line = "".join(chance.choice(_PIECES) for _ in range(3000))
    app = Host(line)
    async with app.run_test(size=(100, 20)) as pilot:
        editor = app.query_one(CodeEditor)
        tabs = editor.indent_width
        text, starts = cell_text(line), cell_starts(cell_text(line), tabs)
        for column in [0, len(line), *(chance.randrange(len(line)) for _ in range(15))]:
            editor.move_cursor((0, column))
            await pilot.pause()
            first, width = editor.scroll_offset.x, editor.size.width - editor.gutter_width
            wanted = ""
            for number, character in enumerate(text):
                start, end = max(starts[number], first), min(starts[number + 1], first + width)
                # A mark whose base is left of the edge is not shown.
                whole = first <= starts[number] and first < starts[number + 1] <= first + width
                wanted += character if whole and character != "\t" else " " * (end - start)
            assert shown(editor, 0).rstrip() == wanted.rstrip()


async def test_a_long_line_is_coloured_where_it_is_seen_wrapped_or_not() -> None:
    line = MINIFIED * 60
    app = Host(f"{line}\nlet after = 1;")
    async with app.run_test(size=(100, 20)) as pilot:
        editor = app.query_one(CodeEditor)
        colour = editor.painter.palette.syntax_on_base["string"]
        for wrapped in (False, True):
            editor.soft_wrap = wrapped
            await pilot.pause()
            for where in (line.index("'it\\'s'"), line.index("'it\\'s'", 30_000)):
                editor.move_cursor((0, where), center=True)
                await pilot.pause()
                while editor.lexing.highlighter.work(1):
                    pass
                editor.refresh()
                await pilot.pause()
                row = editor.wrapped_document.location_to_offset((0, where)).y - editor.scroll_offset.y
                assert any("it\\'s" in text for text in texts_of(editor, row, colour))


def texts_of(editor: CodeEditor, row: int, style: Style) -> list[str]:
    """What is shown in a row in one colour."""
    return [segment.text for segment in editor.render_line(row) if segment.style and segment.style.color == style.color]


def test_a_line_that_grows_letter_by_letter_changes_the_size_once() -> None:
    document = SourceDocument("x" * 20_000)
    sizes = {document.get_size(4)}
    for _ in range(50):
        document.replace_range((0, 10_000), (0, 10_000), "y")
        sizes.add(document.get_size(4))
    assert len(sizes) == 2


def test_the_sections_of_a_wrapped_line_are_its_text() -> None:
    line = MINIFIED + "名前 \t" * 50
    wrapped = WrappedSource(SourceDocument(line), 40, 4)
    assert "".join(wrapped.get_sections(0)) == line
    assert len(wrapped.get_sections(0)) == wrapped.height
