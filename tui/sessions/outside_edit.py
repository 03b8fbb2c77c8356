"""Editing the code in the user's own editor: which program that is, and what its end means. Pure.

Owns when a program that returned is followed instead of done. Refuses to know processes, files and screens.
"""

from __future__ import annotations

import shlex
from collections.abc import Mapping
from enum import Enum, auto
from typing import NamedTuple

VARIABLES = ("VISUAL", "EDITOR")
"""Which variables name the editor, the first first, as in other programs for terminals."""

_MOMENT_SECONDS = 2.0
"""Nobody opens a file, reads it and leaves within this time; a program that handed the file to a window does."""

_IN_TERMINAL = frozenset(
    (
        *("vi", "vim", "nvim", "view", "vimx", "ex", "ed", "nano", "rnano"),
        *("pico", "micro", "helix", "hx", "kak", "joe", "jmacs", "jed", "ne"),
        *("mg", "zile", "mcedit", "tilde", "emacs"),
    )
)
"""Editors that stay until they are left: when one returns, it is done."""

_IN_WINDOW = frozenset(
    (
        *(
            "code",
            "codium",
            "code-insiders",
            "cursor",
            "windsurf",
            "subl",
            "sublime_text",
            "gedit",
            "gnome-text-editor",
        ),
        *("kate", "kwrite", "mousepad", "pluma", "xed", "geany", "zed", "atom", "mate"),
        *("bbedit", "gvim", "mvim", "idea", "webstorm", "pycharm", "featherpad"),
    )
)
"""Editors that open a window; most of them return at once unless they are told to wait."""


class EditorCommand(NamedTuple):
    """The words of the command, which a file's path is put behind, and the variable it comes from."""

    words: tuple[str, ...]
    variable: str

    @property
    def name(self) -> str:
        """What it is called: the program without its folder."""
        return self.words[0].rpartition("/")[2] or self.words[0]

    @property
    def is_window(self) -> bool:
        """Whether it is known to leave the terminal empty."""
        return self.name in _IN_WINDOW


class NoEditor(NamedTuple):
    """There is no such command; `variable` can't be understood, or none is set where it is empty."""

    variable: str = ""


def editor_of(environment: Mapping[str, str]) -> EditorCommand | NoEditor:
    """The user's editor."""
    for variable in VARIABLES:
        said = environment.get(variable, "").strip()
        if not said:
            continue
        try:
            words = tuple(shlex.split(said))
        except ValueError:
            return NoEditor(variable)
        return EditorCommand(words, variable) if words and words[0] else NoEditor(variable)
    return NoEditor()


class Ended(NamedTuple):
    """How a program ended: its exit code, or the number of the signal as a negative one; and after how long."""

    code: int
    seconds: float


class Next(Enum):
    """What comes when the program has returned."""

    TAKE = auto()
    """It is done: what its file holds now is the code."""
    FOLLOW = auto()
    """It returned at once, and edits in a window: the file is followed until the user says that it is done."""


def after_return(editor: EditorCommand, ended: Ended, *, is_touched: bool) -> Next:
    """What a return means. `is_touched`: the file is another than it was."""
    if ended.code != 0 or ended.seconds >= _MOMENT_SECONDS or editor.name in _IN_TERMINAL:
        return Next.TAKE
    return Next.FOLLOW if editor.name in _IN_WINDOW or not is_touched else Next.TAKE


Signature = tuple[int, int, int]
"""Tells one state of a file from another without reading it: its number, its size, when it was changed."""


class Following(NamedTuple):
    """A file that is followed: as it was taken last, and as it was seen last."""

    taken: Signature | None
    seen: Signature | None

    def look(self, now: Signature | None) -> tuple[Following, bool]:
        """It looks like this now; whether it is to be read: it changed, and rests since the look before.

        A file that is gone is not read: many editors remove it for a moment while they write.
        """
        is_due = now is not None and now != self.taken and now == self.seen
        return Following(now if is_due else self.taken, now), is_due
