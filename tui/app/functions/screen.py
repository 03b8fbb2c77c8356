"""The list of functions, and on a wide terminal the code of the selected one beside it."""

from __future__ import annotations

import asyncio
from collections.abc import Callable
from functools import partial
from typing import TYPE_CHECKING

from textual import on
from textual.app import ComposeResult
from textual.containers import Horizontal, Vertical
from textual.content import Content
from textual.events import Resize
from textual.widgets import Input
from textual.worker import Worker

from tui.app.functions.list_loader import ListLoader
from tui.app.functions.rows import FIRST_ORDER, SLUG, FunctionFacts, function_list
from tui.app.functions.words import (
    MOST_NOTICES,
    NO_FUNCTIONS,
    UNCONNECTED,
    count_words,
    fetching,
    list_failed,
    with_notice,
)
from tui.app.shell.connection import Connection
from tui.app.shell.facts import function_facts
from tui.app.shell.header import StatusHeader
from tui.app.shell.key_bar import KeyBar
from tui.app.shell.list_filter import ListFilter
from tui.app.shell.live_words import describe_liveness
from tui.app.shell.navigation import Navigator
from tui.app.shell.notice import Report, describe_error
from tui.app.shell.outcome import OutcomePanel
from tui.app.shell.prompts import Prompts
from tui.app.shell.recorder import VersionRecorder
from tui.app.shell.routes import OpenConnect, OpenFunction, OpenRunner, Quit
from tui.app.shell.screen import ConsoleScreen, StatusLine
from tui.app.shell.status import server_facts
from tui.app.widgets.clock import Clock
from tui.app.widgets.code_preview import REST_SECONDS, CodePreview
from tui.app.widgets.command import CommandDefaults, Footer, Scope, command
from tui.app.widgets.row_table import RowTable
from tui.errors import ApiError, StorageError
from tui.model.function import ACTIVE, Function, FunctionList, FunctionSummary
from tui.model.history import How
from tui.sessions.listing import (
    Failed,
    ListState,
    Order,
    failed,
    filtered,
    loading,
    next_order,
    received,
    remembered,
    select,
    sorted_by,
    stay,
)
from tui.sessions.liveness import ServerProof
from tui.store.list_cache import KnownList
from tui.terminal.sanitise import printable

if TYPE_CHECKING:
    from tui.app.functions.pickers import Pickers
    from tui.store.drafts import DraftStore

PREVIEW_FROM_COLUMNS = 110
"""From this width on the code is shown beside the list."""
PREVIEW_AT_LEAST_COLUMNS = 40
_LIST_AT_LEAST_COLUMNS = 60
_SHOWN = "What the list shows"
_MOVING = "Moving in the list"
_FILTER = "In the filter box"


