"""The editor's commands for versions and conflicts."""

from __future__ import annotations

from tui.app.editor.page import EditorPage, PageCommands, refused
from tui.app.shell.prompts import Prompts
from tui.app.shell.routes import Compare, OpenHistory, Version
from tui.app.widgets.command import CommandDefaults, command
from tui.sessions.edit.conflict import as_edited
from tui.sessions.edit.events import Command as Asking
from tui.sessions.edit.events import VersionChosen
from tui.sessions.edit.values import ChosenVersion
from tui.sessions.edit.watching import theirs


class VersionCommands(PageCommands):
    """Compares with, fetches and restores versions; resolves conflicts."""

    COMMAND_DEFAULTS = CommandDefaults("editor", "Versions and conflicts", disabled=PageCommands.not_loaded)

    def __init__(self, page: EditorPage, prompts: Prompts) -> None:
        super().__init__(page)
        self._prompts = prompts

    def _nothing_to_see(self) -> str | None:
        # There is something to see where there is something to go back from, or somebody else changed it.
        return self.not_loaded() if theirs(self.page.state) is not None else refused(Asking.REVERT)(self)

    @command(
        keys=("f12",),
        title="What changed",
        help="Compare what a save would send with what the server holds.",
        disabled=_nothing_to_see,
    )
    def changes(self) -> None:
        """Show what a save would send, beside what the server holds, and what somebody else made of it meanwhile."""
        state, here = self.page.state, Version("in the editor", self.page.edited)
        if state.base is None:
            return
        now = theirs(state)
        if now is None:
            versions: tuple[Version, ...] = (Version("on the server", as_edited(state.base)), here)
            what = "What a save would send. Nothing has been sent."
        else:
            fetched = Version("as you opened it", as_edited(state.base))
            there = Version("on the server now", as_edited(now))
            versions = (fetched, here, there) if self.page.unsaved else (fetched, there)
            what = "Somebody changed it on the server. Nothing has been sent."
        self._prompts.ask(Compare(what, versions))

    @command(
        keys=("ctrl+t",),
        title="History",
        help="Show the versions of this function: compare, restore as an edit.",
    )
    def history(self) -> None:
        """Show the versions of this function."""
        base = self.page.state.base
        if base is not None:
            current = None if self.page.state.is_deleted else as_edited(base)
            self._prompts.ask(OpenHistory(base.slug, current, self.page.edited), self.restore)

    def restore(self, chosen: ChosenVersion | None) -> None:
        """Put a version into the editor, unsaved."""
        if chosen is not None:
            self.page.driver.tell(VersionChosen(chosen))

    @command(
        keys=("f5",),
        title="Reload",
        help="Fetch the function again; undo brings the edit back.",
        disabled=refused(Asking.RELOAD),
    )
    def reload(self) -> None:
        """Fetch the function again."""
        self.page.driver.ask(Asking.RELOAD)

    @command(
        title="Revert",
        help="Go back to what the server holds; undo brings the edit back.",
        disabled=refused(Asking.REVERT),
    )
    def revert(self) -> None:
        """Go back to what the server holds."""
        self.page.driver.ask(Asking.REVERT)

    @command(
        keys=("alt+m",),
        title="Keep mine here",
        help="In a merge: keep my lines of the conflict at the cursor.",
        disabled=refused(Asking.TAKE_MINE),
    )
    def take_mine(self) -> None:
        """Keep my lines of the conflict at the cursor."""
        self.page.driver.ask(Asking.TAKE_MINE)

    @command(
        keys=("alt+t",),
        title="Take theirs here",
        help="In a merge: take their lines of the conflict at the cursor.",
        disabled=refused(Asking.TAKE_THEIRS),
    )
    def take_theirs(self) -> None:
        """Take their lines of the conflict at the cursor."""
        self.page.driver.ask(Asking.TAKE_THEIRS)

    # Not alt+b: that moves a word to the left, as in shells.
    @command(
        keys=("alt+a",),
        title="Keep both here",
        help="In a merge: keep my lines and theirs below them.",
        disabled=refused(Asking.TAKE_BOTH),
    )
    def take_both(self) -> None:
        """Keep my lines and theirs below them."""
        self.page.driver.ask(Asking.TAKE_BOTH)
