"""The palette: every command of the screen below and every place to go to, found by a few letters of its name.

Not Textual's own: that one searches and chooses beside the keys. In a burst of them enter would meet the list of an
earlier search, and what is typed behind it a field that is gone.
"""

from __future__ import annotations

import asyncio
import contextlib
from collections.abc import Callable

from textual import events, on
from textual.app import ComposeResult
from textual.containers import Vertical
from textual.content import Content
from textual.widgets import Input, OptionList, Static
from textual.widgets.option_list import Option

from tui.app.shell.jumps import Jump, Jumps
from tui.app.shell.key_order import Owned
from tui.app.shell.moving import Moves, move_commands
from tui.app.shell.palette_rows import SYMBOL, PaletteRow, PaletteRows, symbol_rows
from tui.app.shell.screen import ConsoleScreen, Dialog
from tui.app.widgets.command import CommandDefaults, Footer, Scope, command
from tui.app.widgets.field import Field
from tui.app.widgets.line import Line
from tui.model.problem import CodeRange

_TITLE_CELLS = 32
_MOST_ROWS = 16
_BESIDE_FROM_COLUMNS = 60
"""From this width on a row has room for what its command does."""


def moves_of(listed: OptionList) -> Moves:
    """What moves the selection of a list.

    Not by the list's own bindings: those act only after the key has gone all the way up, and the next key, which acts
    on the selection, would overtake it.
    """

    def early(act: Callable[[], None]) -> Callable[[], None]:
        def run() -> None:
            # Textual's list looks for lines it has not laid out yet when a page key comes early.
            with contextlib.suppress(LookupError):
                act()

        return run

    return {
        "down": listed.action_cursor_down,
        "up": listed.action_cursor_up,
        "page_down": early(listed.action_page_down),
        "page_up": early(listed.action_page_up),
    }


def _moves(palette: Palette) -> Moves:
    # What the text of now finds: word of its last letter may still be on its way.
    palette.search()
    return moves_of(palette.query_one(OptionList))


Chosen = str | Jump | CodeRange
"""The id of a command, somewhere to go, or a place in the code below."""


