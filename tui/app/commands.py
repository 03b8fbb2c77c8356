"""Every command of the console, declared once.

Owns names, keys and words. Footer, palette, help screen and the README's key table are all made from this table; a
test compares them. Refuses to know what a command does: the screens hold the handlers.
"""

from __future__ import annotations

from collections.abc import Iterable
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
    Command("theme", (), "Switch light and dark", "Change between the light and the dark theme."),
    Command("redraw", ("ctrl+l",), "Redraw", "Paint the whole screen again."),
    Command("suspend", (), "Suspend", "Go back to the shell; fg returns (ctrl+z in the list)."),
    Command("quit", ("ctrl+q",), "Quit", "Leave the console; unsaved changes are asked about.", 10, "quit"),
)

LIST = (
    Command("open", ("enter",), "Open", "Open the selected function in the editor.", 1, "open"),
    Command("filter", ("slash",), "Filter", "Type to filter by name or slug; escape clears.", 2, "filter"),
    Command("refresh", ("r",), "Refresh", "Fetch the list again.", 3, "refresh"),
    Command(
        "sort", ("s",), "Sort by the next column", "Sort by updated, deployed, name, slug, status in turn.", 4, "sort"
    ),
    Command("reverse", ("S", "shift+s"), "Reverse the order", "Turn the sort order round."),
    Command("times", ("t",), "Exact times", "Switch between relative and exact times.", 5, "times"),
    Command("preview", ("v",), "Preview", "Show or hide the code beside the list (wide terminals).", 6, "preview"),
    Command(
        "preview_down", ("space",), "Preview: page down", "Move a page down in the code beside the list.", 6, "page"
    ),
    Command("preview_up", ("b",), "Preview: page up", "Move a page up in the code beside the list."),
    Command("drafts", ("d",), "Drafts", "Show the unsaved drafts on this machine, of functions that are gone too."),
    Command("history", ("h",), "History", "Show the versions of the selected function: compare, restore."),
    Command("gone", ("H", "shift+h"), "Functions that are gone", "Put a function back that was deleted."),
    Command("connect", ("c",), "Connect", "Connect to another server or sign in again."),
    Command("down", ("j", "down"), "Next function", "Move the selection down."),
    Command("up", ("k", "up"), "Previous function", "Move the selection up."),
    Command("first", ("g", "home"), "First function", "Go to the top of the list."),
    Command("last", ("G", "shift+g", "end"), "Last function", "Go to the end of the list."),
    Command("page_down", ("pagedown", "ctrl+f"), "Page down", "Move a page down."),
    Command("page_up", ("pageup", "ctrl+b"), "Page up", "Move a page up."),
    Command(
        "details", ("f4",), "In full", "Show in full: the last message, the selected function, where the server is."
    ),
    Command("clear", ("escape",), "Clear the filter", "Show all functions again."),
    Command("suspend", ("ctrl+z",), "Suspend", "Go back to the shell; fg returns."),
    Command("leave", ("q",), "Quit", "Leave the console.", 7, "quit"),
)

