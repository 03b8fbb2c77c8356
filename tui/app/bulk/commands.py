"""What a user can do while many functions are acted on: stop, try again, look at one of them."""

from __future__ import annotations

from typing import Protocol

from tui.app.bulk.doing import Doing
from tui.app.bulk.driver import BulkDriver
from tui.app.bulk.words import Said
from tui.app.shell.command_reasons import asks_before
from tui.app.shell.navigation import Navigator
from tui.app.shell.outcome import OutcomePanel
from tui.app.shell.prompts import Prompts
from tui.app.shell.questions import DetailsScreen
from tui.app.shell.routes import Back, OpenFunction
from tui.app.widgets.command import CommandDefaults, Footer, command
from tui.app.widgets.row_table import RowTable
from tui.sessions.bulk import Phase, StopAsked
from tui.sessions.bulk_results import Item
from tui.terminal.sanitise import printable


class BulkPage(Protocol):
    """The screen as its commands see it; `BulkScreen` is one."""

    driver: BulkDriver
    table: RowTable[Item]
    outcome: OutcomePanel

    def said(self, item: Item) -> Said: ...

    def say(self, text: str, style: str = ...) -> None: ...


class BulkCommands:
    """The commands of the screen."""

    COMMAND_DEFAULTS = CommandDefaults("bulk", "Many at once")

    def __init__(self, page: BulkPage, doing: Doing, navigator: Navigator, prompts: Prompts) -> None:
        self._page = page
        self._doing = doing
        self._navigator = navigator
        self._prompts = prompts

    def _under_way(self) -> str | None:
        if self._page.driver.is_asking:
            return "The server is still being asked: esc goes back."
        return "It is still under way: esc stops it." if self._page.driver.goes_on else None

    @command(
        keys=("enter",),
        title="Open",
        help="Open the selected function in the editor, once all is done.",
        footer=Footer("open", 2),
        disabled=_under_way,
    )
    def open(self) -> None:
        """Open the selected function."""
        item = self._page.table.item
        function = self._doing.seen.get(item.slug) if item is not None else None
        if function is None:
            self._page.say("The server has no such function.")
        else:
            self._navigator.go(OpenFunction(function))

    def _nothing_left(self) -> str | None:
        state = self._page.driver.state
        is_done = state is not None and state.is_ended and not state.left
        return "Nothing is left to do." if is_done else self._under_way()

    @command(
        keys=("r",),
        title="Try again",
        help="Try those again that failed, are not known or were not tried.",
        footer=Footer("again", 1),
        disabled=_nothing_left,
    )
    def again(self) -> None:
        """Try again what is left; on a protected server once its profile's name was typed."""
        driver = self._page.driver

        async def again() -> None:
            if self._nothing_left() is None:
                driver.prepare_again()

        if not (driver.writes and asks_before(self._page.table, again)):
            driver.prepare_again()

    @command(keys=("f4",), title="In full", help="Show in full what became of the selected function and of all.")
    def details(self) -> None:
        """Show in full what rows may cut."""
        facts: list[tuple[str, str]] = []
        item = self._page.table.item
        if item is not None:
            result = self._page.driver.result_of(item)
            said = self._page.said(item).text
            facts = [("slug", item.slug), ("name", item.name), ("was", item.status or "not there"), ("result", said)]
            facts += [("", line) for line in (result.details if result is not None else ())]
        shown = [(label, printable(text, limit=4000)) for label, text in facts]
        self._prompts.ask(DetailsScreen(self._page.outcome.report, shown))

    @command(
        keys=("escape", "q"),
        title="Stop, back",
        help="Stop after the current function; go back once all is done.",
        footer=Footer("back", 4),
    )
    def close(self) -> None:
        """Stop, or leave."""
        state = self._page.driver.state
        if state is None or state.is_ended:
            self._navigator.go(Back())
        elif state.phase is Phase.STOPPING:
            self._page.say("The server has not answered for the one under way yet: it is waited for.", "$muted")
        else:
            self._page.driver.tell(StopAsked())
