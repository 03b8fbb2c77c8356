"""A function's versions: those kept on this machine and those of the server's audit trail, to look at and compare."""

from __future__ import annotations

from collections.abc import Callable, Coroutine
from functools import partial
from typing import Protocol

from textual import events, on
from textual.app import ComposeResult
from textual.containers import Container
from textual.content import Content
from textual.widgets import Static
from textual.worker import Worker

from tui.app.history.commands import HistoryCommands
from tui.app.history.loader import VersionLoader
from tui.app.history.pane import VersionPane
from tui.app.history.rows import not_known, version_facts, version_list
from tui.app.history.said import SaidLine
from tui.app.shell.connection import Connection
from tui.app.shell.facts import Facts
from tui.app.shell.full_screen import VIEW_COMMANDS, FullScreenCommands
from tui.app.shell.key_bar import KeyBar
from tui.app.shell.key_order import Owned
from tui.app.shell.moving import move_commands
from tui.app.shell.navigation import Navigator
from tui.app.shell.prompts import Prompts
from tui.app.shell.routes import OpenHistory
from tui.app.shell.screen import Dialog
from tui.app.widgets.clock import Clock
from tui.app.widgets.command import CommandDefaults, CommandPart
from tui.app.widgets.row_table import RowTable
from tui.model.fingerprint import fingerprint
from tui.model.function import Edited
from tui.sessions.edit.values import ChosenVersion
from tui.sessions.listing import received, stay
from tui.sessions.versions import PastVersion
from tui.store.history import HistoryStore
from tui.terminal.sanitise import printable


class Live(Protocol):
    """Tells what others change on the server; the result of `subscribe` ends that."""

    def subscribe(self, watching: HistoryScreen) -> Callable[[], None]: ...


_BESIDE_FROM_COLUMNS = 150
_NEVER_LATE = frozenset({"close", "help", "redraw", "quit"})
"""What is done at once, also before there is a list."""


class HistoryScreen(Dialog[ChosenVersion | None]):
    """The versions of one function with the code of the one selected; dismissed with the one to restore, or None.

    `versions` are those kept on this machine.
    """

    COMMAND_DEFAULTS = CommandDefaults("history", "In a history")
    ACTS = CommandPart(HistoryCommands, lambda screen: screen.acts)
    MOVES = move_commands(lambda screen: screen.table.moves)
    VIEW = VIEW_COMMANDS
    CSS_PATH = "style.tcss"

    def __init__(
        self,
        route: OpenHistory,
        connection: Connection,
        clock: Clock,
        navigator: Navigator,
        prompts: Prompts,
        *,
        versions: HistoryStore | None,
        live: Live,
    ) -> None:
        super().__init__()
        self._slug = route.slug
        self._live = live
        self.loader = VersionLoader(route.slug, connection, versions, route.current)
        self.table = RowTable(version_list(), clock)
        self.shared = FullScreenCommands(navigator, prompts, self.in_full)
        self.pane = VersionPane()
        self._said = SaidLine()
        self.acts = HistoryCommands(self, route, prompts)
        self._early: list[tuple[Owned, str]] | None = []

    def compose(self) -> ComposeResult:
        yield Static(Content(f"History of {printable(self._slug, limit=60)}"), id="headline")
        with Container(id="lists"):
            yield self.table
            yield self.pane
        yield self._said
        yield KeyBar()

    def on_mount(self) -> None:
        self.set_focus(self.table)
        self._update_keys()
        self.start(self._load, "load")
        self.when_left.call(self._live.subscribe(self))

    # What others change

    @property
    def is_watching(self) -> bool:
        """Whether the history is on the screen."""
        return self.app.screen is self

    def changed_on_server(self, slugs: frozenset[str | None]) -> None:
        """The function may have a new version on the server."""
        if self._slug in slugs or None in slugs:
            self.start(self._look_again, "again")

    async def _look_again(self) -> None:
        await self.loader.look_again()
        self._show_list()

    def on_resize(self, event: events.Resize) -> None:
        self.set_class(event.size.width >= _BESIDE_FROM_COLUMNS, "-beside")

    # What there is

    async def _load(self) -> None:
        await self.loader.find_kept()
        self._show_list()
        await self._catch_up()
        await self.loader.find_current()
        await self.read_on()
        while self.loader.wants_more:
            await self.read_on()
        self.loader.read_enough.set()

    async def _catch_up(self) -> None:
        """Keys that came before there was a list act on it now, in their order."""
        early, self._early = self._early, None
        for owned, key in early or ():
            await super().run_command(owned, key)

    async def read_on(self) -> None:
        """Read the trail further back, where that is possible now."""
        # Before the trail is there, or while a page of it is on its way, older rows come by themselves.
        if not self.loader.can_read_on:
            return
        if self.loader.has_ended:
            self.say("There are no older versions.")
            return
        self.say("Asking the server's audit trail.")
        said = await self.loader.read_on()
        self.say(said, "$warning" if self.loader.failed else "$muted")
        self._show_list()

    @property
    def is_left(self) -> bool:
        """Whether the screen was left while something was waited for: then nothing of it is there any more."""
        return not self.table.is_attached

    def _show_list(self) -> None:
        if self.is_left:
            return
        current = self.loader.current
        spec = version_list("" if current is None else fingerprint(current))
        # The selection stays on its version, also on the first: it is what a key may be on its way to.
        self.table.show(stay(received(self.table.state, spec, self.loader.versions)), spec)
        self._update_keys()
        if not self.table.state.items:
            self._look(None)

    # Looking

    @on(RowTable.Moved)
    def _moved(self) -> None:
        self._look(self.table.item)

    def _look(self, version: PastVersion | None) -> None:
        self.start(partial(self._looked, version), "look")

    async def _looked(self, version: PastVersion | None) -> None:
        # What was said of another row goes with it.
        self._said.say_of_row(not_known(version) if version is not None else "")
        content = await self.content(version) if version is not None else None
        await self.pane.show("" if content is None else content.code)

    async def content(self, version: PastVersion) -> Edited | None:
        """What a version holds; None, and a word why, where it can't be had."""
        found = await self.loader.content(version)
        if isinstance(found, str):
            self._said.say_of_row(found)
            return None
        return found

    # Keys

    def in_full(self) -> Facts:
        """What rows may have to cut."""
        version = self.table.item
        facts = [("history of", printable(self._slug)), ("message", self._said.in_full)]
        return facts if version is None else facts + version_facts(version)

    async def run_command(self, owned: Owned, key: str) -> None:
        if self._early is not None and owned.command.name not in _NEVER_LATE:
            self._early.append((owned, key))
        else:
            await super().run_command(owned, key)

    def say(self, text: str, style: str = "$muted") -> None:
        self._said.say(text, style)

    def copy_to_clipboard(self, text: str) -> None:
        """Copy a text, and say so."""
        self.app.copy_to_clipboard(text)

    def leave_with(self, chosen: ChosenVersion) -> None:
        """Leave; this version is restored."""
        self.dismiss(chosen)

    def _update_keys(self) -> None:
        """Show the keys that work now."""
        for bar in self.query(KeyBar):
            bar.show(self.commands)

    @on(RowTable.Opened)
    def _clicked(self) -> None:
        self.acts.compare()

    def start(
        self, act: Callable[[], Coroutine[None, None, None]], group: str = "act", *, exclusive: bool = True
    ) -> None:
        """Do something that waits for the server or the disk; in an exclusive group instead of what is done there.

        `act` makes the coroutine: one that is replaced before it began would never be awaited.
        """
        _worker: Worker[None] = self.run_worker(act, group=group, exclusive=exclusive)