class Palette(Dialog[Chosen | None]):
    """Type to find, arrows to select, enter to run or to go there, escape to leave; dismissed with what was chosen.

    `@` lists the symbols of the code below, `:` is a line of it. What the selected command does stands in full below
    the list where its row has no room for it.
    """

    COMMAND_DEFAULTS = CommandDefaults("palette", "In the command palette")

    DEFAULT_CSS = """
    Palette { align: center top; background: transparent; }
    Palette > Vertical { width: 100%; height: auto; background: $panel; padding: 0 1; margin: 1 0; }
    Palette Field, Palette Field:focus { border: none; height: 1; padding: 0 1; background: $raised; }
    Palette OptionList {
        height: auto; border: none; padding: 0; background: $panel; scrollbar-size-vertical: 1;
        text-wrap: nowrap; text-overflow: ellipsis;
    }
    Palette #about { color: $muted; }
    Palette OptionList > .option-list--option-highlighted {
        background: $cursor-row; color: $foreground; text-style: bold;
    }
    Palette #none { color: $muted; padding: 0 1; display: none; }
    """

    @property
    def key_scope(self) -> Scope:
        return Scope.BOX

    def __init__(self, below: ConsoleScreen, jumps: Jumps | None = None) -> None:
        super().__init__()
        self._rows = PaletteRows(below, jumps or Jumps())
        self._listed: list[PaletteRow] = []
        self._needle: str | None = None
        self._narrow = False
        self._reading: asyncio.Task[None] | None = None

    def compose(self) -> ComposeResult:
        with Vertical():
            yield Field(placeholder="find a command or function; @symbol  :line", compact=True, select_on_focus=False)
            listed = OptionList()
            listed.can_focus = False
            yield listed
            yield Line(id="about")
            yield Static("", id="none")

    def on_mount(self) -> None:
        self.set_focus(self.query_one(Field))
        self.search()

    def on_resize(self, event: events.Resize) -> None:
        self._narrow = event.size.width < _BESIDE_FROM_COLUMNS
        cells = self._cells
        # As many rows as the longest needs, so that nothing moves with the selection.
        rows = max(len(Content(about).wrap(cells)) for about in self._rows.abouts())
        self.query_one("#about").styles.height = rows
        self.query_one(OptionList).styles.max_height = max(1, min(_MOST_ROWS, event.size.height - rows - 3))
        self._needle = None
        self.search()

    @property
    def _cells(self) -> int:
        """How wide a row is, the list's scrollbar left out."""
        return max(1, self.app.size.width - 4)

    @on(OptionList.OptionHighlighted)
    def _show_about(self) -> None:
        place = self.query_one(OptionList).highlighted
        about = self._listed[place].about if place is not None and place < len(self._listed) else ""
        cut = self._narrow or len(about) + _TITLE_CELLS + 1 > self._cells
        rows = Content(about if cut else "").wrap(self._cells)
        self.query_one("#about", Line).show(Content("\n").join(rows))

    @on(Input.Changed)
    def search(self) -> None:
        """Show what is found by the text of now."""
        needle = self.query_one(Field).value
        if needle == self._needle:
            return
        self._needle = needle
        if needle.startswith(SYMBOL):
            self._read_symbols()
        self._listed = self._rows.find(needle)
        shown = self.query_one(OptionList)
        shown.set_options(Option(self._row(row)) for row in self._listed)
        shown.highlighted = 0 if self._listed else None
        self._show_about()
        none = self.query_one("#none", Static)
        none.display = not self._listed
        if not self._listed:
            none.update(self._rows.why_none)
        self.update_keys()
        # In its place: with both, the page would be higher than a low terminal.
        self.query_one("#about").display = bool(self._listed)

    def _read_symbols(self) -> None:
        """Find the symbols of the code below, beside the keys: a long code takes a while."""
        holding = self._rows.holding
        lines = holding.code_lines() if holding is not None and self._reading is None else None
        if lines is not None:
            self._reading = asyncio.create_task(self._symbols_of(list(lines)))

    async def _symbols_of(self, lines: list[str]) -> None:
        self._rows.symbols = await asyncio.to_thread(symbol_rows, lines)
        if self.is_attached:
            self._needle = None
            self.search()

    def _row(self, row: PaletteRow) -> Content:
        title = Content(row.title)
        for column in row.marks:
            title = title.stylize("$accent bold", column, column + 1)
        if row.keys:
            title = Content.assemble(title, f"  ({row.keys})")
        if self._narrow:
            return title
        blank = " " * max(1, _TITLE_CELLS + 1 - title.cell_length)
        return Content.assemble(title, blank, Content.styled(row.about, "$muted not bold"))

    @command(
        keys=("enter",),
        title="Run or go",
        help="Run the selected command, or go to the selected place.",
        footer=Footer("run", 1, lambda palette: bool(palette._listed)),
    )
    async def choose(self) -> None:
        """Run the selected command of those that the text of now finds, or go to the selected place."""
        self.search()
        if self._reading is not None and self.query_one(Field).value.startswith(SYMBOL):
            # What was typed is meant, also where the code was not read yet.
            await self._reading
        place = self.query_one(OptionList).highlighted
        if place is not None:
            self._choose(self._listed[place])

    def _choose(self, row: PaletteRow) -> None:
        self.dismiss(row.target.command.id if isinstance(row.target, Owned) else row.target)

    moves = move_commands(_moves, typed=False, scope=Scope.BOX)

    @command(keys=("escape", "ctrl+p"), title="Close", help="Run nothing, go nowhere.", footer=Footer("close", 2))
    def close(self) -> None:
        """Run nothing, go nowhere."""
        self.dismiss(None)

    @on(OptionList.OptionSelected)
    def _clicked(self, event: OptionList.OptionSelected) -> None:
        self._choose(self._listed[event.option_index])
