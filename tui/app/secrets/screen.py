"""The view of secrets: which there are, how they stand, who names them. Values are hidden until one is asked for."""

from __future__ import annotations

from collections.abc import Callable, Coroutine
from functools import partial
from pathlib import Path

from textual import on
from textual.app import ComposeResult
from textual.containers import Vertical
from textual.content import Content
from textual.widgets import Input, Static
from textual.worker import Worker

from tui.app.secrets.commands import SecretsCommands
from tui.app.secrets.driver import SecretsDriver
from tui.app.secrets.file_commands import FileCommands
from tui.app.secrets.rotating import Rotating, SignIn
from tui.app.secrets.rows import FIRST_ORDER, secret_list
from tui.app.secrets.users import SecretUsers
from tui.app.secrets.words import NOT_OFFERED, facts_words, failed, headline, shown_key
from tui.app.shell.connection import Change, Connection
from tui.app.shell.header import StatusHeader
from tui.app.shell.key_bar import KeyBar
from tui.app.shell.known_secrets import KnownSecrets
from tui.app.shell.list_filter import ListFilter
from tui.app.shell.moving import filtered_moves
from tui.app.shell.navigation import Navigator
from tui.app.shell.notice import Report, Tone
from tui.app.shell.outcome import OutcomePanel
from tui.app.shell.prompts import Prompts
from tui.app.shell.routes import OpenSecrets, Quit
from tui.app.shell.screen import ConsoleScreen
from tui.app.shell.status_line import StatusLine
from tui.app.shell.view_commands import VIEW_COMMANDS, VIEW_SWITCHES, ViewCommands
from tui.app.shell.views import SECRETS, view_tabs
from tui.app.widgets.clock import Clock
from tui.app.widgets.command import CommandDefaults, CommandPart, Scope
from tui.app.widgets.line import Line
from tui.app.widgets.row_table import RowTable
from tui.errors import NotFound
from tui.model.secret import Secret
from tui.model.stored_secret import StoredSecret
from tui.sessions.listing import ListState, find, received
from tui.sessions.secrets import Reveal, facts_of
from tui.terminal.sanitise import printable

_USERS = "users"
_MOST_SHOWN = 4000
"""So many characters of a value are shown."""


