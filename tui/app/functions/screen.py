"""The list of functions, and on a wide terminal the code of the selected one beside it."""

from __future__ import annotations

import asyncio
from collections.abc import Callable
from datetime import datetime
from functools import partial
from typing import TYPE_CHECKING

from textual import on
from textual.app import ComposeResult
from textual.containers import Horizontal, Vertical
from textual.content import Content
from textual.events import Resize
from textual.timer import Timer
from textual.widgets import Input
from textual.worker import Worker

from tui.app.functions.list_loader import ListLoader
from tui.app.functions.table import FunctionTable
from tui.app.shell.connection import Connection
from tui.app.shell.facts import function_facts
from tui.app.shell.header import StatusHeader
from tui.app.shell.key_bar import KeyBar
from tui.app.shell.live_words import describe_liveness
from tui.app.shell.navigation import Navigator
from tui.app.shell.notice import Report, Tone, describe_error
from tui.app.shell.outcome import OutcomePanel
from tui.app.shell.prompts import Prompts
from tui.app.shell.recorder import VersionRecorder
from tui.app.shell.routes import OpenConnect, OpenFunction, Quit
from tui.app.shell.screen import ConsoleScreen, StatusLine
from tui.app.shell.status import server_facts
from tui.app.widgets.clock import Clock
from tui.app.widgets.code_preview import REST_SECONDS, CodePreview
from tui.app.widgets.command import CommandDefaults, Footer, Scope, command
from tui.app.widgets.relative_time import ago
from tui.errors import ApiError, NotFound, StorageError, Unauthorised, Unreachable
from tui.flows.liveness import ServerProof
from tui.model.function import ACTIVE, Function, FunctionList, FunctionSummary
from tui.model.history import How
from tui.sessions.listing import Column, Order, matching, ordered
from tui.store.list_cache import KnownList
from tui.terminal.sanitise import printable

if TYPE_CHECKING:
    from tui.app.functions.pickers import Pickers
    from tui.app.widgets.field import Field
    from tui.store.drafts import DraftStore

PREVIEW_FROM_COLUMNS = 110
"""From this width on the code is shown beside the list."""
PREVIEW_AT_LEAST_COLUMNS = 40
_LIST_AT_LEAST_COLUMNS = 60

