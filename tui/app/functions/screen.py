"""The list of functions, and on a wide terminal the code of the selected one beside it."""

from __future__ import annotations

from collections.abc import Callable
from functools import partial
from typing import TYPE_CHECKING

from textual import on
from textual.app import ComposeResult
from textual.containers import Horizontal, Vertical
from textual.content import Content
from textual.events import Resize
from textual.widgets import Input

from tui.app.functions.creating_commands import CreatingCommands
from tui.app.functions.deleting_commands import DeletingCommands
from tui.app.functions.folder_commands import FolderCommands
from tui.app.functions.list_answers import ListAnswers
from tui.app.functions.list_loader import ListLoader
from tui.app.functions.marking_commands import MarkingCommands
from tui.app.functions.opening_commands import OpeningCommands
from tui.app.functions.previewing import PREVIEW_AT_LEAST_COLUMNS, Previewing
from tui.app.functions.rows import FIRST_ORDER, SLUG, FunctionFacts, function_list
from tui.app.functions.showing_commands import ShowingCommands
from tui.app.functions.words import (
    status_of,
)
from tui.app.shell.connection import Connection
from tui.app.shell.facts import function_facts
from tui.app.shell.header import StatusHeader
from tui.app.shell.key_bar import KeyBar
from tui.app.shell.list_filter import ListFilter
from tui.app.shell.moving import move_commands
from tui.app.shell.navigation import Navigator
from tui.app.shell.notice import Report
from tui.app.shell.outcome import OutcomePanel
from tui.app.shell.prompts import Prompts
from tui.app.shell.recorder import VersionRecorder
from tui.app.shell.screen import ConsoleScreen
from tui.app.shell.status import server_facts
from tui.app.shell.status_line import StatusLine
from tui.app.shell.tab_commands import TAB_COMMANDS, TabCommands
from tui.app.shell.tab_line import TabLine
from tui.app.shell.view_commands import VIEW_COMMANDS, VIEW_SWITCHES, ViewCommands
from tui.app.shell.views import FUNCTIONS, view_tabs
from tui.app.widgets.clock import Clock
from tui.app.widgets.code_preview import REST_SECONDS, CodePreview
from tui.app.widgets.command import CommandDefaults, CommandPart, Footer, Scope, command
from tui.app.widgets.row_table import RowTable
from tui.model.function import FunctionSummary
from tui.sessions.listing import (
    ListState,
    select,
)
from tui.terminal.sanitise import printable

if TYPE_CHECKING:
    from tui.app.functions.deleter import Deleter
    from tui.app.functions.pickers import Pickers
    from tui.flows.working_folder import WorkingFolder
    from tui.store.drafts import DraftStore

_LIST_AT_LEAST_COLUMNS = 60


_moves = partial(
    move_commands,
    lambda screen: screen.table.moves,
    prefix="list",
    noun="function",
    where="the list",
    disabled=lambda screen: screen.opening.no_function(),
)


