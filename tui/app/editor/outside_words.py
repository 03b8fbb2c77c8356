"""What is said of editing the code in the user's own editor. Foreign names are made fit to show."""

from __future__ import annotations

import signal
from collections.abc import Sequence

from tui.editing.outside_text import Kept
from tui.sessions.outside_edit import EditorCommand, NoEditor
from tui.terminal.sanitise import printable

_KEPT = {
    Kept.MARK: "Its byte-order mark was left out.",
    Kept.LINE_ENDS: "It wrote other line ends: the code keeps its own.",
    Kept.LAST_LINE_END: "The line end it put behind the last line was left out.",
}


def name_of(editor: EditorCommand) -> str:
    """What the editor is called."""
    return printable(editor.name, limit=30)


def no_editor(found: NoEditor) -> str:
    """Why there is no editor."""
    if found.variable:
        return f"${found.variable} can't be understood: a quote in it has no end, or it names no program."
    return "Neither $VISUAL nor $EDITOR is set: set one, such as EDITOR=vim, and start the console again."


def not_found(editor: EditorCommand) -> str:
    """There is no such program."""
    return f"There is no program {printable(editor.words[0], limit=60)} (from ${editor.variable}): nothing was opened."


def not_started(editor: EditorCommand, reason: str) -> str:
    """The program is there and does not start."""
    return f"{name_of(editor)} did not start: {printable(reason, limit=80)}. The code is as it was."


def not_written(reason: str) -> str:
    """The file for the editor could not be written."""
    return f"Not opened: the file for your editor can't be written: {printable(reason, limit=120)}."


def half_a_character() -> str:
    """The code can't be a file."""
    return "Not opened: the code holds half a character, which no file in UTF-8 can hold."


def ended(editor: EditorCommand, code: int) -> str:
    """How the editor ended, where that was not as usual; else nothing."""
    if code < 0:
        try:
            name = signal.Signals(-code).name
        except ValueError:
            name = f"signal {-code}"
        return f"{name_of(editor)} was ended by {name}. "
    return f"{name_of(editor)} ended with code {code}. " if code else ""


def taken(editor: EditorCommand, code: int, kept: Sequence[Kept], *, is_over_edits: bool = False) -> str:
    """The text is in the editor."""
    said = [ended(editor, code) + f"Edited in {name_of(editor)}: ctrl+s saves it, ctrl+z undoes it."]
    if is_over_edits:
        said.append("The code had been changed here meanwhile: ctrl+z brings that back.")
    return " ".join([*said, *(_KEPT[each] for each in kept)])


def unchanged(editor: EditorCommand, code: int) -> str:
    """The file holds what it held."""
    return ended(editor, code) + f"{name_of(editor)} changed nothing."


def is_gone(editor: EditorCommand, code: int) -> str:
    """The file is not there any more."""
    return ended(editor, code) + "Its file was deleted: the code is as it was."


def not_taken(editor: EditorCommand, code: int, reason: str, path: str) -> str:
    """What the file holds can't be the code; it is kept."""
    why = printable(reason, limit=60)
    return ended(editor, code) + f"Not used: {why}. The code is as it was; the file stays: {printable(path)}"


def left_behind(names: Sequence[str], folder: str) -> str:
    """An editor that ended badly left files of its own."""
    shown = printable(", ".join(names), limit=60)
    return f" What it left beside the file stays: {shown} in {printable(folder)}"


def waiting(editor: EditorCommand) -> str:
    """What stands on the empty terminal while a window is open; nothing for an editor that fills the terminal."""
    name = name_of(editor)
    return f"insforge-tui: the code is open in {name}. Close it there to go on here." if editor.is_window else ""


def followed(editor: EditorCommand) -> tuple[str, str]:
    """The question and the explanation of the dialog that stands while a file is followed."""
    name = name_of(editor)
    return (
        f"The code is open in {name}.",
        "Its file is followed: what you save there comes into the code here, as one edit. "
        "Nothing is sent to the server.",
    )


def came(count: int, trouble: str = "") -> str:
    """How often the file was saved."""
    times = {0: "Not saved there yet.", 1: "Saved there once."}.get(count, f"Saved there {count} times.")
    return f"{times} {trouble}".rstrip()
