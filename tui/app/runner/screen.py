"""One function run by hand: its request, which is kept, and what the function answers."""

from __future__ import annotations

import os
import uuid
from collections.abc import Sequence

from textual import events, on
from textual.app import ComposeResult
from textual.containers import Container
from textual.content import Content
from textual.widget import Widget
from textual.widgets import Input

from tui.app.runner.driver import RunDriver
from tui.app.runner.keeping import RequestKeeper
from tui.app.runner.request_pane import RequestPane
from tui.app.runner.response_view import ResponseView
from tui.app.runner.saved_commands import SavedCommands
from tui.app.runner.words import advice
from tui.app.shell.connection import Connection
from tui.app.shell.header import StatusHeader
from tui.app.shell.key_bar import KeyBar
from tui.app.shell.navigation import Navigator
from tui.app.shell.prompts import Prompts
from tui.app.shell.routes import Back, OpenRunner, Quit
from tui.app.shell.screen import ConsoleScreen, StatusLine
from tui.app.widgets.clock import Clock
from tui.app.widgets.code_editor import CodeEditor
from tui.app.widgets.command import CommandDefaults, CommandPart, Footer, Scope, command
from tui.app.widgets.field import Field
from tui.app.widgets.line import Line
from tui.errors import StorageError
from tui.model.function import ACTIVE
from tui.model.invocation import InvocationCall
from tui.sessions.http_variables import Sources, resolved, without_values
from tui.sessions.run import CancelAsked, RunState, SendAsked
from tui.sessions.run_request import RunRequest, changed_on_the_way
from tui.sessions.saved_requests import NEW, Kept
from tui.store.requests import RequestStore
from tui.terminal.sanitise import printable

