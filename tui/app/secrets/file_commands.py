"""What a user can do in the view of secrets with files and with the server's own keys."""

from __future__ import annotations

import asyncio
from collections.abc import Callable, Coroutine
from functools import partial
from typing import Protocol

from tui.app.secrets.rotating import Rotating
from tui.app.shell.known_secrets import KnownSecrets
from tui.app.shell.navigation import Navigator
from tui.app.shell.prompts import Prompts
from tui.app.shell.routes import ImportSecrets
from tui.app.widgets.clock import Clock
from tui.app.widgets.command import CommandDefaults, Footer, Scope, command
from tui.errors import StorageError
from tui.flows.env_file import write_example
from tui.sessions.secrets import example_of
from tui.terminal.sanitise import printable


class FilesPage(Protocol):
    """The screen as these commands see it."""

    known: KnownSecrets

    def say(self, text: str, style: str = ...) -> None: ...

    def run(self, work: Callable[[], Coroutine[None, None, None]]) -> None: ...


class FileCommands:
    """Import, export of the keys, rotation of the server's keys."""

    COMMAND_DEFAULTS = CommandDefaults("secrets", "In the secrets", Scope.MAIN)

    def __init__(
        self, page: FilesPage, clock: Clock, prompts: Prompts, navigator: Navigator, rotating: Rotating
    ) -> None:
        self._page = page
        self._clock = clock
        self._prompts = prompts
        self._navigator = navigator
        self._rotating = rotating

    @command(
        keys=("i",),
        title="Import",
        help="Import secrets from pasted KEY=value lines or a .env file; what would be sent is shown first.",
        footer=Footer("import", 6, lambda acts: acts._page.known.is_known),
        prepares=True,
    )
    def import_lines(self) -> None:
        """Ask for lines or a file, and show what becomes of them."""
        from tui.app.secrets.import_dialog import ImportDialog

        def answered(route: ImportSecrets | None) -> None:
            if route is not None:
                self._navigator.go(route)

        self._prompts.ask(ImportDialog(), answered)

    def _no_keys(self) -> str | None:
        return None if self._page.known.is_known else "The server's secrets are not known yet: r asks."

    @command(
        keys=("w",),
        title="Write the keys",
        help="Write the keys, without values, into a new file such as .env.example.",
        disabled=_no_keys,
    )
    def export(self) -> None:
        """Write the keys into a file."""
        from tui.app.shell.asked_text import AskText

        def answered(path: str | None) -> None:
            if path is not None:
                self._page.run(partial(self._write, path))

        def refuses(text: str) -> str:
            return "" if text.strip() else "Type the path of a new file."

        told = "The keys that functions are given, without values; reserved ones are left out."
        self._prompts.ask(AskText("Write the keys into which file?", told, refuses, value=".env.example"), answered)

    async def _write(self, path: str) -> None:
        text = example_of(self._page.known.secrets, self._clock.now())
        try:
            place = await asyncio.to_thread(write_example, path, text)
        except StorageError as error:
            self._page.say(printable(str(error), limit=400))
            return
        keys = text.count("\n")
        self._page.say(
            f"{keys:,} key{'' if keys == 1 else 's'} written to {printable(str(place), limit=200)}.", "$success"
        )

    @command(
        keys=("R",),
        title="Rotate a key",
        help="Rotate the API key or the anon key: the server makes a new one.",
        writes=True,
    )
    def rotate(self) -> None:
        """Rotate one of the server's keys."""
        self._rotating.ask()
