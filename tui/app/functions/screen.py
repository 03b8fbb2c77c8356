"""The list of functions, and on a wide terminal the code of the selected one beside it."""

from __future__ import annotations

from collections.abc import Callable, Mapping
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
from tui.app.functions.draft_marks import DraftMarks
from tui.app.functions.folder_commands import FolderCommands, FolderMarks
from tui.app.functions.list_loader import ListLoader
from tui.app.functions.marking_commands import MarkingCommands
from tui.app.functions.notices import Notices
from tui.app.functions.opening_commands import OpeningCommands
from tui.app.functions.previewing import PREVIEW_AT_LEAST_COLUMNS, Previewing
from tui.app.functions.rows import FIRST_ORDER, SLUG, FunctionFacts, function_list
from tui.app.functions.showing_commands import ShowingCommands
from tui.app.functions.words import (
    NO_FUNCTIONS,
    UNCONNECTED,
    fetching,
    list_failed,
    status_of,
)
from tui.app.shell.connection import Connection
from tui.app.shell.facts import function_facts
from tui.app.shell.header import StatusHeader
from tui.app.shell.key_bar import KeyBar
from tui.app.shell.list_filter import ListFilter
from tui.app.shell.live_words import describe_liveness
from tui.app.shell.moving import move_commands
from tui.app.shell.navigation import Navigator
from tui.app.shell.notice import Report
from tui.app.shell.outcome import OutcomePanel
from tui.app.shell.prompts import Prompts
from tui.app.shell.recorder import VersionRecorder
from tui.app.shell.routes import OpenFunction
from tui.app.shell.screen import ConsoleScreen, StatusLine
from tui.app.shell.status import server_facts
from tui.app.shell.tab_commands import TAB_COMMANDS, TabCommands
from tui.app.shell.tab_line import TabLine
from tui.app.shell.view_commands import VIEW_COMMANDS, VIEW_SWITCHES, ViewCommands
from tui.app.shell.views import FUNCTIONS, view_tabs
from tui.app.widgets.clock import Clock
from tui.app.widgets.code_preview import REST_SECONDS, CodePreview
from tui.app.widgets.command import CommandDefaults, CommandPart, Footer, Scope, command
from tui.app.widgets.row_table import RowTable
from tui.errors import ApiError
from tui.model.function import ACTIVE, FunctionList, FunctionSummary
from tui.sessions.calls import Counted
from tui.sessions.listing import (
    ListState,
    failed,
    loading,
    received,
    remembered,
    select,
)
from tui.sessions.liveness import ServerProof
from tui.store.list_cache import KnownList
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
        self._notices = Notices(self)
        self._draft_marks = DraftMarks(self, drafts)
        self._folder_marks = FolderMarks(self, folder, clock)
        self.facts = FunctionFacts()
        self.table = RowTable(function_list(self.facts), clock, ListState(order=FIRST_ORDER), id="functions")
        self._filter = ListFilter(self, "#list", self.table, "filter by name or slug")
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
    def _state(self) -> ListState[FunctionSummary]:
        return self.table.state

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
        self._loader.attach(self)
        self.when_left.call(self._navigator.editors.subscribe(self._opened_others))

    def on_screen_resume(self) -> None:
        super().on_screen_resume()
        if self._state.is_loaded:
            self.look_for_drafts()
            self._loader.came_back()
        self.previewing.show_soon()

    def on_screen_suspend(self) -> None:
        # What comes over it before a server is connected was not opened by the user, or is how one is connected.
        if self.connection.is_connected:
            self._loader.forget_first()

    # What is shown

    def show(self, state: ListState[FunctionSummary]) -> None:
        """Show the list as it is now."""
        before = self._state
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
            self.table.show(self._state, function_list(facts))
            self._show_rest()

    def _opened_others(self) -> None:
        """Mark the functions that are open."""
        tabs = self._navigator.editors.state.tabs
        unsaved = frozenset(tab.slug for tab in tabs if tab.is_unsaved)
        self.tell(self.facts._replace(opened=frozenset(tab.slug for tab in tabs), unsaved=unsaved))

    def _report(self, report: Report | None) -> None:
        self.query_one("#list-report", OutcomePanel).show(report)

    def show_unconnected(self) -> None:
        """No server is connected, and the user would rather look around first."""
        self._report(UNCONNECTED)
        self.show(failed(self._state, "not connected"))

    def show_loading(self) -> None:
        """The list is on its way."""
        if not self._state.items:
            self._report(fetching(self.connection.display_name if self.connection.is_connected else ""))
        self.show(loading(self._state))

    def show_list(self, found: FunctionList, proof: ServerProof) -> None:
        """The list came, with what is known of whether callers get its functions."""
        self.show(received(self._state, self.table.spec, found.functions))
        self._report(None if found.functions else NO_FUNCTIONS)
        self.show_liveness(proof)
        self.look_for_drafts()
        self.previewing.show_soon()

    def show_failure(self, error: ApiError) -> None:
        """The list could not be fetched."""
        self._report(list_failed(error, self.connection.display_name, is_shown=bool(self._state.items)))
        self.show(failed(self._state))

    def start_over(self, known: KnownList | None) -> None:
        """Another server is asked: show what was last known of it, or nothing."""
        state = ListState[FunctionSummary](order=self._state.order)
        if known is not None:
            state = remembered(state, self.table.spec, known.functions, known.fetched_at)
        self._filter.clear_and_close()
        self.deleting.forget()
        nothing = FunctionFacts(exact_times=self.facts.exact_times)
        self.tell(nothing)
        self.table.show(state)
        self.lay_out()
        self.previewing.pane.forget()
        self._report(None)
        self.show_loading()

    def show_liveness(self, proof: ServerProof) -> None:
        """Mark the active functions that nobody can call, or only an older version of, and say why."""
        uncallable = proof.uncallable([each.slug for each in self._state.items if each.status == ACTIVE])
        self.tell(self.facts._replace(uncallable=uncallable, held_back=proof.held_back))
        if self._state.items and self._state.is_loaded:
            self._report(describe_liveness(proof, uncallable))

    def show_calls(self, calls: Mapping[str, Counted] | None) -> None:
        """Say how often functions were called within the last hour, or (None) that it is not known."""
        if calls != self.facts.calls:
            self.tell(self.facts._replace(calls=calls))
            self.lay_out()

    def show_notice(self, notice: str) -> None:
        """Say what of this machine's variables and files could not be used, until the list is fetched anew."""
        self._notices.add(notice)

    def look_for_drafts(self) -> None:
        """Mark the functions that have unsaved drafts on this machine, and say how the linked folder stands to them."""
        self._draft_marks.look()
        self._folder_marks.look()

    def listed(self, slug: str) -> FunctionSummary | None:
        """The function of this slug as the list has it."""
        return next((function for function in self._state.items if function.slug == slug), None)

    def unmark(self, slugs: frozenset[str]) -> None:
        """Take the marks of these functions away: what was to be done with them is done."""
        self.marking.unmark(slugs)

    @property
    def may_open(self) -> bool:
        """Whether the user looks at the list, and types nothing into it."""
        return self.is_active and not self._filter.has_focus

    def open_slug(self, slug: str) -> None:
        """Open a function by its slug, or say that this server has none of that name."""
        function = self.listed(slug)
        if function is None:
            self.say(f"This server has no function {printable(slug, limit=60)}.")
            return
        self.select_slug(slug)
        self._navigator.go(OpenFunction(function))

    def select_slug(self, slug: str) -> None:
        """Put the selection on the function of this slug, if it is shown."""
        self.table.show(select(self._state, self.table.spec, slug))

    @on(RowTable.ColumnsChanged)
    def _show_rest(self) -> None:
        """What the status line shows at rest: how many there are, and what the table has no room for."""
        table = self.table
        slug = table.item.slug if table.item is not None and table.cuts(SLUG) else ""
        said = status_of(self._state, self._clock.now(), len(self.facts.drafts), slug, table.hidden_columns)
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
            *(("notice", text) for text in self._notices.said),
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
        self._notices.clear()
        self.deleting.forget()
        self.show_loading()
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
        most = self.size.width - PREVIEW_AT_LEAST_COLUMNS
        width = min(max(_LIST_AT_LEAST_COLUMNS, self.table.whole_width), most)
        self.query_one("#list").styles.width = width if wide else "1fr"
        self.update_keys()

    def covered(self) -> None:
        self.deleting.covered()
        self.previewing.pane.rest()
        self.opening.stop_looking()
