"""Every command of the console's screens, declared once.

Owns names, keys and words. Footer, palette, help screen and the README's key table are all made from these tables;
tests compare them and press every key. Refuses to know what a command does: the screens hold the handlers. The keys of
text boxes and of dialogs are in `text_keys` and `dialog_keys`, which are loaded when they are used.
"""

from __future__ import annotations

from collections.abc import Iterable
from itertools import chain
from typing import NamedTuple

from textual.binding import Binding, BindingType


class Command(NamedTuple):
    """One thing a user can do. `keys` are Textual's names, the first is the one shown.

    `footer` is the place in the footer (1 is first, 0 is not there); `short` is its word there.
    """

    name: str
    keys: tuple[str, ...]
    title: str
    about: str
    footer: int = 0
    short: str = ""


class Group(NamedTuple):
    """Commands that belong together, under a title, in the help and in the README."""

    title: str
    commands: tuple[Command, ...]


def flattened(groups: Iterable[Group]) -> tuple[Command, ...]:
    """The commands of all groups."""
    return tuple(chain.from_iterable(group.commands for group in groups))


DIGITS = tuple("123456789")

EVERYWHERE = (
    Command(
        "help",
        ("f1", "question_mark"),
        "All keys",
        "Show every key that works here (? is text in the editor).",
        8,
        "keys",
    ),
    Command("palette", ("ctrl+p",), "Command palette", "Find a command by its name.", 9, "palette"),
    Command("theme", (), "Switch light and dark", "Change between the light and the dark theme, and keep it."),
    Command("redraw", ("ctrl+l",), "Redraw", "Paint the whole screen again."),
    Command("suspend", (), "Suspend", "Go back to the shell; fg returns (ctrl+z in the list)."),
    Command("quit", ("ctrl+q",), "Quit", "Leave the console; unsaved changes are asked about.", 10, "quit"),
)

LIST_GROUPS = (
    Group(
        "Functions",
        (
            Command("open", ("enter",), "Open", "Open the selected function in the editor.", 1, "open"),
            Command("history", ("h",), "History", "Show the versions of the selected function: compare, restore."),
            Command("drafts", ("d",), "Drafts", "Show the unsaved drafts on this machine, discarded changes too."),
            Command("gone", ("H", "shift+h"), "Deleted functions", "Create a deleted function again."),
            Command(
                "details",
                ("f4",),
                "In full",
                "Show in full: the last message, the selected function, where the server is.",
            ),
            Command("refresh", ("r",), "Refresh", "Fetch the list again.", 3, "refresh"),
            Command("connect", ("c",), "Connect", "Connect to another server or sign in again."),
            Command("suspend", ("ctrl+z",), "Suspend", "Go back to the shell; fg returns."),
            Command("leave", ("q",), "Quit", "Leave the console.", 7, "quit"),
        ),
    ),
    Group(
        "What the list shows",
        (
            Command("filter", ("slash",), "Filter", "Type to filter by name or slug; esc clears.", 2, "filter"),
            Command("clear", ("escape",), "Clear the filter", "Show all functions again."),
            Command(
                "sort",
                ("s",),
                "Sort by the next column",
                "Sort by updated, activated, name, slug, status in turn.",
                4,
                "sort",
            ),
            Command("reverse", ("S", "shift+s"), "Reverse the sort order", "Reverse the sort order."),
            Command("times", ("t",), "Exact times", "Switch between relative and exact times.", 5, "times"),
            Command(
                "preview", ("v",), "Preview", "Show or hide the code beside the list (wide terminals).", 6, "preview"
            ),
            Command(
                "preview_down",
                ("space",),
                "Preview: page down",
                "Move a page down in the code beside the list.",
                6,
                "page",
            ),
            Command("preview_up", ("b",), "Preview: page up", "Move a page up in the code beside the list."),
        ),
    ),
    Group(
        "Moving in the list",
        (
            Command("down", ("down", "j"), "Next function", "Move the selection down."),
            Command("up", ("up", "k"), "Previous function", "Move the selection up."),
            Command("first", ("home", "g"), "First function", "Go to the top of the list."),
            Command("last", ("end", "G", "shift+g"), "Last function", "Go to the end of the list."),
            Command("page_down", ("pagedown", "ctrl+f"), "Page down", "Move a page down."),
            Command("page_up", ("pageup", "ctrl+b"), "Page up", "Move a page up."),
        ),
    ),
)
LIST = flattened(LIST_GROUPS)

FILTER = (
    Command("open", ("enter",), "Keep the filter", "Keep the filter and go to the list.", 1, "list"),
    Command("clear", ("escape",), "Clear the filter", "Show all functions again.", 2, "clear"),
    Command("down", ("down",), "Next function", "Move the selection down.", 3, "next"),
    Command("up", ("up",), "Previous function", "Move the selection up.", 4, "previous"),
    Command("page_down", ("pagedown", "ctrl+f"), "Page down", "Move a page down."),
    Command("page_up", ("pageup", "ctrl+b"), "Page up", "Move a page up."),
)
"""What keys do while the filter box of the list has the focus; they run the list's commands of these names."""

