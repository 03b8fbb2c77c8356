"""Page keys that come before a list is laid out: nothing moves, and nothing breaks."""

from __future__ import annotations

import pytest
from textual.app import App, ComposeResult
from textual.widgets import OptionList

from tui.app.palette import PaletteList
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
