"""Stands over the editor while the code is open in another program, so that no key changes it here meanwhile."""

from __future__ import annotations

from collections.abc import Callable

from textual.app import ComposeResult
from textual.containers import Vertical
from textual.content import Content
from textual.widgets import Static

from tui.app.shell.screen import Band, Dialog
from tui.app.widgets.clock import Clock, call_widget_later
from tui.app.widgets.command import CommandDefaults, Footer, command
from tui.terminal.sanitise import printable

_LOOK_SECONDS = 0.5
"""How often a file that is followed is looked at; nothing goes down the line for it."""


class OutsideDialog(Dialog[None]):
    """The code is open in another program. Answered when that is over.

    `look` is called now and then while the file is followed, and returns what there is to say of it.
    """

    COMMAND_DEFAULTS = CommandDefaults("outside", "While the code is open in your editor")
    DEFAULT_CSS = """
    OutsideDialog #explanation { margin-bottom: 1; }
    OutsideDialog.-low #explanation { margin-bottom: 0; }
    OutsideDialog #path { color: $muted; }
    """

    def __init__(self, name: str, clock: Clock) -> None:
        super().__init__()
        self._editor = name
        self._clock = clock
        self._look: Callable[[], str] | None = None
        self._is_over = False

    def compose(self) -> ComposeResult:
        with Band(), Vertical():
            yield Static(Content(f"The code is open in {self._editor}."), id="question")
            yield Static("", id="explanation")
            yield Static("", id="came")
            yield Static("", id="path")

    def follow(self, question: str, explanation: str, path: str, look: Callable[[], str]) -> None:
        """From now on the file of this path is followed."""
        self._look = look
        self.query_one("#question", Static).update(Content(question))
        self.query_one("#explanation", Static).update(Content(explanation))
        self.query_one("#path", Static).update(Content(printable(path)))
        self.update_keys()
        self._look_again()

    def _look_again(self) -> None:
        if self._look is None or self._is_over:
            return
        self.query_one("#came", Static).update(Content(self._look()))
        call_widget_later(self, self._clock, _LOOK_SECONDS, self._look_again)

    def end(self) -> None:
        """It is over: leave, also from under another dialog once that is answered."""
        self._is_over = True
        self.dismiss(None)

    def on_screen_resume(self) -> None:
        super().on_screen_resume()
        if self._is_over:
            self.call_later(self.dismiss, None)

    def _has_the_terminal(self) -> str | None:
        return None if self._look is not None else f"{self._editor} has the terminal."

    @command(
        keys=("enter", "escape"),
        title="Done",
        help="The code is edited: follow the file no more.",
        footer=Footer("done", 1),
        disabled=_has_the_terminal,
    )
    def done(self) -> None:
        """Follow the file no more."""
        self.end()