class FunctionsScreen(ConsoleScreen):
    """The screen the console starts with."""

    COMMAND_DEFAULTS = CommandDefaults("list", "Functions", Scope.MAIN)
    OPENING = CommandPart(OpeningCommands, lambda screen: screen.opening)
    CREATING = CommandPart(CreatingCommands, lambda screen: screen.creating)
    DELETING = CommandPart(DeletingCommands, lambda screen: screen.deleting)
    LINKING = CommandPart(FolderCommands, lambda screen: screen.linking)
    SHOWING = CommandPart(ShowingCommands, lambda screen: screen.showing)
    MARKING = CommandPart(MarkingCommands, lambda screen: screen.marking)
    PREVIEWING = CommandPart(Previewing, lambda screen: screen.previewing)
    TABS = TAB_COMMANDS
    SWITCHING = VIEW_SWITCHES
    LEAVING = VIEW_COMMANDS
    MOVING = _moves(group="Moving in the list", scope=Scope.MAIN)
    IN_FILTER = _moves(group="In the filter box", scope=Scope.BOX, typed=False, footers=True)
    AUTO_FOCUS = "#functions"
    view = FUNCTIONS
    # Not in a file of its own: Textual loads none for an app's first screen.
    DEFAULT_CSS = """
    #body { height: 1fr; }
    #list { width: 1fr; }
    #list-report { margin: 1 0 0 0; }
    #list-notices { max-height: 50%; }
    #filter { height: 1; border: none; padding: 0 2; background: $raised; }
    #filter:focus { border: none; }
    #preview { width: 1fr; border-left: solid $line; display: none; }
    #preview-title { height: 1; padding: 0 1; }
    #preview-code { height: 1fr; border: none; padding: 0; background: $background; }
    #preview-code { overflow-x: hidden; scrollbar-size: 0 1; }
    """

    def __init__(
        self,
        connection: Connection,
        clock: Clock,
        navigator: Navigator,
        prompts: Prompts,
        *,
        loader: ListLoader,
        drafts: DraftStore | None,
        pickers: Callable[[], Pickers],
        deleter: Callable[[], Deleter],
        recorder: VersionRecorder,
        folder: Callable[[], WorkingFolder | None],
        preview_delay_seconds: float = REST_SECONDS,
    ) -> None:
        super().__init__()
        self.connection = connection
        self._clock = clock
        self._navigator = navigator
        self._prompts = prompts
        self._loader = loader
        self.facts = FunctionFacts()
        self.table = RowTable(function_list(self.facts), clock, ListState(order=FIRST_ORDER), id="functions")
        self._filter = ListFilter(self, "#list", self.table, "filter by name or slug")
        self.answers = ListAnswers(self, self._filter, navigator, drafts, folder, clock)
        self.views = ViewCommands(self, connection, navigator)
        self.tabs = TabCommands(self, navigator.editors)
        self.opening = OpeningCommands(self, navigator, prompts, pickers)
        self.creating = CreatingCommands(self, navigator, prompts)
        self.marking = MarkingCommands(self, navigator, prompts)
        self.deleting = DeletingCommands(self, deleter, self.marking.delete_marked)
        self.showing = ShowingCommands(self, self._filter, navigator)
        self.linking = FolderCommands(self, folder, navigator)
        self.previewing = Previewing(self, connection, recorder, preview_delay_seconds)

    @property
    def is_on_top(self) -> bool:
        """Whether nothing covers the list."""
        return self.app.screen is self

    def console_screen(self) -> ConsoleScreen:
        """This screen, as workers and dialogs need it."""
        return self

    def compose(self) -> ComposeResult:
        yield StatusHeader(self.connection, self._clock, partial(view_tabs, self.view))
        yield TabLine(self._navigator.editors)
        with Horizontal(id="body"):
            with Vertical(id="list"):
                yield self.table
                yield OutcomePanel("list-report")
            yield self.previewing.pane
        yield StatusLine()
        yield KeyBar()

    def on_mount(self) -> None:
        self._loader.attach(self.answers)
        self.when_left.call(self._navigator.editors.subscribe(self.answers.opened_others))

    def on_screen_resume(self) -> None:
        super().on_screen_resume()
        if self.table.state.is_loaded:
            self.answers.look_for_drafts()
            self._loader.came_back()
        self.previewing.show_soon()

    def on_screen_suspend(self) -> None:
        # What comes over it before a server is connected was not opened by the user, or is how one is connected.
        if self.connection.is_connected:
            self._loader.forget_first()

    # What is shown

    def show(self, state: ListState[FunctionSummary]) -> None:
        """Show the list as it is now."""
        before = self.table.state
        self.table.show(state)
        self.table.display = bool(state.items)
        if state.items is not before.items:
            self.lay_out()
        self._show_rest()
        self.update_keys()

    def tell(self, facts: FunctionFacts) -> None:
        """Show the rows with what else is known of them."""
        if facts != self.facts:
            self.facts = facts
            self.table.show(self.table.state, function_list(facts))
            self._show_rest()

    def report(self, report: Report | None) -> None:
        """Show what is to be said of the whole list, or nothing."""
        self.query_one("#list-report", OutcomePanel).show(report)

    def listed(self, slug: str) -> FunctionSummary | None:
        """The function of this slug as the list has it."""
        return next((function for function in self.table.state.items if function.slug == slug), None)

    def select_slug(self, slug: str) -> None:
        """Put the selection on the function of this slug, if it is shown."""
        self.table.show(select(self.table.state, self.table.spec, slug))

    @on(RowTable.ColumnsChanged)
    def _show_rest(self) -> None:
        """What the status line shows at rest: how many there are, and what the table has no room for."""
        table = self.table
        slug = table.item.slug if table.item is not None and table.cuts(SLUG) else ""
        said = status_of(self.table.state, self._clock.now(), len(self.facts.drafts), slug, table.hidden_columns)
        where = Content.styled(printable(self.connection.sources, limit=160), "$faint")
        self.query_one(StatusLine).rest(Content("  ").join([*said, where]))

    # Commands

    @property
    def key_scope(self) -> Scope:
        return Scope.BOX if self._filter.has_focus else Scope.MAIN

    @command(
        keys=("f4",),
        title="In full",
        help="Show in full: the last message, the selected function, where the server is.",
    )
    def details(self) -> None:
        """Show in full what rows may cut."""
        from tui.app.shell.questions import DetailsScreen

        line = self.query_one(StatusLine)
        selected = self.table.item
        facts = [
            ("message", line.last_said),
            *(("notice", text) for text in self.answers.notices.said),
            ("list", line.resting),
            *(function_facts(selected) if selected is not None else ()),
            *server_facts(self.connection),
        ]
        self._prompts.ask(DetailsScreen(self.query_one("#list-report", OutcomePanel).report, facts))

    @command(
        id="refresh",
        keys=("r",),
        title="Refresh",
        help="Fetch the list again.",
        footer=Footer("refresh", 3),
        disabled=lambda screen: screen.opening.no_server(),
    )
    def refresh_list(self) -> None:
        """Fetch the list again."""
        self.answers.notices.clear()
        self.deleting.forget()
        self.answers.show_loading()
        self._loader.load()

    # What happens

    @on(Input.Changed, "#filter")
    def catch_up(self) -> None:
        self.showing.listing.take_over()

    @on(RowTable.Moved)
    def _selection_moved(self) -> None:
        self.previewing.show_soon()
        self._show_rest()
        self.update_keys()

    @on(CodePreview.Changed)
    def _preview_changed(self) -> None:
        self.update_keys()

    @on(RowTable.Opened)
    def _row_clicked(self) -> None:
        if self._filter.has_focus:
            self.showing.listing.keep_filter()
        else:
            self.opening.open()

    def on_resize(self, event: Resize) -> None:
        self.lay_out()
        self.previewing.show_soon()

    def lay_out(self) -> None:
        """Give list and preview their widths."""
        wide = self.previewing.is_shown
        self.previewing.pane.display = wide
        # The preview has what the list does not need, and so much at least.
        width = min(max(_LIST_AT_LEAST_COLUMNS, self.table.whole_width), self.size.width - PREVIEW_AT_LEAST_COLUMNS)
        self.query_one("#list").styles.width = width if wide else "1fr"
        self.update_keys()

    def covered(self) -> None:
        self.deleting.covered()
        self.previewing.pane.rest()
        self.opening.stop_looking()
