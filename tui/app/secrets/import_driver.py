"""An import between what was decided and the server: what it holds is asked, then the secrets are sent one by one.

Owns the timer. Refuses to decide: `tui.sessions.secret_import` does. Refuses to know how it is shown.
"""

from __future__ import annotations

from collections.abc import Callable, Coroutine, Mapping, Sequence
from functools import partial
from typing import Protocol

from textual.screen import Screen
from textual.worker import Worker

from tui.app.shell.connection import Connection
from tui.app.shell.known_secrets import KnownSecrets
from tui.app.widgets.clock import Clock, call_widget_later, wait_for
from tui.errors import ApiError
from tui.flows.secrets import LOOK_DELAYS, Change, Create, Write, current_values, send
from tui.model.secret import Secret
from tui.sessions.secret_import import (
    Answered,
    Choices,
    Entry,
    ImportEvent,
    ImportState,
    Kind,
    Planned,
    Send,
    TimeCame,
    begin,
    needed_values,
    plan,
    step,
)
from tui.sessions.secret_results import Result


class ImportView(Protocol):
    """The screen as its driver sees it."""

    def show_plan(self, error: ApiError | None = None) -> None: ...

    def show_not_compared(self, error: ApiError) -> None: ...

    def show_progress(self) -> None: ...

    def show_sent(self, state: ImportState) -> None: ...

    def show_ended(self, state: ImportState) -> None: ...


class ImportDriver:
    """Compares and sends. `state` is None until sending has begun."""

    def __init__(
        self,
        screen: Screen[None],
        view: ImportView,
        entries: Sequence[Entry],
        connection: Connection,
        clock: Clock,
        known: KnownSecrets,
    ) -> None:
        self._screen = screen
        self._view = view
        self._entries = entries
        self._connection = connection
        self._server_id = connection.server_id
        self._clock = clock
        self._known = known
        self._current: Mapping[str, Secret] = {}
        self.choices = Choices()
        self.is_comparing = self.is_compared = False
        self.state: ImportState | None = None
        self.results: dict[int, Result] = {}
        """What became of the secret of a line, by its number."""

    @property
    def is_same_server(self) -> bool:
        """Whether the server is connected with which the lines were compared."""
        return self._connection.server_id == self._server_id

    @property
    def goes_on(self) -> bool:
        """Whether secrets are being sent."""
        return self.state is not None and not self.state.is_ended

    @property
    def planned(self) -> tuple[Planned, ...]:
        """What becomes of each line, as far as that is known."""
        return plan(self._entries, self._known.by_key, self._current, self.choices)

    def why_not_send(self) -> str | None:
        """Why nothing can be sent now, as a sentence."""
        if not self.is_same_server:
            return "Another server is connected now: esc goes back."
        if self.is_comparing or not self.is_compared:
            return "The server is being asked what it holds."
        if self.state is not None:
            return "It is under way." if not self.state.is_ended else "It has ended: r compares again."
        return None if any(item.is_sent for item in self.planned) else "There is nothing to send."

    def why_no_upper_case(self) -> str | None:
        """Why no key can be sent in upper case now, as a sentence."""
        if self.state is not None or self.is_comparing:
            return "It is under way, or has ended."
        return None if any(each.kind is Kind.LOWER_CASE for each in self.planned) else "No key is in lower case."

    def why_not_compare(self) -> str | None:
        """Why the server can't be asked again now, as a sentence."""
        return "It is under way." if self.goes_on or self.is_comparing else None

    def compare(self) -> None:
        """Find out what the server holds of these keys."""
        self.is_comparing, self.is_compared, self.state = True, False, None
        self.results.clear()
        self._run(self._look)

    def send_all(self) -> None:
        """Send what is new and changed."""
        self._take(*begin(self.planned))

    def tell(self, event: ImportEvent) -> None:
        """An event: take the next state, send what is to be sent, show it."""
        if self.state is not None:
            self._take(*step(self.state, event))

    def _run(self, work: Callable[[], Coroutine[None, None, None]]) -> None:
        _worker: Worker[None] = self._screen.run_worker(work, group="secret")

    async def _look(self) -> None:
        try:
            listed = await self._connection.api.secrets.list()
            needed = needed_values(self._entries, {each.key: each for each in listed}, self.choices)
            if self.is_same_server:
                self._known.take(listed)
            self._current, error = await current_values(self._connection.api, needed)
        except ApiError as failure:
            self.is_comparing = False
            self._view.show_not_compared(failure)
            return
        self.is_comparing, self.is_compared = False, True
        self._view.show_plan(error)

    def _take(self, state: ImportState, sending: Send | None) -> None:
        was_ended = self.state is not None and self.state.is_ended
        self.state = state
        for item, result in zip(state.items, state.results, strict=True):
            if result is not None:
                self.results[item.entry.line] = result
        if sending is not None:
            self._run(partial(self._send, sending))
        if state.until is not None:
            self._tick()
        self._view.show_sent(state)
        if state.is_ended and not was_ended:
            self._known.load()
            self._view.show_ended(state)
        self._view.show_progress()

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
            self._view.show_progress()
            seconds = min(1.0, max(0.01, (state.until - self._clock.now()).total_seconds()))
            call_widget_later(self._screen, self._clock, seconds, self._tick)
