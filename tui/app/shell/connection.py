"""Which server the console talks to: found at the start, asked for, changed, signed in to again.

Owns the client and what sentences call the server. Refuses to know what is shown of it: that is the console's.
"""

from __future__ import annotations

import asyncio
import contextlib
from collections.abc import Callable
from typing import TYPE_CHECKING
from urllib.parse import urlsplit

from textual.screen import Screen

from tui.app.shell.signals import EndingApp
from tui.errors import ConsoleError, StorageError
from tui.flows.connect import ConsoleStart, Missing, Target
from tui.model.server import WriteBudget
from tui.store.profiles import Settings
from tui.terminal.sanitise import printable

if TYPE_CHECKING:
    from tui.api.client import Client, Timeouts


class ConnectedApp(EndingApp):
    """An app with one server at a time. `start` says where to connect."""

    start: ConsoleStart
    _client: Client | None = None
    _target: Target | None = None

    def server_changed(self, *, same: bool) -> None:
        """Another client is used from now on, for the same server or for another. For the app to show it."""

    def budget_changed(self, budget: WriteBudget) -> None:
        """An answer told how many writes are left. For the app to show it."""

    def notice(self, text: str) -> None:
        """A variable of the environment could not be used as it stands. For the app to show it."""

    def not_connected(self) -> None:
        """The user would rather not connect now. For the app to show it."""

    async def _connect_at_start(self) -> None:
        try:
            found = await asyncio.to_thread(self.start.resolve)
        except ConsoleError as error:
            self._ask_connection(Missing(), str(error))
            return
        if isinstance(found, Missing):
            self._ask_connection(found)
        elif found.unconfirmed and not (self.start.trusted is not None and self.start.trusted.holds(found.url)):
            self._ask_confirmation(found)
        else:
            await self.connect(found)

    def _ask_confirmation(self, target: Target) -> None:
        from tui.app.shell.questions import Choice, QuestionScreen

        def answered(answer: str | None) -> None:
            if answer != "send":
                self._ask_connection(Missing(target.url, target.url_source, target.ca_file))
                return
            if self.start.trusted is not None:
                # Not to be remembered costs no more than being asked again.
                with contextlib.suppress(StorageError):
                    self.start.trusted.add(target.url)
            self.run_worker(self.connect(target), group="connect", exclusive=True)

        self.push_screen(
            QuestionScreen(
                f"Send the key of {target.key_source} to {printable(target.url, limit=200)}?",
                f"Only {printable(target.url_source, limit=200)} names this server, and a folder that came from"
                " elsewhere can name any. A yes is remembered.",
                (Choice("stay", "No, let me say where to connect"), Choice("send", "Yes, it is my server")),
            ),
            answered,
        )

    async def connect(self, target: Target) -> None:
        """Talk to this server from now on."""
        before = self.list_name if self.connected else self.start.server
        client = await self.make_client(target)
        if self._client is not None:
            await self._client.aclose()
        self._client = client
        self._target = target
        self.server_changed(same=self.list_name == before)

    async def make_client(self, target: Target) -> Client:
        """A client for a server. httpx is imported here, in a thread: it is not cheap, and the screen stays alive."""

        def load() -> type[Client]:
            from tui.api.client import Client

            return Client

        client_class = await asyncio.to_thread(load)
        return client_class(
            target.url,
            target.key,
            timeouts=_timeouts(self.start.settings),
            ca_file=target.ca_file,
            on_budget=self.budget_changed,
            on_notice=self.notice,
        )

    def ask_connection(self) -> None:
        """Show the connect screen."""
        target = self._target
        self._ask_connection(Missing() if target is None else Missing(target.url, ca_file=target.ca_file))

    def sign_in_again(
        self, *, is_refused: bool, answered: Callable[[bool], None], then: Callable[[], None]
    ) -> Screen[Target | None] | None:
        """Ask for another key for the connected server, over whatever is on the screen; the dialog for it.

        `is_refused`: the old key was. `answered` is told whether one was given; `then` is called once the server is
        connected with it.
        """
        if self._target is None:
            return None
        said = "The server no longer accepts the key." if is_refused else ""
        known = Missing(self._target.url, ca_file=self._target.ca_file)
        return self._ask_connection(known, said, same_server=True, is_answered=answered, then=then)

    def _ask_connection(
        self,
        known: Missing,
        said: str = "",
        *,
        same_server: bool = False,
        is_answered: Callable[[bool], None] | None = None,
        then: Callable[[], None] | None = None,
    ) -> Screen[Target | None]:
        from tui.app.connect.screen import ConnectScreen

        async def connect(target: Target) -> None:
            await self.connect(target)
            if then is not None:
                then()

        def answered(target: Target | None) -> None:
            if is_answered is not None:
                is_answered(target is not None)
            if target is None:
                if not self.connected:
                    self.not_connected()
            else:
                if same_server and self._target is not None:
                    # Where it is known from stays: under that name drafts and versions are kept.
                    target = self._target._replace(key=target.key, key_source=target.key_source)
                self.run_worker(connect(target), group="connect", exclusive=True)

        dialog = ConnectScreen(known, said, same_server=same_server)
        self.push_screen(dialog, answered)
        return dialog

    @property
    def list_name(self) -> str:
        """Under which name things of the connected server are kept: the sandbox's port is another at every start."""
        if self._target is None:
            return ""
        return self.start.server or "" if self._target.url_source == "--sandbox" else self._target.url

    @property
    def client(self) -> Client:
        """The client of the connected server. Only asked for once one is connected."""
        if self._client is None:
            raise RuntimeError("no server is connected")
        return self._client

    @property
    def connected(self) -> bool:
        """Whether a server has been chosen."""
        return self._client is not None

    @property
    def server_name(self) -> str:
        """The server as sentences name it, fit to show: its host and port, or the sandbox."""
        if self.start.sandbox is not None and self._target is not None and self._target.url_source == "--sandbox":
            return "the sandbox"
        return printable(urlsplit(self._target.url).netloc, limit=100) if self._target else "the server"

    @property
    def sources(self) -> str:
        """Where URL and key came from."""
        target = self._target
        return f"url: {target.url_source}, key: {target.key_source}" if target else ""


def _timeouts(settings: Settings) -> Timeouts:
    from tui.api.client import Timeouts

    asked = settings.timeouts
    usual = Timeouts()
    return Timeouts(
        asked.connect_seconds or usual.connect_seconds,
        asked.read_seconds or usual.read_seconds,
        asked.write_answer_seconds or usual.write_answer_seconds,
    )
