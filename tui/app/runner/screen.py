"""One function run by hand: a request, and what the function answers.

The first slice: one request at a time, whose method, query and body are typed; nothing of it is kept.
"""

from __future__ import annotations

from urllib.parse import quote

from textual import on
from textual.app import ComposeResult
from textual.content import Content
from textual.widgets import Input, TextArea
from textual.worker import Worker

from tui.app.runner.words import advice, not_answered, shown_body, status_words
from tui.app.shell.connection import Connection
from tui.app.shell.header import StatusHeader
from tui.app.shell.key_bar import KeyBar
from tui.app.shell.navigation import Navigator
from tui.app.shell.notice import Report, Tone
from tui.app.shell.outcome import OutcomePanel
from tui.app.shell.prompts import Prompts
from tui.app.shell.routes import Back, OpenRunner
from tui.app.shell.screen import ConsoleScreen, StatusLine
from tui.app.widgets.clock import Clock
from tui.app.widgets.code_editor import CodeEditor
from tui.app.widgets.command import CommandDefaults, Footer, Scope, command
from tui.app.widgets.field import Field
from tui.app.widgets.line import Line
from tui.errors import ApiError
from tui.model.function import ACTIVE
from tui.sessions.run import (
    Answered,
    CancelAsked,
    NotAnswered,
    RunEvent,
    RunState,
    Send,
    SendAsked,
    StopWaiting,
    step,
)
from tui.sessions.run_request import RunRequest, changed_on_the_way, read_target
from tui.terminal.sanitise import printable

_IN_QUERY = "%/?:@!$&'()*+,;=-._~[]"
"""What stands in a query as it was typed; the rest is percent-encoded."""
_IN_PATH = "%/:@!$&'()*+,;=-._~"


class RunnerScreen(ConsoleScreen):
    """Runs one function. It turns keys into events of a run, and its effects into calls."""

    COMMAND_DEFAULTS = CommandDefaults("runner", "When running a function", Scope.MAIN)
    HELP_PARTS = (Field, CodeEditor)
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
        self.state = RunState(route.summary.slug)
        self._calls: dict[int, Worker[None]] = {}

    def compose(self) -> ComposeResult:
        yield StatusHeader(self._connection, self._clock)
        yield Line(f" Run {printable(self._summary.slug, limit=60)}: method and query, then the body", id="headline")
        yield Field("POST", id="target", select_on_focus=False)
        yield CodeEditor(id="body", clock=self._clock)
        yield Line(id="on-the-way")
        yield OutcomePanel("response", 0)
        yield CodeEditor(id="answer", read_only=True, clock=self._clock)
        yield StatusLine()
        yield KeyBar()

    def on_mount(self) -> None:
        self._show_request()

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

    def _show(self) -> None:
        """Show what became of the last request."""
        state = self.state
        lines: list[str] = []
        report = None
        if state.sending is not None:
            report = Report(Tone.BUSY, "Waiting for the function to answer.", "esc stops waiting.")
        elif state.failure:
            report = Report(Tone.BAD, state.failure)
        elif state.response is not None:
            lines = list(shown_body(state.response))
            told = advice(
                state.response,
                deploys_to_cloud=self._connection.deploys_to_cloud,
                is_draft=self._summary.status != ACTIVE,
            )
            tone = Tone.GOOD if state.response.status < 400 else Tone.BAD
            report = Report(tone, status_words(state.response), told)
        self.query_one("#response", OutcomePanel).show(report)
        self.query_one("#answer", CodeEditor).load_text("\n".join(lines))
        self.update_keys()

    # Events and effects

    def tell(self, event: RunEvent) -> None:
        """An event of the run: take the next state, do what it asks for, show it."""
        self.state, effects = step(self.state, event)
        for effect in effects:
            match effect:
                case Send(number=number, request=request):
                    self._calls[number] = self.run_worker(self._invoke(number, request))
                case StopWaiting(number=number):
                    self._calls.pop(number).cancel()
        self._show()

    async def _invoke(self, number: int, request: RunRequest) -> None:
        headers = [("content-type", request.content_type)] if request.content_type else []
        try:
            response = await self._connection.api.functions.invoke(
                self.state.slug,
                method=request.method,
                path=quote(request.path, safe=_IN_PATH),
                query=quote(request.query, safe=_IN_QUERY),
                headers=headers,
                body=request.sent_body.encode("utf-8", "replace"),
            )
        except ApiError as error:
            self.tell(NotAnswered(number, not_answered(error, self._connection.display_name)))
        else:
            self.tell(Answered(number, response))

    # Commands

    @command(keys=("ctrl+r",), title="Run", help="Send the request.", footer=Footer("run", 1), writes=True)
    def send(self) -> None:
        """Send the request as it is typed."""
        request = self._request
        if isinstance(request, str):
            self.say(request)
        else:
            self.tell(SendAsked(request))

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

        response = self.state.response
        if response is not None:
            facts = [(printable(name), printable(value)) for name, value in response.headers]
            self._prompts.ask(DetailsScreen(self.query_one("#response", OutcomePanel).report, facts))

    @command(keys=("escape",), title="Back", help="Stop waiting for the answer, or go back.", footer=Footer("back", 3))
    def close(self) -> None:
        """Stop waiting, or leave."""
        if self.state.sending is not None:
            self.tell(CancelAsked())
        else:
            self._navigator.go(Back())
