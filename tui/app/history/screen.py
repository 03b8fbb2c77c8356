"""A function's versions: those kept on this machine and those of the server's audit trail, to look at and compare."""

from __future__ import annotations

from collections.abc import Callable, Coroutine, Sequence
from functools import partial
from typing import TYPE_CHECKING, Protocol

from textual import events, on
from textual.app import ComposeResult
from textual.containers import Container, Vertical
from textual.content import Content
from textual.widgets import Static
from textual.worker import Worker

from tui.app.history.comparing import Known, pair_of, pair_with_now
from tui.app.history.loader import VersionLoader
from tui.app.history.rows import not_known, version_facts, version_label, version_list
from tui.app.shell.connection import Connection
from tui.app.shell.facts import Facts
from tui.app.shell.full_screen import VIEW_COMMANDS, FullScreenCommands
from tui.app.shell.key_bar import KeyBar
from tui.app.shell.key_order import Owned
from tui.app.shell.moving import move_commands
from tui.app.shell.navigation import Navigator
from tui.app.shell.prompts import Prompts
from tui.app.shell.questions import Choice
from tui.app.shell.routes import Compare, OpenHistory, Version
from tui.app.shell.screen import Dialog
from tui.app.shell.scrolling import page_down, page_up
from tui.app.widgets.clock import Clock
from tui.app.widgets.code_preview import showing_code
from tui.app.widgets.command import CommandDefaults, Footer, command
from tui.app.widgets.row_table import RowTable
from tui.model.fingerprint import fingerprint
from tui.model.function import Edited
from tui.sessions.edit.values import ChosenVersion
from tui.sessions.listing import received, stay
from tui.sessions.marks import mark_one, marked_items
from tui.sessions.versions import PastVersion
from tui.store.history import HistoryStore
from tui.terminal.sanitise import printable

