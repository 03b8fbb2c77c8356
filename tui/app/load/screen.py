"""One request of a function sent many times: asked for, watched, stopped, compared with the loads of before."""

from __future__ import annotations

from collections.abc import MutableMapping
from urllib.parse import urlsplit

from textual import on
from textual.app import ComposeResult
from textual.containers import Horizontal
from textual.content import Content
from textual.widget import Widget
from textual.widgets import Input

from tui.app.load.driver import LoadDriver
from tui.app.load.picture import picture
from tui.app.shell.connection import Connection
from tui.app.shell.header import StatusHeader
from tui.app.shell.key_bar import KeyBar
from tui.app.shell.navigation import Navigator
from tui.app.shell.prompts import Prompts
from tui.app.shell.questions import Choice, QuestionScreen
from tui.app.shell.routes import Back, OpenLoad
from tui.app.shell.screen import ConsoleScreen
from tui.app.shell.status_line import StatusLine
from tui.app.widgets.clock import Clock
from tui.app.widgets.command import CommandDefaults, Footer, command
from tui.app.widgets.field import Field
from tui.app.widgets.line import Line
from tui.model.address import is_loopback
from tui.sessions.load import (
    Compared,
    LoadHistory,
    LoadPlan,
    LoadResult,
    LoadState,
    StartAsked,
    read_plan,
    summary_of,
)
from tui.terminal.sanitise import printable

Loads = MutableMapping[tuple[str, str], LoadHistory]
"""The results of this console, by server and slug."""


class LoadPicture(Widget):
    """The result as far as it is known. It is painted when it is told so, and at no other time."""

    DEFAULT_CSS = """
    LoadPicture { height: 1fr; background: $background; padding: 0 1; }
    """

    def __init__(self) -> None:
        super().__init__()
        self._state = LoadState()
        self._compared = Compared()

    def show(self, state: LoadState, compared: Compared) -> None:
        """Show this from now on."""
        self._state, self._compared = state, compared
        self.refresh()

    def render(self) -> Content:
        size = self.content_size
        rows = picture(self._state, self._compared, width=size.width, height=size.height)
        return Content("\n").join(
            Content.assemble(*((text, f"${name}" if name else "") for text, name in row.parts)) for row in rows
        )


class LoadScreen(ConsoleScreen):
    """Sends a request as often as it is asked to, and shows what that says."""

    COMMAND_DEFAULTS = CommandDefaults("load", "When sending many requests")
    HELP_PARTS = (Field,)
    IS_FOR_TEXT = True
    AUTO_FOCUS = "#calls"
    DEFAULT_CSS = """
    LoadScreen > #headline { color: $muted; }
    LoadScreen > #plan { height: 1; padding: 0 1; background: $raised; }
    LoadScreen > #plan > Line { width: auto; min-width: 6; color: $muted; background: $raised; }
    LoadScreen > #plan > .label { width: 8; }
    LoadScreen > #plan > Input, LoadScreen > #plan > Input:focus {
        border: none; height: 1; padding: 0; width: 8; background: $raised;
    }
    """

    def __init__(
        self,
        route: OpenLoad,
        connection: Connection,
        clock: Clock,
        navigator: Navigator,
        prompts: Prompts,
        *,
        loads: Loads,
    ) -> None:
        super().__init__()
        self._route = route
        self._connection = connection
        self._clock = clock
        self._navigator = navigator
        self._prompts = prompts
        self._loads = loads
        self._place = connection.server_id, route.summary.slug
        self._compared = Compared()
        self.loads = LoadDriver(
            route.summary.slug, route.call, connection, clock, show=self._show, ended=self._keep_result
        )
        self.when_left.call(self.loads.close)

    def compose(self) -> ComposeResult:
        yield StatusHeader(self._connection, self._clock)
        slug, target = printable(self._route.summary.slug, limit=60), printable(self._route.target, limit=200)
        yield Line(f" Load on {slug}: {target}", id="headline")
        with Horizontal(id="plan"):
            yield Line("calls ", classes="label")
            yield Field("100", id="calls", select_on_focus=True)
            yield Line("at once ", classes="label")
            yield Field("10", id="at-once", select_on_focus=True)
        yield LoadPicture()
        yield StatusLine()
        yield KeyBar()

    def on_unmount(self) -> None:
        # The console may end while it stands.
        self.when_left.came()

    # What is shown and kept

    def _show(self, state: LoadState) -> None:
        self.query_one(LoadPicture).show(state, self._compared)
        self.update_keys()

    def _keep_result(self, state: LoadState) -> None:
        result = LoadResult(
            self._clock.now(),
            self._route.target,
            state.plan,
            self._route.summary.updated_at,
            summary_of(state.samples),
            state.is_stopped,
        )
        self._loads[self._place] = self._loads.get(self._place, LoadHistory()).with_result(result)

    # Commands

    def _plan(self) -> LoadPlan | str:
        return read_plan(self.query_one("#calls", Input).value, self.query_one("#at-once", Input).value)

    @property
    def _host(self) -> str:
        """The host that is called; "" for this machine and the sandbox."""
        target, call = self._connection.target, self._route.call
        url = call.url or call.base or ("" if target is None else target.url)
        host = urlsplit(url).hostname or ""
        return "" if self._connection.sandbox or is_loopback(host) else host

    def _runs(self) -> str | None:
        return "The calls are on their way: esc stops them." if self.loads.state.is_running else None

    @command(
        keys=("ctrl+r",), title="Start", help="Send the calls.", footer=Footer("start", 1), writes=True, disabled=_runs
    )
    def begin(self) -> None:
        """Send the calls; first a question, where they go to another machine."""
        plan = self._plan()
        if isinstance(plan, str):
            self.say(plan)
        elif self._host:
            question = QuestionScreen(
                f"Send {plan.calls:,} calls to {printable(self._host, limit=60)}?",
                f"It is not this machine. The function runs {plan.calls:,} times, {plan.at_once} at once, with all that"
                " it does: what it writes, sends and costs. Others who use the server may be slowed down.",
                [Choice("leave", "Send nothing"), Choice("send", f"Send {plan.calls:,} calls")],
            )
            self._prompts.ask(question, lambda answer: self._start(plan) if answer == "send" else None)
        else:
            self._start(plan)

    def _start(self, plan: LoadPlan) -> None:
        history = self._loads.get(self._place, LoadHistory())
        self._compared = history.compared(self._route.target, self._route.summary.updated_at)
        self.loads.tell(StartAsked(plan))

    @on(Input.Submitted)
    async def _submitted(self) -> None:
        await self.run_named("begin")

    @command(keys=("tab", "shift+tab", "down", "up"), title="Next box", help="Move to the other box.")
    def next_box(self) -> None:
        """Move to the other box."""
        calls, at_once = self.query_one("#calls"), self.query_one("#at-once")
        self.set_focus(calls if self.focused is at_once else at_once)

    @command(keys=("escape",), title="Back", help="Stop the calls, or go back.", footer=Footer("back", 2))
    def close(self) -> None:
        """Stop the calls, or leave."""
        if self.loads.state.is_running:
            self.loads.stop()
        else:
            self._navigator.go(Back())
