"""Keys that come too early: before a list is laid out, or right behind the one that closes it."""

from __future__ import annotations

import pytest
from textual import events
from textual.app import App, ComposeResult
from textual.widgets import OptionList

from tests.stage import StagedConsole, StagedServer, settled
from tui.app.palette import Palette, PaletteList
from tui.app.screens.editor import EditorScreen
from tui.app.screens.functions import FunctionsScreen
from tui.app.screens.pick import moved


class Lists(App[None]):
    """Both kinds of list, not shown: they have options and no lines."""

    CSS = "OptionList { display: none; }"

    def compose(self) -> ComposeResult:
        yield PaletteList()
        yield OptionList("one", "two", id="picked")


@pytest.mark.parametrize("key", ["pagedown", "pageup"])
async def test_a_page_key_before_the_first_layout_moves_nothing(key: str) -> None:
    app = Lists()
    async with app.run_test():
        palette, listed = app.query_one(PaletteList), app.query_one("#picked", OptionList)
        palette.add_options(["one", "two"])
        for each in (palette, listed):
            each.highlighted = 0
        getattr(palette, "action_page_down" if key == "pagedown" else "action_page_up")()
        assert moved(listed, key)
        assert (palette.highlighted, listed.highlighted) == (0, 0)


async def test_enter_right_behind_escape_is_not_the_palettes() -> None:
    console = StagedConsole(StagedServer())
    async with console.run_test(size=(80, 24)) as pilot:
        await settled(pilot)
        await pilot.press("ctrl+p")
        await settled(pilot)
        # In one burst, as a paste into the terminal or somebody quick sends them: the palette is left, the row opened.
        for key in ("down", "escape", "enter"):
            console.post_message(events.Key(key, "\r" if key == "enter" else None))
        await settled(pilot)
        await pilot.pause(0.1)
        await settled(pilot)
        assert isinstance(console.screen, EditorScreen)


async def test_a_palette_left_twice_leaves_the_screen_below_alone() -> None:
    console = StagedConsole(StagedServer())
    async with console.run_test(size=(80, 24)) as pilot:
        await settled(pilot)
        await pilot.press("ctrl+p")
        await settled(pilot)
        palette = console.screen
        assert isinstance(palette, Palette)
        palette.dismiss()
        palette.dismiss()
        await settled(pilot)
        assert isinstance(console.screen, FunctionsScreen)