if TYPE_CHECKING:
    from tui.app.widgets.code_editor import CodeEditor


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
        self._held = route.held
        self._prompts = prompts
        self._loader = VersionLoader(route.slug, connection, versions, route.current)
        self._table = RowTable(version_list(), clock)
        self.shared = FullScreenCommands(navigator, prompts, self.in_full)
        self._said = self._said_style = self._of_row = ""
        self._early: list[tuple[Owned, str]] | None = []
        self._code: CodeEditor | None = None

    def compose(self) -> ComposeResult:
        yield Static(Content(f"History of {printable(self._slug, limit=60)}"), id="headline")
        with Container(id="lists"):
            yield self._table
            yield Vertical(id="past")
        yield Static("", id="said")
        yield KeyBar()

    def on_mount(self) -> None:
        self.set_focus(self._table)
        self._update_keys()
        self._start(self._load, "load")

        self.when_left.call(self._live.subscribe(self))

    # What others change

    @property
    def is_watching(self) -> bool:
        """Whether the history is on the screen."""
        return self.app.screen is self

    def changed_on_server(self, slugs: frozenset[str | None]) -> None:
        """The function may have a new version on the server."""
        if self._slug in slugs or None in slugs:
            self._start(self._look_again, "again")

    async def _look_again(self) -> None:
        await self._loader.look_again()
        self._show_list()

    def on_resize(self, event: events.Resize) -> None:
        self.set_class(event.size.width >= _BESIDE_FROM_COLUMNS, "-beside")

    # What there is

    async def _load(self) -> None:
        await self._loader.find_kept()
        self._show_list()
        await self._catch_up()
        await self._loader.find_current()
        await self._read_on()
        while self._loader.wants_more:
            await self._read_on()
        self._loader.read_enough.set()

    async def _catch_up(self) -> None:
        """Keys that came before there was a list act on it now, in their order."""
        early, self._early = self._early, None
        for owned, key in early or ():
            await super().run_command(owned, key)

    async def _read_on(self) -> None:
        # Before the trail is there, or while a page of it is on its way, older rows come by themselves.
        if not self._loader.can_read_on:
            return
        if self._loader.has_ended:
            self._say("There are no older versions.")
            return
        self._say("Asking the server's audit trail.")
        said = await self._loader.read_on()
        self._say(said, "$warning" if self._loader.failed else "$muted")
        self._show_list()

    @property
    def _left(self) -> bool:
        """Whether the screen was left while something was waited for: then nothing of it is there any more."""
        return not self._table.is_attached

    def _show_list(self) -> None:
        if self._left:
            return
        current = self._loader.current
        spec = version_list("" if current is None else fingerprint(current))
        # The selection stays on its version, also on the first: it is what a key may be on its way to.
        self._table.show(stay(received(self._table.state, spec, self._loader.versions)), spec)
        self._update_keys()
        if not self._table.state.items:
            self._look(None)

    # Looking

    @on(RowTable.Moved)
    def _moved(self) -> None:
        self._look(self._table.item)

    def _look(self, version: PastVersion | None) -> None:
        self._start(partial(self._looked, version), "look")

    async def _looked(self, version: PastVersion | None) -> None:
        # What was said of another row goes with it.
        self._say_of_row(not_known(version) if version is not None else "")
        content = await self._content(version) if version is not None else None
        if self._code is None:
            code = await showing_code("past-code")
            if self._left:
                return
            if self._code is None:
                self._code = code
                self.query_one("#past", Vertical).mount(code)
        self._code.load_text("" if content is None else content.code)

    async def _content(self, version: PastVersion) -> Edited | None:
        """What a version holds; None, and a word why, where it can't be had."""
        found = await self._loader.content(version)
        if isinstance(found, str):
            self._say_of_row(found)
            return None
        return found

    async def _known(self, version: PastVersion | None) -> Known | None:
        content = await self._content(version) if version is not None else None
        return None if version is None or content is None else (version, content)

    # Keys

    def in_full(self) -> Facts:
        """What rows may have to cut."""
        version = self._table.item
        facts = [("history of", printable(self._slug)), ("message", f"{printable(self._of_row)} {self._said}".strip())]
        return facts if version is None else facts + version_facts(version)

    def _say(self, text: str, style: str = "$muted") -> None:
        self._said, self._said_style = printable(text), style
        self._show_said()

    def _say_of_row(self, text: str) -> None:
        """Say something of the selected row, until another one is selected, before what is said of the history."""
        if text != self._of_row:
            self._of_row = text
            self._show_said()

    def _show_said(self) -> None:
        row = Content.styled(printable(self._of_row, limit=300), "$warning")
        rest = Content.styled(self._said[:300], self._said_style or "$muted")
        both = [each for each in (row, rest) if each.plain]
        for said in self.query("#said").results(Static):
            said.update(Content("  ").join(both))

    async def run_command(self, owned: Owned, key: str) -> None:
        if self._early is not None and owned.command.name not in _NEVER_LATE:
            self._early.append((owned, key))
        else:
            await super().run_command(owned, key)

    def say(self, text: str, style: str = "$muted") -> None:
        self._say(text, style)

    def _no_version(self) -> str | None:
        return None if self._table.item is not None else "There is no version to choose."

    def _no_code(self) -> str | None:
        return None if self._table.state.items else "There is no version to show."

    @command(
        keys=("enter",),
        title="Compare",
        help="Compare with what there is now, or with the version marked.",
        footer=Footer("compare", 1),
        disabled=_no_version,
    )
    def compare(self) -> None:
        """Compare the selected version with the marked one, or with what is now."""
        self._start(self._compare)

    @command(
        keys=("p",),
        title="Compare with before",
        help="Compare the version with the one before it.",
        footer=Footer("before", 2),
        disabled=_no_version,
    )
    def compare_before(self) -> None:
        """Compare the selected version with the one before it."""
        self._start(self._compare_with_before)

    @command(
        keys=("m",),
        title="Mark",
        help="Mark a version, to compare another one with it.",
        footer=Footer("mark", 3),
        disabled=_no_version,
    )
    def mark(self) -> None:
        """Mark the selected version, or take its mark away."""
        self._table.show(mark_one(self._table.state))
        is_marked = bool(self._table.state.marked)
        self._say("Enter compares another version with the one marked." if is_marked else "")

    @command(
        keys=("r",),
        title="Restore",
        help="Put the version into the editor, unsaved.",
        footer=Footer("restore", 4),
        disabled=_no_version,
    )
    def restore(self) -> None:
        """Put the selected version into the editor."""
        self._start(self._restore)

    @command(
        keys=("o",), title="Older", help="Read further back in the server's audit trail.", footer=Footer("older", 5)
    )
    def older(self) -> None:
        """Read further back in the server's audit trail."""
        self._start(self._read_on, "older", exclusive=False)

    @command(
        id="code_down",
        keys=("space",),
        title="Page down",
        help="Move a page down in the version's code.",
        footer=Footer("page", 6),
        disabled=_no_code,
    )
    def code_page_down(self) -> None:
        """Move a page down in the code of the selected version."""
        if self._code is not None:
            page_down(self._code)

    @command(
        id="code_up", keys=("b",), title="Page up", help="Move a page up in the version's code.", disabled=_no_code
    )
    def code_page_up(self) -> None:
        """Move a page up in the code of the selected version."""
        if self._code is not None:
            page_up(self._code)

    moves = move_commands(lambda screen: screen.query_one(RowTable).moves)
    view = VIEW_COMMANDS

    def _update_keys(self) -> None:
        """Show the keys that work now."""
        for bar in self.query(KeyBar):
            bar.show([each for each in self.commands if each.name != "older" or not self._loader.has_ended])

    @on(RowTable.Opened)
    def _clicked(self) -> None:
        self._start(self._compare)

    def _start(
        self, act: Callable[[], Coroutine[None, None, None]], group: str = "act", *, exclusive: bool = True
    ) -> None:
        # Not the coroutine itself: one that is replaced before it began would never be awaited.
        _worker: Worker[None] = self.run_worker(act, group=group, exclusive=exclusive)

    async def _compare(self) -> None:
        """The selected version beside the marked one, or beside what is now."""
        marked = marked_items(self._table.state, self._table.spec)
        one = await self._known(self._table.item)
        if one is None:
            return
        other = next((each for each in marked if each != one[0]), None)
        if other is not None:
            there = await self._known(other)
            if there is not None:
                self._show_pair(pair_of(one, there), one)
            return
        now = self._held or await self._now_there()
        if now is None:
            is_deleted = self._loader.is_deleted
            why = "The server has no such function any more" if is_deleted else "What the server holds is not known"
            self._say(f"{why}: there is nothing to compare with. r restores.")
            return
        self._show_pair(pair_with_now(one, now, "in the editor" if self._held is not None else "on the server"), one)

    async def _now_there(self) -> Edited | None:
        """What the server holds, once it has answered; None when it holds no such function or could not be asked."""
        if not self._loader.was_asked.is_set():
            self._say("Asking the server what it holds now.")
            await self._loader.was_asked.wait()
        return self._loader.current

    async def _compare_with_before(self) -> None:
        """What the selected version changed: it, beside the nearest older one that is known."""
        # As they are listed when the key comes: the trail may be read meanwhile.
        state = self._table.state
        one = await self._known(state.item)
        if one is None:
            return
        before = await self._known(next((each for each in state.shown[state.place + 1 :] if each.is_known), None))
        if before is None:
            self._say("No version before this one is known.")
        else:
            self._show_pair(pair_of(before, one), one)

    def _show_pair(self, pair: Sequence[Version], chosen: Known) -> None:
        if self._left:
            return
        version, content = chosen

        def answered(answer: str | None) -> None:
            if answer is not None:
                self.dismiss(ChosenVersion(content, version_label(version)))

        choices = (Choice("restore", f"restore {version_label(version).removeprefix('the version of ')}"),)
        self._prompts.ask(Compare(f"Versions of {printable(self._slug, limit=60)}", pair, choices), answered)

    async def _restore(self) -> None:
        version = self._table.item
        if version is not None and version.may_be_told and version.is_known and self._loader.is_deleted:
            self._say("Reading the audit trail for what the function was.")
            await self._loader.read_enough.wait()
            # As it is listed by now.
            then = (version.at, version.action)
            version = next((each for each in self._table.state.items if (each.at, each.action) == then), None)
        known = await self._known(version)
        if known is not None and not self._left:
            version, content = known
            unknown = not_known(version).removesuffix(".")
            name = version_label(version) + (f" ({unknown[:1].lower()}{unknown[1:]})" if unknown else "")
            self.dismiss(ChosenVersion(content, name))
