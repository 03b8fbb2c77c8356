"""What a user can do in a linked folder: push, pull, merge and compare, for marked functions or the selected one."""

from __future__ import annotations

from collections.abc import Awaitable, Callable
from itertools import islice
from typing import Protocol

from tui.app.linked.driver import LinkedDriver
from tui.app.linked.words import LinkedRow, state_of, what_of
from tui.app.shell.navigation import Navigator
from tui.app.shell.outcome import OutcomePanel
from tui.app.shell.prompts import Prompts
from tui.app.shell.questions import Choice, DetailsScreen, QuestionScreen
from tui.app.shell.routes import Back, Compare, Version
from tui.app.widgets.command import CommandDefaults, Footer, command
from tui.app.widgets.row_table import RowTable
from tui.errors import ApiError
from tui.flows.linked import LinkedFolder
from tui.flows.linked_parts import Done
from tui.sessions.link_states import State
from tui.sessions.linked import Compared, Here, pull_overwrites, push_overwrites
from tui.sessions.marks import marked_items, toggle_mark, toggle_shown
from tui.terminal.sanitise import printable

_TWO_SIDES = (State.FOLDER_AHEAD, State.SERVER_AHEAD, State.BOTH_CHANGED, State.LINE_ENDS)
_PUSHED = (*_TWO_SIDES, State.ONLY_HERE, State.DELETED_THERE)
_PULLED = (*_TWO_SIDES, State.ONLY_THERE, State.DELETED_HERE)
"""States in which the footer names a command. Its key works in others too: files change without a word."""
_MOST_TOLD = 100

OverAct = Callable[[LinkedFolder, str, bool], Awaitable[Done]]
"""Pushes or pulls a function; the flag says that what is newer on the other side may go."""


class LinkedPage(Protocol):
    """The screen as its commands see it; `LinkedScreen` is one."""

    driver: LinkedDriver
    table: RowTable[LinkedRow]
    report: OutcomePanel

    def say(self, text: str, style: str = ...) -> None: ...

    def run_alone(self, slug: str) -> None: ...

    @property
    def server(self) -> str: ...