_MOST_NOTICES = 20
_SORT_TURN = (Column.UPDATED, Column.ACTIVATED, Column.NAME, Column.SLUG, Column.STATUS)
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
        self._functions: tuple[FunctionSummary, ...] = ()
        self._needle = ""
        self._box: Field | None = None
        # Set while the functions shown are those of an earlier run.
        self._known_at: datetime | None = None
        # The functions by which the columns were chosen.
        self._fitted: tuple[FunctionSummary, ...] = ()
        self._place = ""
        self._state = "loading"
        self._order = Order()
        self._preview_wanted = True
        self._ageing: Timer | None = None

    def compose(self) -> ComposeResult:
        yield StatusHeader(self._connection, self._clock)
        with Horizontal(id="body"):
            with Vertical(id="list"):
                yield FunctionTable()
                yield OutcomePanel("list-report")
            yield CodePreview(self._fetch, self._preview_delay_seconds)
        yield StatusLine()
        yield KeyBar()

    def on_mount(self) -> None:
        self._loader.attach(self)

    def on_screen_resume(self) -> None:
        super().on_screen_resume()
        if self._state == "loaded":
            self.look_for_drafts()
        self._tick()
        self._preview_soon()

    # What is shown

    def show_unconnected(self) -> None:
        """No server is connected, and the user would rather look around first."""
        self._state = "unconnected"
        report = Report(Tone.CAREFUL, "No server is connected.", "Press c to connect to one.")
        self.query_one("#list-report", OutcomePanel).show(report)
        self._show_rows()

    def show_loading(self) -> None:
        """The list is on its way."""
        self._state = "loading"
        if not self._functions:
            said = (
                f"Asking {self._connection.display_name} for its functions."
                if self._connection.is_connected
                else "Connecting."
            )
            self.query_one("#list-report", OutcomePanel).show(Report(Tone.BUSY, said))
        self._show_rows()

    def show_list(self, found: FunctionList, proof: ServerProof) -> None:
        """The list came, with what is known of whether callers get its functions."""
        self._state = "loaded"
        self._known_at = None
        self._functions = found.functions
        panel = self.query_one("#list-report", OutcomePanel)
        if not found.functions:
            panel.show(
                Report(
                    Tone.CAREFUL,
                    "This server has no functions yet.",
                    "Create one in the dashboard or with InsForge's command-line tool, then press r.",
                )
            )
        else:
            panel.show(None)
        self.show_liveness(proof)
        self._show_rows()
        self.look_for_drafts()
        self._preview_soon()

    def show_liveness(self, proof: ServerProof) -> None:
        """Mark the active functions that nobody can call, and say why."""
        active = [function.slug for function in self._functions if function.status == ACTIVE]
        uncallable = proof.uncallable(active)
        self.query_one(FunctionTable).mark_uncallable(uncallable)
        if self._functions and self._state == "loaded":
            self.query_one("#list-report", OutcomePanel).show(describe_liveness(proof, uncallable))

    def look_for_drafts(self) -> None:
        """Mark the functions that have unsaved drafts on this machine. The disk is asked in a thread."""
        store = self._drafts
        if store is not None and self._functions:
            # Not the coroutine itself: one that is replaced before it began would never be awaited.
            _worker: Worker[None] = self.run_worker(partial(self._mark_drafts, store), group="drafts", exclusive=True)

    async def _mark_drafts(self, store: DraftStore) -> None:
        slugs = [function.slug for function in self._functions]
        try:
            found = await asyncio.to_thread(store.with_drafts, self._connection.server_id, slugs)
        except StorageError:
            # `d` says why; a list without marks is no reason to complain.
            return
        self.query_one(FunctionTable).mark_drafts(found)
        self._show_place()

    def show_failure(self, error: ApiError) -> None:
        """The list could not be fetched."""
        self._state = "failed"
        if isinstance(error, NotFound):
            headline = f"There is no InsForge at this address of {self._connection.display_name}."
            report = Report(Tone.BAD, headline, "Check the path in the URL: /api/functions is added to it.")
        else:
            report = describe_error(error, self._connection.display_name)
        if isinstance(error, Unauthorised | Unreachable | NotFound):
            way_on = "Press c to connect anew, r to try again."
        else:
            way_on = "Press r to try again."
        kept = " The list above is from before." if self._functions else ""
        report = Report(report.tone, report.headline, f"{report.next_step} {way_on}{kept}".strip(), report.details)
        self.query_one("#list-report", OutcomePanel).show(report)
        self._show_rows()

    def show_notice(self, notice: str) -> None:
        """Say what of this machine's variables and files could not be used, until the list is fetched anew."""
        panel = next(iter(self.query("#list-notices").results(OutcomePanel)), None)
        if panel is None:
            # Made when there is something to say: the first frame does not wait for it.
            panel = OutcomePanel("list-notices", most_details=_MOST_NOTICES)
            self.query_one("#list").mount(panel)
        before = () if panel.report is None else (panel.report.headline, *panel.report.details[:-1])
        first, *others = (*before, printable(notice, limit=300))
        panel.show(Report(Tone.CAREFUL, first, details=(*others[: _MOST_NOTICES - 1], "Press r to hide this.")))

    def listed(self, slug: str) -> FunctionSummary | None:
        """The function of this slug as the list has it."""
        return next((function for function in self._functions if function.slug == slug), None)

    def open_slug(self, slug: str) -> None:
        """Open a function by its slug, or say that this server has none of that name."""
        function = self.listed(slug)
        if function is None:
            self.say(f"This server has no function {printable(slug, limit=60)}.")
            return
        self.query_one(FunctionTable).select_slug(slug)
        self._navigator.go(OpenFunction(function))

    def start_over(self, known: KnownList | None) -> None:
        """Another server is asked: show what was last known of it, or nothing."""
        self._known_at = known.fetched_at if known is not None else None
        self._functions = known.functions if known is not None else ()
        self.query_one(FunctionTable).mark_uncallable(frozenset())
        self.query_one(CodePreview).forget()
        if self._box is not None:
            self._box.value = ""
        self.query_one("#list-report", OutcomePanel).show(None)
        self.show_loading()

    def _show_rows(self) -> None:
        needle = self._needle = self._typed
        rows = ordered(matching(self._functions, needle), self._order)
        table = self.query_one(FunctionTable)
        if self._fitted is not self._functions:
            self._fitted = self._functions
            table.fit(self._functions)
            self._lay_out()
        table.show(rows, self._order, self._clock.now())
        table.display = bool(self._functions)
        self._show_place()
        self.update_keys()
        self.call_after_refresh(self._tick)

    def _show_place(self) -> None:
        table, needle = self.query_one(FunctionTable), self._needle
        shown, total = len(table.functions), len(self._functions)
        if self._state == "unconnected":
            count = "not connected"
        elif self._state == "loading":
            count = "fetching the list" if not total else f"{_counted(total)}{self._as_of()}, refreshing"
        elif self._state == "failed" and not total:
            count = "no list"
        elif needle:
            count = f"{shown} of {_counted(total)} match" if shown else f"nothing matches (of {total}); esc clears"
        else:
            count = f"{_counted(total)}{self._as_of()}"
        self._place = count
        self._show_rest()

    @on(FunctionTable.ColumnsChanged)
    def _show_rest(self) -> None:
        """What the status line shows at rest: how many there are, and what the table has no room for."""
        table = self.query_one(FunctionTable)
        parts = [Content(self._place)]
        drafts = _drafts(len(table.drafts))
        if drafts:
            parts.append(drafts)
        if table.selected is not None and table.cuts_slug:
            parts.append(Content(printable(table.selected.slug)))
        if self._functions and table.hidden_columns:
            parts.append(Content.styled(f"no room: {', '.join(table.hidden_columns)}", "$muted"))
        parts.append(Content.styled(printable(self._connection.sources, limit=160), "$faint"))
        self.query_one(StatusLine).rest(Content("  ").join(parts))

    def _as_of(self) -> str:
        return "" if self._known_at is None else f" last known ({ago(self._known_at, self._clock.now())})"

    def _tick(self) -> None:
        """Keep the ages on the screen true; nothing wakes the console while none of them changes."""
        if self._ageing is not None:
            self._ageing.stop()
            self._ageing = None
        seconds = self.query_one(FunctionTable).tick(self._clock.now()) if self.is_current else None
        if seconds is not None:
            self._ageing = self.set_timer(seconds, self._tick)

    # Why commands can't run

    def _no_function(self) -> str | None:
        return None if self.query_one(FunctionTable).functions else "There is no function to select."

    def _no_server(self) -> str | None:
        return None if self._connection.is_connected else "No server is connected: c connects."

    def _no_history(self) -> str | None:
        return self._no_function() or self._no_server()

    def _no_list(self) -> str | None:
        if self._connection.is_connected and self._state != "loaded":
            return "The list of this server is not loaded: r fetches it."
        return self._no_server()

    def _too_narrow(self) -> str | None:
        if self.size.width < PREVIEW_FROM_COLUMNS:
            return f"The preview needs a terminal of {PREVIEW_FROM_COLUMNS} columns."
        return None

    def _no_preview(self) -> str | None:
        return None if self.query_one(CodePreview).can_scroll else "No code is shown beside the list."

    def _no_filter(self) -> str | None:
        return None if self._typed or self._filtering else "There is no filter to clear."

    # Commands

    @property
    def key_scope(self) -> Scope:
        return Scope.BOX if self._filtering else Scope.MAIN

    @command(
        keys=("enter",),
        title="Open",
        help="Open the selected function in the editor.",
        footer=Footer("open", 1),
        disabled=_no_function,
    )
    def open(self) -> None:
        """Open the selected function in the editor."""
        table = self.query_one(FunctionTable)
        if table.selected is not None:
            table.stay()
            self._navigator.go(OpenFunction(table.selected))

    @command(
        keys=("h",),
        title="History",
        help="Show the versions of the selected function: compare, restore.",
        disabled=_no_history,
    )
    def history(self) -> None:
        """Show the versions of the selected function."""
        function = self.query_one(FunctionTable).selected
        if function is not None:
            self._pickers().show_history(function)

    @command(keys=("d",), title="Drafts", help="Show the unsaved drafts on this machine, discarded changes too.")
    def drafts(self) -> None:
        """Show the unsaved drafts on this machine."""
        self._pickers().pick_draft(self, self._functions)

    @command(
        keys=("H", "shift+h"), title="Deleted functions", help="Create a deleted function again.", disabled=_no_list
    )
    def deleted(self) -> None:
        """Show the functions that the server no longer has."""
        self.run_worker(self._pickers().pick_gone(self, self._functions), group="gone", exclusive=True)

    @command(
        keys=("f4",),
        title="In full",
        help="Show in full: the last message, the selected function, where the server is.",
    )
    def details(self) -> None:
        """Show in full what rows may cut."""
        from tui.app.shell.questions import DetailsScreen

        line = self.query_one(StatusLine)
        selected = self.query_one(FunctionTable).selected
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
        if self._box is None:
            # Made when it is wanted first: the first frame does not wait for it.
            from tui.app.widgets.field import Field

            self._box = Field(placeholder="filter by name or slug", id="filter", compact=True)
            self.query_one("#list").mount(self._box, before=0)
        self._box.display = True
        # At once: focus() would wait its turn behind the keys typed already.
        self.set_focus(self._box)

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
        if self._box is not None:
            self._box.display = bool(self._box.value)
        self.set_focus(self.query_one(FunctionTable))
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
        if self._box is not None:
            self._box.value = ""
            self._box.display = False
        self.set_focus(self.query_one(FunctionTable))
        self._show_rows()

    @command(
        keys=("s",),
        title="Sort by the next column",
        help="Sort by updated, activated, name, slug, status in turn.",
        footer=Footer("sort", 4),
        group=_SHOWN,
    )
    def sort(self) -> None:
        """Sort by the next column."""
        turn = _SORT_TURN.index(self._order.column)
        self._order = Order(_SORT_TURN[(turn + 1) % len(_SORT_TURN)])
        self._show_rows()
        self.say(f"Sorted by {self._order.column.value}.", "$muted")

    @command(keys=("S", "shift+s"), title="Reverse the sort order", help="Reverse the sort order.", group=_SHOWN)
    def reverse(self) -> None:
        """Reverse the sort order."""
        self._order = Order(self._order.column, not self._order.reverse)
        self._show_rows()

    @command(
        keys=("t",),
        title="Exact times",
        help="Switch between relative and exact times.",
        footer=Footer("times", 5),
        group=_SHOWN,
    )
    def times(self) -> None:
        """Switch between relative and exact times."""
        self.query_one(FunctionTable).switch_times()
        self._lay_out()
        self._tick()

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
        self.query_one(FunctionTable).move(1)

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
        self.query_one(FunctionTable).move(-1)

    @command(
        keys=("home", "g"),
        title="First function",
        help="Go to the top of the list.",
        group=_MOVING,
        disabled=_no_function,
    )
    def first(self) -> None:
        """Go to the top of the list."""
        self.query_one(FunctionTable).select_row(0)

    @command(
        keys=("end", "G", "shift+g"),
        title="Last function",
        help="Go to the end of the list.",
        group=_MOVING,
        disabled=_no_function,
    )
    def last(self) -> None:
        """Go to the end of the list."""
        table = self.query_one(FunctionTable)
        table.select_row(len(table.functions) - 1)

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
        table = self.query_one(FunctionTable)
        table.move(table.page)

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
        table = self.query_one(FunctionTable)
        table.move(-table.page)

    # The filter

    @property
    def _typed(self) -> str:
        """What stands in the filter box."""
        return self._box.value if self._box is not None else ""

    @property
    def _filtering(self) -> bool:
        """Whether the filter box has the focus."""
        return self._box is not None and self._box.has_focus

    @on(Input.Changed, "#filter")
    def catch_up(self) -> None:
        if self._typed != self._needle:
            self._show_rows()
            self.query_one(FunctionTable).select_row(0)

    # The preview

    async def _fetch(self, slug: str) -> Function | str:
        """The function for the preview, or why it can't be shown."""
        try:
            found = await self._connection.api.functions.get(slug)
        except ApiError as error:
            return describe_error(error, self._connection.display_name, asked="function").headline
        self._recorder.record(found, How.SEEN)
        return found

    @on(FunctionTable.Selected)
    def _selection_moved(self) -> None:
        self._preview_soon()
        self._show_rest()
        self.update_keys()
        self._tick()

    @on(CodePreview.Changed)
    def _preview_changed(self) -> None:
        self.update_keys()

    @on(FunctionTable.Opened)
    def _row_clicked(self) -> None:
        if self._filtering:
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
        whole = self.query_one(FunctionTable).whole_width
        most = self.size.width - PREVIEW_AT_LEAST_COLUMNS
        self.query_one("#list").styles.width = min(max(_LIST_AT_LEAST_COLUMNS, whole), most) if wide else "1fr"
        self.update_keys()

    def covered(self) -> None:
        self.query_one(CodePreview).rest()

    def _preview_soon(self) -> None:
        # Under another screen it waits until the list is on top again.
        if self.is_active and self._state != "failed" and self._connection.is_connected:
            self.query_one(CodePreview).show_soon(self.query_one(FunctionTable).selected)


def _drafts(number: int) -> Content:
    return (
        Content.styled(f"* {number} unsaved draft{'' if number == 1 else 's'}  ", "$warning") if number else Content("")
    )


def _counted(number: int) -> str:
    return f"{number} function{'' if number == 1 else 's'}"
