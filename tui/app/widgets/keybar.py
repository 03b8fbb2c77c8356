"""The bottom row: the keys that work now, the most useful first, as many as fit."""

from __future__ import annotations

from collections.abc import Sequence

from rich.cells import cell_len
from textual.content import Content
from textual.widget import Widget

from tui.app.commands import Command, shown_key

_GAP = "  "


class KeyBar(Widget):
    """Shows commands that declare a place in the footer."""

    DEFAULT_CSS = """
    KeyBar { height: 1; background: $panel; color: $muted; padding: 0 1; }
    """

    def __init__(self) -> None:
        super().__init__(id="keys")
        self._commands: Sequence[Command] = ()

    def show(self, commands: Sequence[Command]) -> None:
        """Show these commands, in the order of their places; repaints only when they changed."""
        names = {command.name for command in commands}
        ordered = sorted(
            # Where q leaves, ^q does not need the room.
            (command for command in commands if command.footer and not (command.name == "quit" and "leave" in names)),
            key=lambda command: command.footer,
        )
        if list(self._commands) != ordered:
            self._commands = ordered
            self.refresh()

    def render(self) -> Content:
        parts: list[Content] = []
        room = self.size.width
        # Help and quit always fit: whoever is lost needs them. Others give way from the end.
        kept = list(self._commands)
        # The last of them needs no gap.
        while kept and sum(_width(command) for command in kept) - len(_GAP) > room:
            droppable = [command for command in kept if command.name not in ("help", "quit", "leave", "close")]
            if not droppable:
                break
            kept.remove(droppable[-1])
        for command in kept:
            parts.append(
                Content.assemble(
                    Content.styled(shown_key(command.keys[0]), "bold $foreground"), " ", Content(command.short)
                )
            )
        return Content(_GAP).join(parts)


def _width(command: Command) -> int:
    return cell_len(shown_key(command.keys[0])) + 1 + cell_len(command.short) + len(_GAP)
