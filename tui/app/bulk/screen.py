"""One action on many functions: a row for each with its result, how far it is, and what became of all.

Owns the questions before it begins (which folder, whether to delete). What is tried when is decided in
`tui.sessions.bulk`.
"""

from __future__ import annotations

from collections.abc import Sequence
from datetime import datetime
from typing import Protocol

from textual import on
from textual.app import ComposeResult
from textual.content import Content
from textual.worker import Worker

from tui.app.bulk.asking import Asking
from tui.app.bulk.doing import Doing
from tui.app.bulk.rows import result_list
from tui.app.bulk.words import Said, cut_short, outcome, pace_words, progress_words, result_words, title_of
from tui.app.shell.connection import Connection
from tui.app.shell.header import StatusHeader
from tui.app.shell.key_bar import KeyBar
from tui.app.shell.moving import move_commands
from tui.app.shell.navigation import Navigator
from tui.app.shell.notice import Report, Tone, describe_error
from tui.app.shell.outcome import OutcomePanel
from tui.app.shell.prompts import Prompts
from tui.app.shell.routes import Back, OpenBulk, OpenFunction, Quit
from tui.app.shell.screen import ConsoleScreen, StatusLine
from tui.app.widgets.clock import Cancel, Clock, call_widget_later
from tui.app.widgets.command import CommandDefaults, Footer, command
from tui.app.widgets.line import Line
from tui.app.widgets.relative_time import exact
from tui.app.widgets.row_table import RowTable
from tui.errors import ApiError
from tui.flows.deleting import LOOK_DELAYS, KeepVersion
from tui.model.function import FunctionSummary
from tui.sessions.bulk import (
    GOOD,
    Action,
    BulkEffect,
    BulkEvent,
    BulkState,
    Item,
    Phase,
    StopAsked,
    TimeCame,
    Try,
    begin,
    step,
)
from tui.sessions.listing import ListState, follow_row, received
from tui.terminal.sanitise import printable


class ListWatcher(Protocol):
    """The list: is told what is done, and to fetch itself again."""

    def unmark(self, slugs: frozenset[str]) -> None: ...

    def load(self) -> None: ...


