"""Textual's private names that the editor stands on, and that it repaints no more than it must."""

from __future__ import annotations

import inspect
import random

import pytest
from textual.app import App, ComposeResult
from textual.document._document import Selection
from textual.document._history import EditHistory
from textual.geometry import Region
from textual.widgets import TextArea

from tui.app.widgets.code_editor import CodeEditor
from tui.app.widgets.light_text_area import PRIVATE_NAMES
from tui.app.widgets.tagged_edits import HISTORY_PRIVATE_NAMES
from tui.app.widgets.theme import DARK
from tui.editing.source import SourceText


@pytest.mark.parametrize("name", PRIVATE_NAMES)
def test_textual_still_has_the_name(name: str) -> None:
    assert hasattr(TextArea, name) or name in inspect.getsource(TextArea.__init__)


@pytest.mark.parametrize("name", HISTORY_PRIVATE_NAMES)
def test_textuals_history_still_has_the_name(name: str) -> None:
    assert hasattr(EditHistory(10, 1.0, 10), name)


async def test_a_tagged_replacement_is_one_edit_of_its_own_also_where_no_text_changes() -> None:
    app = Host("one\n")
    async with app.run_test(size=(60, 20)) as pilot:
        area = app.area
        area.focus()
        await pilot.press("a")
        area.tagged.replace("two\n", 1)
        area.tagged.replace("two\n", 2)
        await pilot.press("b")
        assert [area.tagged.undo() for _ in range(5)] == [None, 2, 1, None, None]
        assert area.text == "one\n"
        assert [area.tagged.redo() for _ in range(5)] == [None, 1, 2, None, None]
        assert area.text.replace("b", "") == "two\n"
        area.tagged.undo()
        # Another edit: what was undone can't be done again, and its tag is never answered for something else.
        await pilot.press("c")
        assert area.tagged.redo() is None
        area.load_source(SourceText("three\n"))
        assert (area.text, area.tagged.undo()) == ("three\n", None)


def test_the_overridden_methods_still_take_what_they_took() -> None:
    assert list(inspect.signature(TextArea._set_document).parameters) == ["self", "text", "language"]
    assert list(inspect.signature(TextArea._watch_selection).parameters) == ["self", "previous_selection", "selection"]
    assert list(inspect.signature(TextArea._refresh_size).parameters) == ["self"]
    assert list(inspect.signature(TextArea._build_highlight_map).parameters) == ["self"]
    assert list(inspect.signature(TextArea._replace_via_keyboard).parameters) == ["self", "insert", "start", "end"]


class Watched(CodeEditor):
    """Notes what it is asked to repaint."""

    repainted: list[Region]

    def refresh(self, *regions: Region, repaint: bool = True, layout: bool = False, recompose: bool = False) -> Watched:
        if hasattr(self, "repainted"):
            self.repainted += regions or [Region(0, 0, 999, 999)]
            assert not layout
        super().refresh(*regions, repaint=repaint, layout=layout, recompose=recompose)
        return self


class Host(App[None]):
    def __init__(self, text: str) -> None:
        super().__init__()
        self.register_theme(DARK)
        self.theme = DARK.name
        self.area = Watched(text)

    def compose(self) -> ComposeResult:
        yield self.area


async def rows_repainted(text: str, *keys: str) -> list[int]:
    app = Host(text)
    async with app.run_test(size=(60, 20)) as pilot:
        app.area.focus()
        await pilot.press("down", "down")
        await pilot.pause()
        app.area.repainted = []
        await pilot.press(*keys)
        await pilot.pause()
        return sorted({y for region in app.area.repainted for y in range(region.y, region.bottom)})


LINES = "\n".join(f"line {number}" for number in range(100))


async def test_a_letter_repaints_its_row() -> None:
    assert await rows_repainted(LINES, "x") == [2]


async def test_moving_down_repaints_two_rows() -> None:
    assert await rows_repainted(LINES, "down") == [2, 3]


async def test_moving_right_repaints_one_row() -> None:
    assert await rows_repainted(LINES, "right") == [2]


async def test_a_new_line_repaints_from_its_row_on() -> None:
    rows = await rows_repainted(LINES, "enter")
    assert rows[0] == 2
    assert 0 not in rows


@pytest.mark.parametrize("text", ["a\r\nb\rc\nd", "no end", "ends\n", "\ttabs\t\n \n", "", "\n\n", "x\x0by\u2028z"])
async def test_an_untouched_text_is_the_same_text(text: str) -> None:
    app = Host(text)
    async with app.run_test() as pilot:
        await pilot.press("down", "right", "end")
        assert app.area.text == text


