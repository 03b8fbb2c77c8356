"""One function run by hand: its request, which is kept, and what the function answers."""

from __future__ import annotations

from textual import events, on
from textual.app import ComposeResult
from textual.containers import Container
from textual.widgets import Input

from tui.app.runner.body_view import BodyView
from tui.app.runner.code_beside import CodeBeside
from tui.app.runner.driver import RunDriver
from tui.app.runner.error_commands import ErrorCommands
from tui.app.runner.keeping import Picked
from tui.app.runner.moving import MovingCommands
from tui.app.runner.request_driver import RequestDriver
from tui.app.runner.request_pane import RequestPane
from tui.app.runner.response_view import ResponseView
from tui.app.runner.run_commands import RunCommands
from tui.app.runner.running_commands import RunningCommands
from tui.app.runner.saved_commands import SavedCommands
from tui.app.runner.text_commands import TextCommands
from tui.app.shell.connection import Connection
from tui.app.shell.header import StatusHeader
from tui.app.shell.key_bar import KeyBar
from tui.app.shell.navigation import Navigator
from tui.app.shell.prompts import Prompts
from tui.app.shell.routes import OpenRunner, Quit
from tui.app.shell.screen import ConsoleScreen
from tui.app.shell.status_line import StatusLine
from tui.app.widgets.clock import Clock
from tui.app.widgets.code_editor import CodeEditor
from tui.app.widgets.command import CommandDefaults, CommandPart, Scope
from tui.app.widgets.field import Field
from tui.app.widgets.line import Line
from tui.sessions.run import RunState
from tui.sessions.saved_requests import NEW
from tui.store.requests import RequestStore
from tui.store.runs import RunStore

BESIDE_FROM_COLUMNS = 110
"""On a wider terminal request and response stand side by side."""
CODE_FROM_COLUMNS = 120
"""On one as wide as this the code of the editor below stands beside both, which stand one below the other."""
ALL_BESIDE_FROM_COLUMNS = 170
_LOW_BELOW_ROWS = 16
"""On a lower one the boxes of name, timeout and auth go before the body."""


class RunnerScreen(ConsoleScreen):
    """Runs one function. It turns keys into events of a run, and its effects into calls."""

    COMMAND_DEFAULTS = CommandDefaults("runner", "When running a function")
    HELP_PARTS = (ResponseView, Field, CodeEditor)
    IS_FOR_TEXT = True
    AUTO_FOCUS = "#target"
    CSS_PATH = "style.tcss"

    def __init__(
        self,
        route: OpenRunner,
        connection: Connection,
        clock: Clock,
        navigator: Navigator,
        prompts: Prompts,
        store: RequestStore | None,
        runs: RunStore | None = None,
        picked: Picked | None = None,
    ) -> None:
        super().__init__()
        self._sends = route.sends
        self._beside = None if route.code is None else CodeBeside(route.code)
        self._connection = connection
        self._clock = clock
        self._navigator = navigator
        self._prompts = prompts
        self.requests = RequestDriver(self, route.summary.slug, connection, clock, store, picked)
        self.saved_part = SavedCommands(self, self.requests, prompts, clock)
        self.moving = MovingCommands(self)
        self.texts = TextCommands(self)
        self.running = RunningCommands(self, prompts, navigator)
        self.errors = ErrorCommands(self, route, connection, navigator, lambda: self._show(self.runs.state))
        slug = route.summary.slug
        self.kept_part = RunCommands(self, route.summary, runs, connection, clock, navigator, prompts)
        self.runs: RunDriver = RunDriver(
            slug,
            connection,
            clock,
            start=lambda work: self.run_worker(work, group="run"),
            prepare=self.requests.prepare,
            show=self._show,
            kept=self._over,
        )

        self.subject = slug

    def compose(self) -> ComposeResult:
        yield StatusHeader(self._connection, self._clock)
        yield Line(id="headline")
        with Container(id="page"):
            if self._beside is not None:
                yield self._beside
            with Container(id="work"):
                yield RequestPane(
                    self._clock, self.requests.becomes, self.requests.edited, is_cloud=self._connection.deploys_to_cloud
                )
                with Container(id="answered"):
                    yield ResponseView(self.errors.meaning, self._prompts)
        yield StatusLine()
        yield KeyBar()

    def on_mount(self) -> None:
        self.when_left.call(self.runs.stop, self.requests.drafting.leave)
        self.requests.show(NEW)
        self.run_worker(
            self.requests.open(self.kept_part.last_request(), send="send" if self._sends else ""), group="requests"
        )

    def on_unmount(self) -> None:
        self.requests.drafting.close()

    # What is shown

    @property
    def answer_view(self) -> ResponseView:
        """The response."""
        return self.query_one(ResponseView)

    def _show(self, state: RunState) -> None:
        """Show what became of the last request."""
        self.answer_view.show(state)
        self.query_one("#answered").set_class(self.answer_view.report is not None, "-shown")
        if self._beside is not None:
            self._beside.mark(self.errors.place, self.errors.words)
        self.update_keys()

    def _over(self, state: RunState) -> None:
        """A run is whole: keep it, and find out what an error means."""
        self.run_worker(self.kept_part.keep(state), group="runs")
        self.run_worker(self.errors.look(state), group="errors")

    @on(ResponseView.FollowRedirect)
    def _follow(self) -> None:
        said = self.runs.follow()
        if said is not None:
            self.say(said)

    # What is kept

    @property
    def holds_work(self) -> bool:
        return self.requests.is_unsaved

    def ask_to_end(self) -> None:
        async def end() -> None:
            if await self.requests.may_leave():
                self._navigator.go(Quit())

        self.run_worker(end(), group="requests")

    def keep_unsaved(self) -> list[str]:
        return self.requests.keep_now()

    # Where the focus is

    def on_resize(self, event: events.Resize) -> None:
        width, code = event.size.width, self._beside
        has_code = code is not None and width >= CODE_FROM_COLUMNS and code.is_possible
        if code is not None and has_code:
            code.show()
        self.set_class(has_code, "-code")
        self.set_class(width >= (ALL_BESIDE_FROM_COLUMNS if has_code else BESIDE_FROM_COLUMNS), "-beside")
        self.requests.pane.set_class(event.size.height < _LOW_BELOW_ROWS, "-low")

    def on_descendant_focus(self) -> None:
        super().on_descendant_focus()
        self.set_class(self.focused is not None and self.answer_view in self.focused.ancestors, "-reading")

    @property
    def key_scope(self) -> Scope:
        return Scope.MAIN if isinstance(self.focused, CodeEditor | BodyView) else Scope.BOX

    # Commands

    running_commands = CommandPart(RunningCommands, lambda screen: screen.running)
    saved_commands = CommandPart(SavedCommands, lambda screen: screen.saved_part)
    run_commands = CommandPart(RunCommands, lambda screen: screen.kept_part)
    error_commands = CommandPart(ErrorCommands, lambda screen: screen.errors)
    moving_commands = CommandPart(MovingCommands, lambda screen: screen.moving)
    text_commands = CommandPart(TextCommands, lambda screen: screen.texts)

    @on(Input.Submitted)
    async def _submitted(self, event: Input.Submitted) -> None:
        if event.input.id == "target":
            await self.run_named("send")
        elif self.requests.pane in event.input.ancestors:
            self.moving.next_box()
