"""The list of functions, and on a wide terminal the code of the selected one beside it."""

from __future__ import annotations

import asyncio
from collections.abc import Callable, Mapping, Sequence
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
from tui.app.shell.commands import EVERYWHERE, FILTER, LIST, Command, Group, bindings
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
from tui.app.shell.routes import OpenConnect, OpenFunction, Quit
from tui.app.shell.screen import ConsoleScreen, Handler, StatusLine
from tui.app.shell.status import server_facts
from tui.app.widgets.clock import Clock
from tui.app.widgets.code_preview import REST_SECONDS, CodePreview
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
_IN_FILTER = {command.name: command.keys for command in FILTER}
_NEEDS_ROWS = frozenset({"open", "history", "down", "up", "first", "last", "page_down", "page_up"})


class FunctionsScreen(ConsoleScreen):
    """The screen the console starts with."""

    COMMANDS_HERE = LIST
    BINDINGS = bindings(LIST)
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

    def _show_drafts(self) -> None:
        self._pickers().pick_draft(self, self._state.items)

    def _show_history(self) -> None:
        function = self._table.item
        if function is not None:
            self._pickers().show_history(function)

    def _show_gone(self) -> None:
        self.run_worker(self._pickers().pick_gone(self, self._state.items), group="gone", exclusive=True)

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

    # Commands

    def handlers(self) -> Mapping[str, Handler]:
        return {
            **self._table.moves,
            "open": self._open,
            "filter": self._filter.open,
            "refresh": self._refresh_list,
            "sort": self._sort,
            "reverse": self._reverse,
            "times": self._switch_times,
            "drafts": self._show_drafts,
            "history": self._show_history,
            "gone": self._show_gone,
            "preview": self._switch_preview,
            "preview_down": lambda: self.query_one(CodePreview).scroll_page(1),
            "preview_up": lambda: self.query_one(CodePreview).scroll_page(-1),
            "connect": lambda: self._navigator.go(OpenConnect()),
            "details": self._show_details,
            "clear": self._clear_filter,
            "leave": lambda: self._navigator.go(Quit()),
        }

    def why_not(self, command: str) -> str | None:
        if command in _NEEDS_ROWS and not self._state.shown:
            if command == "open" and self._filter.has_focus:
                return None
            return "There is no function to select."
        if command == "gone" and self._connection.is_connected and not self._state.is_loaded:
            return "The list of this server is not loaded: r fetches it."
        if command in ("refresh", "history", "gone") and not self._connection.is_connected:
            return "No server is connected: c connects."
        if command == "preview" and self.size.width < PREVIEW_FROM_COLUMNS:
            return f"The preview needs a terminal of {PREVIEW_FROM_COLUMNS} columns."
        if command in ("preview_down", "preview_up") and not self.query_one(CodePreview).can_scroll:
            return "No code is shown beside the list."
        if command == "clear" and not self._filter.text and not self._filter.has_focus:
            return "There is no filter to clear."
        return None

    def key_is_live(self, command: str, key: str) -> bool:
        # While the filter has the focus, characters are text and editing keys are the box's own.
        return not self._filter.has_focus or key in _IN_FILTER.get(command, ())

    def help_groups(self) -> Sequence[Group]:
        from tui.app.shell.dialog_keys import LIST_HELP

        return LIST_HELP

    def footer_commands(self) -> Sequence[Command]:
        return (*FILTER, *(each for each in EVERYWHERE if each.footer)) if self._filter.has_focus else self.commands

    def _open(self) -> None:
        if self._filter.has_focus:
            # Here and not in answer to the box's own message, which would come behind the next key.
            self._filter.close()
            self.update_keys()
        elif self._table.item is not None:
            self._table.show(stay(self._state))
            self._navigator.go(OpenFunction(self._table.item))

    def _show_details(self) -> None:
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

    def _refresh_list(self) -> None:
        for panel in self.query("#list-notices").results(OutcomePanel):
            panel.show(None)
        self.show_loading()
        self._loader.load()

    def _sort(self) -> None:
        order = next_order(self._state.order or FIRST_ORDER, self._table.spec)
        self._show(sorted_by(self._state, self._table.spec, order))
        self.say(f"Sorted by {order.column.lower()}.", "$muted")

    def _reverse(self) -> None:
        order = self._state.order or FIRST_ORDER
        self._show(sorted_by(self._state, self._table.spec, Order(order.column, not order.reverse)))

    def _switch_times(self) -> None:
        self._tell(self._facts._replace(exact_times=not self._facts.exact_times))
        self._lay_out()

    def _clear_filter(self) -> None:
        self._filter.clear_and_close()
        self._show(filtered(self._state, self._table.spec, ""))

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
        self._open()

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

    def _switch_preview(self) -> None:
        self._preview_wanted = not self._preview_wanted
        self._lay_out()
        self._preview_soon()

    def covered(self) -> None:
        self.query_one(CodePreview).rest()

    def _preview_soon(self) -> None:
        # Under another screen it waits until the list is on top again.
        if self.is_active and not isinstance(self._state.load, Failed) and self._connection.is_connected:
            self.query_one(CodePreview).show_soon(self._table.item)
