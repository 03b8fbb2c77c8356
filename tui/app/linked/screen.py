"""A linked folder: how each function's file and the server stand to each other, and what is done about it."""

from __future__ import annotations

from collections.abc import Sequence
from functools import partial

from textual import on
from textual.app import ComposeResult
from textual.content import Content
from textual.worker import Worker

from tui.app.linked.commands import LinkedCommands
from tui.app.linked.driver import LinkedDriver, Work
from tui.app.linked.words import LinkedRow, headline, linked_list, look_failed, what_of
from tui.app.shell.connection import Change, Connection
from tui.app.shell.header import StatusHeader
from tui.app.shell.key_bar import KeyBar
from tui.app.shell.moving import move_commands
from tui.app.shell.navigation import Navigator
from tui.app.shell.outcome import OutcomePanel
from tui.app.shell.prompts import Prompts
from tui.app.shell.questions import Choice, QuestionScreen
from tui.app.shell.routes import Back
from tui.app.shell.screen import ConsoleScreen
from tui.app.shell.status_line import StatusLine
from tui.app.widgets.clock import Clock
from tui.app.widgets.command import CommandDefaults, CommandPart
from tui.app.widgets.line import Line
from tui.app.widgets.row_table import RowTable
from tui.errors import ApiError, StorageError
from tui.flows.working_folder import WorkingFolder
from tui.sessions.listing import received
from tui.terminal.sanitise import printable


class LinkedScreen(ConsoleScreen):
    """The functions of a linked folder."""

    COMMAND_DEFAULTS = CommandDefaults("linked", "In a linked folder")
    ACTING = CommandPart(LinkedCommands, lambda screen: screen.acting)
    MOVING = move_commands(
        lambda screen: screen.table.moves, prefix="linked", noun="function", group="In a linked folder"
    )
    AUTO_FOCUS = "#linked"
    CSS_PATH = "style.tcss"

    def __init__(
        self,
        working: WorkingFolder,
        connection: Connection,
        clock: Clock,
        navigator: Navigator,
        prompts: Prompts,
        *,
        look_up_delays: tuple[float, ...],
    ) -> None:
        super().__init__()
        self._working = working
        self._connection = connection
        self._clock = clock
        self._navigator = navigator
        self._prompts = prompts
        self.driver = LinkedDriver(self, connection, clock, working, look_up_delays)
        self.table = RowTable(linked_list(self.server), clock, id="linked")
        self.report = OutcomePanel("linked-report")
        self.acting = LinkedCommands(self, navigator, prompts)

    @property
    def server(self) -> str:
        """The server as sentences name it."""
        return self._connection.display_name

    def compose(self) -> ComposeResult:
        yield StatusHeader(self._connection, self._clock)
        yield Line(id="headline")
        yield self.table
        yield self.report
        yield StatusLine()
        yield KeyBar()

    def on_mount(self) -> None:
        self.when_left.call(self._connection.subscribe(self._connection_changed))
        self._say_how("looking at both sides ...")
        self.driver.look()

    def _connection_changed(self, change: Change) -> None:
        if change is Change.SERVER:
            self._navigator.go(Back("Another server is connected now."))
        elif change is Change.CLIENT:
            self.driver.client_changed()

    # What is shown

    def run(self, work: Work) -> None:
        """Run this beside the screen."""
        _worker: Worker[None] = self.run_worker(work, group="linked")

    def run_alone(self, slug: str) -> None:
        """Compare this function."""
        _worker: Worker[None] = self.run_worker(
            partial(self.acting.compare_now, slug), group="comparing", exclusive=True
        )

    def show_rows(self, rows: Sequence[LinkedRow]) -> None:
        """Show how both sides stand."""
        self.table.show(received(self.table.state, self.table.spec, rows))
        link = self.driver.link
        if link is not None:
            self.query_one("#headline", Line).show(Content(headline(link.folder, self.server, rows)))
        self._show_selected()
        self.update_keys()

    def show_failure(self, error: ApiError | StorageError | None) -> None:
        """Say why nothing can be said."""
        self.report.show(None if error is None else look_failed(error, self.server))
        if error is not None and not self.driver.rows:
            self._say_how("not compared")
        self.update_keys()

    def _say_how(self, how: str) -> None:
        """Say how the folder and the server stand, while nothing is known of their functions."""
        self.query_one("#headline", Line).show(Content(f" {self._folder} and {self.server}: {how}"))

    @property
    def _folder(self) -> str:
        return printable(str(self._working.path), limit=200)

    def show_unlinked(self) -> None:
        """The folder is linked with no server, or with another: ask."""
        other = self._working.links.find(self._working.path)
        self._say_how("not linked")
        if other is None:
            explained = "Then each function's file ({slug}.js or .ts) and the server are compared. No file is touched."
        else:
            explained = f"It is linked with {printable(other.url, limit=100)} now; that link is removed."

        def answered(name: str | None) -> None:
            if name == "link":
                self._say_how("looking at both sides ...")
                self.driver.look(links=True)
            else:
                self._navigator.go(Back("The folder is not linked with this server.", "$muted"))

        choices = [Choice("link", "Link it"), Choice("leave", "Leave it")]
        self._prompts.ask(QuestionScreen(f"Link {self._folder} with {self.server}?", explained, choices), answered)

    @on(RowTable.Moved)
    def _show_selected(self) -> None:
        """What the selected row says, where it is cut."""
        item = self.table.item
        said = f"{item.slug}: {what_of(item, self.server).text}" if item is not None and self.table.cuts("WHAT") else ""
        self.query_one(StatusLine).rest(Content(printable(said, limit=2000)))
        self.update_keys()

    # Leaving

    @property
    def holds_work(self) -> bool:
        return self.driver.is_busy and bool(self.driver.rows)

    def ask_to_end(self) -> None:
        self.driver.stop()
        self.say("A function is under way: it is waited for. Then ctrl+q leaves.")
