"""One of a few: moved by keys and clicks, read without colour, cut at its edge."""

from __future__ import annotations

from textual.app import App, ComposeResult

from tui.app.widgets.choice_list import ChoiceList, Option
from tui.app.widgets.theme import DARK

OPTIONS = (Option("a", "First", "the one that stands first"), Option("b", "Second"), Option("c", "Third", "x" * 200))


class ListApp(App[None]):
    """Both kinds of list."""

    def __init__(self) -> None:
        super().__init__()
        self.changed: list[str] = []
        self.register_theme(DARK)
        self.theme = DARK.name

    def compose(self) -> ComposeResult:
        yield ChoiceList(OPTIONS, "a", id="rows")
        yield ChoiceList(OPTIONS, "b", in_row=True, id="row")

    def on_choice_list_changed(self) -> None:
        self.changed += [each.value for each in self.query(ChoiceList)]


async def test_it_moves_to_its_ends_and_turns_round() -> None:
    app = ListApp()
    async with app.run_test(size=(40, 10)) as pilot:
        box = app.query_one("#rows", ChoiceList)
        assert not box.move(-1)
        assert box.move(1)
        assert box.value == "b"
        assert box.move(1)
        assert not box.move(1)
        box.turn()
        assert box.value == "a"
        await pilot.pause()
        # A word for each change, and none where nothing changed.
        assert len(app.changed) == 3 * 2


async def test_what_is_chosen_is_read_without_colour_and_cut_at_the_edge() -> None:
    app = ListApp()
    async with app.run_test(size=(40, 10)):
        rows = app.query_one("#rows", ChoiceList).render().plain.splitlines()
        assert rows[0] == "(x) First   the one that stands first"
        assert rows[1].startswith("( ) Second")
        assert len(rows[2]) == 40
        assert rows[2].endswith("…")
        assert app.query_one("#row", ChoiceList).render().plain == "( ) First  (x) Second  ( ) Third"


async def test_a_click_chooses() -> None:
    app = ListApp()
    async with app.run_test(size=(40, 10)) as pilot:
        await pilot.click("#rows", offset=(3, 1))
        assert app.query_one("#rows", ChoiceList).value == "b"
        await pilot.click("#row", offset=(2, 0))
        assert app.query_one("#row", ChoiceList).value == "a"
        await pilot.click("#row", offset=(30, 0))
        assert app.query_one("#row", ChoiceList).value == "c"
