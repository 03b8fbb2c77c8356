"""A line of text to edit, shown inert: what is in it may have come from a server or a clipboard.

The one place where private names of Textual's `Input` are used; `tests/app/test_field.py` fails when they change.
"""

from __future__ import annotations

import re
from collections.abc import Iterator
from functools import cached_property
from itertools import dropwhile
from typing import ClassVar

from rich.cells import cell_len, get_character_cell_size
from rich.segment import Segment
from rich.text import Text
from textual import events
from textual.strip import Strip
from textual.widgets import Input

from tui.app.widgets.command import CommandDefaults, Scope, action, actions
from tui.app.widgets.keys import DELETE_WORD_LEFT, DELETE_WORD_RIGHT, WORD_LEFT, WORD_RIGHT
from tui.app.widgets.own_keys import act_on_own_key, types_nothing
from tui.editing.field_edits import FieldEdits
from tui.terminal.sanitise import cell_text

PRIVATE_NAMES = ("_value", "_position_to_cell", "_on_paste")
"""What this class overrides of Textual's `Input`: the text as it is painted, where a character stands, a paste."""


_LINE_ENDS = re.compile(r"[\r\n]+")
_TO_WORD_END = re.compile(r"\W*\w*")


class Field(Input, inherit_bindings=False):
    """An input whose `value` is exact and whose looks are safe, one sign for each unsafe character."""

    DEFAULT_CSS = """
    Field:focus { background-tint: transparent; }
    Field:disabled:can-focus { opacity: 1; color: $text-disabled; }
    Field.-terminal-cursor > .input--cursor { background: transparent; color: $foreground; text-style: none; }
    """

    takes_text = True
    OWN_SCOPE = Scope.BOX
    """Where the keys of its own commands are live, among those of its screen."""
    COMMAND_DEFAULTS: ClassVar[CommandDefaults] = CommandDefaults("field", "In a field")

    _text_commands = actions(
        "field",
        "",
        action("submit", "Done with the field.", "enter"),
        action("cursor_left", "Move a character left.", "left"),
        action("cursor_right", "Move a character right.", "right"),
        action("cursor_left_word", "Move a word left.", *WORD_LEFT),
        action("cursor_right_word", "Move a word right.", *WORD_RIGHT),
        action("home", "Go to the start.", "home", "ctrl+a"),
        action("end", "Go to the end.", "end", "ctrl+e"),
        action("cursor_left(True)", "Select to the left.", "shift+left"),
        action("cursor_right(True)", "Select to the right.", "shift+right"),
        action("cursor_left_word(True)", "Select a word to the left.", "ctrl+shift+left"),
        action("cursor_right_word(True)", "Select a word to the right.", "ctrl+shift+right"),
        action("home(True)", "Select to the start.", "shift+home"),
        action("end(True)", "Select to the end.", "shift+end"),
        action("select_all", "Select all.", "ctrl+shift+a"),
        action("delete_left", "Delete the character before the cursor.", "backspace"),
        action("delete_right", "Delete the character at the cursor.", "delete", "ctrl+d"),
        action("delete_left_word", "Delete the word before the cursor.", *DELETE_WORD_LEFT),
        action("delete_to_word_end", "Delete to the end of the word.", *DELETE_WORD_RIGHT),
        action("delete_left_all", "Delete to the start.", "ctrl+u", "super+backspace"),
        action("delete_right_all", "Delete to the end.", "ctrl+k"),
        action("cut_right_all", "Cut the selection, or to the end; a paste puts it back."),
        action("undo_typing", "Undo the last edit of the field.", "ctrl+z"),
        action("redo_typing", "Redo what was undone.", "ctrl+y"),
        action("copy", "Copy the selection.", "ctrl+c", "super+c"),
        action("cut", "Cut the selection.", "ctrl+x"),
        action("paste", "Paste what was copied here.", "ctrl+v"),
    )

    may_be_left = True
    """Behind a key that types nothing the next one may be for another widget."""

    wants_terminal_cursor = True

    @cached_property
    def _edits(self) -> FieldEdits:
        return FieldEdits()

    def watch_value(self, before: str, after: str) -> None:
        if not self.password:
            self._edits.changed(before, after)

    def forget_edits(self) -> None:
        """Undo goes back no further than to the text of now."""
        self._edits.forget()

    def action_undo_typing(self) -> None:
        """Undo the last edit of this field."""
        self._put(self._edits.undo(self.value))

    def action_redo_typing(self) -> None:
        """Redo what was undone."""
        self._put(self._edits.redo(self.value))

    def action_delete_to_word_end(self) -> None:
        """Delete the selection, or to the end of the word, as alt+d does in shells."""
        if not self.selection.is_empty:
            self.delete_selection()
        elif self.password:
            # Where a hidden word ends is nobody's to see.
            self.action_delete_right_all()
        else:
            self.delete(self.cursor_position, word_end(self.value, self.cursor_position))

    def action_cut_right_all(self) -> None:
        """Cut the selection, or to the end, as emacs' kill does. What is hidden is deleted, and not copied."""
        start, end = sorted(self.selection)
        if start == end:
            end = len(self.value)
        cut = self.value[start:end]
        self.delete(start, end)
        if cut and not self.password:
            self.app.copy_to_clipboard(cut)

    def _put(self, text: str | None) -> None:
        if text is not None:
            with self._edits:
                self.value = text
            self.cursor_position = len(text)

    def on_mount(self) -> None:
        self.cursor_blink = False
        self._edits.forget()
        self.set_class(bool(getattr(self.app, "has_terminal_cursor", False)), "-terminal-cursor")

    async def _on_key(self, event: events.Key) -> None:
        await act_on_own_key(self, event)
        if types_nothing(event):
            event.prevent_default()

    def _on_paste(self, event: events.Paste) -> None:
        # All of it, on one line; Textual's keeps what stands before whatever Python takes for a line end, and no more.
        event.stop()
        event.prevent_default()
        self.replace(_LINE_ENDS.sub(" ", event.text.strip("\r\n")), *self.selection)

    @property
    def _value(self) -> Text:
        # Stars for a password: Textual's bullet is one cell wide on some terminals and two on others.
        shown = "*" * len(self.value) if self.password else _shown(self.value)
        return Text(shown, no_wrap=True, overflow="ignore", end="")

    def render_line(self, y: int) -> Strip:
        strip = super().render_line(y)
        first = next((text for text, _, _ in strip if text), "")
        return strip if first.isascii() else Strip(_without_first_marks(strip), strip.cell_length)

    def _position_to_cell(self, position: int) -> int:
        return position if self.password else cell_len(_shown(self.value[:position]))


def _without_first_marks(strip: Strip) -> Iterator[Segment]:
    """A row that is scrolled may begin with the marks of a character before it: they would go to the cell before it."""
    first = True
    for text, style, control in strip:
        if first:
            text = "".join(dropwhile(lambda character: not get_character_cell_size(character), text))
            first = not text
        yield Segment(text, style, control)


def word_end(text: str, position: int) -> int:
    """Where the word at or behind a position ends."""
    found = _TO_WORD_END.match(text, position)
    return found.end() if found is not None else len(text)


def _shown(text: str) -> str:
    return cell_text(text).replace("\t", " ")
