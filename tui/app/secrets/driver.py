"""Secrets between what was decided and the server: values read, shown and hidden, writes sent, a deployment followed.

Owns the timers. Refuses to decide: `tui.sessions.secrets` does.
"""

from __future__ import annotations

from collections.abc import Callable, Coroutine
from functools import partial
from typing import Protocol

from textual.screen import Screen
from textual.worker import Worker

from tui.app.secrets.words import deployment_report, result_report, shown_key
from tui.app.shell.connection import Connection
from tui.app.shell.known_secrets import KnownSecrets
from tui.app.shell.notice import Report, Tone, describe_error
from tui.app.widgets.clock import Cancel, Clock, call_widget_later, wait_for
from tui.errors import ApiError, RateLimitExceeded
from tui.flows.secrets import LOOK_DELAYS, Write, send
from tui.model.secret import Secret
from tui.model.server import BuildLog
from tui.sessions.secret_results import Ending, Result
from tui.sessions.secrets import (
    SHOWN_SECONDS,
    Reveal,
    after_select,
    after_time,
    hidden,
    reveal_asked,
    reveal_came,
)

_DEPLOY_LOOKS = (3.0, 3.0, 4.0, 5.0, 5.0, 10.0, 15.0, 15.0)
"""Seconds before each look whether the functions were deployed again."""


class SecretsView(Protocol):
    """The screen as its driver sees it."""

    def show_value(self, reveal: Reveal) -> None: ...

    def show_report(self, report: Report | None) -> None: ...

    def copy(self, key: str, value: Secret) -> None: ...

    def say(self, text: str, style: str = ...) -> None: ...


class SecretsDriver:
    """Reads values and sends writes for one view."""

    def __init__(
        self, screen: Screen[None], view: SecretsView, connection: Connection, clock: Clock, known: KnownSecrets
    ) -> None:
        self._screen = screen
        self._view = view
        self._connection = connection
        self._clock = clock
        self._known = known
        self._cancel: Cancel | None = None
        self._deployed: str | None = None
        self.reveal = Reveal()
        self.is_writing = False

    # Values

    def show_or_hide(self, key: str) -> None:
        """Ask for a value to show it, or hide it where it is shown."""
        if self.reveal.is_shown and self.reveal.key == key:
            self.hide()
            return
        self._take(reveal_asked(self.reveal, key))
        number = self.reveal.number
        self._view.say(f"Asking for the value of {shown_key(key)}.", "$muted")
        self._run(partial(self._read, key, partial(self._came, number)))

    def copy(self, key: str) -> None:
        """Ask for a value to hand it to the terminal, without showing it."""
        self._view.say(f"Asking for the value of {shown_key(key)}.", "$muted")
        server = self._connection.server_id

        def came(value: Secret) -> None:
            if server == self._connection.server_id and self._screen.is_active:
                self._view.copy(key, value)

        self._run(partial(self._read, key, came))

    async def _read(self, key: str, came: Callable[[Secret], None]) -> None:
        try:
            value = await self._connection.api.secrets.value(key)
        except ApiError as error:
            self._connection.note_answer(error)
            self.hide()
            report = describe_error(error, self._connection.display_name, asked="secret")
            self._view.show_report(report)
            return
        came(value)

    def _came(self, number: int, value: Secret) -> None:
        if not self._screen.is_active:
            self.hide()
            return
        state = reveal_came(self.reveal, number, value, self._clock.monotonic())
        if state is not self.reveal:
            self._take(state)
            self._view.say(f"Shown for {SHOWN_SECONDS:.0f} seconds, or until the terminal loses focus.", "$muted")
            self._cancel = call_widget_later(self._screen, self._clock, SHOWN_SECONDS, self._time_came)

    def _time_came(self) -> None:
        self._take(after_time(self.reveal, self._clock.monotonic()))

    def hide(self) -> None:
        """Show no value."""
        self._take(hidden(self.reveal))

    def selected(self, key: str | None) -> None:
        """Another row may be selected: its neighbour's value is hidden."""
        self._take(after_select(self.reveal, key))

    def _take(self, state: Reveal) -> None:
        if state is self.reveal:
            return
        if self._cancel is not None:
            self._cancel()
            self._cancel = None
        self.reveal = state
        self._view.show_value(state)

    # Writes

    def write(self, write: Write, done: str, kept: str) -> None:
        """Send a write, once; `done` says what was done, `kept` what was not."""
        self.is_writing = True
        self._view.show_report(Report(Tone.BUSY, f"Sending it to {self._connection.display_name}."))
        self._run(partial(self._write, write, done, kept))

    async def _write(self, write: Write, done: str, kept: str) -> None:
        async def wait(seconds: float) -> None:
            await wait_for(self._clock, seconds)

        await self.note_deployment()
        try:
            result = await send(self._connection.api, write, wait=wait, look_delays=LOOK_DELAYS)
        finally:
            self.is_writing = False
        if isinstance(result, RateLimitExceeded):
            result = Result(Ending.NOT_DONE, result)
        deploys = self._connection.deploys_to_cloud
        self._view.show_report(result_report(result, done, kept, self._connection.display_name, deploys=deploys))
        self._known.load()
        if result.ending is Ending.DONE:
            self.follow_deployment(done)

    # In the cloud

    async def note_deployment(self) -> None:
        """Note which deployment there is before a change, to know the next one."""
        if self._connection.deploys_to_cloud:
            log = await self._build_log()
            self._deployed = None if log is None else log.deployment_id

    def follow_deployment(self, done: str) -> None:
        """In the cloud a change deploys all functions again: say when that has happened."""
        if self._connection.deploys_to_cloud:
            self._run(partial(self._follow, done, self._connection.server_id), group="deployment")

    async def _follow(self, done: str, server_id: str) -> None:
        before = self._deployed
        for seconds in _DEPLOY_LOOKS:
            await wait_for(self._clock, seconds)
            if self._connection.server_id != server_id:
                return
            log = await self._build_log()
            found = None if log is None else deployment_report(log, before, done)
            if found is not None:
                self._view.show_report(found)
                return
        self._view.show_report(
            Report(
                Tone.CAREFUL, done, "Whether the functions were deployed again is not known. B in the list shows it."
            )
        )

    async def _build_log(self) -> BuildLog | None:
        try:
            return await self._connection.api.logs.build_log()
        except ApiError:
            return None

    def _run(self, work: Callable[[], Coroutine[None, None, None]], group: str = "secret") -> None:
        _worker: Worker[None] = self._screen.run_worker(work, group=group)
