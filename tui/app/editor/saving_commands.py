"""The editor's commands for saving and leaving."""

from __future__ import annotations

from tui.app.editor.page import EditorPage, PageCommands, refused
from tui.app.editor.phrases import describe_problem
from tui.app.editor.words import said
from tui.app.shell.connection import Connection
from tui.app.shell.facts import function_facts
from tui.app.shell.navigation import Navigator
from tui.app.shell.outcome import OutcomePanel
from tui.app.shell.prompts import Prompts
from tui.app.shell.questions import DetailsScreen
from tui.app.shell.routes import DeleteFunction, OpenDeployment, OpenFunction, OpenLogs, OpenRunner
from tui.app.shell.slug_words import slug_words
from tui.app.shell.status import server_facts
from tui.app.widgets.command import CommandDefaults, Footer, command
from tui.model.function import ACTIVE
from tui.sessions.edit.availability import why_not_another_slug, why_not_delete, why_not_there
from tui.sessions.edit.effects import Say
from tui.sessions.edit.events import Command as Asking
from tui.sessions.edit.events import SlugChosen
from tui.sessions.edit.outcome import SlugTaken
from tui.sessions.naming import slug_problem
from tui.terminal.sanitise import printable


class SavingCommands(PageCommands):
    """Saves, leaves, shows in full."""

    COMMAND_DEFAULTS = CommandDefaults("editor", "Saving and leaving")

    def __init__(self, page: EditorPage, connection: Connection, prompts: Prompts, navigator: Navigator) -> None:
        super().__init__(page)
        self._navigator = navigator
        self._connection = connection
        self._prompts = prompts

    @command(
        keys=("ctrl+s",),
        title="Save",
        help="Send what changed to the server.",
        footer=Footer("save", 1),
        writes=True,
        disabled=refused(Asking.SAVE),
    )
    def save(self) -> None:
        """Send what changed to the server."""
        self.page.driver.ask(Asking.SAVE)

    def _would_run(self) -> bool:
        return self.page.driver.contents.held.fields.status == ACTIVE

    @command(
        # Not every terminal sends alt with enter: alt+r is shown.
        keys=("alt+r", "alt+enter"),
        title="Save and run",
        help="Save, and run the function once it is live. What did not go live is not run.",
        footer=Footer("run", 2, _would_run),
        writes=True,
        disabled=refused(Asking.SAVE_AND_RUN),
    )
    def save_and_run(self) -> None:
        """Save, and run the function once it is live."""
        self.page.driver.ask(Asking.SAVE_AND_RUN)

    @command(
        keys=("ctrl+r",),
        title="Run",
        help="Open the runner: it sends the saved function a request.",
        disabled=PageCommands.not_loaded,
    )
    def run_function(self) -> None:
        """Open the runner."""
        state = self.page.state
        self._navigator.go(OpenRunner(state.summary, code=self.page.driver.contents.held_code(state)))

    def _not_there(self) -> str | None:
        """Why there is nothing on the server to ask about."""
        reason = why_not_there(self.page.state)
        return None if reason is None else said(Say(reason))[0]

    @command(keys=("alt+o",), title="Logs", help="Open the logs of the function.", disabled=_not_there)
    def open_logs(self) -> None:
        """Open the logs of the function."""
        self._navigator.go(OpenLogs(self.page.state.slug))

    @command(keys=("alt+k",), title="Calls", help="Open the server's log of the function's calls.", disabled=_not_there)
    def open_calls(self) -> None:
        """Open the server's log of the function's calls."""
        self._navigator.go(OpenLogs(self.page.state.slug, calls=True))

    def _cannot_delete(self) -> str | None:
        driver = self.page.driver
        reason = why_not_delete(driver.state, driver.contents.held)
        return None if reason is None else said(Say(reason))[0]

    @command(
        title="Delete",
        help="Delete the function, once you have seen what will be lost; in the list, where it can be put back.",
        writes=True,
        disabled=_cannot_delete,
    )
    def delete(self) -> None:
        """Leave the editor, and ask in the list whether to delete the function."""
        slug = self.page.state.slug
        self.page.driver.ask(Asking.CLOSE)
        if self.page.state.has_left:
            self._navigator.go(DeleteFunction(slug))

    @command(
        keys=("escape",),
        title="Back to the list",
        help="Leave the editor; unsaved changes are asked about.",
        footer=Footer("back", 6),
    )
    def close(self) -> None:
        """Close the find bar where it is open, take away what is offered, else leave the editor."""
        if self.page.find_bar.display:
            self.page.find_bar.close()
        elif not self.page.drop_offer():
            self.page.driver.ask(Asking.CLOSE)

    @command(
        keys=("alt+0",),
        title="Keep open",
        help="Go back to the list and keep the function open as it is; esc leaves it.",
    )
    def keep_open(self) -> None:
        """Go back to where the function was opened, and keep it open."""
        slug = printable(self.page.state.slug, limit=40)
        self._navigator.editors.keep_open()
        self._prompts.say(f"{slug} stays open; enter in the list goes back to it.", "$muted")

    @command(
        keys=("alt+l",),
        title="Deployment",
        help="Show the last deployment of a cloud project: its build log, and what it holds back.",
    )
    def deployment(self) -> None:
        """Show the last deployment; a place in this function is gone to."""

        def answered(place: OpenFunction | None) -> None:
            if place is None:
                return
            if place.summary.slug == self.page.state.slug:
                self.page.set_focus(self.page.code)
                self.page.take(place)
            else:
                self.page.say(f"That is in {printable(place.summary.slug, limit=60)}: open it from the list.")

        self._prompts.ask(OpenDeployment(), answered)

    @command(
        keys=("f4",),
        title="In full",
        help="Show in full: the outcome with build log and every problem, the last message, the function's fields.",
    )
    def details(self) -> None:
        """Show in full what rows may cut."""
        page = self.page
        facts = [
            ("message", page.status_line.last_said),
            ("editor", page.status_line.resting),
            *(("problem", describe_problem(problem)) for problem in page.code.problems),
            *function_facts(page.state.summary),
            *server_facts(self._connection),
        ]
        self._prompts.ask(DetailsScreen(page.screen.query_one("#outcome", OutcomePanel).report, facts))

    @command(
        keys=("f10",),
        title="Look again",
        help="Find out what became of a save whose answer did not come.",
        disabled=refused(Asking.LOOK_UP),
    )
    def look_up(self) -> None:
        """Find out what became of a save whose answer was lost, or not waited for."""
        self.page.driver.ask(Asking.LOOK_UP)

    @command(
        keys=("f2",),
        title="Sign in again",
        help="Sign in again on this server; the edit stays.",
        disabled=refused(Asking.SIGN_IN),
    )
    def sign_in(self) -> None:
        """Sign in again on this server."""
        self.page.driver.ask(Asking.SIGN_IN)

    def _keeps_its_slug(self) -> str | None:
        reason = why_not_another_slug(self.page.state)
        return None if reason is None else said(Say(reason))[0]

    @command(
        keys=("alt+s",),
        title="Another slug",
        help="Give a new function another slug, before its first save.",
        disabled=_keeps_its_slug,
    )
    def another_slug(self) -> None:
        """Ask for another slug of a new function."""
        from tui.app.shell.asked_text import AskText

        state = self.page.state
        taken = {state.slug} if isinstance(state.last_outcome, SlugTaken) else ()

        def refuses(slug: str) -> str:
            problem = slug_problem(slug, taken)
            return "" if problem is None else slug_words(problem)

        def answered(slug: str | None) -> None:
            if slug is not None:
                self.page.driver.tell(SlugChosen(slug))

        explanation = "It is the function's address, and never changes once the function is saved."
        asked = AskText("Which slug shall the new function have?", explanation, refuses, value=state.slug)
        self._prompts.ask(asked, answered)

    @command(
        keys=("ctrl+n",),
        title="Create again",
        help="Create a function that was deleted on the server, with this text.",
        footer=Footer("create", 1),
        writes=True,
        disabled=refused(Asking.CREATE),
    )
    def create(self) -> None:
        """Create a function that was deleted on the server."""
        self.page.driver.ask(Asking.CREATE)