EDITOR_GROUPS = (
    Group(
        "Saving and leaving",
        (
            Command("save", ("ctrl+s",), "Save", "Send what changed to the server.", 1, "save"),
            Command(
                "close",
                ("escape",),
                "Back to the list",
                "Leave the editor; unsaved changes are asked about.",
                6,
                "back",
            ),
            Command(
                "details",
                ("f4",),
                "In full",
                "Show in full: the outcome with build log and every problem, the last message, the function's fields.",
            ),
            Command("look_up", ("f10",), "Look again", "Find out what became of a save whose answer was lost."),
            Command("sign_in", ("f2",), "Sign in again", "Sign in again on this server; the edit stays."),
            Command(
                "create",
                ("ctrl+n",),
                "Create again",
                "Create a function that was deleted on the server, with this text.",
                1,
                "create",
            ),
        ),
    ),
    Group(
        "Finding and moving",
        (
            Command("find", ("ctrl+f",), "Find", "Find text; up and down walk the matches.", 3, "find"),
            Command("find_next", ("f3",), "Find next", "Go to the next match."),
            # Many terminals send for shift+f3 what once was f15.
            Command("find_previous", ("shift+f3", "f15"), "Find previous", "Go to the previous match."),
            Command("goto_line", ("ctrl+g",), "Go to line", "Jump to a line, or line:column.", 4, "line"),
            Command("next_problem", ("f8",), "Next problem", "Go to the next problem in the code.", 2, "problem"),
            Command("previous_problem", ("shift+f8", "f20"), "Previous problem", "Go to the previous problem."),
            Command("bracket", ("ctrl+right_square_bracket",), "Matching bracket", "Go to the matching bracket."),
            Command("top", ("ctrl+home",), "Start of the code", "Go to the start of the code."),
            Command("bottom", ("ctrl+end",), "End of the code", "Go to the end of the code."),
            Command("next_pane", ("f6",), "Next pane", "Move between the fields and the code.", 5, "pane"),
        ),
    ),
    Group(
        "Editing",
        (
            Command("undo", ("ctrl+z", "super+z"), "Undo", "Undo the last edit."),
            Command("redo", ("ctrl+y", "super+y"), "Redo", "Redo what was undone."),
            Command("copy", ("ctrl+c", "super+c"), "Copy", "Copy the selection."),
            Command("cut", ("ctrl+x", "super+x"), "Cut", "Cut the selection, or the line."),
            Command("paste", ("ctrl+v",), "Paste", "Paste what was copied here (the terminal's own paste works too)."),
            Command("select_all", ("f7",), "Select all", "Select all the code."),
            Command("indent", ("tab",), "Indent", "Indent the selected lines, or to the next stop."),
            Command("dedent", ("shift+tab",), "Dedent", "Take one indent off the selected lines."),
            Command(
                "comment", ("ctrl+underscore", "ctrl+slash"), "Comment", "Comment or uncomment the selected lines."
            ),
            Command("wrap", ("f9",), "Soft wrap", "Wrap long lines, or stop doing so."),
        ),
    ),
    Group(
        "Versions and conflicts",
        (
            Command("changes", ("f12",), "What changed", "Compare what a save would send with what the server holds."),
            Command(
                "history", ("ctrl+t",), "History", "Show the versions of this function: compare, restore as an edit."
            ),
            Command("reload", ("f5",), "Reload", "Fetch the function again; undo brings the edit back."),
            Command("revert", (), "Revert", "Go back to what the server holds; undo brings the edit back."),
            Command(
                "take_mine", ("alt+m",), "Keep mine here", "In a merge: keep my lines of the conflict at the cursor."
            ),
            Command(
                "take_theirs",
                ("alt+t",),
                "Take theirs here",
                "In a merge: take their lines of the conflict at the cursor.",
            ),
            # Not alt+b: that moves a word to the left, as in shells.
            Command("take_both", ("alt+a",), "Keep both here", "In a merge: keep my lines and theirs below them."),
        ),
    ),
)
EDITOR = flattened(EDITOR_GROUPS)


def bindings(commands: Iterable[Command]) -> list[BindingType]:
    """Textual bindings for the commands; each runs the screen's handler of that name.

    They have priority, so that keys run in the order they were typed: a key that first travels to the focused widget
    and back is overtaken by those behind it, and what was typed after `/` would not reach the filter. Whether a key
    belongs to a command or to the widget is decided by `key_is_live`. Help's `?` works on every screen and is text in
    an editor, so it alone waits its turn.
    """
    made: list[BindingType] = []
    for command in commands:
        for place, key in enumerate(command.keys):
            made.append(
                Binding(
                    key,
                    f"run_command({command.name!r}, {key!r})",
                    command.title,
                    show=bool(command.footer) and place == 0,
                    key_display=shown_key(command.keys[0]),
                    priority=command.name != "help" or not is_typed(key),
                )
            )
    return made


def is_typed(key: str) -> bool:
    """Whether a key types a character where text is edited."""
    return len(key) == 1 or key in ("question_mark", "slash")


def command_for(commands: Iterable[Command], key: str) -> Command | None:
    """The command that a key runs; None when none of these has it."""
    return next((command for command in commands if key in command.keys), None)


_SHOWN = {
    "question_mark": "?",
    "slash": "/",
    "escape": "esc",
    "f15": "shift+f3",
    "f20": "shift+f8",
    "pagedown": "pgdn",
    "pageup": "pgup",
    "underscore": "_",
    "right_square_bracket": "]",
}


def shown_key(key: str) -> str:
    """A key as footer, help, palette, README and sentences write it: `ctrl+s`, `pgdn`, `?`."""
    if key in _SHOWN:
        return _SHOWN[key]
    modifiers, plus, last = key.rpartition("+")
    return f"{modifiers}{plus}{_SHOWN.get(last, last)}"


def shown_keys(command: Command) -> str:
    """All keys of a command, each spelling of the same key once; 1-9 for the digits."""
    if command.keys == DIGITS:
        return f"{DIGITS[0]}-{DIGITS[-1]}"
    shown = dict.fromkeys(shown_key(key) for key in command.keys)
    return " ".join(key for key in shown if not (key.startswith("shift+") and key[-1:].upper() in shown))
