"""One of many, chosen from a list: drafts, functions that are gone."""

from __future__ import annotations

import contextlib
from collections.abc import Callable, Sequence
from typing import Any

from textual import on
from textual.app import ComposeResult
from textual.containers import Vertical
from textual.content import Content
from textual.widgets import OptionList, Static
from textual.widgets.option_list import Option

from tui.app.shell.questions import Choice, frame_rows
from tui.app.shell.screen import Band, Dialog
from tui.app.widgets.command import Command, CommandDefaults, CommandSet, Footer, Run, command, shared
from tui.app.widgets.keys import is_typed
from tui.terminal.sanitise import printable

_MOST_ROWS = 20


def move_commands(listed: Callable[[Any], OptionList], *, typed: bool = True) -> CommandSet:
    """The commands that move the selection of the list that `listed` finds on a screen; letters are keys if `typed`.

    Here and not by the list's own bindings: those act only after the key has gone all the way up, and the next key,
    which acts on the selection, would overtake it.
    """

    def does(act: Callable[[OptionList], object]) -> Run:
        def run(screen: Any, _key: str) -> None:
            # Textual's list looks for lines it has not laid out yet when a page key comes early.
            with contextlib.suppress(LookupError):
                act(listed(screen))

        return run

    here: tuple[Command, ...] = (
        shared("down", "Next", "Move the selection down.", ("down", "j"), does(OptionList.action_cursor_down)),
        shared("up", "Previous", "Move the selection up.", ("up", "k"), does(OptionList.action_cursor_up)),
        shared("first", "First", "Go to the top.", ("home", "g"), does(OptionList.action_first)),
        shared("last", "Last", "Go to the end.", ("end", "G", "shift+g"), does(OptionList.action_last)),
        shared("page_down", "Page down", "Move a page down.", ("pagedown",), does(OptionList.action_page_down)),
        shared("page_up", "Page up", "Move a page up.", ("pageup",), does(OptionList.action_page_up)),
    )
    if not typed:
        # Beside a text box home and end are the box's.
        here = tuple(
            each._replace(keys=tuple(key for key in each.keys if not is_typed(key)))
            for each in here
            if each.id not in ("first", "last")
        )
    return CommandSet(tuple(each._replace(id=f"move.{each.id}") for each in here))


class PickScreen(Dialog[str | None]):
    """A list to choose one from: arrows (or j and k) and enter; escape chooses none."""

    COMMAND_DEFAULTS = CommandDefaults("pick", "In a list to choose from")

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

    @command(keys=("enter",), title="Choose", help="Choose the selected row.", footer=Footer("choose", 1))
    def choose(self) -> None:
        """Choose the selected row."""
        place = self.query_one(OptionList).highlighted
        if place is not None:
            self.dismiss(self._choices[place].name)

    moves = move_commands(lambda screen: screen.query_one(OptionList))

    @command(keys=("escape", "q"), title="Close", help="Choose nothing.", footer=Footer("close", 2))
    def close(self) -> None:
        """Choose nothing."""
        self.dismiss(None)

    @on(OptionList.OptionSelected)
    def _clicked(self, event: OptionList.OptionSelected) -> None:
        self.dismiss(self._choices[event.option_index].name)
