"""The driver of one action on many functions: answers and times become events, effects become calls.

Owns what is asked of the server before it begins, and the tick while it waits. It decides nothing: `tui.sessions.bulk`
does. Refuses to know how it is shown.
"""

from __future__ import annotations

from collections.abc import Callable, Coroutine, Sequence
from typing import Protocol

from tui.app.bulk.doing import Doing
from tui.app.shell.connection import Connection
from tui.app.shell.notice import Report, Tone, describe_error
from tui.app.widgets.clock import Cancel, Clock
from tui.errors import ApiError
from tui.model.function import FunctionSummary
from tui.sessions.bulk import BulkEffect, BulkEvent, BulkState, TimeCame, Try, begin, step
from tui.sessions.bulk_results import GOOD, Action, Item, Result

Work = Callable[[], Coroutine[None, None, None]]


class BulkView(Protocol):
    """What shows it; `BulkScreen` is one."""

    def show_items(self, items: Sequence[Item]) -> None: ...

    def show_progress(self) -> None: ...

    def show_results(self, changed: Sequence[Item]) -> None: ...

    def show_ended(self, state: BulkState) -> None: ...

    def report(self, report: Report | None) -> None: ...

    def run(self, work: Work) -> None: ...

    def later(self, seconds: float, callback: Callable[[], object]) -> Cancel: ...


class ListWatcher(Protocol):
    """The list: is told what is done, and to fetch itself again."""

    def unmark(self, slugs: frozenset[str]) -> None: ...

    def load(self) -> None: ...


Ask = Callable[[Sequence[Item], "BulkDriver"], None]
"""Asks what is to be asked about these functions, and tells the driver to begin, or to let go."""


class BulkDriver:
    """Carries out one action. `state` is None until it has begun."""

    def __init__(
        self,
        view: BulkView,
        action: Action,
        chosen: Sequence[FunctionSummary],
        doing: Doing,
        *,
        connection: Connection,
        clock: Clock,
        watcher: ListWatcher,
        ask: Ask,
    ) -> None:
        self._view = view
        self._action = action
        self._chosen = chosen
        self._doing = doing
        self._connection = connection
        self._clock = clock
        self._watcher = watcher
        self._ask = ask
        self._places: dict[str, int] = {}
        self._cancel_tick: Cancel | None = None
        self._server_id = connection.server_id
        self.state: BulkState | None = None
        self.is_asking = False
        """Whether the server or the user is being asked, so that it is not begun a second time."""

    @property
    def is_same_server(self) -> bool:
        """Whether the server is connected on which the functions were chosen."""
        return self._connection.server_id == self._server_id

    @property
    def writes(self) -> bool:
        """Whether it changes what the server holds."""
        return self._action.writes

    @property
    def goes_on(self) -> bool:
        """Whether it has begun and not ended."""
        return self.state is not None and not self.state.is_ended

    def result_of(self, item: Item) -> Result | None:
        """What became of a function; None while that is open."""
        return self.state.results[self._places[item.slug]] if self.state is not None else None

    # Before it begins

    def prepare(self) -> None:
        """Find out how the functions are now, ask what is to be asked, and begin."""
        if self.is_asking:
            return
        self.is_asking = True
        self._view.report(Report(Tone.BUSY, f"Asking {self._connection.display_name} how they are now."))
        self._view.run(self._look)

    def prepare_again(self) -> None:
        """The same with what is left to do."""
        if self.state is not None and not self.is_asking:
            left = {item.slug for item in self.state.left}
            self._chosen = [each for each in self._chosen if each.slug in left]
            self.state = None
            self._view.show_progress()
        self.prepare()

    async def _look(self) -> None:
        try:
            found = await self._connection.api.functions.list()
        except ApiError as error:
            self.is_asking = False
            report = describe_error(error, self._connection.display_name)
            self._view.report(report._replace(next_step=f"{report.next_step} Nothing was done. r tries again."))
            return
        if not self.is_same_server:
            self.let_go()
            return
        there = {function.slug: function for function in found.functions}
        items = tuple(_item(each, there.get(each.slug)) for each in self._chosen)
        self._doing.seen = there
        self._places = {item.slug: place for place, item in enumerate(items)}
        self._view.show_items(items)
        self._view.report(None)
        self._ask(items, self)

    def let_go(self) -> None:
        """What was to be asked came too late: begin nothing."""
        self.is_asking = False
        way_on = "r asks again." if self.is_same_server else "Another server is connected now: esc goes back."
        self._view.report(Report(Tone.CAREFUL, "Nothing was done.", way_on))

    def begin(self, items: Sequence[Item]) -> None:
        """Begin: what was to be asked was answered."""
        self.is_asking = False
        if not self.is_same_server:
            self.let_go()
            return
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
                self._start(effect)
        changed = _changed(before, state)
        good = frozenset(
            item.slug for item in changed if (result := self.result_of(item)) is not None and result.ending in GOOD
        )
        if good:
            self._watcher.unmark(good)
        self._view.show_results(changed)
        self._show_progress()
        if state.is_ended and not (before is not None and before.is_ended):
            if self._action.writes:
                self._watcher.load()
            self._view.show_ended(state)

    def _start(self, effect: Try) -> None:
        async def work() -> None:
            self.tell(await self._doing.do(effect.number, effect.item))

        self._view.run(work)

    def _show_progress(self) -> None:
        """Show how far it is; every second anew while it waits."""
        if self._cancel_tick is not None:
            self._cancel_tick()
            self._cancel_tick = None
        self._view.show_progress()
        until = self.state.until if self.state is not None else None
        if until is not None:
            seconds = min(1.0, max(0.01, (until - self._clock.now()).total_seconds()))
            self._cancel_tick = self._view.later(seconds, self._tick)

    def _tick(self) -> None:
        state, now = self.state, self._clock.now()
        if state is not None and state.until is not None and now >= state.until:
            self.tell(TimeCame(now))
        else:
            self._show_progress()


def _changed(before: BulkState | None, state: BulkState) -> Sequence[Item]:
    """The functions whose rows say something else than before."""
    if before is None or before.items is not state.items or state.is_ended:
        return state.items
    return state.items[before.place : state.place + 1]


def _item(chosen: FunctionSummary, now: FunctionSummary | None) -> Item:
    return Item(chosen.slug, chosen.name if now is None else now.name, None if now is None else now.status)
