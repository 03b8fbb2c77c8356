"""What becomes of secrets that were read from lines: told before anything is sent, and what became of each after."""

from __future__ import annotations

from collections.abc import Mapping

from textual.app import ComposeResult
from textual.content import Content

from tui.app.secrets.import_driver import ImportDriver
from tui.app.secrets.import_words import (
    STYLES,
    ended_report,
    key_words,
    kind_words,
    plan_words,
    progress_words,
    result_words,
    value_words,
)
from tui.app.secrets.words import REDEPLOYS
from tui.app.shell.connection import Connection
from tui.app.shell.header import StatusHeader
from tui.app.shell.key_bar import KeyBar
from tui.app.shell.known_secrets import KnownSecrets
from tui.app.shell.moving import move_commands
from tui.app.shell.navigation import Navigator
from tui.app.shell.notice import Report, Tone, describe_error
from tui.app.shell.outcome import OutcomePanel
from tui.app.shell.prompts import Prompts
from tui.app.shell.routes import Back, ImportSecrets, Quit
from tui.app.shell.screen import ConsoleScreen
from tui.app.shell.status_line import StatusLine
from tui.app.widgets.clock import Clock
from tui.app.widgets.command import CommandDefaults, Footer, command
from tui.app.widgets.line import Line
from tui.app.widgets.row_table import RowTable
from tui.errors import ApiError
from tui.sessions.listing import Column, Fixed, Flexible, ListSpec, ListState, follow_row, received
from tui.sessions.secret_import import ImportState, Kind, Planned, StopAsked, asks_about_newline
from tui.sessions.secret_results import Result


def planned_list(results: Mapping[int, Result], connection: Connection) -> ListSpec[Planned]:
    """What becomes of each line, as rows."""

    def said(item: Planned) -> tuple[str, str, str]:
        return what_becomes(item, results, connection)

    return ListSpec(
        key=lambda each: f"{each.entry.line}",
        columns=(
            Column[Planned]("KEY", Flexible(12), lambda each, now, cells: key_words(each), bar=True),
            Column("WHAT", Fixed(24, 16), lambda each, now, cells: said(each)[2], lambda each: said(each)[1]),
            Column("SENT", Fixed(32, 22, drop=1), lambda each, now, cells: value_words(each), lambda each: "muted"),
        ),
        text_cells=14,
    )


def what_becomes(item: Planned, results: Mapping[int, Result], connection: Connection) -> tuple[str, str, str]:
    """A sign, a style and words for what becomes of a line; where there is a result of it, that."""
    result = results.get(item.entry.line)
    if result is not None:
        return result_words(result, connection.display_name)
    return "", STYLES.get(item.kind, "error"), kind_words(item)


