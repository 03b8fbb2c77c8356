"""A function's versions: those kept on this machine and those of the server's audit trail, to look at and compare."""

from __future__ import annotations

import asyncio
from collections.abc import Callable, Coroutine, Sequence
from functools import partial
from typing import TYPE_CHECKING

from textual import events, on
from textual.app import ComposeResult
from textual.containers import Container, Vertical
from textual.content import Content
from textual.widgets import OptionList, Static
from textual.widgets.option_list import Option
from textual.worker import Worker

from tui.app.history.rows import called, not_known, row, same, version_facts
from tui.app.shell.connection import Connection
from tui.app.shell.dialog_keys import HISTORY, HISTORY_HELP
from tui.app.shell.facts import Facts
from tui.app.shell.full_screen import FullScreenCommands
from tui.app.shell.key_bar import KeyBar
from tui.app.shell.navigation import Navigator
from tui.app.shell.notice import describe_error
from tui.app.shell.pick import move
from tui.app.shell.prompts import Prompts
from tui.app.shell.questions import Choice
from tui.app.shell.routes import Compare, OpenHistory, Version
from tui.app.shell.screen import Dialog
from tui.app.widgets.clock import Clock
from tui.app.widgets.code_preview import showing_code
from tui.errors import ApiError, NotFound, StorageError
from tui.flows.history import PastVersion, Trail, one_history, source_of, told_by_trail, with_changes
from tui.model.function import Edited
from tui.model.history import DELETED, KeptVersion
from tui.sessions.edit.conflict import as_edited
from tui.sessions.edit.values import ChosenVersion
from tui.store.history import HistoryStore, fingerprint
from tui.terminal.sanitise import printable

if TYPE_CHECKING:
    from tui.app.widgets.code_editor import CodeEditor

_BESIDE_FROM_COLUMNS = 150
_NEEDS_VERSION = frozenset({"compare", "compare_before", "mark", "restore"})
_NEVER_LATE = frozenset({"close", "help", "redraw", "quit"})
"""What is done at once, also before there is a list."""
_MOST_ROWS_UNASKED = 2000
"""So much of the trail is read by itself for what a deleted function held."""
_UNKNOWN = "Nobody remembers the code of this version: the audit trail tells only what was sent."


