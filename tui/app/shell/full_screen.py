"""Commands that work in every dialog that fills the screen: versions beside each other, a history."""

from __future__ import annotations

from collections.abc import Callable, Sequence

from tui.app.shell.commands import Group
from tui.app.shell.facts import Facts
from tui.app.shell.navigation import Navigator
from tui.app.shell.prompts import Prompts
from tui.app.shell.routes import Quit, Redraw


class FullScreenCommands:
    """Help, details, redraw and quit. `help_groups` are the keys that its help shows, `in_full` what F4 shows."""

    def __init__(
        self, navigator: Navigator, prompts: Prompts, help_groups: Sequence[Group], in_full: Callable[[], Facts]
    ) -> None:
        self._navigator = navigator
        self._prompts = prompts
        self._help_groups = help_groups
        self._in_full = in_full

    def act(self, name: str) -> bool:
        """Run a command; whether it is one of these."""
        match name:
            case "help":
                from tui.app.shell.help import HelpScreen

                self._prompts.ask(HelpScreen(self._help_groups))
            case "details":
                from tui.app.shell.questions import DetailsScreen

                self._prompts.ask(DetailsScreen(None, self._in_full()))
            case "redraw":
                self._navigator.go(Redraw())
            case "quit":
                self._navigator.go(Quit())
            case _:
                return False
        return True
