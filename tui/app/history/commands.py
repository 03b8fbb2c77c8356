"""What a user can do with the versions of a history: compare, mark, restore, move in their code."""

from __future__ import annotations

from collections.abc import Callable, Coroutine, Sequence
from typing import Protocol

from tui.app.history.comparing import Known, pair_of, pair_with_now
from tui.app.history.loader import VersionLoader
from tui.app.history.pane import VersionPane
from tui.app.history.rows import not_known, version_label
from tui.app.shell.prompts import Prompts
from tui.app.shell.questions import Choice
from tui.app.shell.routes import Compare, OpenHistory, Version
from tui.app.widgets.command import CommandDefaults, Footer, command
from tui.app.widgets.row_table import RowTable
from tui.model.function import Edited
from tui.sessions.edit.values import ChosenVersion
from tui.sessions.marks import mark_one, marked_items
from tui.sessions.versions import PastVersion
from tui.terminal.sanitise import printable


class HistoryPage(Protocol):
    """The screen as its commands see it; `HistoryScreen` is one."""

    loader: VersionLoader
    table: RowTable[PastVersion]
    pane: VersionPane

    @property
    def is_left(self) -> bool: ...

    async def content(self, version: PastVersion) -> Edited | None: ...

    def start(
        self, act: Callable[[], Coroutine[None, None, None]], group: str = ..., *, exclusive: bool = ...
    ) -> None: ...

    async def read_on(self) -> None: ...

    def say(self, text: str, style: str = ...) -> None: ...

    def copy_to_clipboard(self, text: str) -> None: ...

    def leave_with(self, chosen: ChosenVersion) -> None: ...


class HistoryCommands:
    """The commands of a history. What the route holds of the function is compared with, where it holds something."""

    COMMAND_DEFAULTS = CommandDefaults("history", "In a history")

    def __init__(self, page: HistoryPage, route: OpenHistory, prompts: Prompts) -> None:
        self._page = page
        self._slug, self._held = route.slug, route.held
        self._prompts = prompts

    def _no_version(self) -> str | None:
        return None if self._page.table.item is not None else "There is no version to choose."

    def _no_code(self) -> str | None:
        return None if self._page.table.state.items else "There is no version to show."

    @command(
        keys=("enter",),
        title="Compare",
        help="Compare with what there is now, or with the version marked.",
        footer=Footer("compare", 1),
        disabled=_no_version,
    )
    def compare(self) -> None:
        """Compare the selected version with the marked one, or with what is now."""
        self._page.start(self._compare)

    @command(
        keys=("p",),
        title="Compare with before",
        help="Compare the version with the one before it.",
        footer=Footer("before", 2),
        disabled=_no_version,
    )
    def compare_before(self) -> None:
        """Compare the selected version with the one before it."""
        self._page.start(self._compare_with_before)

    @command(
        keys=("m",),
        title="Mark",
        help="Mark a version, to compare another one with it.",
        footer=Footer("mark", 3),
        disabled=_no_version,
    )
    def mark(self) -> None:
        """Mark the selected version, or take its mark away."""
        table = self._page.table
        table.show(mark_one(table.state))
        self._page.say("Enter compares another version with the one marked." if table.state.marked else "")

    @command(
        keys=("r",),
        title="Restore",
        help="Put the version into the editor, unsaved.",
        footer=Footer("restore", 4),
        disabled=_no_version,
    )
    def restore(self) -> None:
        """Put the selected version into the editor."""
        self._page.start(self._restore)

    @command(keys=("y",), title="Copy", help="Copy the code of the selected version.", disabled=_no_version)
    def copy(self) -> None:
        """Copy the code of the selected version."""
        self._page.start(self._copy, "copy")

    async def _copy(self) -> None:
        known = await self._known(self._page.table.item)
        if known is not None and not self._page.is_left:
            self._page.copy_to_clipboard(known[1].code)

    @command(
        keys=("o",),
        title="Older",
        help="Read further back in the server's audit trail.",
        footer=Footer("older", 5, lambda acts: not acts._page.loader.has_ended),
    )
    def older(self) -> None:
        """Read further back in the server's audit trail."""
        self._page.start(self._page.read_on, "older", exclusive=False)

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
        self._page.pane.page_down()

    @command(
        id="code_up", keys=("b",), title="Page up", help="Move a page up in the version's code.", disabled=_no_code
    )
    def code_page_up(self) -> None:
        """Move a page up in the code of the selected version."""
        self._page.pane.page_up()

    async def _known(self, version: PastVersion | None) -> Known | None:
        content = await self._page.content(version) if version is not None else None
        return None if version is None or content is None else (version, content)

    async def _compare(self) -> None:
        """The selected version beside the marked one, or beside what is now."""
        table = self._page.table
        marked = marked_items(table.state, table.spec)
        one = await self._known(table.item)
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
            is_deleted = self._page.loader.is_deleted
            why = "The server has no such function any more" if is_deleted else "What the server holds is not known"
            self._page.say(f"{why}: there is nothing to compare with. r restores.")
            return
        self._show_pair(pair_with_now(one, now, "in the editor" if self._held is not None else "on the server"), one)

    async def _now_there(self) -> Edited | None:
        """What the server holds, once it has answered; None when it holds no such function or could not be asked."""
        loader = self._page.loader
        if not loader.was_asked.is_set():
            self._page.say("Asking the server what it holds now.")
            await loader.was_asked.wait()
        return loader.current

    async def _compare_with_before(self) -> None:
        """What the selected version changed: it, beside the nearest older one that is known."""
        # As they are listed when the key comes: the trail may be read meanwhile.
        state = self._page.table.state
        one = await self._known(state.item)
        if one is None:
            return
        before = await self._known(next((each for each in state.shown[state.place + 1 :] if each.is_known), None))
        if before is None:
            self._page.say("No version before this one is known.")
        else:
            self._show_pair(pair_of(before, one), one)

    def _show_pair(self, pair: Sequence[Version], chosen: Known) -> None:
        if self._page.is_left:
            return
        version, content = chosen

        def answered(answer: str | None) -> None:
            if answer is not None:
                self._page.leave_with(ChosenVersion(content, version_label(version)))

        choices = (Choice("restore", f"restore {version_label(version).removeprefix('the version of ')}"),)
        self._prompts.ask(Compare(f"Versions of {printable(self._slug, limit=60)}", pair, choices), answered)

    async def _restore(self) -> None:
        loader, table = self._page.loader, self._page.table
        version = table.item
        if version is not None and version.may_be_told and version.is_known and loader.is_deleted:
            self._page.say("Reading the audit trail for what the function was.")
            await loader.read_enough.wait()
            # As it is listed by now.
            then = (version.at, version.action)
            version = next((each for each in table.state.items if (each.at, each.action) == then), None)
        known = await self._known(version)
        if known is not None and not self._page.is_left:
            version, content = known
            unknown = not_known(version).removesuffix(".")
            name = version_label(version) + (f" ({unknown[:1].lower()}{unknown[1:]})" if unknown else "")
            self._page.leave_with(ChosenVersion(content, name))