class LinkedCommands:
    """The commands of the screen."""

    COMMAND_DEFAULTS = CommandDefaults("linked", "In a linked folder")

    def __init__(self, page: LinkedPage, navigator: Navigator, prompts: Prompts) -> None:
        self._page = page
        self._navigator = navigator
        self._prompts = prompts

    @property
    def chosen(self) -> list[LinkedRow]:
        """The marked functions; without marks, the selected one."""
        table = self._page.table
        marked = marked_items(table.state, table.spec)
        return list(marked) or ([] if table.item is None else [table.item])

    def _may(self, *states: State) -> bool:
        """Whether a chosen function is in one of these states, or it is not known how it stands."""
        return any(row.found is None or row.found.state in states for row in self.chosen)

    def _may_push(self) -> bool:
        return self._may(*_PUSHED)

    def _may_pull(self) -> bool:
        return self._may(*_PULLED)

    def _may_merge(self) -> bool:
        return self._may(State.BOTH_CHANGED)

    def _may_compare(self) -> bool:
        return self._may(*_TWO_SIDES)

    def nothing(self) -> str | None:
        """Why nothing can be done with a function."""
        if self._page.driver.is_watching:
            return "The folder is watched: w ends that."
        if self._page.driver.is_busy:
            return "It is still under way: esc stops after the current function."
        return None if self.chosen else "There is no function to select."

    def _no_watch(self) -> str | None:
        return None if self._page.driver.is_watching else self.nothing()

    def _busy(self) -> str | None:
        if self._page.driver.is_watching:
            return "The folder is watched: w ends that."
        return "It is still under way: esc stops it." if self._page.driver.is_busy else None

    @command(
        keys=("p",),
        title="Push",
        help="Save the marked functions, or the selected one, as their files are.",
        footer=Footer("push", 1, _may_push),
        writes=True,
        disabled=nothing,
    )
    def push(self) -> None:
        """Save what the folder has."""
        self._act("Save over what is newer on the server?", push_overwrites, _pushed)

    @command(
        keys=("f",),
        title="Pull",
        help="Write the files of the marked functions, or of the selected one, as the server has them.",
        footer=Footer("pull", 2, _may_pull),
        disabled=nothing,
    )
    def pull(self) -> None:
        """Write what the server has."""
        self._act("Write over what is newer in the folder?", pull_overwrites, _pulled)

    def _act(self, question: str, overwrites: Callable[[Compared], bool], act: OverAct) -> None:
        chosen = self.chosen
        slugs = [row.slug for row in chosen]
        if len(chosen) != 1 or chosen[0].found is None or not overwrites(chosen[0].found):
            self._page.driver.act(slugs, lambda folder, slug: act(folder, slug, False))
            return
        explained = (
            f"{printable(slugs[0], limit=60)}: what is there is overwritten. m merges both, enter compares them."
        )

        def answered(name: str | None) -> None:
            if name == "overwrite":
                self._page.driver.act(slugs, lambda folder, slug: act(folder, slug, True))

        choices = [Choice("leave", "Leave both as they are"), Choice("overwrite", "Overwrite")]
        self._prompts.ask(QuestionScreen(question, explained, choices), answered)

    @command(
        keys=("m",),
        title="Merge",
        help="Where both sides changed, write a merge of both into the file: marks stand where they clash.",
        footer=Footer("merge", 3, _may_merge),
        disabled=nothing,
    )
    def merge(self) -> None:
        """Write a merge into the files."""
        self._page.driver.act([row.slug for row in self.chosen], _merged)

    @command(
        keys=("enter",),
        title="Compare",
        help="Compare the file of the selected function with what the server has.",
        footer=Footer("compare", 4, _may_compare),
        disabled=nothing,
    )
    def compare(self) -> None:
        """Compare file and server."""
        item = self._page.table.item
        if item is not None:
            self._page.run_alone(item.slug)

    async def compare_now(self, slug: str) -> None:
        """Read the file, ask the server, show both."""
        folder = self._page.driver.folder
        if folder is None:
            return
        try:
            there, sides = await folder.there(slug), await folder.local(slug)
        except ApiError as error:
            self._page.say(what_of(LinkedRow(slug, error=error), self._page.server).text, "$error")
            return
        if there is None or not isinstance(sides.here, Here):
            self._page.say("There is nothing to compare: one side alone has it.")
            return
        base = sides.base_content
        folder_side, server_side = Version("folder", sides.here.over(there.content)), Version("server", there.content)
        versions = [server_side, folder_side]
        # A side that nobody changed is the common version.
        if base is not None and base.code not in (folder_side.content.code, server_side.content.code):
            versions = [Version("common", base), folder_side, server_side]
        self._prompts.ask(Compare(f"{printable(slug, limit=60)}: folder and server", versions))

    @command(
        keys=("w",),
        title="Watch",
        help="Save each function whenever its file is saved, in any editor; again ends it.",
        footer=Footer("watch", 6),
        writes=True,
        disabled=_no_watch,
    )
    def watch(self) -> None:
        """Begin to watch the folder, or end it."""
        if self._page.driver.is_watching:
            self._page.driver.stop()
        else:
            self._page.driver.watch()

    @command(keys=("space",), title="Mark", help="Mark the selected function, or take its mark away.", disabled=nothing)
    def mark(self) -> None:
        """Mark the selected function, and go to the next."""
        self._page.table.show(toggle_mark(self._page.table.state))
        self._page.table.move(1)

    @command(keys=("asterisk",), title="Mark all", help="Mark all functions, or take all marks away.", disabled=nothing)
    def mark_all(self) -> None:
        """Mark all, or none."""
        self._page.table.show(toggle_shown(self._page.table.state, self._page.table.spec))

    @command(
        keys=("r",),
        title="Refresh",
        help="Look at folder and server again.",
        footer=Footer("refresh", 7),
        disabled=_busy,
    )
    def refresh(self) -> None:
        """Look at both sides again."""
        self._page.driver.look()

    @command(keys=("f4",), title="In full", help="Show in full what rows may cut.")
    def details(self) -> None:
        """Show in full what rows may cut."""
        item, link = self._page.table.item, self._page.driver.link
        facts = [] if link is None else [("folder", link.folder), ("server", link.url)]
        if item is not None:
            facts += [("function", item.slug), ("state", state_of(item).text)]
            facts += [("", what_of(item, self._page.server).text)]
        facts += [
            ("left out", f"{name}: {why}") for name, why in islice(self._page.driver.left_out.items(), _MOST_TOLD)
        ]
        self._prompts.ask(
            DetailsScreen(self._page.report.report, [(label, printable(text, limit=4000)) for label, text in facts])
        )

    @command(
        keys=("escape", "q"), title="Back", help="Go back; stop what is under way first.", footer=Footer("back", 5)
    )
    def close(self) -> None:
        """Stop, or leave."""
        if self._page.driver.is_busy and self._page.driver.rows:
            self._page.driver.stop()
            self._page.say("It stops after the current function.", "$muted")
        else:
            self._navigator.go(Back())


async def _pushed(folder: LinkedFolder, slug: str, overwrites: bool) -> Done:
    return await folder.push(slug, named=True, overwrites=overwrites)


async def _pulled(folder: LinkedFolder, slug: str, overwrites: bool) -> Done:
    return await folder.pull(slug, named=True, overwrites=overwrites)


async def _merged(folder: LinkedFolder, slug: str) -> Done:
    return await folder.merge(slug)
