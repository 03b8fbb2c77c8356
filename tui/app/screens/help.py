"""All keys of the screen below, made from the commands' declarations."""

from __future__ import annotations

import textwrap
from collections.abc import Sequence
from typing import ClassVar

from textual import events
from textual.app import ComposeResult
from textual.binding import Binding, BindingType
from textual.containers import VerticalScroll
from textual.content import Content
from textual.widgets import Static

from tui.app.commands import Command, shown_keys
from tui.app.screens.base import Dialog

_WIDTH = 78
_FRAME = 5
"""Border, padding and scrollbar."""
_KEYS = 14
"""So many cells the keys have."""


class HelpScreen(Dialog[None]):
    """A page of keys; escape, q, ? or f1 closes it."""

    DEFAULT_CSS = """
    HelpScreen { align: center middle; background: transparent; }
    HelpScreen > VerticalScroll { width: 78; max-width: 100%; height: auto; max-height: 100%; border: solid $accent;
        background: $panel; padding: 0 1; scrollbar-size-vertical: 1; }
    """
    BINDINGS: ClassVar[list[BindingType]] = [
        Binding("escape,q,question_mark,f1", "close", "Close", priority=True),
        Binding("j", "down"),
        Binding("k", "up"),
    ]

    def __init__(self, commands: Sequence[Command]) -> None:
        super().__init__()
        self._listed = commands

    def compose(self) -> ComposeResult:
        with VerticalScroll():
            yield Static()

    def on_resize(self, event: events.Resize) -> None:
        rows = [Content.styled("Keys here  (esc closes, arrows scroll)", "bold $accent"), Content("")]
        cells = max(20, min(_WIDTH, event.size.width) - _FRAME - _KEYS)
        for command in self._listed:
            keys = shown_keys(command) or "palette"
            about = f"\n{' ' * _KEYS}".join(textwrap.wrap(command.about, cells))
            rows.append(Content.assemble(Content.styled(f"{keys:<{_KEYS}}", "bold"), Content.styled(about, "$muted")))
        self.query_one(Static).update(Content("\n").join(rows))

    def action_close(self) -> None:
        self.dismiss(None)

    def action_down(self) -> None:
        self.query_one(VerticalScroll).scroll_down(animate=False)

    def action_up(self) -> None:
        self.query_one(VerticalScroll).scroll_up(animate=False)
