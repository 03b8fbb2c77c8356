"""What a user can do in the search: how it is looked for, open a match, fetch again, leave."""

from __future__ import annotations

from typing import Protocol

from tui.app.search.driver import SearchDriver
from tui.app.search.template_row import TemplateRow
from tui.app.search.words import Row
from tui.app.shell.navigation import Navigator
from tui.app.shell.outcome import OutcomePanel
from tui.app.shell.prompts import Prompts
from tui.app.shell.routes import Back, OpenBulk, OpenFunction
from tui.app.widgets.clock import Clock
from tui.app.widgets.command import CommandDefaults, Footer, Scope, command
from tui.app.widgets.row_table import RowTable
from tui.sessions.bulk_results import Action
from tui.sessions.code_replace import Plan, template_problem
from tui.sessions.code_search import Query, finder_of
from tui.sessions.listing import stay
from tui.terminal.sanitise import printable


class SearchPage(Protocol):
    """The screen as its commands see it; `SearchScreen` is one."""

    driver: SearchDriver
    table: RowTable[Row]
    report: OutcomePanel
    query_now: Query
    template: TemplateRow

    def look_for(self, query: Query) -> None: ...

    def say(self, text: str, style: str = ...) -> None: ...


class SearchCommands:
    """The commands of the screen."""

    COMMAND_DEFAULTS = CommandDefaults("search", "In the search")

    def __init__(self, page: SearchPage, clock: Clock, navigator: Navigator, prompts: Prompts) -> None:
        self._page = page
        self._clock = clock
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
        scope=Scope.MAIN,
    )
    def open(self) -> None:
        """Open the function of the selected match."""
        row = self._page.table.item
        function = None if row is None else self._page.driver.functions.get(row.slug)
        if row is None or function is None:
            self._page.say("The server has no such function any more.")
            return
        self._page.table.show(stay(self._page.table.state))
        self._page.driver.is_stale = True
        if row.place is None:
            self._navigator.go(OpenFunction(function))
        else:
            self._navigator.go(OpenFunction(function, row.place.line, code=self._page.driver.shelf.held(row.slug)))

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

    @command(
        keys=("alt+h",),
        title="Replace",
        help="Show the field for what is put in place of matches, or take it away.",
        footer=Footer("replace", 2),
    )
    def show_replace(self) -> None:
        """Show the field of the replacement, or take it away."""
        self._page.template.show(shown=not self._page.template.display)

    def _no_other_field(self) -> str | None:
        return None if self._page.template.display else "There is one field: alt+h shows the one for the replacement."

    @command(
        keys=("tab", "shift+tab"),
        title="Other field",
        help="Type what is looked for, or what is put in its place.",
        disabled=_no_other_field,
    )
    def other_field(self) -> None:
        """Type into the other field."""
        self._page.template.switch()

    def _can_not_replace(self) -> str | None:
        driver = self._page.driver
        finder = finder_of(self._page.query_now)
        if isinstance(finder, str):
            return driver.problem or "Type what is to be replaced."
        if driver.is_fetching:
            return "Code is still being fetched: esc stops that."
        if not driver.state.is_ended:
            return "It is still being searched: wait a moment."
        if not driver.state.found:
            return "Nothing is found to replace."
        return template_problem(finder, self._page.template.text) or None

    @command(
        id="preview",
        keys=("enter",),
        title="Preview",
        help="Show every change that replacing all matches would make; nothing is sent before.",
        footer=Footer("preview", 1),
        disabled=_can_not_replace,
        scope=Scope.BOX,
        prepares=True,
    )
    def preview(self) -> None:
        """Show what replacing all matches would change."""
        self._page.driver.plan(self._page.template.text, self._planned)

    def _planned(self, plan: Plan) -> None:
        from tui.app.search.preview import PreviewScreen

        if not plan.changes:
            self._page.say(
                "No code would be left in any of them: nothing is sent." if plan.emptied else "Nothing would change."
            )
            return
        driver = self._page.driver
        missing = 0 if driver.progress is None else len(driver.progress.missing)
        self._prompts.ask(
            PreviewScreen(
                plan, self._page.query_now.text, self._page.template.text, missing, self._clock, self._prompts
            ),
            lambda slugs: self._replace(plan, slugs),
        )

    def _replace(self, plan: Plan, slugs: frozenset[str] | None) -> None:
        functions = tuple(each for slug, each in self._page.driver.functions.items() if slug in (slugs or ()))
        if functions:
            self._page.driver.is_stale = True
            changes = {each.slug: plan.changes[each.slug] for each in functions}
            self._navigator.go(OpenBulk(Action.REPLACE, functions, changes=changes))

    @command(keys=("f5",), title="Fetch again", help="Ask the server again for its functions and for code not known.")
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
        help="Stop fetching code; take the field of the replacement away; go back.",
        footer=Footer("back", 6),
    )
    def close(self) -> None:
        """Stop fetching, or leave."""
        if self._page.driver.is_fetching:
            self._page.driver.stop()
        elif self._page.template.display:
            self._page.template.show(shown=False)
        else:
            self._navigator.go(Back())

    def leave(self, why: str) -> None:
        """Leave: there is nothing to search here any more."""
        self._navigator.go(Back(why))
