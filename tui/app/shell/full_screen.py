"""A view over the whole screen that is no screen of its own: versions beside each other, a history.

Owns the keys that work in all of them. Refuses to know what is viewed.
"""

from __future__ import annotations

from typing import TYPE_CHECKING, Generic, TypeVar, cast

from tui.app.shell.facts import Facts
from tui.app.shell.screen import Dialog, help_of
from tui.app.widgets.command import CommandDefaults, Footer, command

if TYPE_CHECKING:
    from tui.app.shell.app import Console

Result = TypeVar("Result")


class View(Dialog[Result], Generic[Result]):
    """The keys that every view has."""

    COMMAND_DEFAULTS = CommandDefaults("view")

    @property
    def console(self) -> Console:
        """The app, as what it is."""
        return cast("Console", self.app)

    def in_full(self) -> Facts:
        """What rows of the view may have to cut, for F4. For views."""
        return []

    @command(keys=("escape", "q"), title="Back", help="Leave this view; nothing is changed.", footer=Footer("back", 8))
    def close(self) -> None:
        """Leave this view with nothing chosen."""
        self.dismiss(None)

    @command(keys=("f4",), title="In full", help="Show in full what the rows of this view have no room for.")
    def details(self) -> None:
        """Show in full what rows may cut."""
        from tui.app.shell.questions import DetailsScreen

        self.app.push_screen(DetailsScreen(None, self.in_full()))

    @command(
        id="app.help",
        keys=("f1", "question_mark"),
        title="All keys",
        help="Show every key that works here.",
        footer=Footer("keys", 9),
    )
    def show_help(self) -> None:
        """Show every key of this view."""
        from tui.app.shell.help import HelpScreen

        self.app.push_screen(HelpScreen(help_of(self, type(self))))

    @command(id="app.redraw", keys=("ctrl+l",), title="Redraw", help="Paint the whole screen again.")
    def redraw(self) -> None:
        """Paint the whole screen again."""
        self.console.redraw()

    @command(id="app.quit", keys=("ctrl+q",), title="Quit", help="Leave the console; unsaved changes are asked about.")
    def quit(self) -> None:
        """Leave the console."""
        self.console.leave()