async def test_undo_brings_mixed_line_ends_back() -> None:
    text = "a\r\nb\rc\nd"
    app = Host(text)
    async with app.run_test() as pilot:
        app.area.focus()
        app.area.select_all()
        await pilot.press("x")
        assert app.area.text == "x"
        app.area.action_undo()
        assert app.area.text == text


async def test_a_paste_takes_the_documents_line_ends() -> None:
    app = Host("a\r\nb")
    async with app.run_test() as pilot:
        app.area.focus()
        app.area.insert("1\n2\r\n3\r4", (0, 0))
        await pilot.pause()
        assert app.area.text == "1\r\n2\r\n3\r\n4a\r\nb"


async def test_a_text_that_becomes_shorter_is_not_scrolled_beyond_its_end() -> None:
    app = Host("\n".join(f"line {number}" for number in range(40)))
    async with app.run_test(size=(60, 20)) as pilot:
        app.area.focus()
        app.area.move_cursor(app.area.document.end)
        await pilot.pause()
        assert app.area.scroll_offset.y == app.area.max_scroll_y > 0
        # Three lines go at once, while the last one still is on the screen.
        app.area.selection = Selection((30, 0), (33, 0))
        await pilot.press("x")
        await pilot.pause()
        assert app.area.document.line_count == 37
        assert app.area.scroll_offset.y == app.area.max_scroll_y


@pytest.mark.parametrize("text", ["one\ntwo\n", "a\rb\rc\r", "`open\n" * 30, ""])
async def test_a_wrapped_text_takes_every_edit(text: str) -> None:
    chance = random.Random(text)
    app = Host(text)
    async with app.run_test(size=(30, 12)) as pilot:
        area = app.area
        area.focus()
        area.soft_wrap = True
        await pilot.press("ctrl+end", "enter")
        for _ in range(120):
            start, end = (
                (line := chance.randrange(area.document.line_count), chance.randrange(len(area.document[line]) + 1))
                for _ in range(2)
            )
            match chance.randrange(6):
                case 0:
                    area.undo()
                case 1:
                    area.redo()
                case 2:
                    area.delete(start, end)
                case 3:
                    area.insert("/* a `long` line, longer than the window is wide\nand more */\n", start)
                case _:
                    area.move_cursor(start)
                    await pilot.press(chance.choice(["enter", "backspace", "x", "`", "ctrl+k"]))
        await pilot.pause()
        wrapped = area.wrapped_document.lines
        area._rebuild_wrapping()
        area._rewrap_and_refresh_virtual_size()
        assert wrapped == area.wrapped_document.lines


async def test_undo_of_lines_that_scrolled_a_wrapped_text() -> None:
    app = Host("one\n" * 5)
    async with app.run_test(size=(30, 12)) as pilot:
        app.area.focus()
        app.area.soft_wrap = True
        await pilot.press("ctrl+end")
        app.area.insert("more\n" * 12)
        await pilot.pause()
        assert app.area.show_vertical_scrollbar
        app.area.undo()
        await pilot.pause()
        assert app.area.text == "one\n" * 5


@pytest.mark.parametrize("wraps", [False, True])
async def test_what_was_painted_row_by_row_is_what_would_be_painted_anew(wraps: bool) -> None:
    chance = random.Random(wraps)
    app = Host("\n".join(f"let line_{number} = {number};" for number in range(8)))
    async with app.run_test(size=(30, 14)) as pilot:
        area = app.area
        area.focus()
        area.soft_wrap = wraps
        # As in the editor: rows are kept only where nothing surrounds them.
        area.styles.border, area.styles.padding = ("none", "white"), 0
        await pilot.pause()
        moved = 0
        for _ in range(100):
            gutter = area.gutter_width
            # A line more or less is, about half the time, a digit more or less in the last one's number.
            lines = ("enter",) if area.document.line_count < 10 else ("ctrl+z", "backspace")
            await pilot.press(chance.choice([*lines, *lines, "up", "down", "end", "x"]))
            await pilot.pause()
            whole = Region(0, 0, *area.size)
            painted = [strip.text for strip in area.render_lines(whole)]
            area._strips.clear()
            assert painted == [strip.text for strip in area.render_lines(whole)]
            moved += gutter != area.gutter_width
        assert moved > 5
