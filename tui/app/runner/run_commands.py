"""The runs of a function kept on disk, and the commands that bring them back."""

from __future__ import annotations

import asyncio
from datetime import timedelta
from typing import Protocol

from textual.widget import Widget

from tui.app.runner.driver import RunDriver
from tui.app.runner.request_driver import RequestDriver
from tui.app.runner.response_view import ResponseView
from tui.app.runner.runs_screen import RunsScreen
from tui.app.runner.saved_commands import target_words
from tui.app.shell.connection import Connection
from tui.app.shell.navigation import Navigator
from tui.app.shell.prompts import Prompts
from tui.app.shell.routes import OpenLoad
from tui.app.widgets.clock import Clock
from tui.app.widgets.command import CommandDefaults, Footer, command
from tui.app.widgets.relative_time import exact
from tui.errors import StorageError
from tui.model.function import FunctionSummary
from tui.model.kept_run import KeptRun
from tui.model.secret import redacted
from tui.sessions.run import RunState
from tui.sessions.run_history import kept_run, request_of
from tui.sessions.run_request import RunRequest
from tui.store.runs import RunStore
from tui.terminal.sanitise import printable


class RunsPage(Protocol):
    """The runner's screen, as these commands see it."""

    requests: RequestDriver

    @property
    def runs(self) -> RunDriver: ...

    @property
    def answer_view(self) -> ResponseView: ...

    def say(self, text: str, style: str = "$warning") -> None: ...

    def set_focus(self, widget: Widget | None) -> None: ...

    def update_keys(self) -> None: ...


class RunCommands:
    """Keeps each whole run of a function and lists those that are kept. Without a store that is while it stands."""

    COMMAND_DEFAULTS = CommandDefaults("runner", "Runs that are kept")

    def __init__(
        self,
        page: RunsPage,
        summary: FunctionSummary,
        store: RunStore | None,
        connection: Connection,
        clock: Clock,
        navigator: Navigator,
        prompts: Prompts,
    ) -> None:
        self._page = page
        self._slug, self._summary = summary.slug, summary
        self._store = store
        self._connection = connection
        self._clock = clock
        self._navigator = navigator
        self._prompts = prompts
        self._here: list[KeptRun] = []
        self._has_earlier = False

    @command(
        keys=("alt+l",),
        title="Load",
        help="Send the request many times, and see how long the calls take.",
        prepares=True,
    )
    async def load(self) -> None:
        """Open the screen that sends the request many times."""
        request = await self._page.requests.keep()
        call = request if request is None else await self._page.requests.prepare(request)
        if isinstance(call, str):
            self._page.say(call)
        elif request is not None and call is not None:
            self._navigator.go(OpenLoad(self._summary, target_words(request), call))

    async def last_request(self) -> RunRequest | None:
        """The request of the last run; None where none is kept, or where that can't be read."""
        if self._store is None:
            self._page.update_keys()
            return None
        try:
            runs = await asyncio.to_thread(self._store.runs, self._connection.server_id, self._slug)
        except StorageError:
            # Said where the runs are asked for.
            self._has_earlier = True
            self._page.update_keys()
            return None
        self._has_earlier = bool(runs)
        self._page.update_keys()
        return request_of(runs[0]) if runs else None

    async def keep(self, state: RunState) -> None:
        """Keep a run that is over. What proves who calls is left out."""
        at = self._clock.now()
        if self._here:
            # Runs are told apart, and put in order, by their times.
            at = max(at, self._here[0].at + timedelta(microseconds=1))
        run = kept_run(state, at, redacted)
        if run is None:
            return
        self._here.insert(0, run)
        self._page.update_keys()
        if self._store is not None:
            try:
                await asyncio.to_thread(self._store.keep, self._connection.server_id, self._slug, run)
            except StorageError as error:
                # What was said of the request when it was sent is not to go unread.
                what = "The run is not" if self._page.requests.keeper.is_kept else "Neither the request nor the run is"
                self._page.say(f"{what} kept: {printable(str(error), limit=300)}.")

    def _has_kept(self) -> bool:
        return bool(self._here) or self._has_earlier

    @command(
        keys=("ctrl+t",), title="Runs", help="List the last runs of the function, and compare them.",
        footer=Footer("runs", 4, _has_kept),
    )  # fmt: skip
    async def list_runs(self) -> None:
        """List the runs that are kept."""
        runs: tuple[KeptRun, ...] = tuple(self._here)
        if self._store is not None:
            try:
                runs = await asyncio.to_thread(self._store.runs, self._connection.server_id, self._slug)
            except StorageError as error:
                self._page.say(f"The runs can't be read: {printable(str(error), limit=300)}.")
        if not runs:
            self._page.say("No run of this function is kept yet: each one that is answered is.", "$muted")
            return
        screen = RunsScreen(self._slug, runs, self._clock, self._navigator, self._prompts)
        self._prompts.ask(screen, self._show)

    def _show(self, run: KeptRun | None) -> None:
        """Show a run that was kept."""
        if run is None:
            return
        if self._page.runs.state.sending is not None:
            self._page.say("A request is on its way: esc stops waiting for it.")
            return
        self._page.runs.restore(run)
        self._page.set_focus(self._page.answer_view.body)
        self._page.say(f"The run of {exact(run.at)}.", "$muted")
