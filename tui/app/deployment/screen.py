"""The last deployment of a cloud project: how it went, its build log, and the way to the places it names."""

from __future__ import annotations

from collections.abc import Callable, Coroutine, Sequence
from dataclasses import replace
from datetime import datetime
from functools import partial

from textual import on
from textual.app import ComposeResult
from textual.content import Content
from textual.widgets import Static
from textual.worker import Worker

from tui.app.deployment.words import (
    ASKING,
    facts_of,
    health_words,
    log_list,
    no_deployment,
    state_of,
)
from tui.app.shell.connection import Change, Connection
from tui.app.shell.facts import Facts
from tui.app.shell.full_screen import VIEW_COMMANDS, FullScreenCommands
from tui.app.shell.key_bar import KeyBar
from tui.app.shell.logged_code import LoggedCode
from tui.app.shell.moving import move_commands
from tui.app.shell.navigation import Navigator
from tui.app.shell.notice import Report
from tui.app.shell.outcome import OutcomePanel
from tui.app.shell.prompts import Prompts
from tui.app.shell.routes import OpenDeployment, OpenFunction
from tui.app.shell.screen import Dialog
from tui.app.widgets.clock import Clock
from tui.app.widgets.command import CommandDefaults, Footer, command
from tui.app.widgets.row_table import RowTable
from tui.editing.places import lines_in_front
from tui.errors import ApiError
from tui.flows.liveness import prove_deployment
from tui.model.function import FunctionSummary
from tui.model.problem import CodeRange
from tui.model.server import BuildLog
from tui.sessions.deployments import held_back, lines_of, named_in
from tui.sessions.listing import received, select
from tui.sessions.liveness import UNDEPLOYED
from tui.terminal.sanitise import printable


