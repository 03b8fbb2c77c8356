"""The row below a response in which is typed what to find in it, or the path of the file it is saved to."""

from __future__ import annotations

from textual import on
from textual.app import ComposeResult
from textual.containers import Horizontal
from textual.content import Content
from textual.message import Message
from textual.widgets import Input

from tui.app.widgets.command import CommandDefaults, Footer, command
from tui.app.widgets.field import Field
from tui.app.widgets.line import Line


class ResponseBox(Horizontal):
    """A text box that is shown while something is typed: `for_path`, or what is to be found."""

    DEFAULT_CSS = """
    ResponseBox { height: 1; display: none; background: $raised; padding: 0 1; }
    ResponseBox Line { width: 9; color: $muted; }
    ResponseBox Input, ResponseBox Input:focus {
        border: none; height: 1; padding: 0; background: $raised; width: 1fr;
    }
    """
    COMMAND_DEFAULTS = CommandDefaults("response_box", "In the box below a response")

    class Typed(Message):
        """What is to be found has another letter."""

        def __init__(self, text: str) -> None:
            super().__init__()
            self.text = text

    class Closed(Message):
        """The box was left: with a text, or (None) without one."""

        def __init__(self, text: str | None, *, for_path: bool) -> None:
            super().__init__()
            self.text = text
            self.for_path = for_path

    def __init__(self) -> None:
        super().__init__(id="response-box")
        self._for_path = False

    def compose(self) -> ComposeResult:
        yield Line(id="response-box-label")
        yield Field(id="response-box-text", compact=True)

    @property
    def _box(self) -> Input:
        return self.query_one("#response-box-text", Input)

    def open(self, text: str, *, for_path: bool = False) -> None:
        """Show the box with a text in it."""
        self._for_path = for_path
        self.query_one("#response-box-label", Line).show(Content("save to " if for_path else "find "))
        self.display = True
        self._box.value = text
        self.screen.set_focus(self._box)

    @on(Input.Changed)
    def _changed(self, event: Input.Changed) -> None:
        event.stop()
        if self.display and not self._for_path:
            self.post_message(self.Typed(event.value))

    @command(
        keys=("enter",),
        title="Take it",
        help="Stay at the match, or write the file of that path.",
        footer=Footer("go", 1),
    )
    def take(self) -> None:
        """Close the box with what it holds."""
        self._close(self._box.value)

    @command(keys=("escape",), title="Close", help="Go back to the response.", footer=Footer("close", 2))
    def close(self) -> None:
        """Close the box without a text."""
        self._close(None)

    def _close(self, text: str | None) -> None:
        self.display = False
        self.post_message(self.Closed(text, for_path=self._for_path))
