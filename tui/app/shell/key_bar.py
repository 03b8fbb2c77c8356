"""The bottom row: the keys that work now, the most useful first, as many as fit."""

from __future__ import annotations

from collections.abc import Iterable, Sequence

from rich.cells import cell_len
from textual.content import Content
from textual.widget import Widget

from tui.app.widgets.command import Command
from tui.app.widgets.keys import shown_key


class KeyBar(Widget):
    """Shows commands that declare a place in the footer."""

    DEFAULT_CSS = """
    KeyBar { height: 1; background: $panel; color: $muted; padding: 0 1; }
    """

    def __init__(self) -> None:
        super().__init__(id="keys")
        self.commands: Sequence[Command] = ()
        """Those that are shown where there is room."""

    def show(self, commands: Sequence[Command]) -> None:
        """Show these commands, in the order of their places; repaints only when they changed."""
        ordered = in_bar(commands)
        if list(self.commands) != ordered:
            self.commands = ordered
            self.refresh()

    def render(self) -> Content:
        shown = [
            Content.assemble(Content.styled(shown_key(command.keys[0]), "bold $foreground"), " ", _word(command))
            for command in fitting(self.commands, self.size.width)
        ]
        return Content(" " * _GAP).join(shown)


def in_bar(commands: Sequence[Command]) -> list[Command]:
    """The commands as a bar shows them. Where q leaves, ctrl+q does not need the room."""
    names = {command.name for command in commands}
    return [each for each in in_footer(commands) if not (each.name == "quit" and "leave" in names)]


def in_footer(commands: Iterable[Command]) -> list[Command]:
    """The commands that have a place in the footer and a key to show, in the order of their places."""
    placed = [(command.footer.place, command) for command in commands if command.footer is not None and command.keys]
    return [command for _, command in sorted(placed, key=lambda each: each[0])]


def footer_words(commands: Iterable[Command]) -> str:
    """The keys of a footer and their words as one text, for a screen with a row of its own."""
    return "  ".join(f"{shown_key(each.keys[0])} {_word(each)}" for each in in_footer(commands))


def fitting(commands: Sequence[Command], cells: int) -> list[Command]:
    """The commands that have room in so many cells, in their order. What matters least gives way first."""
    kept = list(commands)
    while kept and sum(_width(command) + _GAP for command in kept) - _GAP > cells:
        # Those that give way last: from the end. The last of all is the first command: save, open, create.
        kept.remove(max(kept, key=lambda command: (_GIVES_WAY.get(command.name, _FIRST), kept.index(command))))
    return kept


_GAP = 2
_FIRST = 4
"""Commands not named below give way before all others."""

_GIVES_WAY = {"save": 0, "create": 0, "open": 1, "send": 1, "help": 1, "close": 2, "leave": 2, "put_back": 3, "quit": 3}
"""Whoever is lost needs help and the way out; a save is what nobody may have to look for."""


def _width(command: Command) -> int:
    return cell_len(shown_key(command.keys[0])) + 1 + cell_len(_word(command))


def _word(command: Command) -> str:
    return command.footer.word if command.footer is not None else ""