class DeploymentScreen(Dialog[OpenFunction]):
    """The last deployment; dismissed with the place in a function to go to, or with None."""

    COMMAND_DEFAULTS = CommandDefaults("deployment", "Of a deployment")
    DEFAULT_CSS = """
    DeploymentScreen { background: $background; layout: vertical; }
    DeploymentScreen > #headline {
        height: 1; text-wrap: nowrap; text-overflow: ellipsis; background: $panel; padding: 0 1; text-style: bold;
    }
    DeploymentScreen > #where { height: 1; text-wrap: nowrap; text-overflow: ellipsis; padding: 0 1; color: $muted; }
    DeploymentScreen > RowTable { height: 1fr; width: 100%; margin-top: 1; }
    DeploymentScreen > #said { height: auto; max-height: 2; padding: 0 1; color: $muted; }
    """

    def __init__(
        self,
        route: OpenDeployment,
        connection: Connection,
        clock: Clock,
        navigator: Navigator,
        prompts: Prompts,
        *,
        code: LoggedCode,
    ) -> None:
        super().__init__()
        self._connection = connection
        self._code = code
        self._clock = clock
        self._functions: Sequence[FunctionSummary] = route.functions
        self._table = RowTable(log_list(), clock)
        self._log: BuildLog | None = None
        self._logged_at: datetime | None = None
        """When the deployment was made whose lines are shown; they stay when a later request fails."""
        self._report: Report = ASKING
        self.when_left.call(connection.subscribe(self._changed))
        self.shared = FullScreenCommands(navigator, prompts, self.in_full)

    def compose(self) -> ComposeResult:
        yield Static(Content("Deployment"), id="headline")
        yield Static("", id="where")
        yield OutcomePanel("deployment-report")
        yield self._table
        yield Static("", id="said")
        yield KeyBar()

    def on_mount(self) -> None:
        self.set_focus(self._table)
        self._show()
        self.ask_again()

    def _changed(self, change: Change) -> None:
        if self.is_attached and change is Change.STATUS:
            self._show_where()

    # What there is

    async def _ask(self) -> None:
        connection = self._connection
        try:
            found = await connection.api.functions.list()
            self._functions = found.functions
            connection.note_host(found.deployment_url)
            self._log = await connection.api.logs.build_log()
        except ApiError as error:
            self._log = None
            self._report = no_deployment(error, connection.display_name)
            self._show()
            return
        lines = lines_of(self._log)
        named, held = named_in(lines, found.functions), held_back(self._log, found.functions)
        has_address = bool(found.deployment_url)
        self._report = state_of(self._log, self._clock.now(), named, held, has_address=has_address)
        state = received(self._table.state, self._table.spec, lines)
        cause = next((line for line in lines if line.is_cause), None)
        if cause is not None and not self._table.state.items:
            state = select(state, self._table.spec, self._table.spec.key(cause))
        self._table.show(state)
        self._logged_at = None if self._log is None else self._log.created_at
        self._show()
        if found.deployment_url:
            proof = await prove_deployment(connection.api, found.deployment_url)
            connection.note_liveness(replace(proof, held_back=frozenset(held)))
        else:
            # Only a cloud project has a build log.
            connection.note_liveness(UNDEPLOYED)

    def _show(self) -> None:
        if not self.is_attached:
            return
        name = f" {printable(self._log.deployment_id, limit=40)}" if self._log is not None else ""
        self.query_one("#headline", Static).update(Content(f"Deployment{name}"))
        self.query_one("#deployment-report", OutcomePanel).show(self._report)
        self._show_where()
        self.query_one(KeyBar).show(self.commands)

    def _show_where(self) -> None:
        words = health_words(self._connection.liveness) if self._log is not None else ""
        self.query_one("#where", Static).update(Content(words))

    def in_full(self) -> Facts:
        """What rows may have to cut."""
        report = self._report
        told = [("state", f"{report.headline} {report.next_step}".strip())]
        return told + facts_of(self._log, self._connection.liveness, self._table.item)

    def say(self, text: str, style: str = "$muted") -> None:
        """Say something below the log."""
        self.query_one("#said", Static).update(Content.styled(printable(text, limit=300), style))

    # Keys

    def _no_place(self) -> str | None:
        line = self._table.item
        if line is None:
            return "There is no line to choose."
        return None if line.slug is not None else "This line names no place in a function."

    @command(
        keys=("enter",),
        title="Go to the place",
        help="Open the function that the line names, at the place.",
        footer=Footer("go", 1),
        disabled=_no_place,
    )
    def go(self) -> None:
        """Open the function that the selected line names."""
        line = self._table.item
        if line is not None and line.slug is not None:
            self._start(partial(self._go, line.slug, line.line or 1, self._logged_at), "go")

    async def _go(self, slug: str, line: int, at: datetime | None) -> None:
        try:
            function = await self._connection.api.functions.get(slug)
        except ApiError as error:
            self.say(no_deployment(error, self._connection.display_name).headline, "$warning")
            return

        def deployed(lines: Sequence[str]) -> CodeRange:
            # The server's own lines stand in front of the code that it deployed.
            row = min(max(0, line - lines_in_front(lines) - 1), len(lines) - 1)
            return CodeRange(row, 0, row, 0)

        # Under another dialog it stays: a screen that is not on top is not dismissed.
        self.dismiss(await self._code.route(function, at, deployed))

    def _no_log(self) -> str | None:
        return None if self._table.state.items else "There is no build log to copy."

    @command(keys=("y",), title="Copy", help="Copy the build log.", footer=Footer("copy", 3), disabled=_no_log)
    def copy(self) -> None:
        """Copy the build log."""
        self.app.copy_to_clipboard("\n".join(printable(line.text) for line in self._table.state.items))

    @command(
        id="refresh",
        keys=("r",),
        title="Ask again",
        help="Ask for the last deployment again.",
        footer=Footer("again", 2),
    )
    def ask_again(self) -> None:
        """Ask for the last deployment again."""
        self._start(self._ask, "ask")

    def _start(self, act: Callable[[], Coroutine[None, None, None]], group: str) -> None:
        _worker: Worker[None] = self.run_worker(act, group=group, exclusive=True)

    moves = move_commands(lambda screen: screen.query_one(RowTable).moves)
    view = VIEW_COMMANDS

    @on(RowTable.Moved)
    def _moved(self) -> None:
        self.query_one(KeyBar).show(self.commands)

    @on(RowTable.Opened)
    def _clicked(self) -> None:
        if self._no_place() is None:
            self.go()
