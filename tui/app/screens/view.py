"""A view over the whole screen that is no screen of its own: versions beside each other, a history.

Owns the keys that work in all of them. Refuses to know what is viewed.
"""

from __future__ import annotations

from collections.abc import Sequence
from typing import TYPE_CHECKING, Generic, TypeVar, cast

from tui.app.commands import LEAVE_VIEW, Command
from tui.app.facts import Facts
from tui.app.screens.base import Dialog
from tui.app.screens.help import HelpScreen
from tui.app.screens.questions import DetailsScreen

if TYPE_CHECKING:
    from tui.app.console import Console

Result = TypeVar("Result")


class View(Dialog[Result], Generic[Result]):
    """`KEYS_HERE` are shown by its help."""

    KEYS_HERE: Sequence[Command] = ()

    @property
    def console(self) -> Console:
        """The app, as what it is."""
        return cast("Console", self.app)

    def in_full(self) -> Facts:
        """What rows of the view may have to cut, for F4. For views."""
        return []

    def act_everywhere(self, key: str) -> bool:
        """Do what a key does in every view; whether it was one of those."""
        match key:
            case "f1" | "question_mark":
                self.app.push_screen(HelpScreen((*self.KEYS_HERE, *LEAVE_VIEW)))
            case "f4":
                self.app.push_screen(DetailsScreen(None, self.in_full()))
            case "ctrl+q":
                self.console.leave()
            case "ctrl+l":
                self.console.redraw()
            case _:
                return False
        return True
