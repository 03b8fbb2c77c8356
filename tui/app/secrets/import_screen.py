"""What becomes of secrets that were read from lines: told before anything is sent, then sent one by one."""

from __future__ import annotations

from collections.abc import Callable, Coroutine, Mapping
from functools import partial

from textual.app import ComposeResult
from textual.content import Content
from textual.worker import Worker

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
from tui.app.shell.screen import ConsoleScreen, StatusLine
from tui.app.widgets.clock import Clock, call_widget_later, wait_for
from tui.app.widgets.command import CommandDefaults, Footer, command
from tui.app.widgets.line import Line
from tui.app.widgets.row_table import RowTable
from tui.errors import ApiError
from tui.flows.secrets import LOOK_DELAYS, Change, Create, Write, current_values, send
from tui.model.secret import Secret
from tui.sessions.listing import Column, Fixed, Flexible, ListSpec, ListState, follow_row, received
from tui.sessions.secret_import import (
    Answered,
    Choices,
    ImportEvent,
    ImportState,
    Kind,
    Planned,
    Send,
    StopAsked,
    TimeCame,
    asks_about_newline,
    begin,
    needed_values,
    plan,
    step,
)
from tui.sessions.secret_results import Result


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
        self._entries = route.entries
        self._source = route.source
        self._connection = connection
        self._server_id = connection.server_id
        self._clock = clock
        self._navigator = navigator
        self._prompts = prompts
        self._known = known
        self._choices = Choices()
        self._current: Mapping[str, Secret] = {}
        self._is_comparing = self._quits = False
        self._is_compared = False
        self.state: ImportState | None = None
        self._results: dict[int, Result] = {}
        self.table = RowTable(self._spec(), clock, id="planned")
        self.outcome = OutcomePanel("import-outcome", 2)

    def _spec(self) -> ListSpec[Planned]:
        return ListSpec(
            key=lambda each: f"{each.entry.line}",
            columns=(
                Column[Planned]("KEY", Flexible(12), lambda each, now, cells: key_words(each), bar=True),
                Column(
                    "WHAT",
                    Fixed(24, 16),
                    lambda each, now, cells: self._said(each)[2],
                    lambda each: self._said(each)[1],
                ),
                Column("SENT", Fixed(32, 22, drop=1), lambda each, now, cells: value_words(each), lambda each: "muted"),
            ),
            text_cells=14,
        )

    def _said(self, item: Planned) -> tuple[str, str, str]:
        result = self._results.get(item.entry.line)
        if result is not None:
            return result_words(result, self._connection.display_name)
        return "", STYLES.get(item.kind, "error"), kind_words(item)

    def compose(self) -> ComposeResult:
        yield StatusHeader(self._connection, self._clock)
        yield Line(id="headline")
        yield self.table
        yield self.outcome
        yield StatusLine()
        yield KeyBar()

    def on_mount(self) -> None:
        self._compare()

    # The plan

    @property
    def planned(self) -> tuple[Planned, ...]:
        """What becomes of each line, as far as that is known."""
        return plan(self._entries, self._known.by_key, self._current, self._choices)

    def _compare(self) -> None:
        """Find out what the server holds of these keys."""
        self._is_comparing, self._is_compared, self.state = True, False, None
        self._results.clear()
        self.outcome.show(Report(Tone.BUSY, f"Asking {self._connection.display_name} what it holds of these."))
        self._run(self._look)
        self._show()

    async def _look(self) -> None:
        try:
            listed = await self._connection.api.secrets.list()
            needed = needed_values(self._entries, {each.key: each for each in listed}, self._choices)
            if self._connection.server_id == self._server_id:
                self._known.take(listed)
            self._current, error = await current_values(self._connection.api, needed)
        except ApiError as failure:
            report = describe_error(failure, self._connection.display_name, asked="list of secrets")
            self._is_comparing = False
            self.outcome.show(report._replace(next_step=f"{report.next_step} Nothing was sent. r tries again."))
            self._show()
            return
        self._is_comparing, self._is_compared = False, True
        self._show_plan(error)

    def _show_plan(self, error: ApiError | None = None) -> None:
        notes = []
        if error is not None:
            notes.append("Not all values could be read to be compared: those are sent again.")
        if self._connection.deploys_to_cloud:
            notes.append(REDEPLOYS)
        lower = sum(item.kind is Kind.LOWER_CASE for item in self.planned)
        if lower:
            notes.append(f"u sends {lower:,} in upper case.")
        count = sum(item.is_sent for item in self.planned)
        told = f"enter sends {count:,}, one by one." if count else "There is nothing to send."
        self.outcome.show(Report(Tone.CAREFUL if count else Tone.GOOD, told, " ".join(notes)))
        self._show()

    def _show(self) -> None:
        planned = self.planned
        self.table.show(
            received(ListState[Planned]() if not self.table.state.items else self.table.state, self.table.spec, planned)
        )
        state = self.state
        how = (
            progress_words(state, self._clock.now())
            if state is not None and not state.is_ended
            else plan_words(planned)
        )
        self.query_one("#headline", Line).show(
            Content("  ").join([Content.styled(f" Import of {self._source}", "bold"), Content.styled(how, "$muted")])
        )
        self.update_keys()

    def _run(self, work: Callable[[], Coroutine[None, None, None]]) -> None:
        _worker: Worker[None] = self.run_worker(work, group="secret")

    # Sending

    def _not_now(self) -> str | None:
        if self._connection.server_id != self._server_id:
            return "Another server is connected now: esc goes back."
        if self._is_comparing or not self._is_compared:
            return "The server is being asked what it holds."
        if self.state is not None:
            return "It is under way." if not self.state.is_ended else "It has ended: r compares again."
        return None if any(item.is_sent for item in self.planned) else "There is nothing to send."

    @command(
        keys=("enter", "ctrl+s"),
        title="Send them",
        help="Send what is new and what changed, one by one.",
        footer=Footer("send", 1),
        writes=True,
        disabled=_not_now,
    )
    def send_all(self) -> None:
        """Send what is new and changed; a newline at a value's end is asked about before."""
        keys = asks_about_newline(self.planned, self._choices)
        if keys:
            self._ask_about_newline(keys)
            return
        state, first = begin(self.planned)
        self.outcome.show(None)
        self._take(state, first)

    def _ask_about_newline(self, keys: tuple[str, ...]) -> None:
        from tui.app.shell.questions import Choice, QuestionScreen

        def answered(name: str | None) -> None:
            if name is not None:
                self._choices = self._choices._replace(strip_newline=name == "strip")
                self._show_plan()
                if self._not_now() is None:
                    self.send_all()

        shown = ", ".join(keys[:3]) + (f" and {len(keys) - 3} more" if len(keys) > 3 else "")
        choices = (Choice("keep", "Send as they are"), Choice("strip", "Leave the newline out"))
        question = f"{'A value ends' if len(keys) == 1 else f'{len(keys)} values end'} with a newline"
        self._prompts.ask(QuestionScreen(question, f"{shown}. Most programs don't expect one.", choices), answered)

    def tell(self, event: ImportEvent) -> None:
        """An event: take the next state, send what is to be sent, show it."""
        if self.state is not None:
            self._take(*step(self.state, event))

    def _take(self, state: ImportState, sending: Send | None) -> None:
        was_ended = self.state is not None and self.state.is_ended
        self.state = state
        for item, result in zip(state.items, state.results, strict=True):
            if result is not None:
                self._results[item.entry.line] = result
        if sending is not None:
            self._run(partial(self._send, sending))
        if state.until is not None:
            self._tick()
        self.table.repaint(f"{item.entry.line}" for item in state.items[max(0, state.place - 1) : state.place + 1])
        if not state.is_ended and state.items:
            row = self.planned.index(state.items[min(state.place, len(state.items) - 1)])
            self.table.show(follow_row(self.table.state, self.table.spec, row))
        if state.is_ended and not was_ended:
            self._known.load()
            deploys = REDEPLOYS if self._connection.deploys_to_cloud else ""
            report = ended_report(state, deploys=deploys)
            self.outcome.show(report)
            if self._quits:
                self._navigator.go(Quit(f"Import of secrets: {report.headline}"))
        self._show()

    async def _send(self, sending: Send) -> None:
        item = sending.item
        assert item.value is not None
        is_new = item.kind in (Kind.NEW, Kind.AGAIN)
        write: Write = Create(item.key, item.value) if is_new else Change(item.key, item.value)

        async def wait(seconds: float) -> None:
            await wait_for(self._clock, seconds)

        result = await send(self._connection.api, write, wait=wait, look_delays=LOOK_DELAYS)
        self.tell(Answered(sending.number, result, self._clock.now()))

    def _tick(self) -> None:
        """Every second while it waits for the rate limit."""
        state = self.state
        if state is None or state.until is None:
            return
        if self._clock.now() >= state.until:
            self.tell(TimeCame(self._clock.now()))
        else:
            self._show()
            seconds = min(1.0, max(0.01, (state.until - self._clock.now()).total_seconds()))
            call_widget_later(self, self._clock, seconds, self._tick)

    # Commands

    def _no_lower(self) -> str | None:
        if self.state is not None or self._is_comparing:
            return "It is under way, or has ended."
        return None if any(each.kind is Kind.LOWER_CASE for each in self.planned) else "No key is in lower case."

    @command(
        keys=("u",),
        title="In upper case",
        help="Send keys in lower case in upper case.",
        footer=Footer("upper", 2),
        disabled=_no_lower,
    )
    def upper_case(self) -> None:
        """Send keys in lower case in upper case."""
        self._choices = self._choices._replace(upper_case=True)
        self._compare()

    def _no_compare(self) -> str | None:
        return "It is under way." if self.goes_on or self._is_comparing else None

    @command(keys=("r",), title="Compare again", help="Ask the server again what it holds.", disabled=_no_compare)
    def compare(self) -> None:
        """Ask again."""
        self._compare()

    @command(keys=("f4",), title="In full", help="Show in full what the row cuts, and what became of all.")
    def details(self) -> None:
        """Show in full what rows have no room for; no value is in it."""
        from tui.app.shell.questions import DetailsScreen

        item = self.table.item
        facts = (
            [] if item is None else [("key", key_words(item)), ("", self._said(item)[2]), ("sent", value_words(item))]
        )
        self._prompts.ask(DetailsScreen(self.outcome.report, [fact for fact in facts if fact[1]]))

    @property
    def goes_on(self) -> bool:
        """Whether secrets are being sent."""
        return self.state is not None and not self.state.is_ended

    @command(
        keys=("escape",), title="Stop, or go back", help="Stop sending; otherwise go back.", footer=Footer("back", 3)
    )
    def close(self) -> None:
        """Stop, or go back."""
        if self.goes_on:
            self.tell(StopAsked())
        else:
            self._navigator.go(Back("" if self.state is not None else "Nothing was sent.", "$muted"))

    @property
    def holds_work(self) -> bool:
        return self.goes_on

    def ask_to_end(self) -> None:
        self._quits = True
        self.tell(StopAsked())
