"""The keys of everything that stands over a screen or in a part of it: dialogs, views, the find bar.

As in `commands`, of which this is the rest: a dialog acts on no key that is not declared here.
"""

from __future__ import annotations

from collections.abc import Sequence

from tui.app.shell.commands import DIGITS, EDITOR_GROUPS, EVERYWHERE, FILTER, LIST_GROUPS, Command, Group
from tui.app.shell.text_keys import CODE_GROUPS, FIELD_KEYS, STATUS_KEYS

_MOVES = (
    Command("down", ("down", "j"), "Next", "Move the selection down."),
    Command("up", ("up", "k"), "Previous", "Move the selection up."),
    Command("first", ("home", "g"), "First", "Go to the top."),
    Command("last", ("end", "G", "shift+g"), "Last", "Go to the end."),
    Command("list_page_down", ("pagedown",), "Page down", "Move a page down."),
    Command("list_page_up", ("pageup",), "Page up", "Move a page up."),
)

_SCROLLS = (
    Command("line_down", ("down", "j"), "Down", "Scroll a line down."),
    Command("line_up", ("up", "k"), "Up", "Scroll a line up."),
    Command("page_down", ("space", "pagedown"), "Page down", "Scroll a page down."),
    Command("page_up", ("b", "pageup"), "Page up", "Scroll a page up."),
    Command("first", ("home", "g"), "Start", "Go to the start."),
    Command("last", ("end", "G", "shift+g"), "End", "Go to the end."),
)

LEAVE_VIEW = (
    Command("close", ("escape", "q"), "Back", "Leave this view; nothing is changed.", 8, "back"),
    Command("details", ("f4",), "In full", "Show in full what the rows of this view have no room for."),
    Command("help", ("f1", "question_mark"), "All keys", "Show every key that works here.", 9, "keys"),
    Command("redraw", ("ctrl+l",), "Redraw", "Paint the whole screen again."),
    Command("quit", ("ctrl+q",), "Quit", "Leave the console; unsaved changes are asked about."),
)
"""The keys of every view over the whole screen."""

HISTORY = (
    Command(
        "compare", ("enter",), "Compare", "Compare with what there is now, or with the version marked.", 1, "compare"
    ),
    Command(
        "compare_before", ("p",), "Compare with before", "Compare the version with the one before it.", 2, "before"
    ),
    Command("mark", ("m",), "Mark", "Mark a version, to compare another one with it.", 3, "mark"),
    Command("restore", ("r",), "Restore", "Put the version into the editor, unsaved.", 4, "restore"),
    Command("older", ("o",), "Older", "Read further back in the server's audit trail.", 5, "older"),
    Command("page_down", ("space",), "Page down", "Move a page down in the version's code.", 6, "page"),
    Command("page_up", ("b",), "Page up", "Move a page up in the version's code."),
    *_MOVES,
    *LEAVE_VIEW,
)

VERSIONS = (
    Command("next", ("n", "f8"), "Next change", "Go to the next change.", 1, "next"),
    Command("previous", ("p", "shift+f8", "f20"), "Previous change", "Go to the previous change.", 2, "previous"),
    Command("pair", ("tab",), "Next pair", "Of three versions of which two are shown, show the next two.", 3, "pair"),
    Command("arrange", ("u",), "Layout", "Show versions one under the other, or beside each other.", 4, "layout"),
    Command("choose", DIGITS, "Choose", "Choose what the last row offers under the number."),
    *_SCROLLS,
    Command("left", ("left",), "Left", "Scroll long lines to the left."),
    Command("right", ("right",), "Right", "Scroll long lines to the right."),
    *LEAVE_VIEW,
)
"""The keys of versions beside each other."""

FIND = (
    Command("find_down", ("down", "enter"), "Next match", "Go to the next match (f3 too).", 1, "next"),
    Command(
        "find_up", ("up", "shift+enter"), "Previous match", "Go to the previous match (shift+f3 too).", 2, "previous"
    ),
    Command("close", ("escape",), "Close", "Close the find bar and go back to the code.", 3, "close"),
)
"""The keys of the find bar; `close` is the editor's."""

GO_TO_LINE = (
    Command("go_to_line", ("enter",), "Go there", "Go to the line, or line:column.", 1, "go"),
    Command("close", ("escape",), "Close", "Go back to the code.", 2, "close"),
)

CONNECT = (
    Command("try", ("enter", "ctrl+s"), "Connect", "Try what was typed, and connect.", 1, "connect"),
    Command("next_field", ("tab", "down"), "Next field", "Go to the next field.", 2, "next"),
    Command("previous_field", ("shift+tab", "up"), "Previous field", "Go to the previous field."),
    Command("tick", ("space",), "Tick", "Tick the box, or take the tick away.", 3, "tick"),
    Command("page_down", ("pagedown",), "Page down", "Move a page down, on a terminal too low for all of it."),
    Command("page_up", ("pageup",), "Page up", "Move a page up."),
    Command("close", ("escape",), "Back", "Leave this page without connecting.", 4, "back"),
    Command("help", ("f1",), "All keys", "Show every key that works here.", 5, "keys"),
    Command("quit", ("ctrl+q",), "Quit", "Leave the console; unsaved changes are asked about.", 6, "quit"),
)
"""The keys of the connect screen; space is text in its fields, enter and space reach the box that has the focus."""

