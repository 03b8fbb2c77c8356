"""The list's commands that lead to new functions."""

from __future__ import annotations

from tui.app.functions.page import ListPage, PageCommands
from tui.app.shell.navigation import Navigator
from tui.app.shell.notice import describe_error
from tui.app.shell.prompts import Prompts
from tui.app.shell.routes import CreateFunction, OpenFunction
from tui.app.widgets.command import CommandDefaults, Footer, Scope, command
from tui.errors import ApiError
from tui.model.function import Function
from tui.sessions.listing import stay
from tui.terminal.sanitise import printable


class CreatingCommands(PageCommands):
    """Asks what a new function is to be, and opens it in the editor."""

    COMMAND_DEFAULTS = CommandDefaults("list", "Functions", Scope.MAIN)

    def __init__(self, page: ListPage, navigator: Navigator, prompts: Prompts) -> None:
        super().__init__(page)
        self._navigator = navigator
        self._prompts = prompts

    @command(
        keys=("n",),
        title="New function",
        help="Create a function: from a template, or from a file on this machine.",
        footer=Footer("new", 2),
        prepares=True,
        disabled=PageCommands.no_server,
    )
    def new_function(self) -> None:
        """Ask what a new function is to be."""
        self._ask(None)

    @command(
        keys=("D", "shift+d"),
        title="Duplicate",
        help="Create a copy of the selected function, as a draft.",
        prepares=True,
        disabled=PageCommands.nothing_to_ask,
    )
    def duplicate(self) -> None:
        """Fetch the selected function, and ask what its copy is to be."""
        function = self.page.table.item
        if function is not None:
            self.page.table.show(stay(self.state))
            self.page.console_screen().run_worker(self._copy(function.slug), group="copying", exclusive=True)

    async def _copy(self, slug: str) -> None:
        screen, connection = self.page.console_screen(), self.page.connection
        server_id = connection.server_id
        screen.say(f"Fetching {printable(slug, limit=60)} to copy it.", "$muted")
        try:
            found = await connection.api.functions.get(slug)
        except ApiError as error:
            report = describe_error(error, connection.display_name, asked="function")
            screen.say(f"Not copied. {report.headline} {report.next_step}")
            return
        screen.hush()
        # Not over what the user went to meanwhile, nor for another server.
        self._prompts.ask_unasked(
            lambda: self._ask(found), lambda: screen.is_active and connection.server_id == server_id
        )

    def _ask(self, copied: Function | None) -> None:
        taken = frozenset(function.slug for function in self.state.items)

        def answered(route: OpenFunction | None) -> None:
            if route is not None:
                self._navigator.go(route)

        self._prompts.ask(CreateFunction(taken, self.state.is_loaded, copied), answered)
