"""The list of functions, and on a wide terminal the code of the selected one beside it."""

from __future__ import annotations

import asyncio
from collections.abc import Callable, Mapping, Sequence
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
from tui.app.shell.commands import EVERYWHERE, FILTER, LIST, Command, Group, bindings
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
from tui.app.shell.screen import ConsoleScreen, Handler, StatusLine
from tui.app.shell.status import server_facts
from tui.app.widgets.clock import Clock
from tui.app.widgets.code_preview import REST_SECONDS, CodePreview
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

    def _show_drafts(self) -> None:
        self._pickers().pick_draft(self, self._functions)

    def _show_history(self) -> None:
        function = self.query_one(FunctionTable).selected
        if function is not None:
            self._pickers().show_history(function)

    def _show_gone(self) -> None:
        self.run_worker(self._pickers().pick_gone(self, self._functions), group="gone", exclusive=True)

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

    # Commands

    def handlers(self) -> Mapping[str, Handler]:
        table = self.query_one(FunctionTable)
        return {
            "open": self._open,
            "filter": self._start_filter,
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
            "down": lambda: table.move(1),
            "up": lambda: table.move(-1),
            "first": lambda: table.select_row(0),
            "last": lambda: table.select_row(len(table.functions) - 1),
            "page_down": lambda: table.move(table.page),
            "page_up": lambda: table.move(-table.page),
            "details": self._show_details,
            "clear": self._clear_filter,
            "leave": lambda: self._navigator.go(Quit()),
        }

    def why_not(self, command: str) -> str | None:
        if command in _NEEDS_ROWS and not self.query_one(FunctionTable).functions:
            if command == "open" and self._filtering:
                return None
            return "There is no function to select."
        if command == "gone" and self._connection.is_connected and self._state != "loaded":
            return "The list of this server is not loaded: r fetches it."
        if command in ("refresh", "history", "gone") and not self._connection.is_connected:
            return "No server is connected: c connects."
        if command == "preview" and self.size.width < PREVIEW_FROM_COLUMNS:
            return f"The preview needs a terminal of {PREVIEW_FROM_COLUMNS} columns."
        if command in ("preview_down", "preview_up") and not self.query_one(CodePreview).can_scroll:
            return "No code is shown beside the list."
        if command == "clear" and not self._typed and not self._filtering:
            return "There is no filter to clear."
        return None

    def key_is_live(self, command: str, key: str) -> bool:
        # While the filter has the focus, characters are text and editing keys are the box's own.
        return not self._filtering or key in _IN_FILTER.get(command, ())

    def help_groups(self) -> Sequence[Group]:
        from tui.app.shell.dialog_keys import LIST_HELP

        return LIST_HELP

    def footer_commands(self) -> Sequence[Command]:
        return (*FILTER, *(each for each in EVERYWHERE if each.footer)) if self._filtering else self.commands

    def _open(self) -> None:
        if self._filtering:
            # Here and not in answer to the box's own message, which would come behind the next key.
            self._filter_done()
            return
        table = self.query_one(FunctionTable)
        if table.selected is not None:
            table.stay()
            self._navigator.go(OpenFunction(table.selected))

    def _show_details(self) -> None:
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

    def _refresh_list(self) -> None:
        for panel in self.query("#list-notices").results(OutcomePanel):
            panel.show(None)
        self.show_loading()
        self._loader.load()

    def _sort(self) -> None:
        turn = _SORT_TURN.index(self._order.column)
        self._order = Order(_SORT_TURN[(turn + 1) % len(_SORT_TURN)])
        self._show_rows()
        self.say(f"Sorted by {self._order.column.value}.", "$muted")

    def _reverse(self) -> None:
        self._order = Order(self._order.column, not self._order.reverse)
        self._show_rows()

    def _switch_times(self) -> None:
        self.query_one(FunctionTable).switch_times()
        self._lay_out()
        self._tick()

    # The filter

    @property
    def _typed(self) -> str:
        """What stands in the filter box."""
        return self._box.value if self._box is not None else ""

    @property
    def _filtering(self) -> bool:
        """Whether the filter box has the focus."""
        return self._box is not None and self._box.has_focus

    def _start_filter(self) -> None:
        if self._box is None:
            # Made when it is wanted first: the first frame does not wait for it.
            from tui.app.widgets.field import Field

            self._box = Field(placeholder="filter by name or slug", id="filter", compact=True)
            self.query_one("#list").mount(self._box, before=0)
        self._box.display = True
        # At once: focus() would wait its turn behind the keys typed already.
        self.set_focus(self._box)

    def _clear_filter(self) -> None:
        if self._box is not None:
            self._box.value = ""
            self._box.display = False
        self.set_focus(self.query_one(FunctionTable))
        self._show_rows()

    @on(Input.Changed, "#filter")
    def catch_up(self) -> None:
        if self._typed != self._needle:
            self._show_rows()
            self.query_one(FunctionTable).select_row(0)

    def _filter_done(self) -> None:
        if self._box is not None:
            self._box.display = bool(self._box.value)
        self.set_focus(self.query_one(FunctionTable))
        self.update_keys()

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
        self._open()

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

    def _switch_preview(self) -> None:
        self._preview_wanted = not self._preview_wanted
        self._lay_out()
        self._preview_soon()

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