BESIDE_FROM_COLUMNS = 110
"""On a wider terminal request and response stand side by side."""
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
    ) -> None:
        super().__init__()
        self._summary = route.summary
        self._connection = connection
        self._clock = clock
        self._navigator = navigator
        self._prompts = prompts
        self.keeper = RequestKeeper(store, connection, route.summary.slug)
        self.saved_part = SavedCommands(self, prompts, clock)
        self.runs = RunDriver(
            route.summary.slug, connection, clock, start=self.run_worker, prepare=self._prepare, show=self._show
        )
        self._warned = False

    def compose(self) -> ComposeResult:
        yield StatusHeader(self._connection, self._clock)
        yield Line(id="headline")
        with Container(id="work"):
            yield RequestPane(self._clock, self._becomes, is_cloud=self._connection.deploys_to_cloud)
            with Container(id="answered"):
                yield ResponseView(self._advice, self._prompts)
        yield StatusLine()
        yield KeyBar()

    def on_mount(self) -> None:
        self._show_headline()
        self.pane.show(NEW)
        self.run_worker(self._open_saved(), group="requests")

    async def _open_saved(self) -> None:
        """Read the saved requests; what was typed meanwhile is a new one."""
        said = await self.keeper.open()
        if said:
            self.say(said)
        if self.pane.request == NEW:
            self.show_request(self.keeper.saved.current)
        else:
            self.keeper.pick(None)

    # What is shown

    @property
    def pane(self) -> RequestPane:
        """The boxes of the request."""
        return self.query_one(RequestPane)

    def show_request(self, request: RunRequest) -> None:
        """Edit this request from now on."""
        self.pane.show(request)
        self._warned = False
        self._show_headline()

    def show_kept(self, kept: Kept, *, always: bool = False) -> None:
        """Say what became of keeping, and show the request where it is another one than the boxes hold."""
        if kept.said:
            self.say(printable(kept.said, limit=400), "$muted" if self.keeper.is_kept else "$warning")
        if always or kept.request != self.pane.request:
            self.pane.show(kept.request)
        self._show_headline()

    def _show_headline(self) -> None:
        saved = self.keeper.saved
        count = len(saved.file.requests)
        words = [f" Run {printable(self._summary.slug, limit=60)}"]
        if saved.place is not None:
            words.append(f"request {saved.place + 1} of {count}")
        elif count:
            words.append(f"a new request, {count} saved")
        if self.keeper.place and count:
            words.append(printable(self.keeper.place, limit=200))
        self.query_one("#headline", Line).show(Content(" · ".join(words)))

    def _becomes(self, request: RunRequest) -> str:
        """What becomes of a request before the function sees it, as a sentence."""
        if request.is_direct or self._connection.deploys_to_cloud:
            return ""
        return changed_on_the_way(without_values(request, self.keeper.saved.variables, self._sources()))

    @property
    def state(self) -> RunState:
        """What is known of the last run."""
        return self.runs.state

    @property
    def view(self) -> ResponseView:
        """The response."""
        return self.query_one(ResponseView)

    def _show(self, state: RunState) -> None:
        """Show what became of the last request."""
        self.view.show(state)
        self.query_one("#answered").set_class(self.view.report is not None, "-shown")
        self.update_keys()

    def _advice(self, state: RunState) -> str:
        if state.response is None:
            return ""
        return advice(
            state.response,
            deploys_to_cloud=self._connection.deploys_to_cloud,
            is_draft=self._summary.status != ACTIVE,
        )

    def on_unmount(self) -> None:
        self.runs.stop()

    # What is sent

    def _sources(self) -> Sources:
        target = self._connection.target
        return Sources(
            self.keeper.addresses,
            os.environ,
            None if target is None else target.key,
            int(self._clock.now().timestamp()),
            str(uuid.uuid4()),
        )

    async def _prepare(self, request: RunRequest) -> InvocationCall | str:
        """What a request is sent as, or why it can't be."""
        outgoing = resolved(request, self.keeper.saved.variables, self._sources())
        if isinstance(outgoing, str):
            return outgoing
        try:
            return await self.keeper.with_body(outgoing)
        except StorageError as error:
            return f"Not sent: {error}."

    @on(ResponseView.FollowRedirect)
    def _follow(self) -> None:
        said = self.runs.follow()
        if said is not None:
            self.say(said)

    # Keeping

    async def keep(self) -> RunRequest | None:
        """Keep what the boxes hold, and say what there is to say; None, and said, where they hold no request."""
        request = self.pane.request
        if isinstance(request, str):
            self.say(request)
            return None
        kept = await self.keeper.keep(request)
        self.show_kept(kept)
        return kept.request

    @property
    def holds_work(self) -> bool:
        request = self.pane.request
        return isinstance(request, RunRequest) and request != self.keeper.saved.current and not self._warned

    def ask_to_end(self) -> None:
        async def end() -> None:
            if await self._may_leave():
                self._navigator.go(Quit())

        self.run_worker(end(), group="requests")

    async def _may_leave(self) -> bool:
        """Keep what is edited; whether the screen may be left. What can't be kept is said once."""
        request = self.pane.request
        if not self._warned and (isinstance(request, str) or request != self.keeper.saved.current):
            kept = await self.keep()
            if kept is None or not self.keeper.is_kept:
                self._warned = True
                return False
        return True

    def keep_unsaved(self) -> list[str]:
        request = self.pane.request
        if isinstance(request, RunRequest) and request != self.keeper.saved.current:
            try:
                self.keeper.keep_now(request)
            except StorageError:
                return ["The request that was edited could not be written to disk."]
        return []

    @on(RequestPane.Edited)
    def _edited(self) -> None:
        self._warned = False

    # Where the focus is

    def on_resize(self, event: events.Resize) -> None:
        self.set_class(event.size.width >= BESIDE_FROM_COLUMNS, "-beside")
        self.pane.set_class(event.size.height < _LOW_BELOW_ROWS, "-low")

    def on_descendant_focus(self) -> None:
        super().on_descendant_focus()
        self.set_class(self.focused is not None and self.view in self.focused.ancestors, "-reading")

    @property
    def key_scope(self) -> Scope:
        return Scope.MAIN if isinstance(self.focused, CodeEditor) else Scope.BOX

    # Commands

    saved_commands = CommandPart(SavedCommands, lambda screen: screen.saved_part)

    @command(keys=("ctrl+r",), title="Run", help="Send the request.", footer=Footer("run", 1), writes=True)
    async def send(self) -> None:
        """Keep the request, and send it."""
        if self.state.sending is None:
            request = await self.keep()
            if request is not None:
                self.runs.tell(SendAsked(request))

    @on(Input.Submitted, "#target")
    async def _submitted(self) -> None:
        await self.run_named("send")

    @on(Input.Submitted)
    async def _done_with_field(self, event: Input.Submitted) -> None:
        if event.input.id != "target":
            self.tab()

    @command(
        keys=("f6",),
        title="Next pane",
        help="Move between the request's target, its body and the response.",
        footer=Footer("pane", 2),
    )
    def next_pane(self) -> None:
        """Move on to the next of the three main boxes."""
        self._move(1, [self.query_one(name) for name in ("#target", "#body", "#answer")])

    @command(keys=("tab",), title="Next box", help="Move on to the next box; in the body, indent.")
    def tab(self) -> None:
        """Move on; in the body, indent."""
        if self.focused is self.pane.body:
            self.pane.body.indent()
        else:
            self._move(1, [*self.pane.boxes, self.query_one("#answer")])

    @command(keys=("shift+tab",), title="Box before", help="Move back to the box before; in the body, dedent.")
    def shift_tab(self) -> None:
        """Move back; in the body, dedent."""
        if self.focused is self.pane.body:
            self.pane.body.dedent()
        else:
            self._move(-1, [*self.pane.boxes, self.query_one("#answer")])

    def _move(self, by: int, boxes: Sequence[Widget]) -> None:
        place = next((at for at, box in enumerate(boxes) if self.focused is box), -1 if by > 0 else 0)
        self.set_focus(boxes[(place + by) % len(boxes)])

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
            self._prompts.ask(DetailsScreen(self.view.report, facts))

    @command(keys=("escape",), title="Back", help="Stop waiting for the answer, or go back.", footer=Footer("back", 4))
    async def close(self) -> None:
        """Stop waiting, or leave."""
        if self.state.sending is not None:
            self.runs.tell(CancelAsked())
        elif await self._may_leave():
            self._navigator.go(Back())
