"""The runs of a function that are kept: listed, opened, two of them compared."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import datetime

from textual import on
from textual.app import ComposeResult

from tui.app.runner.response_words import phrase_of, size_words
from tui.app.shell.facts import Facts
from tui.app.shell.full_screen import VIEW_COMMANDS, FullScreenCommands
from tui.app.shell.list_frame import ListFrame
from tui.app.shell.moving import move_commands
from tui.app.shell.navigation import Navigator
from tui.app.shell.prompts import Prompts
from tui.app.shell.routes import Compare, Version
from tui.app.shell.screen import Dialog
from tui.app.widgets.clock import Clock
from tui.app.widgets.command import CommandDefaults, Footer, command
from tui.app.widgets.relative_time import ago, exact, time_words
from tui.app.widgets.row_table import RowTable
from tui.model.kept_run import KeptRun
from tui.sessions.listing import Column, Fixed, Flexible, ListSpec, ListState, received
from tui.sessions.marks import mark_one, marked_items
from tui.sessions.run_history import as_compared, asked_of
from tui.terminal.sanitise import printable


def target_of(run: KeptRun) -> str:
    """What was asked, in a row."""
    words, name = asked_of(run), run.request.name
    return printable(f"{words}  {name}" if name else words, limit=200)


def _status_style(run: KeptRun) -> str:
    return "success" if run.status < 300 else "error" if run.status >= 400 else "warning"


def _when(run: KeptRun, now: datetime, _cells: int) -> str:
    return f"{ago(run.at, now):>9}"


RUN_LIST: ListSpec[KeptRun] = ListSpec(
    key=lambda run: run.key,
    columns=(
        Column("WHEN", Fixed(11), _when, moment=lambda run: run.at, bar=True),
        Column("STATUS", Fixed(8), lambda run, now, cells: str(run.status), _status_style),
        Column("TIME", Fixed(9), lambda run, now, cells: f"{time_words(run.seconds):>7}"),
        Column("SIZE", Fixed(10, drop=1), lambda run, now, cells: f"{size_words(run.size):>8}", lambda run: "muted"),
        Column("REQUEST", Flexible(), lambda run, now, cells: target_of(run)),
    ),
)


class RunsScreen(Dialog[KeptRun | None]):
    """The runs of one function, the newest first; dismissed with the one to open, or None."""

    COMMAND_DEFAULTS = CommandDefaults("runs", "In a function's runs")

    def __init__(
        self, slug: str, runs: Sequence[KeptRun], clock: Clock, navigator: Navigator, prompts: Prompts
    ) -> None:
        super().__init__()
        self._slug = slug
        self._prompts = prompts
        self._table = RowTable(RUN_LIST, clock, received(ListState[KeptRun](), RUN_LIST, runs))
        self.shared = FullScreenCommands(navigator, prompts, self.in_full)

    def compose(self) -> ComposeResult:
        count = len(self._table.state.items)
        runs = "1 run" if count == 1 else f"{count} runs"
        yield ListFrame(f"Runs of {printable(self._slug, limit=60)}: {runs} kept on this machine", self._table)

    def on_mount(self) -> None:
        self.query_one(ListFrame).begin(self.commands)

    def in_full(self) -> Facts:
        """What a row may have to cut."""
        run = self._table.item
        if run is None:
            return []
        headers = [(printable(name, limit=60), printable(value)) for name, value in run.headers]
        return [
            ("function", printable(self._slug)),
            ("at", exact(run.at)),
            ("request", target_of(run)),
            ("status", phrase_of(run.status)),
            ("first byte", time_words(run.first_seconds)),
            ("time", time_words(run.seconds)),
            ("size", size_words(run.size)),
            *headers,
        ]

    def say(self, text: str, style: str = "$warning") -> None:
        self.query_one(ListFrame).say(text, style)

    @command(keys=("enter",), title="Open", help="Show the run's response.", footer=Footer("open", 1))
    def open(self) -> None:
        """Show the selected run."""
        if self._table.item is not None:
            self.dismiss(self._table.item)

    @command(keys=("m",), title="Mark", help="Mark a run, to compare another one with it.", footer=Footer("mark", 2))
    def mark(self) -> None:
        """Mark the selected run, or take its mark away."""
        self._table.show(mark_one(self._table.state))
        self.say("c compares another run with the one marked." if self._table.state.marked else "", "$muted")

    @command(
        keys=("c",),
        title="Compare",
        help="Compare the run with the marked one, or with the one before it.",
        footer=Footer("compare", 3, lambda runs: len(runs._table.state.items) > 1),
    )
    def compare(self) -> None:
        """Compare the selected run with the marked one, or with the one before it."""
        state = self._table.state
        run = self._table.item
        marked = [each for each in marked_items(state, self._table.spec) if each is not run]
        other = marked[0] if marked else next(iter(state.shown[state.place + 1 :]), None)
        if run is None or other is None:
            self.say("There is no run before this one to compare with: m marks one.")
            return
        older, newer = sorted((run, other), key=lambda each: each.at)
        versions = [Version(_titled(each), as_compared(each)) for each in (older, newer)]
        self._prompts.ask(Compare(f"Runs of {printable(self._slug, limit=60)}", versions))

    moves = move_commands(lambda screen: screen.query_one(RowTable).moves)
    view = VIEW_COMMANDS

    @on(RowTable.Opened)
    def _clicked(self) -> None:
        self.open()


def _titled(run: KeptRun) -> str:
    return f"the run of {exact(run.at)}: {run.status}, {time_words(run.seconds)}"