HELP = (
    Command("filter", ("slash",), "Filter", "Show only the keys that match some words.", 1, "filter"),
    *_SCROLLS,
    Command(
        "close", ("escape", "q", "question_mark", "f1"), "Close", "Take the filter away, or close the help.", 2, "close"
    ),
)

HELP_FILTER = (
    Command("close", ("escape", "f1"), "Take the filter away", "Show all keys again.", 2, "all keys"),
    Command("keep", ("enter",), "Keep the filter", "Keep the filter; other keys scroll again.", 1, "keep"),
    Command("line_down", ("down",), "Down", "Scroll a line down."),
    Command("line_up", ("up",), "Up", "Scroll a line up."),
    Command("page_down", ("pagedown",), "Page down", "Scroll a page down."),
    Command("page_up", ("pageup",), "Page up", "Scroll a page up."),
)
"""The keys of the help while its filter is typed."""

PALETTE = (
    Command("run", ("enter",), "Run", "Run the selected command.", 1, "run"),
    Command("down", ("down",), "Next", "Move the selection down."),
    Command("up", ("up",), "Previous", "Move the selection up."),
    Command("list_page_down", ("pagedown",), "Page down", "Move a page down."),
    Command("list_page_up", ("pageup",), "Page up", "Move a page up."),
    Command("close", ("escape", "ctrl+p"), "Close", "Run nothing.", 2, "close"),
)

QUESTION = (
    Command("choose", ("enter",), "Choose", "Give the selected answer.", 1, "choose"),
    Command("choose_number", DIGITS, "Choose by number", "Give the answer of that number."),
    Command("down", ("down", "j", "tab"), "Next", "Move the selection down.", 2, "next"),
    Command("up", ("up", "k", "shift+tab"), "Previous", "Move the selection up."),
    Command("page_down", ("pagedown",), "Page down", "Scroll a long explanation."),
    Command("page_up", ("pageup",), "Page up", "Scroll a long explanation back."),
    Command("close", ("escape",), "Close", "Leave things as they are.", 3, "close"),
)

PICK = (
    Command("choose", ("enter",), "Choose", "Choose the selected row.", 1, "choose"),
    Command("details", ("f4",), "In full", "Show the selected row in full."),
    *_MOVES,
    Command("close", ("escape", "q"), "Close", "Choose nothing.", 2, "close"),
)

COUNTDOWN = (
    Command("save", ("enter",), "Save", "Save, once the wait is over.", 1, "save"),
    Command("close", ("escape",), "Close", "Go back to editing.", 2, "back"),
)

DETAILS = (
    *_SCROLLS,
    Command("close", ("escape", "q", "f4", "enter"), "Close", "Close this page.", 1, "close"),
)

_FIND_BAR = Group("In the find bar", FIND)
_FIELDS = Group("In a field", FIELD_KEYS)
_EVERYWHERE = Group("Everywhere", EVERYWHERE)
_QUESTIONS = Group("In a question", QUESTION)

LIST_HELP = (*LIST_GROUPS, Group("In the filter box", FILTER), _EVERYWHERE)
EDITOR_HELP = (
    *EDITOR_GROUPS,
    *CODE_GROUPS,
    _FIND_BAR,
    Group("In the line box", GO_TO_LINE),
    _FIELDS,
    Group("On the status", STATUS_KEYS),
    _EVERYWHERE,
)
HISTORY_HELP = (Group("In a history", HISTORY),)
VERSIONS_HELP = (Group("Versions compared", VERSIONS),)
CONNECT_HELP = (Group("On the connect screen", CONNECT), _FIELDS)

README_TABLES: Sequence[tuple[str, Sequence[Group]]] = (
    ("In the list", (*LIST_GROUPS, Group("In the filter box", FILTER))),
    ("In the editor", (*EDITOR_GROUPS, *CODE_GROUPS)),
    (
        "In its boxes",
        (
            _FIND_BAR,
            Group("In the line box", GO_TO_LINE),
            Group("In a field, here and on every other screen", FIELD_KEYS),
            Group("On the status", STATUS_KEYS),
        ),
    ),
    ("In a history", HISTORY_HELP),
    ("Versions compared", VERSIONS_HELP),
    ("On the connect screen", (Group("On the connect screen", CONNECT),)),
    (
        "In dialogs",
        (
            _QUESTIONS,
            Group("In a list to choose from", PICK),
            Group("In the command palette", PALETTE),
            Group("In the help", HELP),
            Group("In the help, while its filter is typed", HELP_FILTER),
            Group("While a save waits for the rate limit", COUNTDOWN),
            Group("In what f4 shows in full", DETAILS),
        ),
    ),
    ("Everywhere", (_EVERYWHERE,)),
)