class FunctionsScreen(ConsoleScreen):
    """The screen the console starts with."""

    COMMAND_DEFAULTS = CommandDefaults("list", "Functions", Scope.MAIN)
    AUTO_FOCUS = "#functions"
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
        recorder: VersionRecorder,
        preview_delay_seconds: float = REST_SECONDS,
    ) -> None:
        super().__init__()
        self._connection = connection
        self._clock = clock
        self._navigator = navigator
        self._prompts = prompts
        self._loader = loader
        self._drafts = drafts
        self._pickers = pickers
        self._recorder = recorder
        self._preview_delay_seconds = preview_delay_seconds
        self._facts = FunctionFacts()
        self._table = RowTable(function_list(self._facts), clock, ListState(order=FIRST_ORDER), id="functions")
        self._filter = ListFilter(self, "#list", self._table, "filter by name or slug")
        self._preview_wanted = True

    @property
    def _state(self) -> ListState[FunctionSummary]:
        return self._table.state

    def compose(self) -> ComposeResult:
        yield StatusHeader(self._connection, self._clock)
        with Horizontal(id="body"):
            with Vertical(id="list"):
                yield self._table
                yield OutcomePanel("list-report")
            yield CodePreview(self._fetch, self._preview_delay_seconds)
        yield StatusLine()
        yield KeyBar()

    def on_mount(self) -> None:
        self._loader.attach(self)

    def on_screen_resume(self) -> None:
        super().on_screen_resume()
        if self._state.is_loaded:
            self.look_for_drafts()
        self._preview_soon()

    # What is shown

    def _show(self, state: ListState[FunctionSummary]) -> None:
        """Show the list as it is now."""
        before = self._state
        self._table.show(state)
        self._table.display = bool(state.items)
        if state.items is not before.items:
            self._lay_out()
        self._show_rest()
        self.update_keys()

    def _tell(self, facts: FunctionFacts) -> None:
        """Show the rows with what else is known of them."""
        if facts != self._facts:
            self._facts = facts
            self._table.show(self._state, function_list(facts))
            self._show_rest()

    def _report(self, report: Report | None) -> None:
        self.query_one("#list-report", OutcomePanel).show(report)

    def show_unconnected(self) -> None:
        """No server is connected, and the user would rather look around first."""
        self._report(UNCONNECTED)
        self._show(failed(self._state, "not connected"))

    def show_loading(self) -> None:
        """The list is on its way."""
        if not self._state.items:
            self._report(fetching(self._connection.display_name if self._connection.is_connected else ""))
        self._show(loading(self._state))

    def show_list(self, found: FunctionList, proof: ServerProof) -> None:
        """The list came, with what is known of whether callers get its functions."""
        self._show(received(self._state, self._table.spec, found.functions))
        self._report(None if found.functions else NO_FUNCTIONS)
        self.show_liveness(proof)
        self.look_for_drafts()
        self._preview_soon()

    def show_failure(self, error: ApiError) -> None:
        """The list could not be fetched."""
        self._report(list_failed(error, self._connection.display_name, is_shown=bool(self._state.items)))
        self._show(failed(self._state))

    def start_over(self, known: KnownList | None) -> None:
        """Another server is asked: show what was last known of it, or nothing."""
        state = ListState[FunctionSummary](order=self._state.order)
        if known is not None:
            state = remembered(state, self._table.spec, known.functions, known.fetched_at)
        self._filter.clear()
        self._tell(self._facts._replace(uncallable=frozenset()))
        self._table.show(state)
        self._lay_out()
        self.query_one(CodePreview).forget()
        self._report(None)
        self.show_loading()

    def show_liveness(self, proof: ServerProof) -> None:
        """Mark the active functions that nobody can call, and say why."""
        uncallable = proof.uncallable([each.slug for each in self._state.items if each.status == ACTIVE])
        self._tell(self._facts._replace(uncallable=uncallable))
        if self._state.items and self._state.is_loaded:
            self._report(describe_liveness(proof, uncallable))

    def show_notice(self, notice: str) -> None:
        """Say what of this machine's variables and files could not be used, until the list is fetched anew."""
        panel = next(iter(self.query("#list-notices").results(OutcomePanel)), None)
        if panel is None:
            # Made when there is something to say: the first frame does not wait for it.
            panel = OutcomePanel("list-notices", most_details=MOST_NOTICES)
            self.query_one("#list").mount(panel)
        panel.show(with_notice(panel.report, notice))

    def look_for_drafts(self) -> None:
        """Mark the functions that have unsaved drafts on this machine. The disk is asked in a thread."""
        store = self._drafts
        if store is not None and self._state.items:
            # Not the coroutine itself: one that is replaced before it began would never be awaited.
            _worker: Worker[None] = self.run_worker(partial(self._mark_drafts, store), group="drafts", exclusive=True)

    async def _mark_drafts(self, store: DraftStore) -> None:
        slugs = [function.slug for function in self._state.items]
        try:
            found = await asyncio.to_thread(store.with_drafts, self._connection.server_id, slugs)
        except StorageError:
            # `d` says why; a list without marks is no reason to complain.
            return
        self._tell(self._facts._replace(drafts=found))

    def listed(self, slug: str) -> FunctionSummary | None:
        """The function of this slug as the list has it."""
        return next((function for function in self._state.items if function.slug == slug), None)

    def open_slug(self, slug: str) -> None:
        """Open a function by its slug, or say that this server has none of that name."""
        function = self.listed(slug)
        if function is None:
            self.say(f"This server has no function {printable(slug, limit=60)}.")
            return
        self._table.show(select(self._state, self._table.spec, slug))
        self._navigator.go(OpenFunction(function))

    @on(RowTable.ColumnsChanged)
    def _show_rest(self) -> None:
        """What the status line shows at rest: how many there are, and what the table has no room for."""
        table, state = self._table, self._state
        parts = [Content(count_words(state, self._clock.now()))]
        if drafts := len(self._facts.drafts):
            parts.append(Content.styled(f"* {drafts} unsaved draft{'' if drafts == 1 else 's'}  ", "$warning"))
        if table.item is not None and table.cuts(SLUG):
            parts.append(Content(printable(table.item.slug)))
        if state.items and table.hidden_columns:
            parts.append(Content.styled(f"no room: {', '.join(table.hidden_columns)}", "$muted"))
        parts.append(Content.styled(printable(self._connection.sources, limit=160), "$faint"))
        self.query_one(StatusLine).rest(Content("  ").join(parts))

    # Why commands can't run

    def _no_function(self) -> str | None:
        return None if self._state.shown else "There is no function to select."

    def _no_server(self) -> str | None:
        return None if self._connection.is_connected else "No server is connected: c connects."

    def _no_history(self) -> str | None:
        return self._no_function() or self._no_server()

    def _no_list(self) -> str | None:
        if self._connection.is_connected and not self._state.is_loaded:
            return "The list of this server is not loaded: r fetches it."
        return self._no_server()

    def _too_narrow(self) -> str | None:
        if self.size.width < PREVIEW_FROM_COLUMNS:
            return f"The preview needs a terminal of {PREVIEW_FROM_COLUMNS} columns."
        return None

    def _no_preview(self) -> str | None:
        return None if self.query_one(CodePreview).can_scroll else "No code is shown beside the list."

    def _no_filter(self) -> str | None:
        return None if self._filter.text or self._filter.has_focus else "There is no filter to clear."

    # Commands

    @property
    def key_scope(self) -> Scope:
        return Scope.BOX if self._filter.has_focus else Scope.MAIN

    @command(
        keys=("enter",),
        title="Open",
        help="Open the selected function in the editor.",
        footer=Footer("open", 1),
        disabled=_no_function,
    )
    def open(self) -> None:
        """Open the selected function in the editor."""
        if self._table.item is not None:
            self._table.show(stay(self._state))
            self._navigator.go(OpenFunction(self._table.item))

    @command(
        keys=("x",),
        title="Run",
        help="Send the selected function a request and show what it answers.",
        footer=Footer("run", 2),
        disabled=_no_history,
    )
    def run_function(self) -> None:
        """Run the selected function."""
        if self._table.item is not None:
            self._navigator.go(OpenRunner(self._table.item))

    @command(
        keys=("h",),
        title="History",
        help="Show the versions of the selected function: compare, restore.",
        disabled=_no_history,
    )
    def history(self) -> None:
        """Show the versions of the selected function."""
        function = self._table.item
        if function is not None:
            self._pickers().show_history(function)

    @command(keys=("d",), title="Drafts", help="Show the unsaved drafts on this machine, discarded changes too.")
    def drafts(self) -> None:
        """Show the unsaved drafts on this machine."""
        self._pickers().pick_draft(self, self._state.items)

    @command(
        keys=("H", "shift+h"), title="Deleted functions", help="Create a deleted function again.", disabled=_no_list
    )
    def deleted(self) -> None:
        """Show the functions that the server no longer has."""
        self.run_worker(self._pickers().pick_gone(self, self._state.items), group="gone", exclusive=True)

    @command(
        keys=("f4",),
        title="In full",
        help="Show in full: the last message, the selected function, where the server is.",
    )
    def details(self) -> None:
        """Show in full what rows may cut."""
        from tui.app.shell.questions import DetailsScreen

        line = self.query_one(StatusLine)
        selected = self._table.item
        notices = [panel.report for panel in self.query("#list-notices").results(OutcomePanel)]
        facts = [
            ("message", line.last_said),
            *(("notice", text) for report in notices if report for text in (report.headline, *report.details)),
            ("list", line.resting),
            *(function_facts(selected) if selected is not None else ()),
            *server_facts(self._connection),
        ]
        self._prompts.ask(DetailsScreen(self.query_one("#list-report", OutcomePanel).report, facts))

    @command(
        id="refresh",
        keys=("r",),
        title="Refresh",
        help="Fetch the list again.",
        footer=Footer("refresh", 3),
        disabled=_no_server,
    )
    def refresh_list(self) -> None:
        """Fetch the list again."""
        for panel in self.query("#list-notices").results(OutcomePanel):
            panel.show(None)
        self.show_loading()
        self._loader.load()

    @command(keys=("c",), title="Connect", help="Connect to another server or sign in again.")
    def connect(self) -> None:
        """Connect to another server or sign in again."""
        self._navigator.go(OpenConnect())

    @command(keys=("ctrl+z",), title="Suspend", help="Go back to the shell; fg returns.")
    async def suspend(self) -> None:
        """Stop the process until the shell resumes it."""
        await self.run_everywhere("suspend")

    @command(keys=("q",), title="Quit", help="Leave the console.", footer=Footer("quit", 7))
    def leave(self) -> None:
        """Leave the console."""
        self._navigator.go(Quit())

    @command(
        keys=("slash",),
        title="Filter",
        help="Type to filter by name or slug; esc clears.",
        footer=Footer("filter", 2),
        group=_SHOWN,
    )
    def filter(self) -> None:
        """Type to filter by name or slug."""
        self._filter.open()

    @command(
        id="keep_filter",
        keys=("enter",),
        title="Keep the filter",
        help="Keep the filter and go to the list.",
        footer=Footer("list", 1),
        group=_FILTER,
        scope=Scope.BOX,
    )
    def keep_filter(self) -> None:
        """Keep the filter and go to the list."""
        # Here and not in answer to the box's own message, which would come behind the next key.
        self._filter.close()
        self.update_keys()

    @command(
        keys=("escape",), title="Clear the filter", help="Show all functions again.", group=_SHOWN, disabled=_no_filter
    )
    @command(
        keys=("escape",),
        title="Clear the filter",
        help="Show all functions again.",
        footer=Footer("clear", 2),
        group=_FILTER,
        scope=Scope.BOX,
    )
    def clear_filter(self) -> None:
        """Show all functions again."""
        self._filter.clear_and_close()
        self._show(filtered(self._state, self._table.spec, ""))

    @command(
        keys=("s",),
        title="Sort by the next column",
        help="Sort by updated, activated, name, slug, status in turn.",
        footer=Footer("sort", 4),
        group=_SHOWN,
    )
    def sort(self) -> None:
        """Sort by the next column."""
        order = next_order(self._state.order or FIRST_ORDER, self._table.spec)
        self._show(sorted_by(self._state, self._table.spec, order))
        self.say(f"Sorted by {order.column.lower()}.", "$muted")

    @command(keys=("S", "shift+s"), title="Reverse the sort order", help="Reverse the sort order.", group=_SHOWN)
    def reverse(self) -> None:
        """Reverse the sort order."""
        order = self._state.order or FIRST_ORDER
        self._show(sorted_by(self._state, self._table.spec, Order(order.column, not order.reverse)))

    @command(
        keys=("t",),
        title="Exact times",
        help="Switch between relative and exact times.",
        footer=Footer("times", 5),
        group=_SHOWN,
    )
    def times(self) -> None:
        """Switch between relative and exact times."""
        self._tell(self._facts._replace(exact_times=not self._facts.exact_times))
        self._lay_out()

    @command(
        keys=("v",),
        title="Preview",
        help="Show or hide the code beside the list (wide terminals).",
        footer=Footer("preview", 6),
        group=_SHOWN,
        disabled=_too_narrow,
    )
    def preview(self) -> None:
        """Show or hide the code beside the list."""
        self._preview_wanted = not self._preview_wanted
        self._lay_out()
        self._preview_soon()

    @command(
        keys=("space",),
        title="Preview: page down",
        help="Move a page down in the code beside the list.",
        footer=Footer("page", 6),
        group=_SHOWN,
        disabled=_no_preview,
    )
    def preview_down(self) -> None:
        """Move a page down in the code beside the list."""
        self.query_one(CodePreview).scroll_page(1)

    @command(
        keys=("b",),
        title="Preview: page up",
        help="Move a page up in the code beside the list.",
        group=_SHOWN,
        disabled=_no_preview,
    )
    def preview_up(self) -> None:
        """Move a page up in the code beside the list."""
        self.query_one(CodePreview).scroll_page(-1)

    @command(
        keys=("down", "j"), title="Next function", help="Move the selection down.", group=_MOVING, disabled=_no_function
    )
    @command(
        keys=("down",),
        title="Next function",
        help="Move the selection down.",
        footer=Footer("next", 3),
        group=_FILTER,
        scope=Scope.BOX,
        disabled=_no_function,
    )
    def down(self) -> None:
        """Move the selection down."""
        self._table.moves["down"]()

    @command(
        keys=("up", "k"), title="Previous function", help="Move the selection up.", group=_MOVING, disabled=_no_function
    )
    @command(
        keys=("up",),
        title="Previous function",
        help="Move the selection up.",
        footer=Footer("previous", 4),
        group=_FILTER,
        scope=Scope.BOX,
        disabled=_no_function,
    )
    def up(self) -> None:
        """Move the selection up."""
        self._table.moves["up"]()

    @command(
        keys=("home", "g"),
        title="First function",
        help="Go to the top of the list.",
        group=_MOVING,
        disabled=_no_function,
    )
    def first(self) -> None:
        """Go to the top of the list."""
        self._table.moves["first"]()

    @command(
        keys=("end", "G", "shift+g"),
        title="Last function",
        help="Go to the end of the list.",
        group=_MOVING,
        disabled=_no_function,
    )
    def last(self) -> None:
        """Go to the end of the list."""
        self._table.moves["last"]()

    @command(
        keys=("pagedown", "ctrl+f"), title="Page down", help="Move a page down.", group=_MOVING, disabled=_no_function
    )
    @command(
        keys=("pagedown", "ctrl+f"),
        title="Page down",
        help="Move a page down.",
        group=_FILTER,
        scope=Scope.BOX,
        disabled=_no_function,
    )
    def page_down(self) -> None:
        """Move a page down."""
        self._table.moves["page_down"]()

    @command(keys=("pageup", "ctrl+b"), title="Page up", help="Move a page up.", group=_MOVING, disabled=_no_function)
    @command(
        keys=("pageup", "ctrl+b"),
        title="Page up",
        help="Move a page up.",
        group=_FILTER,
        scope=Scope.BOX,
        disabled=_no_function,
    )
    def page_up(self) -> None:
        """Move a page up."""
        self._table.moves["page_up"]()

    # The filter

    @on(Input.Changed, "#filter")
    def catch_up(self) -> None:
        if self._filter.text != self._state.needle:
            self._show(filtered(self._state, self._table.spec, self._filter.text))

    # The preview

    async def _fetch(self, slug: str) -> Function | str:
        """The function for the preview, or why it can't be shown."""
        try:
            found = await self._connection.api.functions.get(slug)
        except ApiError as error:
            return describe_error(error, self._connection.display_name, asked="function").headline
        self._recorder.record(found, How.SEEN)
        return found

    @on(RowTable.Moved)
    def _selection_moved(self) -> None:
        self._preview_soon()
        self._show_rest()
        self.update_keys()

    @on(CodePreview.Changed)
    def _preview_changed(self) -> None:
        self.update_keys()

    @on(RowTable.Opened)
    def _row_clicked(self) -> None:
        if self._filter.has_focus:
            self.keep_filter()
        else:
            self.open()

    def on_resize(self, event: Resize) -> None:
        self._lay_out()
        self._preview_soon()

    def _lay_out(self) -> None:
        wide = self.size.width >= PREVIEW_FROM_COLUMNS and self._preview_wanted
        self.query_one(CodePreview).display = wide
        # The preview has what the list does not need, and so much at least.
        whole = self._table.whole_width
        most = self.size.width - PREVIEW_AT_LEAST_COLUMNS
        self.query_one("#list").styles.width = min(max(_LIST_AT_LEAST_COLUMNS, whole), most) if wide else "1fr"
        self.update_keys()

    def covered(self) -> None:
        self.query_one(CodePreview).rest()

    def _preview_soon(self) -> None:
        # Under another screen it waits until the list is on top again.
        if self.is_active and not isinstance(self._state.load, Failed) and self._connection.is_connected:
            self.query_one(CodePreview).show_soon(self._table.item)
