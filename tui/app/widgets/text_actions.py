"""What a text area does at a key, as commands: moving, selecting and deleting. The keys of the settings go by them."""

from __future__ import annotations

from tui.app.widgets.command import action, actions
from tui.app.widgets.keys import DELETE_WORD_LEFT, DELETE_WORD_RIGHT, WORD_LEFT, WORD_RIGHT

MOVING = actions(
    "code",
    "Moving in the code",
    action("cursor_left", "Move a character left.", "left"),
    action("cursor_right", "Move a character right.", "right"),
    action("cursor_up", "Move a line up.", "up"),
    action("cursor_down", "Move a line down.", "down"),
    action("cursor_word_left", "Move a word left.", *WORD_LEFT),
    action("cursor_word_right", "Move a word right.", *WORD_RIGHT),
    action("cursor_line_start", "Go to the start of the line.", "home", "ctrl+a"),
    # Not ctrl+e: that opens the code in the user's own editor.
    action("cursor_line_end", "Go to the end of the line.", "end"),
    action("cursor_page_up", "Move a page up.", "pageup"),
    action("cursor_page_down", "Move a page down.", "pagedown"),
)
SELECTING = actions(
    "code",
    "Selecting in the code",
    action("cursor_left(True)", "Select to the left.", "shift+left"),
    action("cursor_right(True)", "Select to the right.", "shift+right"),
    action("cursor_up(True)", "Select to the line above.", "shift+up"),
    action("cursor_down(True)", "Select to the line below.", "shift+down"),
    action("cursor_word_left(True)", "Select a word to the left.", "ctrl+shift+left"),
    action("cursor_word_right(True)", "Select a word to the right.", "ctrl+shift+right"),
    action("cursor_line_start(True)", "Select to the start of the line.", "shift+home"),
    action("cursor_line_end(True)", "Select to the end of the line.", "shift+end"),
    action("set_mark", "Set a mark: moves select from there, until it is set again, or something is edited."),
    action("drop_mark", "Take the mark and the selection away."),
)
DELETING = actions(
    "code",
    "Deleting in the code",
    action("delete_left", "Delete the character before the cursor.", "backspace"),
    action("delete_right", "Delete the character at the cursor.", "delete", "ctrl+d"),
    action("delete_word_left", "Delete the word before the cursor.", *DELETE_WORD_LEFT),
    action("delete_word_right", "Delete to the end of the word.", *DELETE_WORD_RIGHT),
    action("delete_to_start_of_line", "Delete to the start of the line.", "ctrl+u", "super+backspace"),
    action("delete_to_end_of_line_or_delete_line", "Delete to the end of the line.", "ctrl+k"),
    action("delete_line", "Delete the line.", "ctrl+shift+k"),
    action("cut_to_end_of_line", "Cut to the end of the line, at its end the line break; a paste puts it back."),
)
