"""A question that is answered with a text: a folder, a word that confirms what can't be undone."""

from __future__ import annotations

from collections.abc import Callable

from textual import on
from textual.app import ComposeResult
from textual.containers import Vertical, VerticalScroll
from textual.content import Content
from textual.widgets import Input, Static

from tui.app.shell.questions import frame_rows
from tui.app.shell.screen import Band, Dialog
from tui.app.shell.scrolling import page_commands
from tui.app.widgets.command import CommandDefaults, Footer, command
from tui.app.widgets.field import Field
from tui.terminal.sanitise import printable


class AskText(Dialog[str | None]):
    """A question with a field; dismissed with what was typed, or with None.

    `refuses` says as a sentence why a text is no answer, and nothing where it is one. `question` and `explanation` are
    fit to show.
    """

    COMMAND_DEFAULTS = CommandDefaults("text", "When a text is asked for")

    DEFAULT_CSS = """
    AskText.-thin #told { scrollbar-size-vertical: 0; }
    AskText Field, AskText Field:focus { border: none; height: 1; padding: 0 1; background: $raised; margin-top: 1; }
    AskText #why-not { height: auto; max-height: 3; padding: 0 1; display: none; }
    AskText.-low Field, AskText.-low Field:focus { margin-top: 0; }
    """

    def __init__(
        self, question: str, explanation: str, refuses: Callable[[str], str], *, value: str = "", placeholder: str = ""
    ) -> None:
        super().__init__()
        self._question = question
        self._explanation = explanation
        self._refuses = refuses
        self._value = value
        self._placeholder = placeholder

    def compose(self) -> ComposeResult:
        with Band(), Vertical():
            with VerticalScroll(id="told", can_focus=False):
                yield Static(Content(printable(self._question, newlines=True)), id="question")
                yield Static(Content(printable(self._explanation, newlines=True)), id="explanation")
            yield Field(self._value, placeholder=self._placeholder, id="answer", select_on_focus=False)
            yield Static("", id="why-not")

    def on_mount(self) -> None:
        self.set_focus(self.query_one(Field))

    def on_resize(self) -> None:
        # The field and what is said of it are seen; what is told scrolls before that.
        low = self.has_class("-low")
        rows = self.size.height - frame_rows(self.size.height) - (3 if low else 5)
        self.query_one("#told").styles.max_height = max(1, rows)

    def say(self, text: str, style: str = "$warning") -> None:
        why_not = self.query_one("#why-not", Static)
        why_not.update(Content.styled(text, style))
        why_not.display = bool(text)

    @on(Input.Changed)
    def _typed(self) -> None:
        self.say("")

    @command(keys=("enter",), title="Go on", help="Go on with what was typed.", footer=Footer("go on", 1))
    def go_on(self) -> None:
        """Answer with what was typed, or say why that is no answer."""
        text = self.query_one(Field).value
        refused = self._refuses(text)
        if refused:
            self.say(refused)
        else:
            self.dismiss(text)

    PAGING = page_commands("text", "#told", "Scroll a long explanation.", "Scroll a long explanation back.")

    @command(keys=("escape",), title="Close", help="Leave things as they are.", footer=Footer("close", 2))
    def close(self) -> None:
        """Give no answer."""
        self.dismiss(None)
