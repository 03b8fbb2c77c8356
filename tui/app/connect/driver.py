"""Where to connect: found at the start, asked for, changed, signed in to again.

Owns which question comes when. Refuses to talk to a server: the connection does, and the connect screen tries one.
"""

from __future__ import annotations

import asyncio
import contextlib
from collections.abc import Callable
from functools import partial
from pathlib import Path

from tui.app.shell.background import Background
from tui.app.shell.connection import Connection
from tui.app.shell.navigation import Navigator
from tui.app.shell.prompts import OpenPrompt, Prompts
from tui.errors import ConsoleError, StorageError
from tui.flows.connect import KeyUnavailable, Missing, Target
from tui.model.address import same_origin
from tui.store.trust import TrustedServers
from tui.terminal.sanitise import printable


class Connecting:
    """Asks the user for servers and keys.

    `resolve` finds where to connect at the start and may take long; `trusted` are the servers the user confirmed;
    in the file `config` a profile is kept. `held_by` names what is open and belongs to the connected server.
    """

    def __init__(
        self,
        connection: Connection,
        prompts: Prompts,
        navigator: Navigator,
        background: Background,
        *,
        resolve: Callable[[], Target | Missing],
        trusted: TrustedServers | None = None,
        config: Path | None = None,
        held_by: Callable[[], str] = lambda: "",
    ) -> None:
        self._held_by = held_by
        self._connection = connection
        self._prompts = prompts
        self._navigator = navigator
        self._background = background
        self._resolve = resolve
        self.trusted = trusted
        self.config = config

    def begin(self) -> None:
        """Connect to what options, environment, settings and project say, or ask."""
        self._background.run(self._begin, "connect", exclusive=True)

    async def _begin(self) -> None:
        try:
            found = await asyncio.to_thread(self._resolve)
        except ConsoleError as error:
            known, said = error.known if isinstance(error, KeyUnavailable) else Missing(), str(error)
            self._come(lambda: self.ask(known, said))
            return
        if isinstance(found, Missing):
            self._come(lambda: self.ask(found))
        elif found.unconfirmed and not (self.trusted is not None and self.trusted.holds(found.url)):
            self._come(lambda: self.confirm(found))
        else:
            await self._connection.connect(found)

    def _come(self, asks: Callable[[], None]) -> None:
        """Ask what no key asked for, unless the user has connected meanwhile."""
        self._prompts.ask_unasked(asks, lambda: not self._connection.is_connected)

    def confirm(self, target: Target) -> None:
        """Ask whether the key may be sent to this server, and connect to it then."""
        from tui.app.shell.questions import Choice, QuestionScreen

        def answered(answer: str | None) -> None:
            if answer != "send":
                self.ask(Missing(target.url, target.url_source, target.ca_file, target.read_only, target.profile))
                return
            if self.trusted is not None:
                # Not to be remembered costs no more than being asked again.
                with contextlib.suppress(StorageError):
                    self.trusted.add(target.url)
            self._connect(target)

        self._prompts.ask(
            QuestionScreen(
                f"Send the key of {target.key_source} to {printable(target.url, limit=200)}?",
                f"Only {printable(target.url_source, limit=200)} names this server, and a folder that came from"
                " elsewhere can name any. A yes is remembered.",
                (Choice("stay", "No, let me say where to connect"), Choice("send", "Yes, it is my server")),
            ),
            answered,
        )

    def ask(self, known: Missing | None = None, said: str = "") -> None:
        """Show the connect screen, filled with what is known."""

        def answered(target: Target | None) -> None:
            if target is not None:
                self._connect(target)
            elif not self._connection.is_connected:
                self._connection.refuse()

        self._show(known or self._connection.known, said, answered)

    def choose(self) -> None:
        """Let the user connect to another server, unless functions of this one are open."""
        if not self._is_held():
            self.ask()

    def _is_held(self) -> bool:
        """Whether functions of the connected server are open, which is said: saved elsewhere they would do harm."""
        names = self._held_by() if self._connection.is_connected else ""
        if names:
            self._prompts.say(
                f"Open here: {names}. Leave them (esc) before another server is connected; f2 in one signs in again."
            )
        return bool(names)

    def use_profile(self, name: str) -> None:
        """Connect with a profile of the settings, as it stands there now."""
        if self._is_held():
            return
        self._background.run(partial(self._use_profile, name), "connect", exclusive=True)

    async def _use_profile(self, name: str) -> None:
        from tui.flows.named_target import target_named

        shown, before = printable(name, limit=60), self._connection.target
        self._prompts.say(f"Connecting with profile {shown}.", "$muted")

        def ask(known: Missing, said: str) -> None:
            # A command that prints a key may take long: the user may be elsewhere by now.
            self._prompts.ask_unasked(lambda: self.ask(known, said), lambda: self._connection.target is before)

        try:
            target = await asyncio.to_thread(target_named, name, self.config)
        except ConsoleError as error:
            if isinstance(error, KeyUnavailable):
                ask(error.known, str(error))
            else:
                self._prompts.say(f"Not connected: {error}.")
            return
        if isinstance(target, Missing):
            ask(target, f"Profile {shown} has no key of its own.")
            return
        if not self._navigator.is_at_views:
            # What was opened meanwhile is of the server that was connected then.
            said = f"Not connected with profile {shown}: something was opened meanwhile. P asks again."
            self._prompts.ask_unasked(lambda: self._prompts.say(said), lambda: self._connection.target is before)
            return
        if self._is_held():
            # Opened while the key was fetched.
            return
        await self._connection.connect(target)
        self._prompts.say(f"Profile {shown} is used now.", "$muted")

    def sign_in_again(
        self, *, is_refused: bool, answered: Callable[[bool], None], then: Callable[[], None]
    ) -> OpenPrompt | None:
        """Ask for another key for the connected server, over whatever is on the screen; None if none is connected.

        `is_refused`: the old key was. `answered` is told whether one was given; `then` is called once the server is
        connected with it.
        """
        if self._connection.target is None:
            return None

        def given(target: Target | None) -> None:
            answered(target is not None)
            known = self._connection.target
            if target is not None:
                # Where it is known from stays: under that name drafts and versions are kept.
                is_same = known is not None and same_origin(known.url, target.url)
                anew = known._replace(key=target.key, key_source=target.key_source) if known and is_same else target
                self._connect(anew, then)

        said = "The server does not accept the key." if is_refused else ""
        return self._show(self._connection.known, said, given, same_server=True)

    def _show(
        self, known: Missing, said: str, answered: Callable[[Target | None], None], *, same_server: bool = False
    ) -> OpenPrompt:
        from tui.app.connect.screen import ConnectScreen

        screen = ConnectScreen(
            known, said, navigator=self._navigator, prompts=self._prompts, config=self.config, same_server=same_server
        )
        return self._prompts.ask(screen, answered)

    def _connect(self, target: Target, then: Callable[[], None] | None = None) -> None:
        self._connection.will_connect(target)
        self._background.run(partial(self._connected, target, then), "connect", exclusive=True)

    async def _connected(self, target: Target, then: Callable[[], None] | None) -> None:
        await self._connection.connect(target)
        if then is not None:
            then()
