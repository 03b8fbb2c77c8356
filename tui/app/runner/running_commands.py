"""The runner's commands that send the request, show the answer in full, and leave."""

from __future__ import annotations

from typing import Protocol

from tui.app.runner.driver import RunDriver
from tui.app.runner.request_driver import RequestDriver
from tui.app.runner.response_view import ResponseView
from tui.app.shell.navigation import Navigator
from tui.app.shell.prompts import Prompts
from tui.app.shell.routes import Back
from tui.app.widgets.command import CommandDefaults, Footer, command
from tui.sessions.run import CancelAsked, SendAsked
from tui.terminal.sanitise import printable


class RunnerPage(Protocol):
    """The runner's screen as its commands see it."""

    requests: RequestDriver
    runs: RunDriver

    @property
    def answer_view(self) -> ResponseView: ...


class RunningCommands:
    """Runs the function."""

    COMMAND_DEFAULTS = CommandDefaults("runner", "When running a function")

    def __init__(self, page: RunnerPage, prompts: Prompts, navigator: Navigator) -> None:
        self._page = page
        self._prompts = prompts
        self._navigator = navigator

    def _under_way(self) -> str | None:
        if self._page.runs.state.sending is None:
            return None
        return "A request is on its way: esc stops waiting for it."

    @command(
        keys=("ctrl+r",),
        title="Run",
        help="Send the request.",
        footer=Footer("run", 1),
        writes=True,
        disabled=_under_way,
    )
    async def send(self) -> None:
        """Keep the request, and send it."""
        if self._page.runs.state.sending is None:
            request = await self._page.requests.keep()
            if request is not None:
                self._page.runs.tell(SendAsked(request))

    def no_response(self) -> str | None:
        """Why there is nothing to show of a response."""
        return None if self._page.runs.state.response is not None else "There is no response yet."

    @command(
        keys=("f4",), title="In full", help="Show the response's status and headers in full.", disabled=no_response
    )
    def details(self) -> None:
        """Show the response's status and headers."""
        from tui.app.shell.questions import DetailsScreen

        response = self._page.runs.state.response
        if response is not None:
            checked = self._page.answer_view.checks.of(self._page.runs.state) or ()
            facts = [("passed" if each.passed else "failed", printable(each.check)) for each in checked]
            facts += [(printable(name), printable(value)) for name, value in response.headers]
            self._prompts.ask(DetailsScreen(self._page.answer_view.report, facts))

    @command(keys=("escape",), title="Back", help="Stop waiting for the answer, or go back.", footer=Footer("back", 4))
    async def close(self) -> None:
        """Stop waiting, or leave."""
        if self._page.runs.state.sending is not None:
            self._page.runs.tell(CancelAsked())
        elif await self._page.requests.may_leave():
            self._navigator.go(Back())
