"""One of many, chosen from a list: drafts, deleted functions."""

from __future__ import annotations

import contextlib
from collections.abc import Sequence

from textual import on
from textual.app import ComposeResult
from textual.containers import Vertical
from textual.content import Content
from textual.widgets import OptionList, Static
from textual.widgets.option_list import Option

from tui.app.shell.dialog_keys import PICK
from tui.app.shell.questions import Choice, frame_rows
from tui.app.shell.screen import Band, Dialog
from tui.terminal.sanitise import printable

_MOST_ROWS = 20


class PickScreen(Dialog[str | None]):
    """A list to choose one from: arrows (or j and k) and enter; escape chooses none."""

    COMMANDS_HERE = PICK

    DEFAULT_CSS = """
    PickScreen { align: center middle; background: transparent; }
    PickScreen > Band > Vertical {
        width: 76; max-width: 100%; height: auto; padding: 1 2;
        border: solid $accent; background: $panel;
    }
    PickScreen.-low > Band > Vertical { padding: 0 2; }
    PickScreen #told { height: auto; overflow-y: auto; scrollbar-size-vertical: 1; }
    PickScreen #question { text-style: bold; }
    PickScreen #explanation { color: $muted; margin-bottom: 1; }
    PickScreen OptionList { height: auto; border: none; padding: 0; background: $panel; }
    PickScreen OptionList:focus { border: none; background-tint: transparent; }
    PickScreen OptionList > .option-list--option-highlighted,
    PickScreen OptionList:focus > .option-list--option-highlighted {
        background: $cursor-row; color: $foreground; text-style: bold;
    }
    """

    def __init__(self, question: str, explanation: str, choices: Sequence[Choice]) -> None:
        super().__init__()
        self._question = question
        self._explanation = explanation
        self._choices = choices

    def compose(self) -> ComposeResult:
        with Band(), Vertical():
            with Vertical(id="told"):
                yield Static(Content(printable(self._question)), id="question")
                yield Static(Content(printable(self._explanation)), id="explanation")
            yield OptionList(*(Option(Content(printable(choice.title, limit=300))) for choice in self._choices))

    def on_resize(self) -> None:
        # How many rows the words above the list take is known once they are laid out.
        self.call_after_refresh(self._share_rows)

    def _share_rows(self) -> None:
        """Neither the list nor the words above it are cut: each scrolls within the rows there are."""
        rows = max(2, self.size.height - frame_rows(self.size.height))
        told = self.query_one("#told")
        told_rows = min(told.virtual_size.height, rows // 2)
        told.styles.max_height = told_rows
        self.query_one(OptionList).styles.max_height = min(_MOST_ROWS, rows - told_rows)

    def act(self, name: str, key: str) -> None:
        listed = self.query_one(OptionList)
        match name:
            case "close":
                self.dismiss(None)
            case "choose":
                if listed.highlighted is not None:
                    self.dismiss(self._choices[listed.highlighted].name)
            case _:
                move(listed, name)

    @on(OptionList.OptionSelected)
    def _clicked(self, event: OptionList.OptionSelected) -> None:
        self.dismiss(self._choices[event.option_index].name)


def move(listed: OptionList, command: str) -> None:
    """Move the selection by a command: down, up, first, last, list_page_down, list_page_up.

    Here and not by the list's own bindings: those act only after the key has gone all the way up, and the next key,
    which acts on the selection, would overtake it.
    """
    act = {
        "down": listed.action_cursor_down,
        "up": listed.action_cursor_up,
        "list_page_down": listed.action_page_down,
        "list_page_up": listed.action_page_up,
        "first": listed.action_first,
        "last": listed.action_last,
    }[command]
    # Textual's list looks for lines it has not laid out yet when a page key comes early.
    with contextlib.suppress(LookupError):
        act()