EDITOR = (
    Command("save", ("ctrl+s",), "Save", "Send what changed to the server.", 1, "save"),
    Command("find", ("ctrl+f",), "Find", "Find text; enter and shift+enter walk the matches.", 3, "find"),
    Command("find_next", ("f3",), "Find next", "Go to the next match."),
    # Many terminals send for shift+f3 what once was f15.
    Command("find_previous", ("shift+f3", "f15"), "Find previous", "Go to the match before."),
    Command("goto_line", ("ctrl+g",), "Go to line", "Jump to a line, or line:column.", 4, "line"),
    Command("next_problem", ("f8",), "Next problem", "Go to the next problem in the code.", 2, "problem"),
    Command("previous_problem", ("shift+f8",), "Previous problem", "Go to the problem before."),
    Command("take_mine", ("alt+m",), "Keep mine here", "In a merge: keep my lines of the conflict at the cursor."),
    Command(
        "take_theirs", ("alt+t",), "Take theirs here", "In a merge: take their lines of the conflict at the cursor."
    ),
    # Not alt+b: terminals send for it what Textual, as shells do, takes for a word to the left.
    Command("take_both", ("alt+a",), "Keep both here", "In a merge: keep my lines and theirs below them."),
    Command("next_pane", ("f6",), "Next pane", "Move between the fields and the code.", 5, "pane"),
    Command("indent", ("tab",), "Indent", "Indent the selected lines, or to the next stop."),
    Command("dedent", ("shift+tab",), "Dedent", "Take one indent off the selected lines."),
    Command("comment", ("ctrl+underscore", "ctrl+slash"), "Comment", "Comment or uncomment the selected lines."),
    Command("bracket", ("ctrl+right_square_bracket",), "Matching bracket", "Go to the matching bracket."),
    Command("top", ("ctrl+home",), "Start of the code", "Go to the start of the code."),
    Command("bottom", ("ctrl+end",), "End of the code", "Go to the end of the code."),
    Command("undo", ("ctrl+z",), "Undo", "Take the last edit back."),
    Command("redo", ("ctrl+y",), "Redo", "Do it again."),
    Command("copy", ("ctrl+c",), "Copy", "Copy the selection."),
    Command("cut", ("ctrl+x",), "Cut", "Cut the selection, or the line."),
    Command("paste", ("ctrl+v",), "Paste", "Paste what was copied here (the terminal's own paste works too)."),
    Command("select_all", ("f7",), "Select all", "Select all the code."),
    Command("wrap", ("f9",), "Soft wrap", "Wrap long lines, or stop doing so."),
    Command(
        "details",
        ("f4",),
        "In full",
        "Show in full: the outcome with build log and every problem, the last message, the function's fields.",
    ),
    Command("changes", ("f12",), "What changed", "Compare what a save would send with what the server holds."),
    Command("history", ("ctrl+t",), "History", "Show the versions of this function: compare, restore as an edit."),
    Command("look_up", ("f10",), "Look again", "Find out what became of a save whose answer was lost."),
    Command("revert", (), "Revert", "Go back to what the server holds; undo brings the edit back."),
    Command("reload", ("f5",), "Reload", "Fetch the function again; undo brings the edit back."),
    Command("sign_in", ("f2",), "Sign in again", "Give another key for this server; the edit stays."),
    Command(
        "create",
        ("ctrl+n",),
        "Create again",
        "Create a function that is gone from the server, with this text.",
        1,
        "create",
    ),
    Command("close", ("escape",), "Back to the list", "Leave the editor; unsaved changes are asked about.", 6, "back"),
)


HISTORY = (
    Command("compare", ("enter",), "Compare", "Compare with what there is now, or with the version marked."),
    Command("compare_before", ("p",), "Compare with before", "Compare the version with the one before it."),
    Command("mark", ("m",), "Mark", "Mark a version, to compare another one with it."),
    Command("restore", ("r",), "Restore", "Put the version into the editor, unsaved."),
    Command("older", ("o",), "Older", "Read further back in the server's audit trail."),
    Command("page_down", ("space",), "Page down", "Move a page down in the version's code."),
    Command("page_up", ("b",), "Page up", "Move a page up in the version's code."),
    Command("down", ("j", "down"), "Next version", "Move the selection down."),
    Command("up", ("k", "up"), "Previous version", "Move the selection up."),
)
"""The keys of a history. It is a view over the screen: it looks at them itself."""

VERSIONS = (
    Command("next", ("n", "f8"), "Next change", "Go to the next change."),
    Command("previous", ("p", "shift+f8"), "Previous change", "Go to the change before."),
    Command("pair", ("tab",), "Next pair", "Of three versions on a narrow terminal, show the next two."),
    Command("page_down", ("space", "pagedown"), "Page down", "Move a page down."),
    Command("page_up", ("pageup",), "Page up", "Move a page up."),
    Command("sideways", ("left", "right"), "Sideways", "Scroll long lines."),
)
"""The keys of versions beside each other; numbers choose what the last row offers."""

LEAVE_VIEW = (
    Command("details", ("f4",), "In full", "Show in full what the rows of this view have no room for."),
    Command("back", ("escape", "q"), "Back", "Leave this view; nothing is changed."),
    Command("quit", ("ctrl+q",), "Quit", "Leave the console; unsaved changes are asked about."),
)


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
    return len(key) == 1 or key in ("question_mark", "slash", "space")


_SHOWN = {
    "question_mark": "?",
    "slash": "/",
    "escape": "esc",
    "f15": "S-f3",
    "pagedown": "pgdn",
    "pageup": "pgup",
    "ctrl+underscore": "^_",
    "ctrl+slash": "^/",
    "ctrl+right_square_bracket": "^]",
}


def shown_key(key: str) -> str:
    """A key as the footer and the help write it: `^s` for ctrl+s, `?` for question_mark."""
    if key in _SHOWN:
        return _SHOWN[key]
    if key.startswith("ctrl+") and len(key) == len("ctrl+") + 1:
        return f"^{key[-1]}"
    return key.replace("shift+f", "S-f") if key.startswith("shift+f") else key


def shown_keys(command: Command) -> str:
    """All keys of a command, each spelling of the same key once."""
    shown = dict.fromkeys(shown_key(key) for key in command.keys)
    return " ".join(key for key in shown if not (key.startswith("shift+") and key[-1:].upper() in shown))
