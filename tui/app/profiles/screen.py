"""The profiles of the settings, one a row; dismissed with the name of the one that was chosen."""

from __future__ import annotations

from collections.abc import Callable

from textual import on
from textual.app import ComposeResult

from tui.app.profiles.keeper import ProfileKeeper
from tui.app.profiles.rows import PROFILE_LIST, Row, in_full
from tui.app.shell.connection import Connection
from tui.app.shell.facts import Facts
from tui.app.shell.full_screen import VIEW_COMMANDS, FullScreenCommands
from tui.app.shell.list_frame import ListFrame
from tui.app.shell.moving import move_commands
from tui.app.shell.navigation import Navigator
from tui.app.shell.prompts import Prompts
from tui.app.shell.routes import OpenConnect, OpenProfiles
from tui.app.shell.screen import Dialog
from tui.app.widgets.clock import Clock
from tui.app.widgets.command import CommandDefaults, Footer, command
from tui.app.widgets.row_table import RowTable
from tui.errors import ConsoleError
from tui.sessions.listing import ListState, received
from tui.terminal.sanitise import printable


class ProfilesScreen(Dialog[str | None]):
    """The profiles; dismissed with the name of the one to use, or None."""

    COMMAND_DEFAULTS = CommandDefaults("profiles", "In the profiles")

    def __init__(
        self,
        route: OpenProfiles,
        keeper: ProfileKeeper,
        connection: Connection,
        clock: Clock,
        navigator: Navigator,
        prompts: Prompts,
    ) -> None:
        super().__init__()
        self._route = route
        self._keeper = keeper
        self._navigator = navigator
        self._prompts = prompts
        self._connection = connection
        self._table = RowTable(PROFILE_LIST, clock, ListState[Row]())
        self.shared = FullScreenCommands(navigator, prompts, self.in_full)

    def compose(self) -> ComposeResult:
        yield ListFrame(printable(self._route.why) or "Profiles", self._table)

    def on_mount(self) -> None:
        if self._show() and self._table.item is None:
            self.say("There are no profiles yet: n asks for a server and a key, and can keep both as one.", "$muted")
        self.query_one(ListFrame).begin(self.commands)

    def in_full(self) -> Facts:
        """What a row may have to cut."""
        row = self._table.item
        return in_full(row) if row is not None else []

    def say(self, text: str, style: str = "$warning") -> None:
        self.query_one(ListFrame).say(text, style)

    def _show(self) -> bool:
        """Show the profiles as the files have them now; whether all could be read."""
        try:
            rows = self._keeper.rows()
        except ConsoleError as error:
            self.say(f"The profiles can't be read: {error}.")
            return False
        self._table.show(received(self._table.state, PROFILE_LIST, rows))
        problem = self._keeper.project_problem
        if problem:
            self.say(f"{problem}. The project file is ignored.")
        return not problem

    def _change(self, change: Callable[[], object], said: str) -> None:
        """Change the file, and say that or what went wrong."""
        try:
            change()
        except ConsoleError as error:
            self.say(f"Nothing was changed: {error}.")
            return
        self._show()
        self.say(said, "$muted")

    @property
    def _row(self) -> Row | None:
        return self._table.item

    def _why_none(self) -> str | None:
        return "There is no profile here." if self._row is None else None

    def _why_no_change(self) -> str | None:
        if self._row is not None and self._row.project is not None:
            return "That is this folder's project, which InsForge's own tool keeps. n can keep it as a profile too."
        return self._why_none()

    @command(
        keys=("enter",),
        title="Use",
        help="Connect with the selected profile.",
        footer=Footer("use", 1),
        disabled=_why_none,
    )
    def use(self) -> None:
        """Choose the selected profile."""
        if self._row is not None:
            self.dismiss(self._row.name)

    def _why_not_new(self) -> str | None:
        return "One of the profiles is to be chosen here." if self._route.chooses else None

    @command(
        keys=("n",),
        title="New profile",
        help="Ask for a server and a key; what is kept there is a profile.",
        footer=Footer("new", 2),
        disabled=_why_not_new,
    )
    def new(self) -> None:
        """Ask for a server and a key."""
        self.dismiss(None)
        self.app.call_later(self._navigator.go, OpenConnect())

    @command(
        keys=("t",),
        title="Test",
        help="Ask the profile's server for its functions, with its own key.",
        footer=Footer("test", 3),
        disabled=_why_none,
    )
    async def test(self) -> None:
        """Try the selected profile."""
        row = self._row
        if row is None:
            return
        self.say(f"Asking {row.profile.url or 'nobody'}.", "$muted")
        self.run_worker(self._test(row), group="test", exclusive=True)

    async def _test(self, row: Row) -> None:
        await self._keeper.test(row.profile)
        self._show()
        tested = next((each.tested for each in self._table.state.items if each.name == row.name), None)
        if tested is not None:
            self.say(f"{row.name}: {tested[0]}", "$success" if tested[1] else "$warning")

    @command(
        keys=("e",),
        title="Rename",
        help="Give the profile another name.",
        footer=Footer("rename", 4),
        disabled=_why_no_change,
    )
    def rename(self) -> None:
        """Ask for another name of the selected profile."""
        row = self._row
        if row is None:
            return
        from tui.app.shell.asked_text import AskText

        taken = {each.name for each in self._table.state.items}

        def refuses(text: str) -> str:
            if not text.strip():
                return "A profile needs a name."
            return "There is such a profile already." if text.strip() in taken - {row.name} else ""

        def answered(text: str | None) -> None:
            if text is not None and text.strip() != row.name:
                new_name = text.strip()
                self._change(lambda: self._keeper.rename(row.name, new_name), f"{row.name} is {new_name} now.")

        question = f"Another name for profile {printable(row.name, limit=60)}"
        self._prompts.ask(AskText(question, "Its server and key stay.", refuses, value=row.name), answered)

    @command(
        keys=("o",),
        title="Read-only",
        help="Let nothing be changed with the profile any more, or again.",
        disabled=_why_no_change,
    )
    def read_only(self) -> None:
        """Turn whether the selected profile is read-only."""
        row = self._row
        if row is not None:
            words = "may change its server again" if row.profile.read_only else "is read-only now"
            self._change(lambda: self._keeper.turn_read_only(row.profile), f"{row.name} {words}{self._later(row)}.")

    @command(
        keys=("p",),
        title="Protected",
        help="Ask for the profile's name before anything is written, or no longer.",
        disabled=_why_no_change,
    )
    def protect(self) -> None:
        """Turn whether the name of the selected profile is typed before a write."""
        row = self._row
        if row is not None:
            words = "is no longer protected" if row.profile.protected else "is protected now"
            self._change(lambda: self._keeper.turn_protected(row.profile), f"{row.name} {words}{self._later(row)}.")

    @command(
        keys=("m",),
        title="Colour",
        help="Give the profile the next colour for its name in the header, or none.",
        disabled=_why_no_change,
    )
    def colour(self) -> None:
        """Turn the colour of the selected profile."""
        row = self._row
        if row is not None:
            self._change(
                lambda: self._keeper.next_colour(row.profile), f"{row.name} has another colour{self._later(row)}."
            )

    @staticmethod
    def _later(row: Row) -> str:
        return ", once it is connected again" if row.is_connected else ""

    @command(keys=("d",), title="Default", help="Use the profile where nothing else says.", disabled=_why_no_change)
    def make_default(self) -> None:
        """Make the selected profile the default one."""
        row = self._row
        if row is not None:
            self._change(lambda: self._keeper.make_default(row.name), f"{row.name} is the default now.")

    @command(
        keys=("X",),
        title="Remove",
        help="Remove the profile with its key, after a question.",
        footer=Footer("remove", 5),
        disabled=_why_no_change,
    )
    def remove_profile(self) -> None:
        """Remove the selected profile, after a question."""
        row = self._row
        if row is None:
            return
        from tui.app.shell.questions import Choice, QuestionScreen

        def answered(answer: str | None) -> None:
            if answer == "remove":
                stays = " Its server stays connected until you leave." if row.is_connected else ""
                self._change(lambda: self._keeper.delete(row.name), f"{row.name} is removed.{stays}")

        key = " Its key is nowhere else on this machine, as far as the console knows." if row.profile.key else ""
        self._prompts.ask(
            QuestionScreen(
                f"Remove profile {printable(row.name, limit=60)}?",
                f"The settings forget {printable(row.profile.url or 'its server', limit=200)}.{key} Nothing happens on"
                " the server.",
                (Choice("keep", "No, keep it"), Choice("remove", "Yes, remove it")),
            ),
            answered,
        )

    moves = move_commands(lambda screen: screen.query_one(RowTable).moves)
    view = VIEW_COMMANDS

    @on(RowTable.Opened)
    def _clicked(self) -> None:
        self.use()
