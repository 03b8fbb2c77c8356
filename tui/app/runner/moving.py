"""The runner's commands that move from box to box."""

from __future__ import annotations

from collections.abc import Sequence

from textual.widget import Widget

from tui.app.runner.request_pane import RequestPane
from tui.app.shell.screen import ConsoleScreen
from tui.app.widgets import code_lines
from tui.app.widgets.command import CommandDefaults, Footer, command


class MovingCommands:
    """Moves the focus."""

    COMMAND_DEFAULTS = CommandDefaults("runner", "When running a function")

    def __init__(self, screen: ConsoleScreen) -> None:
        self._screen = screen

    @property
    def _pane(self) -> RequestPane:
        return self._screen.query_one(RequestPane)

    @command(
        keys=("f6",),
        title="Next pane",
        help="Move between the request's target, its body, the response and, where it is shown, the code.",
        footer=Footer("pane", 2),
    )
    def next_pane(self) -> None:
        """Move on to the next of the main boxes."""
        self._move(1, [*self._screen.query("#target, #body, #answer"), *self._screen.query("#beside-code")])

    @command(keys=("tab",), title="Next box", help="Move on to the next box; in the body, indent.")
    def next_box(self) -> None:
        """Move on; in the body, indent."""
        body = self._pane.body
        if self._screen.focused is body:
            code_lines.indent(body)
        else:
            self._move(1, self._boxes)

    @command(keys=("shift+tab",), title="Box before", help="Move back to the box before; in the body, dedent.")
    def previous_box(self) -> None:
        """Move back; in the body, dedent."""
        body = self._pane.body
        if self._screen.focused is body:
            code_lines.dedent(body)
        else:
            self._move(-1, self._boxes)

    @property
    def _boxes(self) -> Sequence[Widget]:
        return [*self._pane.boxes, self._screen.query_one("#answer")]

    def _move(self, by: int, boxes: Sequence[Widget]) -> None:
        # Before the first answer there is no box of it to be seen.
        seen = [
            box for box in boxes if all(node.display for node in box.ancestors_with_self if isinstance(node, Widget))
        ]
        place = next((at for at, box in enumerate(seen) if self._screen.focused is box), -1 if by > 0 else 0)
        self._screen.set_focus(seen[(place + by) % len(seen)])
