"""The commands of every view: to the other views, to another server, out of the console."""

from __future__ import annotations

from tui.app.shell.connection import Connection
from tui.app.shell.key_order import owned_by
from tui.app.shell.navigation import Navigator
from tui.app.shell.routes import OpenConnect, Quit, SwitchProfile
from tui.app.shell.screen import ConsoleScreen
from tui.app.shell.views import VIEWS, ViewSpec
from tui.app.widgets.command import Command, CommandDefaults, CommandPart, CommandSet, Footer, Scope, command


class ViewCommands:
    """Switches between the views, and leads out of them. A screen that is a view has one, as `views`."""

    COMMAND_DEFAULTS = CommandDefaults("list", "Console", Scope.MAIN)

    def __init__(self, screen: ConsoleScreen, connection: Connection, navigator: Navigator) -> None:
        self._screen = screen
        self._connection = connection
        self._navigator = navigator

    def go(self, view: ViewSpec) -> None:
        """Show a view where it was left."""
        self._navigator.go(view.route())

    def why_not(self, view: ViewSpec) -> str | None:
        """Why a view can't be shown now, as a sentence."""
        if view is not VIEWS[0] and not self._connection.is_connected:
            return "No server is connected: c connects."
        return None if self._screen.view else "esc goes back to where this was opened; then the views can be switched."

    def _why_no_other_server(self) -> str | None:
        # What is open below belongs to this server: its save would go to the other one.
        return None if self._screen.view else "esc goes back to where this was opened; the list connects to others."

    @command(
        keys=("c",),
        title="Connect",
        help="Connect to another server or sign in again.",
        disabled=_why_no_other_server,
    )
    def connect(self) -> None:
        """Connect to another server or sign in again."""
        self._navigator.go(OpenConnect())

    @command(
        keys=("P",),
        title="Profiles",
        help="Switch to another profile; add, change, test, remove profiles.",
        disabled=_why_no_other_server,
    )
    def profiles(self) -> None:
        """Show the profiles; the one that is chosen is connected."""
        self._navigator.go(SwitchProfile())

    @command(keys=("ctrl+z",), title="Suspend", help="Go back to the shell; fg returns.")
    async def suspend(self) -> None:
        """Stop the process until the shell resumes it."""
        suspend = next(each for each in owned_by(self._screen.app) if each.command.name == "suspend")
        await suspend.command.perform(suspend.owner)

    @command(keys=("q",), title="Quit", help="Leave the console.", footer=Footer("quit", 7))
    def leave(self) -> None:
        """Leave the console."""
        self._navigator.go(Quit())


def _switch(view: ViewSpec) -> Command:
    return Command(
        f"view.{view.name}",
        (view.key,),
        view.title,
        view.help,
        lambda screen, _key: screen.views.go(view),
        group="Views",
        scope=Scope.MAIN,
        disabled=lambda screen: screen.views.why_not(view),
    )


VIEW_SWITCHES = CommandSet(tuple(map(_switch, VIEWS)))
"""The keys of the views, for a screen that is one of them."""
VIEW_COMMANDS = CommandPart(ViewCommands, lambda screen: screen.views)
"""What else works in every view."""
