"""Text looked for in the code of all functions, as it is typed: matches by function, and the code around one."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import datetime

from textual import on
from textual.app import ComposeResult
from textual.containers import Horizontal
from textual.content import Content
from textual.widgets import Input
from textual.worker import Worker

from tui.app.search.commands import SearchCommands
from tui.app.search.context import ContextView
from tui.app.search.driver import SearchDriver, Work
from tui.app.search.template_row import TemplateRow
from tui.app.search.words import (
    RESULT_LIST,
    Row,
    found_words,
    missing_report,
    progress_words,
    rows_of,
)
from tui.app.shell.connection import Change, Connection
from tui.app.shell.header import StatusHeader
from tui.app.shell.key_bar import KeyBar
from tui.app.shell.moving import move_commands
from tui.app.shell.navigation import Navigator
from tui.app.shell.outcome import OutcomePanel
from tui.app.shell.prompts import Prompts
from tui.app.shell.query_words import options_words
from tui.app.shell.routes import OpenSearch
from tui.app.shell.screen import ConsoleScreen
from tui.app.shell.status_line import StatusLine
from tui.app.widgets.clock import Cancel, Clock, call_widget_later
from tui.app.widgets.command import CommandDefaults, CommandPart, Scope
from tui.app.widgets.field import Field
from tui.app.widgets.keymap import with_own_keys
from tui.app.widgets.line import Line
from tui.app.widgets.relative_time import exact
from tui.app.widgets.row_table import RowTable
from tui.flows.all_code import CodeShelf
from tui.sessions.code_search import Query
from tui.sessions.listing import ListState, received
from tui.terminal.sanitise import printable

_HEIGHTS = [(0, "-low"), (18, "-high")]
"""On a lower screen the code around a match has no room."""


_WIDTHS = [(0, "-thin"), (55, "-broad")]


class SearchScreen(ConsoleScreen):
    """A field, the matches below it, and the code around the selected one."""

    COMMAND_DEFAULTS = CommandDefaults("search", "In the search")
    IS_FOR_TEXT = True
    ACTING = CommandPart(SearchCommands, lambda screen: screen.acting)
    MOVING = move_commands(
        lambda screen: screen.table.moves, prefix="search", noun="match", group="In the search", typed=False
    )
    AUTO_FOCUS = "#text"
    CSS_PATH = "style.tcss"
    VERTICAL_BREAKPOINTS = _HEIGHTS
    HORIZONTAL_BREAKPOINTS = _WIDTHS

    def __init__(
        self,
        route: OpenSearch,
        connection: Connection,
        clock: Clock,
        navigator: Navigator,
        prompts: Prompts,
        *,
        shelf: CodeShelf,
    ) -> None:
        super().__init__()
        self._connection = connection
        self._clock = clock
        self.driver = SearchDriver(self, connection, clock, shelf, route.functions)
        self.table = RowTable(RESULT_LIST, clock, id="results")
        self.report = OutcomePanel("search-report")
        self.template = TemplateRow("#text")
        self.query_now = Query()
        self.acting = SearchCommands(self, clock, navigator, prompts)
        self._tick: Cancel | None = None

    def compose(self) -> ComposeResult:
        yield StatusHeader(self._connection, self._clock)
        with Horizontal(id="asked"):
            yield Line("find ", id="label")
            yield Field(placeholder="text in the code of all functions", id="text", compact=True)
            yield Line(id="options")
        yield self.template
        yield Line(id="found")
        yield self.table
        yield ContextView(self.driver.shelf)
        yield Line(id="progress")
        yield self.report
        yield StatusLine()
        yield KeyBar()

    def on_mount(self) -> None:
        self.when_left.call(self._connection.subscribe(self._connection_changed))
        self._show_options()
        self.driver.fetch()
        self.show_found()

    def on_screen_resume(self) -> None:
        super().on_screen_resume()
        if self.driver.is_stale and self.driver.is_same_server:
            self.driver.fetch()

    def _connection_changed(self, change: Change) -> None:
        if change is Change.SERVER:
            self.driver.stop()
            self.acting.leave("Another server is connected now.")

    # What is shown

    def run(self, work: Work, group: str) -> None:
        """Run this beside the screen, in place of what ran in its group."""
        _worker: Worker[None] = self.run_worker(work, group=group, exclusive=True)

    def cancel(self, group: str) -> None:
        """End what runs in a group."""
        self.workers.cancel_group(self, group)

    def show_found(self) -> None:
        """Show what was found so far."""
        state = self.driver.state
        words = self.driver.problem or found_words(state)
        style = "$warning" if self.driver.problem else ""
        self.query_one("#found", Line).show(Content.styled(words, style) if style else Content(words))
        rows = rows_of(state, self.driver.functions)
        if tuple(rows) != self.table.state.items:
            before = self.table.state
            shown = ListState[Row](selected=before.selected, is_chosen=before.is_chosen)
            self.table.show(received(shown, self.table.spec, rows))
        self._selected()
        self.update_keys()

    def show_progress(self) -> None:
        """Show how much of the code is known; every second anew while a rate limit is waited for."""
        driver = self.driver
        if self._tick is not None:
            self._tick()
            self._tick = None
        now = self._clock.now()
        words = progress_words(driver.progress, driver.is_cancelled, now, _time_of_day)
        line = self.query_one("#progress", Line)
        line.show(Content(with_own_keys(self, words)))
        line.display = bool(words)
        self.report.show(missing_report(driver.progress, driver.list_error, self._connection.display_name))
        self.update_keys()
        if driver.is_fetching and driver.progress is not None and driver.progress.until is not None:
            self._tick = call_widget_later(self, self._clock, 1.0, self.show_progress)

    def _show_options(self) -> None:
        self.query_one("#options", Line).show(Content(f" {options_words(self.query_now)}"))

    @on(RowTable.Moved)
    def _selected(self) -> None:
        """Show the code around the selected match."""
        row = self.table.item
        self.query_one(ContextView).show_row(_nearest(row, self.table.state.shown))
        slug = "" if row is None else printable(row.slug, limit=120)
        said = slug if row is None or row.place is None else f"{slug}:{row.place.line + 1}"
        self.query_one(StatusLine).rest(Content.styled(said, "$muted"))

    @property
    def key_scope(self) -> Scope:
        return Scope.BOX if self.template.is_typed_into else Scope.MAIN

    # What is looked for

    def look_for(self, query: Query) -> None:
        """Look for something else from now on."""
        if query != self.query_now:
            self.query_now = query
            self._show_options()
            self.driver.search(query)

    @on(Input.Changed, "#text")
    def catch_up(self) -> None:
        self.look_for(self.query_now._replace(text=self.query_one("#text", Field).value))

    @on(RowTable.Opened)
    async def _clicked(self) -> None:
        await self.run_named("open")


def _nearest(row: Row | None, rows: Sequence[Row]) -> Row | None:
    """A match to show the code around: of a function's own row its first."""
    if row is None or row.place is not None:
        return row
    return next((each for each in rows if each.slug == row.slug and each.place is not None), None)


def _time_of_day(moment: datetime) -> str:
    return exact(moment)[11:16]