class SecretsScreen(ConsoleScreen):
    """The secrets of the server. `config` is where profiles are kept."""

    COMMAND_DEFAULTS = CommandDefaults("secrets", "In the secrets", Scope.MAIN)
    ACTING = CommandPart(SecretsCommands, lambda screen: screen.acting)
    FILES = CommandPart(FileCommands, lambda screen: screen.files)
    SWITCHING = VIEW_SWITCHES
    LEAVING = VIEW_COMMANDS
    MOVING, IN_FILTER = filtered_moves(
        lambda screen: screen.table.moves, prefix="secrets", noun="secret", where="the secrets"
    )
    AUTO_FOCUS = "#listed"
    CSS_PATH = "style.tcss"
    view = SECRETS

    def __init__(
        self,
        connection: Connection,
        clock: Clock,
        navigator: Navigator,
        prompts: Prompts,
        *,
        known: KnownSecrets,
        config: Path | None,
        sign_in: SignIn,
        users: SecretUsers,
    ) -> None:
        super().__init__()
        self.connection = connection
        self._clock = clock
        self.known = known
        self._wanted = ""
        self._users = users
        self.driver = SecretsDriver(self, self, connection, clock, known)
        self.table = RowTable(secret_list(None, clock.now), clock, ListState(order=FIRST_ORDER), id="listed")
        self.report = OutcomePanel("secrets-report")
        self._box = ListFilter(self, "#secrets", self.table, "filter by key or function")
        self.views = ViewCommands(self, connection, navigator)
        self.acting = SecretsCommands(self, clock, prompts, self._box)
        self._navigator, self._prompts = navigator, prompts
        self._quits = False
        self._rotating = Rotating(
            self, connection, clock, prompts, known=known, config=config, sign_in=sign_in, show=self.show_report
        )
        self.files = FileCommands(self, clock, prompts, navigator, self._rotating)

    def compose(self) -> ComposeResult:
        yield StatusHeader(self.connection, self._clock, partial(view_tabs, SECRETS))
        yield Line(id="headline")
        with Vertical(id="secrets"):
            yield self.table
            yield self.report
        yield Static(id="value")
        yield StatusLine()
        yield KeyBar()

    def on_mount(self) -> None:
        self.when_left.call(
            self.connection.subscribe(self._connection_changed), self.known.subscribe(self._changed), self.driver.hide
        )
        # Whoever looks away from the terminal leaves no value on it.
        self.watch(self.app, "app_focus", self._focus_changed, init=False)
        self._changed()

    def on_screen_resume(self) -> None:
        super().on_screen_resume()
        # Servers tell of no change of secrets: they are asked for whenever they are looked at.
        self.known.load()
        _worker: Worker[None] = self.run_worker(self._users.find_out, group=_USERS, exclusive=True)

    def on_screen_suspend(self) -> None:
        self.workers.cancel_group(self, _USERS)
        self.driver.hide()

    def _focus_changed(self, has_focus: bool) -> None:
        if not has_focus:
            self.driver.hide()

    def _connection_changed(self, change: Change) -> None:
        if change in (Change.SERVER, Change.CLIENT):
            self.driver.hide()
            self.show_report(None)
            if self.is_current and not self.known.is_known:
                self.known.load()

    # What is shown

    def show(self, state: ListState[StoredSecret]) -> None:
        """Show the secrets as they are listed now."""
        self.table.show(state)
        self.table.display = bool(state.items)
        self._show_rest()
        self.update_keys()

    def go_to(self, route: OpenSecrets) -> None:
        """Select the secret of the route, as soon as it is listed."""
        self._wanted = route.key or self._wanted
        self._changed()

    def _changed(self) -> None:
        """Something else is known of the secrets."""
        if not self.is_mounted:
            return
        known = self.known
        spec = secret_list(known.used_by, self._clock.now)
        state = self.table.state
        if known.secrets != state.items or known.is_known:
            state = received(state, spec, known.secrets)
        if self._wanted and any(each.key == self._wanted for each in state.items):
            if state.needle:
                self._box.clear_and_close()
            state, self._wanted = find(state, spec, self._wanted), ""
        self.table.show(state, spec)
        if known.error is not None:
            if isinstance(known.error, NotFound):
                self.connection.note_lacking(SECRETS, NOT_OFFERED)
            self.report.show(failed(known.error, self.connection.display_name, is_shown=bool(known.secrets)))
        elif known.is_known:
            self.connection.note_lacking(SECRETS, "")
            if self._was_failure:
                self.report.show(None)
            if not known.secrets:
                self.report.show(Report(Tone.CAREFUL, "The server has no secrets.", "n creates one, i imports some."))
        elif known.is_asking:
            self.report.show(Report(Tone.BUSY, f"Asking {self.connection.display_name} for its secrets."))
        self._was_failure = known.error is not None or not known.is_known or not known.secrets
        self._show_headline()
        self.show(self.table.state)

    _was_failure = False

    def _show_headline(self) -> None:
        known = self.known
        if known.error is not None:
            is_lacking = isinstance(known.error, NotFound)
            how, style = ("not offered", "$muted") if is_lacking else ("not read", "$error")
        else:
            how, style = (headline(known.secrets, self._clock.now()) if known.is_known else "asking"), "$muted"
        parts = [Content.styled(" Secrets", "bold"), Content.styled(how, style)]
        self.query_one("#headline", Line).show(Content("  ").join(parts))

    def show_value(self, reveal: Reveal) -> None:
        """Show this value, or none."""
        for box in self.query("#value").results(Static):
            box.set_class(reveal.is_shown, "-shown")
            if reveal.value is None:
                box.update("")
                continue
            text = printable(reveal.value.reveal(), newlines=True, limit=_MOST_SHOWN)
            told = f"{shown_key(reveal.key)}  {facts_words(facts_of(reveal.value))}"
            box.update(Content("\n").join([Content.styled(told, "$muted"), Content(text)]))
        self.update_keys()

    def run(self, work: Callable[[], Coroutine[None, None, None]]) -> None:
        """Run this beside the screen."""
        _worker: Worker[None] = self.run_worker(work, group="secret")

    def show_report(self, report: Report | None) -> None:
        """Show what became of something."""
        self._was_failure = False
        self.report.show(report)
        self.update_keys()
        if self._quits and report is not None and not self._rotating.is_rotating:
            # Another screen may keep the console open: the next rotation ends nothing.
            self._quits = False
            self._navigator.go(Quit(f"{report.headline} {report.next_step}".strip(), goes_on=True))

    @property
    def holds_work(self) -> bool:
        # The answer to a rotation is the only one that has the new key.
        return self._rotating.is_rotating

    def ask_to_end(self) -> None:
        self._quits = True
        self._prompts.say("A key is being rotated: the console ends once the new one is there.")

    def copy(self, key: str, value: Secret) -> None:
        """Hand a value to the terminal's clipboard."""
        self.app.copy_to_clipboard(value.reveal())

    @on(RowTable.ColumnsChanged)
    @on(RowTable.Moved)
    def _show_rest(self) -> None:
        """What the status line shows at rest, and which value may be shown still."""
        state = self.table.state
        self.driver.selected(state.item.key if state.item is not None else None)
        said: list[Content] = []
        if state.needle:
            said.append(Content(f"{len(state.shown)} of {len(state.items)} match; esc clears"))
        if state.items and self.table.hidden_columns:
            said.append(Content.styled(f"no room: {', '.join(self.table.hidden_columns)} (f4)", "$muted"))
        self.query_one(StatusLine).rest(Content("  ").join(said))
        self.update_keys()

    # Commands

    @property
    def key_scope(self) -> Scope:
        return Scope.BOX if self._box.has_focus else Scope.MAIN

    @on(Input.Changed, "#filter")
    def catch_up(self) -> None:
        self.acting.listing.take_over()

    @on(RowTable.Opened)
    async def _clicked(self) -> None:
        await self.run_named("change")
