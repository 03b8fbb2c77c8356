"""The keys of text boxes: the code, and fields of one line. The shell's editing keys are among them.

Each command's name is the action of the widget that it runs; the widgets' bindings are made from these tables alone.
"""

from __future__ import annotations

from collections.abc import Iterable

from textual.binding import Binding, BindingType

from tui.app.shell.commands import Command, Group, flattened

_WORD_LEFT = ("ctrl+left", "alt+left", "alt+b")
_WORD_RIGHT = ("ctrl+right", "alt+right", "alt+f")
_DELETE_WORD_LEFT = ("ctrl+w", "alt+backspace", "ctrl+backspace")
_DELETE_WORD_RIGHT = ("alt+d", "alt+delete", "ctrl+delete")


def _key(action: str, about: str, *keys: str) -> Command:
    return Command(action, keys, about.removesuffix("."), about)


CODE_GROUPS = (
    Group(
        "Moving in the code",
        (
            _key("cursor_left", "Move a character left.", "left"),
            _key("cursor_right", "Move a character right.", "right"),
            _key("cursor_up", "Move a line up.", "up"),
            _key("cursor_down", "Move a line down.", "down"),
            _key("cursor_word_left", "Move a word left.", *_WORD_LEFT),
            _key("cursor_word_right", "Move a word right.", *_WORD_RIGHT),
            _key("cursor_line_start", "Go to the start of the line.", "home", "ctrl+a"),
            _key("cursor_line_end", "Go to the end of the line.", "end", "ctrl+e"),
            _key("cursor_page_up", "Move a page up.", "pageup"),
            _key("cursor_page_down", "Move a page down.", "pagedown"),
        ),
    ),
    Group(
        "Selecting in the code",
        (
            _key("cursor_left(True)", "Select to the left.", "shift+left"),
            _key("cursor_right(True)", "Select to the right.", "shift+right"),
            _key("cursor_up(True)", "Select to the line above.", "shift+up"),
            _key("cursor_down(True)", "Select to the line below.", "shift+down"),
            _key("cursor_word_left(True)", "Select a word to the left.", "ctrl+shift+left"),
            _key("cursor_word_right(True)", "Select a word to the right.", "ctrl+shift+right"),
            _key("cursor_line_start(True)", "Select to the start of the line.", "shift+home"),
            _key("cursor_line_end(True)", "Select to the end of the line.", "shift+end"),
        ),
    ),
    Group(
        "Deleting in the code",
        (
            _key("delete_left", "Delete the character before the cursor.", "backspace"),
            _key("delete_right", "Delete the character at the cursor.", "delete", "ctrl+d"),
            _key("delete_word_left", "Delete the word before the cursor.", *_DELETE_WORD_LEFT),
            _key("delete_word_right", "Delete to the end of the word.", *_DELETE_WORD_RIGHT),
            _key("delete_to_start_of_line", "Delete to the start of the line.", "ctrl+u", "super+backspace"),
            _key("delete_to_end_of_line_or_delete_line", "Delete to the end of the line.", "ctrl+k"),
            _key("delete_line", "Delete the line.", "ctrl+shift+k"),
        ),
    ),
)
CODE_KEYS = flattened(CODE_GROUPS)

FIELD_KEYS = (
    _key("submit", "Done with the field.", "enter"),
    _key("cursor_left", "Move a character left.", "left"),
    _key("cursor_right", "Move a character right.", "right"),
    _key("cursor_left_word", "Move a word left.", *_WORD_LEFT),
    _key("cursor_right_word", "Move a word right.", *_WORD_RIGHT),
    _key("home", "Go to the start.", "home", "ctrl+a"),
    _key("end", "Go to the end.", "end", "ctrl+e"),
    _key("cursor_left(True)", "Select to the left.", "shift+left"),
    _key("cursor_right(True)", "Select to the right.", "shift+right"),
    _key("cursor_left_word(True)", "Select a word to the left.", "ctrl+shift+left"),
    _key("cursor_right_word(True)", "Select a word to the right.", "ctrl+shift+right"),
    _key("home(True)", "Select to the start.", "shift+home"),
    _key("end(True)", "Select to the end.", "shift+end"),
    _key("select_all", "Select all.", "ctrl+shift+a"),
    _key("delete_left", "Delete the character before the cursor.", "backspace"),
    _key("delete_right", "Delete the character at the cursor.", "delete", "ctrl+d"),
    _key("delete_left_word", "Delete the word before the cursor.", *_DELETE_WORD_LEFT),
    _key("delete_to_word_end", "Delete to the end of the word.", *_DELETE_WORD_RIGHT),
    _key("delete_left_all", "Delete to the start.", "ctrl+u", "super+backspace"),
    _key("delete_right_all", "Delete to the end.", "ctrl+k"),
    _key("undo_typing", "Undo the last edit of the field.", "ctrl+z"),
    _key("redo_typing", "Redo what was undone.", "ctrl+y"),
    _key("copy", "Copy the selection.", "ctrl+c", "super+c"),
    _key("cut", "Cut the selection.", "ctrl+x"),
    _key("paste", "Paste what was copied here.", "ctrl+v"),
)

STATUS_KEYS = (_key("turn", "Switch between draft and active.", "space", "left", "right", "enter"),)
"""The keys of the status field of the editor."""


def box_bindings(commands: Iterable[Command]) -> list[BindingType]:
    """Textual bindings of a text box; each runs the action of the command's name."""
    return [Binding(",".join(each.keys), each.name, each.title, show=False) for each in commands]


def is_chord(key: str) -> bool:
    """Whether a key holds alt, ctrl or the like: then it types nothing, whatever character came with it."""
    return any(modifier in ("alt", "ctrl", "super", "meta", "hyper") for modifier in key.split("+")[:-1])
