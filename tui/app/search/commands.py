"""What a user can do in the search: how it is looked for, open a match, fetch again, leave."""

from __future__ import annotations

from typing import Protocol

from tui.app.search.driver import SearchDriver
from tui.app.search.words import Row
from tui.app.shell.navigation import Navigator
from tui.app.shell.outcome import OutcomePanel
from tui.app.shell.prompts import Prompts
from tui.app.shell.routes import Back, OpenFunction
from tui.app.widgets.command import CommandDefaults, Footer, command
from tui.app.widgets.row_table import RowTable
from tui.sessions.code_search import Query
from tui.sessions.listing import stay
from tui.terminal.sanitise import printable


class SearchPage(Protocol):
    """The screen as its commands see it; `SearchScreen` is one."""

    driver: SearchDriver
    table: RowTable[Row]
    report: OutcomePanel
    query_now: Query

    def look_for(self, query: Query) -> None: ...

    def say(self, text: str, style: str = ...) -> None: ...


class SearchCommands:
    """The commands of the screen."""

    COMMAND_DEFAULTS = CommandDefaults("search", "In the search")

    def __init__(self, page: SearchPage, navigator: Navigator, prompts: Prompts) -> None:
        self._page = page
        self._navigator = navigator
        self._prompts = prompts

    def _no_row(self) -> str | None:
        return None if self._page.table.item is not None else "Nothing is found to open."

    @command(
        keys=("enter",),
        title="Open",
        help="Open the function in the editor, at the selected match.",
        footer=Footer("open", 1),
        disabled=_no_row,
    )
    def open(self) -> None:
        """Open the function of the selected match."""
        row = self._page.table.item
        function = None if row is None else self._page.driver.functions.get(row.slug)
        if row is None or function is None:
            self._page.say("The server has no such function any more.")
            return
        self._page.table.show(stay(self._page.table.state))
        self._navigator.go(OpenFunction(function, 0 if row.place is None else row.place.line))

    @command(
        keys=("alt+r",),
        title="Regular expression",
        help="Look for a regular expression, or for the text as it stands.",
        footer=Footer("regex", 3),
    )
    def regex(self) -> None:
        """Look for a regular expression, or for plain text."""
        query = self._page.query_now
        self._page.look_for(query._replace(regex=not query.regex))

    @command(keys=("alt+w",), title="Whole words", help="Look for whole words alone, or not.", footer=Footer("word", 4))
    def word(self) -> None:
        """Look for whole words, or for parts of them too."""
        query = self._page.query_now
        self._page.look_for(query._replace(word=not query.word))

    @command(
        keys=("alt+c",),
        title="Case",
        help="Let case count where the text has a capital, always, or never, in turn.",
        footer=Footer("case", 5),
    )
    def case(self) -> None:
        """Let case count as the text has it, always, never."""
        query = self._page.query_now
        turned = {None: True, True: False, False: None}[query.case]
        self._page.look_for(query._replace(case=turned))

    @command(keys=("f5",), title="Fetch again", help="Ask the server anew for its functions and for code not known.")
    def fetch(self) -> None:
        """Fetch what is not known."""
        self._page.driver.fetch()

    @command(keys=("f4",), title="In full", help="Show the selected match, and what could not be fetched, in full.")
    def details(self) -> None:
        """Show in full what rows may cut."""
        from tui.app.shell.notice import describe_error
        from tui.app.shell.questions import DetailsScreen

        facts: list[tuple[str, str]] = []
        row = self._page.table.item
        if row is not None:
            facts = [("function", row.slug), ("matches", str(row.matches))]
            if row.place is not None:
                facts += [("line", str(row.place.line + 1)), ("column", str(row.place.start + 1)), ("", row.place.text)]
        progress = self._page.driver.progress
        for slug, error in (progress.failed if progress is not None else {}).items():
            facts.append(("not fetched", f"{slug}: {describe_error(error, '').headline}"))
        shown = [(label, printable(text, limit=4000)) for label, text in facts]
        self._prompts.ask(DetailsScreen(self._page.report.report, shown))

    @command(
        keys=("escape",),
        title="Stop, back",
        help="Stop fetching code; go back once nothing is fetched.",
        footer=Footer("back", 6),
    )
    def close(self) -> None:
        """Stop fetching, or leave."""
        if self._page.driver.is_fetching:
            self._page.driver.stop()
        else:
            self._navigator.go(Back())

    def leave(self, why: str) -> None:
        """Leave: there is nothing to search here any more."""
        self._navigator.go(Back(why))