class HistoryScreen(Dialog[ChosenVersion | None]):
    """The versions of one function with the code of the one selected; dismissed with the one to restore, or None.

    `versions` are those kept on this machine.
    """

    COMMANDS_HERE = HISTORY
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
    ) -> None:
        super().__init__()
        self._slug = route.slug
        self._current = route.current
        self._held = route.held
        self._connection = connection
        self._clock = clock
        self._prompts = prompts
        self._versions = versions
        self._shared = FullScreenCommands(navigator, prompts, HISTORY_HELP, self.in_full)
        self._last_known: Edited | None = None
        self._failed = self._said = self._said_style = self._of_row = ""
        self._gone = self._trail_failed = False
        self._early: list[str] | None = []
        self._asked = asyncio.Event()
        self._read_enough = asyncio.Event()
        self._reading = False
        self._kept: list[KeptVersion] = []
        self._trail: Trail | None = None
        self._listed: list[PastVersion] = []
        self._marked: PastVersion | None = None
        self._code: CodeEditor | None = None

    @property
    def _list(self) -> OptionList:
        return self.query_one(OptionList)

    def compose(self) -> ComposeResult:
        yield Static(Content(f"History of {printable(self._slug, limit=60)}"), id="headline")
        with Container(id="lists"):
            yield OptionList()
            yield Vertical(id="past")
        yield Static("", id="said")
        yield KeyBar()

    def on_mount(self) -> None:
        self.set_focus(self._list)
        self._update_keys()
        self._start(self._load, "load")

    def on_resize(self, event: events.Resize) -> None:
        self.set_class(event.size.width >= _BESIDE_FROM_COLUMNS, "-beside")
        self.call_after_refresh(self._show_rows_again)

    # What there is

    async def _load(self) -> None:
        await self._find_kept()
        self._show_list()
        self._catch_up()
        await self._find_current()
        self._asked.set()
        self._trail = Trail(self._connection.api, self._slug)
        await self._read_on()
        while self._wants_more:
            await self._read_on()
        self._read_enough.set()

    @property
    def _wants_more(self) -> bool:
        """Whether older rows of the trail may tell what a deleted function held, which nothing else does."""
        trail = self._trail
        if trail is None or not self._gone or trail.ended or self._trail_failed or trail.read >= _MOST_ROWS_UNASKED:
            return False
        return any(version.may_be_told for version in self._listed)

    def _catch_up(self) -> None:
        """Keys that came before there was a list act on it now, in their order."""
        early, self._early = self._early, None
        for name in early or ():
            self._act_on(name)

    async def _find_kept(self) -> None:
        store = self._versions
        if store is not None:
            try:
                self._kept = await asyncio.to_thread(store.versions, self._connection.server_id, self._slug)
            except StorageError as error:
                self._failed = f"{error} "

    async def _find_current(self) -> None:
        if self._current is not None:
            return
        try:
            self._current = as_edited(await self._connection.api.functions.get(self._slug))
        except ApiError as error:
            self._gone = isinstance(error, NotFound)
            if not self._gone:
                self._failed += f"{describe_error(error, self._connection.display_name).headline} "
            if self._kept:
                self._last_known = await self._content(one_history(self._kept[:1], ())[0])

    async def _read_on(self) -> None:
        trail = self._trail
        # Before the trail is there, or while a page of it is on its way, older rows come by themselves.
        if trail is None or self._reading:
            return
        if trail.ended:
            self._say("There are no older versions.")
            return
        self._say("Asking the server's audit trail.")
        self._reading = True
        self._trail_failed = False
        try:
            await trail.read_on()
        except NotFound:
            trail.ended = True
            said = "This server has no audit trail: only what was kept on this machine is listed."
        except ApiError as error:
            self._trail_failed = True
            said = f"The audit trail can't be read: {describe_error(error, self._connection.display_name).headline}"
        else:
            rest = "all of it" if trail.ended else f"{trail.read} of {trail.total or 'its'} rows; o reads on"
            said = f"The audit trail was read, {rest}."
        finally:
            self._reading = False
            self._update_keys()
        if not self._kept and not trail.rows:
            said = f"No version of it is known. {said}"
        self._say(f"{self._failed}{said}", "$warning" if self._failed else "$muted")
        self._show_list()

    @property
    def _left(self) -> bool:
        """Whether the screen was left while something was waited for: then nothing of it is there any more."""
        return not self.query(OptionList)

    def _show_list(self) -> None:
        if self._left:
            return
        rows = self._trail.rows if self._trail is not None else []
        told = told_by_trail(rows, self._current, self._last_known)
        before = self._selected
        read_back_to = self._trail.read_back_to if self._trail is not None else None
        self._listed = one_history(self._kept, told, read_back_to)
        place = next((index for index, each in enumerate(self._listed) if same(each, before)), 0)
        self._show_rows(place)
        if not self._listed:
            self._look(None)

    def _show_rows(self, place: int) -> None:
        self._list.set_options(Option(self._row(version)) for version in self._listed)
        self._list.highlighted = place if self._listed else None
        self._update_keys()

    def _show_rows_again(self) -> None:
        if not self._left:
            self._show_rows(self._list.highlighted or 0)

    def _row(self, version: PastVersion) -> Content:
        is_now = self._current is not None and version.mark == fingerprint(self._current)
        return row(
            version, self._clock.now(), cells=self._list.size.width, marked=same(version, self._marked), is_now=is_now
        )

    @property
    def _selected(self) -> PastVersion | None:
        place = self._list.highlighted
        return self._listed[place] if place is not None and place < len(self._listed) else None

    # Looking

    @on(OptionList.OptionHighlighted)
    def _moved(self) -> None:
        self._look(self._selected)

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
        """What a version holds, from the disk where it must be; None, and a word why, where it can't be had."""
        store = self._versions
        version, changes = source_of(version)
        found = version.content
        if found is None and version.kept_at is not None and store is not None:
            try:
                found = await asyncio.to_thread(store.content, self._connection.server_id, self._slug, version.mark)
            except StorageError as error:
                self._say_of_row(str(error))
                return None
        if found is None:
            gone = "This row tells that the function was deleted." if version.action == DELETED else _UNKNOWN
            self._say_of_row(gone)
        return None if found is None else with_changes(found, changes)

    # Keys

    def in_full(self) -> Facts:
        """What rows may have to cut."""
        version = self._selected
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

    def run_command(self, name: str, key: str) -> None:
        if self._early is not None and name not in _NEVER_LATE:
            self._early.append(name)
        else:
            super().run_command(name, key)

    def act(self, name: str, key: str) -> None:
        self._act_on(name)

    def _act_on(self, name: str) -> None:
        if name == "close":
            self.dismiss(None)
            return
        if self._shared.act(name):
            return
        if name in _NEEDS_VERSION and self._selected is None:
            self._say("There is no version to choose.")
            return
        acts: dict[str, Callable[[], object]] = {
            "compare": lambda: self._start(self._compare),
            "mark": self._mark,
            "compare_before": lambda: self._start(self._compare_with_before),
            "restore": lambda: self._start(self._restore),
            "older": lambda: self._start(self._read_on, "older", exclusive=False),
            "page_down": lambda: self._page(1),
            "page_up": lambda: self._page(-1),
        }
        act = acts.get(name)
        if act is not None:
            act()
        else:
            move(self._list, name)

    def _update_keys(self) -> None:
        """Show the keys that work now."""
        for bar in self.query(KeyBar):
            bar.show([command for command in HISTORY if self._works(command.name)])

    def _works(self, name: str) -> bool:
        if name in _NEEDS_VERSION or name == "page_down":
            return bool(self._listed)
        return name != "older" or (self._trail is not None and not self._trail.ended)

    @on(OptionList.OptionSelected)
    def _clicked(self) -> None:
        self._start(self._compare)

    def _start(
        self, act: Callable[[], Coroutine[None, None, None]], group: str = "act", *, exclusive: bool = True
    ) -> None:
        # Not the coroutine itself: one that is replaced before it began would never be awaited.
        _worker: Worker[None] = self.run_worker(act, group=group, exclusive=exclusive)

    def _page(self, step: int) -> None:
        if self._code is not None:
            (self._code.scroll_page_down if step > 0 else self._code.scroll_page_up)(animate=False)

    def _mark(self) -> None:
        version = self._selected
        if version is None:
            return
        self._marked = None if same(version, self._marked) else version
        self._show_rows(self._list.highlighted or 0)
        self._say("Enter compares another version with the one marked." if self._marked is not None else "")

    async def _compare(self) -> None:
        """The selected version beside the marked one, or beside what is now."""
        version = self._selected
        if version is None:
            return
        content = await self._content(version)
        if content is None:
            return
        other = self._marked if not same(version, self._marked) else None
        if other is not None:
            there = await self._content(other)
            if there is None:
                return
            older, newer = (version, other) if version.at <= other.at else (other, version)
            contents = _known_alike(version, content, other, there)
            pair = [Version(called(each), contents[each is other]) for each in (older, newer)]
        else:
            now = self._held or await self._now_there()
            if now is None:
                why = "The server has no such function any more" if self._gone else "What the server holds is not known"
                self._say(f"{why}: there is nothing to compare with. r restores.")
                return
            name = "in the editor" if self._held is not None else "on the server"
            pair = [Version(called(version), _filled(version, content, now)), Version(name, now)]
        self._show_pair(pair, ChosenVersion(content, called(version)))

    async def _now_there(self) -> Edited | None:
        """What the server holds, once it has answered; None when it holds no such function or could not be asked."""
        if not self._asked.is_set():
            self._say("Asking the server what it holds now.")
            await self._asked.wait()
        return self._current

    async def _compare_with_before(self) -> None:
        """What the selected version changed: it, beside the nearest older one that is known."""
        version, listed = self._selected, self._listed
        content = await self._content(version) if version is not None else None
        if version is None or content is None:
            return
        # As it was listed when the key came: the trail may have been read meanwhile.
        place = listed.index(version)
        before = next((each for each in listed[place + 1 :] if each.is_known), None)
        there = await self._content(before) if before is not None else None
        if before is None or there is None:
            self._say("No version before this one is known.")
            return
        contents = _known_alike(before, there, version, content)
        pair = [Version(called(before), contents[0]), Version(called(version), contents[1])]
        self._show_pair(pair, ChosenVersion(content, called(version)))

    def _show_pair(self, pair: Sequence[Version], chosen: ChosenVersion) -> None:
        if self._left:
            return

        def answered(answer: str | None) -> None:
            if answer is not None:
                self.dismiss(chosen)

        choices = (Choice("restore", f"restore {chosen.name.removeprefix('the version of ')}"),)
        self._prompts.ask(Compare(f"Versions of {printable(self._slug, limit=60)}", pair, choices), answered)

    async def _restore(self) -> None:
        version = self._selected
        if version is not None and version.may_be_told and version.is_known and self._gone:
            self._say("Reading the audit trail for what the function was.")
            await self._read_enough.wait()
            # As it is listed by now.
            then = (version.at, version.action)
            version = next((each for each in self._listed if (each.at, each.action) == then), None)
        content = await self._content(version) if version is not None else None
        if version is not None and content is not None and not self._left:
            unknown = not_known(version).removesuffix(".")
            name = f"{called(version)} ({unknown[:1].lower()}{unknown[1:]})" if unknown else called(version)
            self.dismiss(ChosenVersion(content, name))


def _filled(version: PastVersion, content: Edited, other: Edited) -> Edited:
    """A version's content to compare with another: a field that nobody knows shows no difference."""
    fields = [field for field in version.unknown if field != "code"]
    return content._replace(**{field: getattr(other, field) for field in fields})


def _known_alike(one: PastVersion, content: Edited, other: PastVersion, there: Edited) -> tuple[Edited, Edited]:
    return _filled(one, content, there), _filled(other, there, content)
