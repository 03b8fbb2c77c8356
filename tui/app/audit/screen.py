"""The audit view: who did what when, the newest first."""

from __future__ import annotations

from collections.abc import Callable
from functools import partial
from typing import Protocol

from textual import on
from textual.app import ComposeResult
from textual.containers import Vertical
from textual.content import Content
from textual.widgets import Input

from tui.app.audit.changes import RowChanges
from tui.app.audit.commands import AuditCommands
from tui.app.audit.driver import AuditDriver
from tui.app.audit.listed import ListedRows
from tui.app.audit.words import MODULES, NOT_OFFERED, asking, coverage, failed, how_it_goes, nothing
from tui.app.shell.connection import Change, Connection
from tui.app.shell.header import StatusHeader
from tui.app.shell.key_bar import KeyBar
from tui.app.shell.list_filter import ListFilter
from tui.app.shell.moving import filtered_moves
from tui.app.shell.navigation import Navigator
from tui.app.shell.outcome import OutcomePanel
from tui.app.shell.prompts import Prompts
from tui.app.shell.screen import ConsoleScreen
from tui.app.shell.status_line import StatusLine
from tui.app.shell.view_commands import VIEW_COMMANDS, VIEW_SWITCHES, ViewCommands
from tui.app.shell.views import AUDIT, view_tabs
from tui.app.widgets.clock import Clock
from tui.app.widgets.command import CommandDefaults, CommandPart, Scope
from tui.app.widgets.line import Line
from tui.app.widgets.row_table import RowTable
from tui.model.function import FunctionSummary
from tui.sessions.audit_events import (
    Hidden,
    Shown,
)
from tui.store.history import HistoryStore


class Live(Protocol):
    """Tells what others change on the server; the result of `subscribe` ends that."""

    def subscribe(self, watching: AuditDriver) -> Callable[[], None]: ...


class AuditScreen(ConsoleScreen):
    """The audit trail. `listed` finds a function of the list by its slug; `versions` are those kept here."""

    COMMAND_DEFAULTS = CommandDefaults("audit", "In the audit trail", Scope.MAIN)
    ACTING = CommandPart(AuditCommands, lambda screen: screen.acting)
    SWITCHING = VIEW_SWITCHES
    LEAVING = VIEW_COMMANDS
    MOVING, IN_FILTER = filtered_moves(
        lambda screen: screen.listed.table.moves, prefix="audit", noun="row", where="the audit trail"
    )
    AUTO_FOCUS = "#rows"
    CSS_PATH = "style.tcss"
    view = AUDIT

    def __init__(
        self,
        connection: Connection,
        clock: Clock,
        navigator: Navigator,
        prompts: Prompts,
        listed: Callable[[str], FunctionSummary | None],
        *,
        versions: HistoryStore | None,
        live: Live,
    ) -> None:
        super().__init__()
        self.connection = connection
        self._clock = clock
        self._live = live
        self.driver = AuditDriver(self, connection, clock, self._changed)
        self.listed = ListedRows(self.driver, clock)
        self.report = OutcomePanel("audit-report")
        self._box = ListFilter(
            self, "#audit", self.listed.table, "filter: words, by:ada, of:greet, did:deleted, since:2h"
        )
        self.views = ViewCommands(self, connection, navigator)
        self.changes = RowChanges(self, connection, navigator, prompts, listed, versions, self.listed.is_selected)
        self.acting = AuditCommands(self, navigator, prompts, self._box, listed)

    def compose(self) -> ComposeResult:
        yield StatusHeader(self.connection, self._clock, partial(view_tabs, AUDIT))
        yield Line(id="headline")
        with Vertical(id="audit"):
            yield self.listed.table
            yield self.report
        yield StatusLine()
        yield KeyBar()

    def on_mount(self) -> None:
        self.when_left.call(
            self.connection.subscribe(self._connection_changed), self._live.subscribe(self.driver), self.driver.stop
        )
        self._show_state()

    def on_screen_resume(self) -> None:
        super().on_screen_resume()
        if self.connection.is_connected:
            self.driver.tell(Shown())

    def on_screen_suspend(self) -> None:
        self.driver.tell(Hidden())

    def covered(self) -> None:
        super().covered()
        self.changes.stop()

    def _connection_changed(self, change: Change) -> None:
        if change is Change.SERVER:
            self.changes.stop()
            self.driver.forget()
            self._changed()
        if change in (Change.SERVER, Change.CLIENT) and self.is_current:
            self.driver.tell(Shown())

    @on(Input.Changed, "#filter")
    def catch_up(self) -> None:
        if self.listed.take_over(self._box.text):
            self._show_state()

    # What is shown

    def _changed(self) -> None:
        """Something else is known than before."""
        if not self.is_mounted:
            return
        self.listed.take_rows()
        self._show_state()
        self.listed.read_further()

    def _show_state(self) -> None:
        """Say how it goes, and why nothing is shown."""
        state, shown = self.driver.state, self.listed.shown
        server = self.connection.display_name
        if not self.connection.is_connected:
            report = None
        elif state.failure is not None:
            report = failed(state.failure, server, is_shown=bool(shown))
        elif shown:
            report = None
        elif not state.was_read or (state.asked is not None and state.has_older):
            report = asking(server)
        else:
            report = nothing(state, self.listed.module, is_filtered=not self.listed.wanted.is_empty)
        if state.is_lacking or state.was_read:
            self.connection.note_lacking(AUDIT, NOT_OFFERED if state.is_lacking else "")
        self.report.show(report)
        self.listed.table.display = bool(shown)
        how, style = how_it_goes(state)
        about = Content.styled(f" Audit: {MODULES[self.listed.module]}", "bold")
        parts = [about, Content.styled(how, style), Content(coverage(state, len(shown)))]
        self.query_one("#headline", Line).show(Content("  ").join(parts))
        self._show_rest()

    @on(RowTable.Moved)
    def _moved(self) -> None:
        # While a filter is typed it moves by itself.
        if self.listed.table.item is not None and not self._box.has_focus:
            self.listed.may_read_on()
        self.listed.read_further()
        self._show_rest()

    @on(RowTable.ColumnsChanged)
    def _show_rest(self) -> None:
        """What the status line shows at rest: what of the rows matches, and what of the filter can't be used."""
        wanted, table = self.listed.wanted, self.listed.table
        said: list[Content] = []
        if wanted.problem:
            said.append(Content.styled(wanted.problem, "$warning"))
        elif not wanted.is_empty:
            said.append(Content(f"{len(table.state.shown):,} of {len(table.state.items):,} match; esc clears"))
        if table.state.items and table.hidden_columns:
            said.append(Content.styled(f"no room: {', '.join(table.hidden_columns)} (f4)", "$muted"))
        self.query_one(StatusLine).rest(Content("  ").join(said))
        self.update_keys()

    # Commands

    @property
    def key_scope(self) -> Scope:
        return Scope.BOX if self._box.has_focus else Scope.MAIN

    @on(RowTable.Opened)
    async def _clicked(self) -> None:
        await self.run_named("open_change")
