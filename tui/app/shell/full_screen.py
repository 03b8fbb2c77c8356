"""A view over the whole screen that is no screen of its own: versions beside each other, a history.

Owns the keys that work in all of them. Refuses to know what is viewed.
"""

from __future__ import annotations

from collections.abc import Sequence
from typing import TYPE_CHECKING, Generic, TypeVar, cast

from tui.app.shell.commands import Group
from tui.app.shell.facts import Facts
from tui.app.shell.screen import Dialog

if TYPE_CHECKING:
    from tui.app.shell.app import Console

Result = TypeVar("Result")


class View(Dialog[Result], Generic[Result]):
    """`HELP_HERE` is what its help shows."""

    HELP_HERE: Sequence[Group] = ()

    @property
    def console(self) -> Console:
        """The app, as what it is."""
        return cast("Console", self.app)

    def in_full(self) -> Facts:
        """What rows of the view may have to cut, for F4. For views."""
        return []

    def act(self, name: str, key: str) -> None:
        match name:
            case "close":
                self.dismiss(None)
            case "help":
                from tui.app.shell.help import HelpScreen

                self.app.push_screen(HelpScreen(self.HELP_HERE))
            case "details":
                from tui.app.shell.questions import DetailsScreen

                self.app.push_screen(DetailsScreen(None, self.in_full()))
            case "redraw":
                self.console.redraw()
            case "quit":
                self.console.leave()
            case _:
                self.act_here(name, key)

    def act_here(self, name: str, key: str) -> None:
        """What the commands of this view do. For views."""
