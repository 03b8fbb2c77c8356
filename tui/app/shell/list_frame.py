"""The frame of a dialog that is a list and fills the screen: a headline, the rows, what is said, the keys."""

from __future__ import annotations

from collections.abc import Sequence
from typing import Any

from textual.app import ComposeResult
from textual.containers import Vertical
from textual.content import Content
from textual.widgets import Static

from tui.app.shell.key_bar import KeyBar
from tui.app.widgets.command import Command
from tui.app.widgets.row_table import RowTable
from tui.terminal.sanitise import printable


class ListFrame(Vertical):
    """Shows `table` under `headline`, which is fit to show."""

    DEFAULT_CSS = """
    ListFrame { width: 100%; height: 100%; background: $background; }
    ListFrame > #headline {
        height: 1; text-wrap: nowrap; text-overflow: ellipsis; background: $panel; padding: 0 1; text-style: bold;
    }
    ListFrame > RowTable { height: 1fr; }
    ListFrame > #said { height: auto; max-height: 3; padding: 0 1; color: $muted; }
    """

    def __init__(self, headline: str, table: RowTable[Any]) -> None:
        super().__init__()
        self._headline = headline
        self._table = table

    def compose(self) -> ComposeResult:
        yield Static(Content(printable(self._headline, newlines=True)), id="headline")
        yield self._table
        yield Static("", id="said")
        yield KeyBar()

    def begin(self, commands: Sequence[Command]) -> None:
        """The rows have the focus, and these keys are shown."""
        self.screen.set_focus(self._table)
        self.query_one(KeyBar).show(commands)

    def say(self, text: str, style: str) -> None:
        """Say something below the rows."""
        self.query_one("#said", Static).update(Content.styled(printable(text), style))
