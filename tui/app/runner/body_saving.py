"""The commands that take a body elsewhere: to the clipboard, to a file."""

from __future__ import annotations

import asyncio
from collections.abc import Callable, Coroutine
from pathlib import Path
from typing import Protocol

from tui.app.runner.body_commands import IN_A_RESPONSE, Say
from tui.app.shell.prompts import Prompts
from tui.app.shell.questions import Choice, QuestionScreen
from tui.app.widgets.command import CommandDefaults, Footer, Scope, command
from tui.errors import StorageError
from tui.sessions.response import BodyKind, Response, body_text, kind_of
from tui.store.exported import write_exported
from tui.store.files import AlreadyThere
from tui.terminal.sanitise import printable


class SavingPage(Protocol):
    """What the commands need of the view around them."""

    @property
    def response(self) -> Response | None:
        """The response that is shown."""
        ...

    def copy(self, text: str) -> None:
        """Copy a text."""
        ...

    def ask_path(self) -> None:
        """Ask where to save; `save_to` is called with it."""
        ...

    def start(self, work: Coroutine[object, object, None]) -> object:
        """Let this go on beside the screen."""
        ...


class SavingCommands:
    """Copies and saves the body that is shown."""

    COMMAND_DEFAULTS = CommandDefaults("response", IN_A_RESPONSE, Scope.MAIN)

    def __init__(self, page: SavingPage, prompts: Prompts, say: Say) -> None:
        self._page = page
        self._prompts = prompts
        self._say = say

    def _no_body(self) -> str | None:
        response = self._page.response
        if response is None:
            return "There is no response yet."
        return None if response.body.kept else "The response has no body."

    def _no_text(self) -> str | None:
        response = self._page.response
        if response is not None and kind_of(response) in (BodyKind.IMAGE, BodyKind.BINARY):
            return "The body is no text: s saves it to a file."
        return self._no_body()

    @command(
        keys=("y",),
        title="Copy the body",
        help="Copy the body as it came.",
        footer=Footer("copy", 3),
        disabled=_no_text,
    )
    def copy(self) -> None:
        """Copy the body."""
        if self._page.response is not None:
            self._page.copy(body_text(self._page.response) or "")

    @command(
        id="save_body",
        keys=("s",),
        title="Save to a file",
        help="Write the body to a file, as it came.",
        footer=Footer("save", 4),
        disabled=_no_body,
    )
    def save(self) -> None:
        """Ask for a path and write the body there."""
        self._page.ask_path()

    def save_to(self, path: str) -> None:
        """Write the body that is shown to a path as it was typed; a file that is there is asked about."""
        response = self._page.response
        if response is None or not path.strip():
            return
        try:
            there = Path(path.strip()).expanduser()
        except (RuntimeError, ValueError):
            # A user that there is not, or that there can't be.
            self._say(f"Not saved: there is no such user's folder: {printable(path, limit=200)}", "$error")
            return
        self._page.start(self._write(there, response, replaces=False))

    async def _write(self, path: Path, response: Response, *, replaces: bool) -> None:
        shown = printable(str(path), limit=200)
        try:
            await asyncio.to_thread(write_exported, path, response.body.pieces, replaces=replaces)
        except AlreadyThere:
            choices = [Choice("keep", "Keep the file"), Choice("overwrite", "Overwrite it")]
            self._prompts.ask(
                QuestionScreen("Overwrite the file?", f"{shown} exists.", choices), self._answers(path, response)
            )
        except StorageError as error:
            self._say(f"Not saved: {printable(str(error), limit=400)}.", "$error")
        else:
            part = "" if response.is_whole else ", as far as it came"
            if response.body.is_cut:
                part = ", the beginning: the rest was not kept"
            self._say(f"{response.body.kept:,} bytes written to {shown}{part}.", "$success")

    def _answers(self, path: Path, response: Response) -> Callable[[str | None], None]:
        def answered(answer: str | None) -> None:
            if answer == "overwrite":
                self._page.start(self._write(path, response, replaces=True))

        return answered