class ImportScreen(ConsoleScreen):
    """The plan of an import, then its results."""

    COMMAND_DEFAULTS = CommandDefaults("imported", "When secrets are imported")
    MOVING = move_commands(
        lambda screen: screen.table.moves, prefix="imported", noun="secret", group="When secrets are imported"
    )
    AUTO_FOCUS = "#planned"
    DEFAULT_CSS = """
    ImportScreen #planned { height: 1fr; }
    """

    def __init__(
        self,
        route: ImportSecrets,
        connection: Connection,
        clock: Clock,
        navigator: Navigator,
        prompts: Prompts,
        *,
        known: KnownSecrets,
    ) -> None:
        super().__init__()
        self._source = route.source
        self._connection = connection
        self._clock = clock
        self._navigator = navigator
        self._prompts = prompts
        self._quits = False
        self.driver = ImportDriver(self, self, route.entries, connection, clock, known)
        self.table = RowTable(planned_list(self.driver.results, connection), clock, id="planned")
        self.outcome = OutcomePanel("import-outcome", 2)

    def compose(self) -> ComposeResult:
        yield StatusHeader(self._connection, self._clock)
        yield Line(id="headline")
        yield self.table
        yield self.outcome
        yield StatusLine()
        yield KeyBar()

    def on_mount(self) -> None:
        self.compare()

    # What is shown

    def show_not_compared(self, error: ApiError) -> None:
        """It could not be found out what the server holds."""
        report = describe_error(error, self._connection.display_name, asked="list of secrets")
        self.outcome.show(report._replace(next_step=f"{report.next_step} Nothing was sent. r tries again."))
        self.show_progress()

    def show_plan(self, error: ApiError | None = None) -> None:
        """Tell what would be sent; with `error`, without having read all values."""
        planned = self.driver.planned
        notes = []
        if error is not None:
            notes.append("Not all values could be read to be compared: those are sent again.")
        if self._connection.deploys_to_cloud:
            notes.append(REDEPLOYS)
        lower = sum(item.kind is Kind.LOWER_CASE for item in planned)
        if lower:
            notes.append(f"u sends {lower:,} in upper case.")
        count = sum(item.is_sent for item in planned)
        told = f"enter sends {count:,}, one by one." if count else "There is nothing to send."
        self.outcome.show(Report(Tone.CAREFUL if count else Tone.GOOD, told, " ".join(notes)))
        self.show_progress()

    def show_progress(self) -> None:
        """Show the lines, and how far it is."""
        planned, state = self.driver.planned, self.driver.state
        before = self.table.state if self.table.state.items else ListState[Planned]()
        self.table.show(received(before, self.table.spec, planned))
        is_sending = state is not None and not state.is_ended
        how = progress_words(state, self._clock.now()) if state is not None and is_sending else plan_words(planned)
        self.query_one("#headline", Line).show(
            Content("  ").join([Content.styled(f" Import of {self._source}", "bold"), Content.styled(how, "$muted")])
        )
        self.update_keys()

    def show_sent(self, state: ImportState) -> None:
        """Show what became of the last one, and go along with the next."""
        self.table.repaint(f"{item.entry.line}" for item in state.items[max(0, state.place - 1) : state.place + 1])
        if not state.is_ended and state.items:
            row = self.driver.planned.index(state.items[min(state.place, len(state.items) - 1)])
            self.table.show(follow_row(self.table.state, self.table.spec, row))

    def show_ended(self, state: ImportState) -> None:
        """All are sent, or it was stopped."""
        report = ended_report(state, deploys=REDEPLOYS if self._connection.deploys_to_cloud else "")
        self.outcome.show(report)
        if self._quits:
            self._navigator.go(Quit(f"Import of secrets: {report.headline}"))

    # Commands

    @command(
        keys=("enter", "ctrl+s"),
        title="Send them",
        help="Send what is new and what changed, one by one.",
        footer=Footer("send", 1),
        writes=True,
        disabled=lambda screen: screen.driver.why_not_send(),
    )
    def send_all(self) -> None:
        """Send what is new and changed; a newline at a value's end is asked about before."""
        keys = asks_about_newline(self.driver.planned, self.driver.choices)
        if keys:
            self._ask_about_newline(keys)
            return
        self.outcome.show(None)
        self.driver.send_all()

    def _ask_about_newline(self, keys: tuple[str, ...]) -> None:
        from tui.app.shell.questions import Choice, QuestionScreen

        def answered(name: str | None) -> None:
            if name is not None:
                self.driver.choices = self.driver.choices._replace(strip_newline=name == "strip")
                self.show_plan()
                if self.driver.why_not_send() is None:
                    self.send_all()

        shown = ", ".join(keys[:3]) + (f" and {len(keys) - 3} more" if len(keys) > 3 else "")
        choices = (Choice("keep", "Send as they are"), Choice("strip", "Leave the newline out"))
        question = f"{'A value ends' if len(keys) == 1 else f'{len(keys)} values end'} with a newline"
        self._prompts.ask(QuestionScreen(question, f"{shown}. Most programs don't expect one.", choices), answered)

    @command(
        keys=("u",),
        title="In upper case",
        help="Send keys in lower case in upper case.",
        footer=Footer("upper", 2),
        disabled=lambda screen: screen.driver.why_no_upper_case(),
    )
    def upper_case(self) -> None:
        """Send keys in lower case in upper case."""
        self.driver.choices = self.driver.choices._replace(upper_case=True)
        self.compare()

    @command(
        keys=("r",),
        title="Compare again",
        help="Ask the server again what it holds.",
        disabled=lambda screen: screen.driver.why_not_compare(),
    )
    def compare(self) -> None:
        """Ask again."""
        self.outcome.show(Report(Tone.BUSY, f"Asking {self._connection.display_name} what it holds of these."))
        self.driver.compare()
        self.show_progress()

    @command(keys=("f4",), title="In full", help="Show in full what the row cuts, and what became of all.")
    def details(self) -> None:
        """Show in full what rows have no room for; no value is in it."""
        from tui.app.shell.questions import DetailsScreen

        item = self.table.item
        facts = []
        if item is not None:
            becomes = what_becomes(item, self.driver.results, self._connection)[2]
            facts = [("key", key_words(item)), ("", becomes), ("sent", value_words(item))]
        self._prompts.ask(DetailsScreen(self.outcome.report, [fact for fact in facts if fact[1]]))

    @command(
        keys=("escape",), title="Stop, or go back", help="Stop sending; otherwise go back.", footer=Footer("back", 3)
    )
    def close(self) -> None:
        """Stop, or go back."""
        if self.driver.goes_on:
            self.driver.tell(StopAsked())
        else:
            self._navigator.go(Back("" if self.driver.state is not None else "Nothing was sent.", "$muted"))

    @property
    def holds_work(self) -> bool:
        return self.driver.goes_on

    def ask_to_end(self) -> None:
        self._quits = True
        self.driver.tell(StopAsked())
