"""Commands that work in every dialog that fills the screen: versions beside each other, a history."""

from __future__ import annotations

from collections.abc import Callable
from typing import Any

from tui.app.shell.facts import Facts
from tui.app.shell.help_groups import help_of
from tui.app.shell.navigation import Navigator
from tui.app.shell.prompts import Prompts
from tui.app.shell.routes import Quit, Redraw
from tui.app.shell.screen import Dialog
from tui.app.widgets.command import CommandSet, Footer, shared


class FullScreenCommands:
    """Help, details, redraw and quit of a view. `in_full` is what F4 shows."""

    def __init__(self, navigator: Navigator, prompts: Prompts, in_full: Callable[[], Facts]) -> None:
        self._navigator = navigator
        self._prompts = prompts
        self._in_full = in_full

    def show_help(self, view: Dialog[Any]) -> None:
        """Show every key of a view."""
        from tui.app.shell.help import HelpScreen

        self._prompts.ask(HelpScreen(help_of(view, type(view))))

    def show_details(self) -> None:
        """Show in full what rows may cut."""
        from tui.app.shell.questions import DetailsScreen

        self._prompts.ask(DetailsScreen(None, self._in_full()))

    def redraw(self) -> None:
        """Paint the whole screen again."""
        self._navigator.go(Redraw())

    def quit(self) -> None:
        """Leave the console; what is unsaved is asked about."""
        self._navigator.go(Quit())


VIEW_COMMANDS = CommandSet(
    (
        shared(
            "view.close",
            "Back",
            "Leave this view; nothing is changed.",
            ("escape", "q"),
            lambda view, _key: view.dismiss(None),
        )._replace(footer=Footer("back", 8)),
        shared(
            "view.details",
            "In full",
            "Show in full what the rows of this view have no room for.",
            ("f4",),
            lambda view, _key: view.shared.show_details(),
        ),
        shared(
            "app.help",
            "All keys",
            "Show every key that works here.",
            ("f1", "question_mark"),
            lambda view, _key: view.shared.show_help(view),
        )._replace(footer=Footer("keys", 9)),
        shared(
            "app.redraw",
            "Redraw",
            "Paint the whole screen again.",
            ("ctrl+l",),
            lambda view, _key: view.shared.redraw(),
        ),
        shared(
            "app.quit",
            "Quit",
            "Leave the console; unsaved changes are asked about.",
            ("ctrl+q",),
            lambda view, _key: view.shared.quit(),
        ),
    )
)
"""The keys of every view; it keeps its `FullScreenCommands` as `shared`."""