class BulkScreen(ConsoleScreen):
    """Does one thing with many functions. It turns keys and answers into events, and effects into calls."""

    COMMAND_DEFAULTS = CommandDefaults("bulk", "Many at once")
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
        keep: KeepVersion | None,
        look_delays: tuple[float, ...] = LOOK_DELAYS,
    ) -> None:
        super().__init__()
        self._action = route.action
        self._chosen = route.functions
        self._connection = connection
        self._clock = clock
        self._navigator = navigator
        self._prompts = prompts
        self._watcher = watcher
        self._doing = Doing(route.action, connection, clock, keep, look_delays)
        self._asking = Asking(route.action, prompts)
        self.state: BulkState | None = None
        self._places: dict[str, int] = {}
        self._quits = False
        self._cancel_tick: Cancel | None = None
        self._table = RowTable(result_list(self._said), clock, id="results")

    def compose(self) -> ComposeResult:
        yield StatusHeader(self._connection, self._clock)
        yield Line(f" {title_of(self._action, len(self._chosen))}", id="headline")
        yield self._table
        yield Line(id="progress")
        yield Line(id="pace")
        yield OutcomePanel("bulk-outcome", 2)
        yield StatusLine()
        yield KeyBar()

    def on_mount(self) -> None:
        self._prepare()

    # Before it begins

    def _prepare(self) -> None:
        """Find out how the functions are now, ask what is to be asked, and begin."""
        self._report(Report(Tone.BUSY, f"Asking {self._connection.display_name} how they are now."))
        _worker: Worker[None] = self.run_worker(self._look, group="bulk", exclusive=True)

    async def _look(self) -> None:
        try:
            found = await self._connection.api.functions.list()
        except ApiError as error:
            report = describe_error(error, self._connection.display_name)
            self._report(report._replace(next_step=f"{report.next_step} Nothing was done. r tries again."))
            return
        there = {function.slug: function for function in found.functions}
        items = tuple(_item(each, there.get(each.slug)) for each in self._chosen)
        self._doing.seen = there
        self._places = {item.slug: place for place, item in enumerate(items)}
        self.query_one("#headline", Line).show(Content(f" {title_of(self._action, len(items))}"))
        self._table.show(received(ListState[Item](), self._table.spec, items))
        self._report(None)
        self.update_keys()
        self._asking.ask(items, self._doing, lambda: self._begin(items), self._not_begun)

    def _not_begun(self) -> None:
        self._navigator.go(Back("Nothing was done.", "$muted"))

    def _begin(self, items: Sequence[Item]) -> None:
        self._take(*begin(self._action, items, self._clock.now(), self._connection.budget))

    # Events and effects

    def tell(self, event: BulkEvent) -> None:
        """An event: take the next state, do what it asks for, show it."""
        if self.state is not None:
            self._take(*step(self.state, event))

    def _take(self, state: BulkState, effects: tuple[BulkEffect, ...]) -> None:
        before, self.state = self.state, state
        for effect in effects:
            if isinstance(effect, Try):
                _worker: Worker[None] = self.run_worker(self._try(effect), group="bulk")
        self._show(before)
        if state.is_ended and not (before is not None and before.is_ended):
            self._ended(state)

    async def _try(self, effect: Try) -> None:
        self.tell(await self._doing.do(effect.number, effect.item))

    def _ended(self, state: BulkState) -> None:
        if self._action is not Action.EXPORT:
            self._watcher.load()
        if self._quits:
            self._navigator.go(Quit(self._last_words(state)))

    # What is shown

    def _said(self, item: Item) -> Said:
        """What a row says."""
        state = self.state
        place = self._places[item.slug]
        if state is None or place >= len(state.results):
            return Said("", "muted", "")
        result = state.results[place]
        if result is not None:
            server = self._connection.display_name
            return result_words(self._action, result, server, deploys=self._connection.deploys_to_cloud)
        if place == state.place and state.phase is not Phase.WAITING:
            return Said("..", "muted", "under way")
        return Said("", "muted", "waits")

    def _show(self, before: BulkState | None) -> None:
        state = self.state
        if state is None:
            return
        changed = self._changed(before, state)
        self._table.repaint(item.slug for item in changed)
        good = frozenset(
            item.slug
            for item in changed
            if (result := state.results[self._places[item.slug]]) is not None and result.ending in GOOD
        )
        if good:
            self._watcher.unmark(good)
        if not state.is_ended:
            # The one under way is in sight, until the user looks at another.
            self._table.show(follow_row(self._table.state, self._table.spec, state.place))
        self._show_progress()
        if state.is_ended:
            self._report(outcome(state, self._connection.display_name, self._connection.liveness))
        self.update_keys()

    def _changed(self, before: BulkState | None, state: BulkState) -> list[Item]:
        """The functions whose rows say something else than before."""
        if before is None or before.items is not state.items or state.is_ended:
            return list(state.items)
        return list(state.items[before.place : state.place + 1])

    def _show_progress(self) -> None:
        """How far it is; every second anew while it waits."""
        if self._cancel_tick is not None:
            self._cancel_tick()
            self._cancel_tick = None
        state, now = self.state, self._clock.now()
        if state is None:
            return
        self.query_one("#progress", Line).show(Content(progress_words(state)))
        self.query_one("#pace", Line).show(Content(pace_words(state, now, _time_of_day)))
        if state.until is not None:
            seconds = min(1.0, max(0.01, (state.until - now).total_seconds()))
            self._cancel_tick = call_widget_later(self, self._clock, seconds, self._tick)

    def _tick(self) -> None:
        state, now = self.state, self._clock.now()
        if state is not None and state.until is not None and now >= state.until:
            self.tell(TimeCame(now))
        else:
            self._show_progress()

    def _report(self, report: Report | None) -> None:
        self.query_one(OutcomePanel).show(report)

    @on(RowTable.Moved)
    def _show_selected(self) -> None:
        """What the selected row says, where it is cut."""
        item = self._table.item
        said = ""
        if item is not None and self._table.cuts("RESULT"):
            said = f"{item.slug}: {self._said(item).text}"
        self.query_one(StatusLine).rest(Content(printable(said, limit=2000)))

    def _last_words(self, state: BulkState) -> str:
        report = outcome(state, self._connection.display_name, self._connection.liveness)
        return f"{title_of(self._action, len(state.items))}. {report.headline}"

    # Leaving

    @property
    def _goes_on(self) -> bool:
        return self.state is not None and not self.state.is_ended

    @property
    def holds_work(self) -> bool:
        return self._goes_on

    def ask_to_end(self) -> None:
        from tui.app.shell.questions import Choice, QuestionScreen

        def answered(name: str | None) -> None:
            if name != "stop":
                return
            self._quits = True
            if self._goes_on:
                self.tell(StopAsked())
            else:
                self._navigator.go(Quit())

        choices = (Choice("stop", "Stop and quit"), Choice("stay", "Go on"))
        why = "The function under way is waited for; those behind it are not tried."
        self._prompts.ask(QuestionScreen("Stop, and leave the console?", why, choices), answered)

    def keep_unsaved(self) -> list[str]:
        state = self.state
        return [cut_short(state)] if state is not None and self._goes_on else []

    # Commands

    moves = move_commands(lambda screen: screen._table.moves, prefix="bulk", noun="function", group="Many at once")

    def _not_open(self) -> str | None:
        if self._goes_on:
            return "It is still under way: esc stops it."
        return None if self._table.item is not None else "There is no function to open."

    @command(
        keys=("enter",),
        title="Open",
        help="Open the selected function in the editor, once all is done.",
        footer=Footer("open", 3),
        disabled=_not_open,
    )
    def open(self) -> None:
        """Open the selected function."""
        item = self._table.item
        if item is None:
            return
        function = self._doing.seen.get(item.slug)
        if function is None:
            self.say(f"The server has no function {printable(item.slug, limit=60)}.")
        else:
            self._navigator.go(OpenFunction(function))

    def _nothing_left(self) -> str | None:
        if self._goes_on:
            return "It is still under way: esc stops it."
        state = self.state
        return "Nothing is left to do." if state is not None and not state.left else None

    @command(
        keys=("r",),
        title="Try again",
        help="Try those again that failed, are not known or were not tried.",
        footer=Footer("try again", 2),
        disabled=_nothing_left,
    )
    def again(self) -> None:
        """Try again what is left."""
        if self.state is not None:
            left = {item.slug for item in self.state.left}
            self._chosen = tuple(each for each in self._chosen if each.slug in left)
            self.state = None
            self._show_progress()
        self._prepare()

    @command(keys=("f4",), title="In full", help="Show in full what became of the selected function and of all.")
    def details(self) -> None:
        """Show in full what rows may cut."""
        from tui.app.shell.questions import DetailsScreen

        facts: list[tuple[str, str]] = []
        item, state = self._table.item, self.state
        if item is not None:
            said = self._said(item)
            facts = [("slug", item.slug), ("name", item.name), ("was", item.status or ""), ("result", said.text)]
            result = state.results[self._places[item.slug]] if state is not None else None
            facts += [("", line) for line in (result.details if result is not None else ())]
        shown = [(label, printable(text, limit=4000)) for label, text in facts]
        self._prompts.ask(DetailsScreen(self.query_one(OutcomePanel).report, shown))

    @command(
        keys=("escape", "q"),
        title="Stop, back",
        help="Stop behind the function that is under way; go back once all is done.",
        footer=Footer("stop/back", 1),
    )
    def close(self) -> None:
        """Stop, or leave."""
        state = self.state
        if state is None or state.is_ended:
            self._navigator.go(Back())
        elif state.phase is Phase.STOPPING:
            self.say("The server has not answered for the one under way yet: it is waited for.", "$muted")
        else:
            self.tell(StopAsked())


def _item(chosen: FunctionSummary, now: FunctionSummary | None) -> Item:
    return Item(chosen.slug, chosen.name if now is None else now.name, None if now is None else now.status)


def _time_of_day(moment: datetime) -> str:
    return exact(moment)[11:]
