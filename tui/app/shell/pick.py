"""One of many, chosen from a list: drafts, deleted functions."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from typing import Generic

from textual import on
from textual.app import ComposeResult
from textual.containers import Vertical
from textual.content import Content
from textual.widgets import Static

from tui.app.shell.moving import move_commands
from tui.app.shell.questions import frame_rows
from tui.app.shell.screen import Band, Dialog
from tui.app.widgets.clock import Clock, is_left
from tui.app.widgets.command import CommandDefaults, Footer, command
from tui.app.widgets.row_table import RowTable
from tui.sessions.listing import Item, ListSpec, ListState, received
from tui.terminal.sanitise import printable

_MOST_ROWS = 20


class PickScreen(Dialog[Item | None], Generic[Item]):
    """A list to choose one from: arrows (or j and k) and enter; escape chooses none. Dismissed with what was chosen.

    `in_full` shows an item whose row may be cut.
    """

    COMMAND_DEFAULTS = CommandDefaults("pick", "In a list to choose from")
    is_about_below = True

    DEFAULT_CSS = """
    PickScreen #explanation { margin-bottom: 1; }
    PickScreen RowTable { height: auto; background: $panel; }
    """

    def __init__(
        self,
        question: str,
        explanation: str,
        spec: ListSpec[Item],
        items: Sequence[Item],
        clock: Clock,
        in_full: Callable[[Item], object],
    ) -> None:
        super().__init__()
        self._in_full = in_full
        self._question = question
        self._explanation = explanation
        state = received(ListState[Item](), spec, items)
        self._table = RowTable(spec, clock, state, surface="panel", opens_at_once=True)

    def compose(self) -> ComposeResult:
        with Band(), Vertical():
            with Vertical(id="told"):
                yield Static(Content(printable(self._question)), id="question")
                yield Static(Content(printable(self._explanation)), id="explanation")
            yield self._table

    def on_resize(self) -> None:
        # How many rows the words above the list take is known once they are laid out.
        self.call_after_refresh(self._share_rows)

    def _share_rows(self) -> None:
        """Neither the list nor the words above it are cut: each scrolls within the rows there are."""
        if is_left(self):
            return
        rows = max(2, self.size.height - frame_rows(self.size.height))
        told = self.query_one("#told")
        told_rows = min(told.virtual_size.height, rows // 2)
        told.styles.max_height = told_rows
        self._table.styles.max_height = min(_MOST_ROWS, rows - told_rows)

    @command(keys=("enter",), title="Choose", help="Choose the selected row.", footer=Footer("choose", 1))
    def choose(self) -> None:
        """Choose the selected row."""
        if self._table.item is not None:
            self.dismiss(self._table.item)

    @command(keys=("f4",), title="In full", help="Show the selected row in full.")
    def details(self) -> None:
        """Show the selected row in full."""
        if self._table.item is not None:
            self._in_full(self._table.item)

    moves = move_commands(lambda screen: screen.query_one(RowTable).moves)

    @command(keys=("escape", "q"), title="Close", help="Choose nothing.", footer=Footer("close", 2))
    def close(self) -> None:
        """Choose nothing."""
        self.dismiss(None)

    @on(RowTable.Opened)
    def _clicked(self) -> None:
        self.choose()
