"""One function run by hand: a request, and what the function answers.

The first slice: one request at a time, whose method, query and body are typed; nothing of it is kept.
"""

from __future__ import annotations

from textual import on
from textual.app import ComposeResult
from textual.content import Content
from textual.widgets import Input, TextArea

from tui.app.runner.calls import call_of
from tui.app.runner.driver import RunDriver
from tui.app.runner.response_view import ResponseView
from tui.app.runner.words import advice
from tui.app.shell.connection import Connection
from tui.app.shell.header import StatusHeader
from tui.app.shell.key_bar import KeyBar
from tui.app.shell.navigation import Navigator
from tui.app.shell.prompts import Prompts
from tui.app.shell.routes import Back, OpenRunner
from tui.app.shell.screen import ConsoleScreen, StatusLine
from tui.app.widgets.clock import Clock
from tui.app.widgets.code_editor import CodeEditor
from tui.app.widgets.command import CommandDefaults, Footer, Scope, command
from tui.app.widgets.field import Field
from tui.app.widgets.line import Line
from tui.model.function import ACTIVE
from tui.sessions.run import CancelAsked, RunState, SendAsked
from tui.sessions.run_request import RunRequest, changed_on_the_way, read_target
from tui.terminal.sanitise import printable


class RunnerScreen(ConsoleScreen):
    """Runs one function. It turns keys into events of a run, and its effects into calls."""

    COMMAND_DEFAULTS = CommandDefaults("runner", "When running a function", Scope.MAIN)
    HELP_PARTS = (ResponseView, Field, CodeEditor)
    IS_FOR_TEXT = True
    AUTO_FOCUS = "#target"
    CSS_PATH = "style.tcss"

    def __init__(
        self, route: OpenRunner, connection: Connection, clock: Clock, navigator: Navigator, prompts: Prompts
    ) -> None:
        super().__init__()
        self._summary = route.summary
        self._connection = connection
        self._clock = clock
        self._navigator = navigator
        self._prompts = prompts
        self._runs = RunDriver(
            route.summary.slug, connection, clock, start=self.run_worker, prepare=call_of, show=self._show
        )

    def compose(self) -> ComposeResult:
        yield StatusHeader(self._connection, self._clock)
        yield Line(f" Run {printable(self._summary.slug, limit=60)}: method and query, then the body", id="headline")
        yield Field("POST", id="target", select_on_focus=False)
        yield CodeEditor(id="body", clock=self._clock)
        yield Line(id="on-the-way")
        yield ResponseView(self._advice, self._prompts)
        yield StatusLine()
        yield KeyBar()

    def on_mount(self) -> None:
        self._show_request()

    @property
    def state(self) -> RunState:
        """What is known of the last run."""
        return self._runs.state

    def on_unmount(self) -> None:
        self._runs.stop()

    # What is shown

    @property
    def _request(self) -> RunRequest | str:
        """The request as it is typed, or why it can't be sent."""
        target = read_target(self.query_one("#target", Field).value)
        if isinstance(target, str):
            return target
        method, path, query = target
        return RunRequest(method, path, query, body=self.query_one("#body", CodeEditor).text)

    @on(Input.Changed, "#target")
    @on(TextArea.Changed, "#body")
    def _show_request(self) -> None:
        request = self._request
        said = request if isinstance(request, str) else ""
        if isinstance(request, RunRequest) and not self._connection.deploys_to_cloud:
            said = changed_on_the_way(request)
        self.query_one("#on-the-way", Line).show(Content.styled(said, "$muted"))

    def _show(self, state: RunState) -> None:
        """Show what became of the last request."""
        self.query_one(ResponseView).show(state)
        self.update_keys()

    def _advice(self, state: RunState) -> str:
        if state.response is None:
            return ""
        return advice(
            state.response,
            deploys_to_cloud=self._connection.deploys_to_cloud,
            is_draft=self._summary.status != ACTIVE,
        )

    @on(ResponseView.FollowRedirect)
    def _follow(self) -> None:
        said = self._runs.follow()
        if said is not None:
            self.say(said)

    # Commands

    @command(keys=("ctrl+r",), title="Run", help="Send the request.", footer=Footer("run", 1), writes=True)
    def send(self) -> None:
        """Send the request as it is typed."""
        request = self._request
        if isinstance(request, str):
            self.say(request)
        else:
            self._runs.tell(SendAsked(request))

    @on(Input.Submitted, "#target")
    async def _submitted(self) -> None:
        await self.run_named("send")

    @command(keys=("f6",), title="Next pane", help="Move between request, body and response.", footer=Footer("pane", 2))
    def next_pane(self) -> None:
        """Move on to the next of the three boxes."""
        boxes = [self.query_one(name) for name in ("#target", "#body", "#answer")]
        place = next((index for index, box in enumerate(boxes) if self.focused is box), -1)
        self.set_focus(boxes[(place + 1) % len(boxes)])

    @command(
        keys=("f4",),
        title="In full",
        help="Show the response's status and headers in full.",
        disabled=lambda screen: None if screen.state.response is not None else "There is no response yet.",
    )
    def details(self) -> None:
        """Show the response's status and headers."""
        from tui.app.shell.questions import DetailsScreen

        response = self._runs.state.response
        if response is not None:
            facts = [(printable(name), printable(value)) for name, value in response.headers]
            self._prompts.ask(DetailsScreen(self.query_one(ResponseView).report, facts))

    @command(keys=("escape",), title="Back", help="Stop waiting for the answer, or go back.", footer=Footer("back", 3))
    def close(self) -> None:
        """Stop waiting, or leave."""
        if self._runs.state.sending is not None:
            self._runs.tell(CancelAsked())
        else:
            self._navigator.go(Back())
