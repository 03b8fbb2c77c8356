"""Asks for secrets to import: lines of `KEY=value` that are pasted, or the path of a file that holds them."""

from __future__ import annotations

import asyncio

from textual import on
from textual.app import ComposeResult
from textual.containers import Vertical
from textual.content import Content
from textual.widgets import Input, Static

from tui.app.shell.routes import ImportSecrets
from tui.app.shell.screen import Band, Dialog
from tui.app.widgets.command import CommandDefaults, Footer, command
from tui.app.widgets.secret_field import SecretField
from tui.errors import StorageError
from tui.flows.env_file import entries_of, read_entries
from tui.sessions.secret_import import Entry
from tui.terminal.sanitise import printable


def is_path(text: str) -> bool:
    """Whether what was typed names a file; else it may hold a value."""
    return "=" not in text and "\n" not in text


class ImportDialog(Dialog[ImportSecrets | None]):
    """A field for lines or a path; dismissed with what was read, or None. Nothing is sent."""

    is_form = True
    COMMAND_DEFAULTS = CommandDefaults("import", "When secrets are imported")
    DEFAULT_CSS = """
    ImportDialog SecretField, ImportDialog SecretField:focus {
        border: none; height: 1; padding: 0 1; background: $raised; margin-top: 1;
    }
    ImportDialog.-low SecretField, ImportDialog.-low SecretField:focus { margin-top: 0; }
    ImportDialog #why-not { height: auto; max-height: 3; }
    """

    def __init__(self) -> None:
        super().__init__()
        self._is_reading = False

    def compose(self) -> ComposeResult:
        told = "Nothing is sent before you have seen what would be. Values are hidden as soon as there is one."
        with Band(), Vertical():
            yield Static("Paste KEY=value lines, or type the path of a .env file", id="question")
            yield Static(told, id="explanation")
            yield SecretField(id="lines", placeholder=".env", can_be_seen=is_path)
            yield Static("", id="why-not")

    def on_mount(self) -> None:
        field = self.query_one(SecretField)
        field.mask(masked=False)
        self.set_focus(field)

    @property
    def _is_path(self) -> bool:
        return is_path(self.query_one(SecretField).value)

    @on(Input.Changed)
    def _typed(self) -> None:
        self.say("" if self._is_path else f"{len(self.query_one(SecretField).value):,} characters.", "$muted")

    def say(self, text: str, style: str = "$warning") -> None:
        self.query_one("#why-not", Static).update(Content.styled(text, style))

    @command(keys=("enter",), title="Read them", help="Read the lines or the file.", footer=Footer("read", 1))
    def accept(self) -> None:
        """Read what was given."""
        text = self.query_one(SecretField).value
        if not text.strip():
            self.say("Paste lines, or type a path.")
        elif not self._is_path:
            self._take(entries_of(text), "what was pasted")
        elif not self._is_reading:
            self._is_reading = True
            self.run_worker(self._read(text.strip()), group="file")

    async def _read(self, path: str) -> None:
        try:
            entries = await asyncio.to_thread(read_entries, path)
        except StorageError as error:
            self.say(printable(str(error), limit=400))
            return
        finally:
            self._is_reading = False
        self._take(entries, printable(path, limit=100))

    def _take(self, entries: tuple[Entry, ...], source: str) -> None:
        if not entries:
            self.say("There is no KEY=value line in it.")
            return
        self.query_one(SecretField).value = ""
        self.dismiss(ImportSecrets(entries, source))

    @command(keys=("escape",), title="Close", help="Import nothing.", footer=Footer("close", 2))
    def close(self) -> None:
        """Import nothing."""
        self.dismiss(None)
