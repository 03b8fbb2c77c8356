"""One action on many functions: a row for each with its result, how far it is, and what became of all."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from datetime import datetime
from functools import partial

from textual import on
from textual.app import ComposeResult
from textual.content import Content
from textual.worker import Worker

from tui.app.bulk.asking import Asking
from tui.app.bulk.commands import BulkCommands
from tui.app.bulk.doing import Doing
from tui.app.bulk.driver import BulkDriver, ListWatcher, Work
from tui.app.bulk.rows import result_list
from tui.app.bulk.words import Said, cut_short, describe_outcome, pace_words, progress_words, result_words, title_of
from tui.app.shell.connection import Connection
from tui.app.shell.header import StatusHeader
from tui.app.shell.key_bar import KeyBar
from tui.app.shell.moving import move_commands
from tui.app.shell.navigation import Navigator
from tui.app.shell.notice import Report
from tui.app.shell.outcome import OutcomePanel
from tui.app.shell.prompts import Prompts
from tui.app.shell.routes import Back, OpenBulk, Quit
from tui.app.shell.screen import ConsoleScreen
from tui.app.shell.status_line import StatusLine
from tui.app.widgets.clock import Cancel, Clock, call_widget_later
from tui.app.widgets.command import CommandDefaults, CommandPart
from tui.app.widgets.keymap import with_own_keys
from tui.app.widgets.line import Line
from tui.app.widgets.relative_time import exact
from tui.app.widgets.row_table import RowTable
from tui.sessions.bulk import BulkState, StopAsked
from tui.sessions.bulk_results import Item
from tui.sessions.listing import ListState, follow_row, received
from tui.terminal.sanitise import printable


class BulkScreen(ConsoleScreen):
    """Does one thing with many functions, and shows what becomes of each."""

    COMMAND_DEFAULTS = CommandDefaults("bulk", "Many at once")
    COMMANDS_OF_IT = CommandPart(BulkCommands, lambda screen: screen.acting)
    MOVING = move_commands(lambda screen: screen.table.moves, prefix="bulk", noun="function", group="Many at once")
    AUTO_FOCUS = "#results"
    CSS_PATH = "style.tcss"

    def __init__(
        self,
        route: OpenBulk,
        connection: Connection,
        clock: Clock,
        navigator: Navigator,
        prompts: Prompts,
        *,
        watcher: ListWatcher,
        doing: Doing,
    ) -> None:
        super().__init__()
        self._action = route.action
        self._are_marked = route.are_marked
        self._total = len(route.functions)
        self._connection = connection
        self._clock = clock
        self._navigator = navigator
        self._prompts = prompts
        asking = Asking(route.action, prompts, doing, self)
        self.driver = BulkDriver(
            self,
            route.action,
            route.functions,
            doing,
            connection=connection,
            clock=clock,
            watcher=watcher,
            ask=partial(asking.ask, leave=lambda: navigator.go(Back("Nothing was done.", "$muted"))),
        )
        self._quits = False
        self.table = RowTable(result_list(self.said), clock, id="results")
        self.outcome = OutcomePanel("bulk-outcome", 2)
        self.acting = BulkCommands(self, doing, navigator, prompts)

    def compose(self) -> ComposeResult:
        yield StatusHeader(self._connection, self._clock)
        yield Line(f" {title_of(self._action, self._total)}", id="headline")
        yield self.table
        yield Line(id="progress")
        yield Line(id="pace")
        yield self.outcome
        yield StatusLine()
        yield KeyBar()

    def on_mount(self) -> None:
        self.driver.prepare()

    # What is shown

    def run(self, work: Work) -> None:
        """Run this beside the screen."""
        _worker: Worker[None] = self.run_worker(work, group="bulk")

    def later(self, seconds: float, callback: Callable[[], object]) -> Cancel:
        """Call back after so many seconds, if the screen is there by then."""
        return call_widget_later(self, self._clock, seconds, callback)

    def show_items(self, items: Sequence[Item]) -> None:
        """Show these functions, without a result yet."""
        self._total = len(items)
        self.query_one("#headline", Line).show(Content(f" {title_of(self._action, self._total)}"))
        self.table.show(received(ListState[Item](), self.table.spec, items))
        self.update_keys()

    def show_results(self, changed: Sequence[Item]) -> None:
        """Something became of these functions."""
        self.table.repaint(item.slug for item in changed)
        state = self.driver.state
        if state is not None and not state.is_ended:
            # The one under way is in sight, until the user looks at another.
            self.table.show(follow_row(self.table.state, self.table.spec, state.place))
        self._show_selected()
        self.update_keys()

    def show_progress(self) -> None:
        """Show how far it is."""
        state, now = self.driver.state, self._clock.now()
        progress = progress_words(state) if state is not None else ""
        pace = pace_words(state, now, _time_of_day) if state is not None else ""
        for name, words in (("#progress", progress), ("#pace", with_own_keys(self, pace))):
            line = self.query_one(name, Line)
            line.show(Content(words))
            # What became of all is told in full once it has ended.
            line.display = state is not None and not state.is_ended

    def show_ended(self, state: BulkState) -> None:
        """Nothing goes on any more."""
        report = describe_outcome(
            state, self._connection.display_name, self._connection.liveness, are_marked=self._are_marked
        )
        self.report(report)
        if state.left:
            self.table.show(follow_row(self.table.state, self.table.spec, state.items.index(state.left[0])))
        if self._quits:
            self._navigator.go(Quit(f"{title_of(self._action, self._total)}. {report.headline}"))

    def report(self, report: Report | None) -> None:
        """Show what became of all, or nothing."""
        self.outcome.show(report)
        self.update_keys()

    def said(self, item: Item) -> Said:
        """What a row says."""
        state, result = self.driver.state, self.driver.result_of(item)
        if result is not None:
            server = self._connection.display_name
            return result_words(self._action, result, server, deploys=self._connection.deploys_to_cloud)
        return Said("..", "muted", "under way") if state is not None and state.under_way == item else Said("", "", "")

    @on(RowTable.Moved)
    def _show_selected(self) -> None:
        """What the selected row says, where it is cut."""
        item = self.table.item
        said = f"{item.slug}: {self.said(item).text}" if item is not None and self.table.cuts("RESULT") else ""
        self.query_one(StatusLine).rest(Content(printable(said, limit=2000)))

    # Leaving

    @property
    def holds_work(self) -> bool:
        return self.driver.goes_on

    def ask_to_end(self) -> None:
        from tui.app.shell.questions import Choice, QuestionScreen

        def answered(name: str | None) -> None:
            if name != "stop":
                return
            self._quits = True
            if self.driver.goes_on:
                self.driver.tell(StopAsked())
            else:
                self._navigator.go(Quit())

        choices = (Choice("stop", "Stop and quit"), Choice("stay", "Go on"))
        why = "The function under way is waited for; those behind it are not tried."
        self._prompts.ask(QuestionScreen("Stop, and leave the console?", why, choices), answered)

    def keep_unsaved(self) -> list[str]:
        state = self.driver.state
        return [cut_short(state)] if state is not None and self.driver.goes_on else []


def _time_of_day(moment: datetime) -> str:
    return exact(moment)[11:16]
