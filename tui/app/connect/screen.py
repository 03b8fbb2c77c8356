"""The connect screen: URL and key, or user name and password; tried before it is believed, kept only when asked."""

from __future__ import annotations

import asyncio
from pathlib import Path

from textual import on
from textual.app import ComposeResult
from textual.containers import Vertical, VerticalScroll
from textual.widgets import Input, Static

from tui.app.shell.help_groups import help_of
from tui.app.shell.key_bar import footer_words
from tui.app.shell.navigation import Navigator
from tui.app.shell.notice import Report, Tone, describe_error
from tui.app.shell.outcome import OutcomePanel
from tui.app.shell.prompts import Prompts
from tui.app.shell.routes import Quit
from tui.app.shell.screen import Dialog
from tui.app.shell.scrolling import page_commands
from tui.app.widgets.command import CommandDefaults, Footer, command
from tui.app.widgets.field import Field
from tui.app.widgets.tick_box import TickBox
from tui.errors import ConsoleError, StorageError, UsageError
from tui.flows.connect import Missing, Target, normalise_url, profile_name, profile_of, signs_of
from tui.flows.sign_in import (
    Connected,
    ConnectFailed,
    Credentials,
    KeyCredentials,
    PasswordCredentials,
    try_connection,
)
from tui.model.address import same_origin
from tui.model.secret import Secret
from tui.store.profiles import Settings, load_settings
from tui.terminal.sanitise import printable


class ConnectScreen(Dialog[Target | None]):
    """Asks where to connect and with what; dismissed with a target that was tried and works, or None.

    In the file `config` a profile is kept when the user wants that.
    """

    DEFAULT_CSS = """
    ConnectScreen { align: center middle; background: $background; }
    ConnectScreen > VerticalScroll { width: 76; max-width: 100%; height: auto; max-height: 100%; border: solid $accent;
        background: $panel; padding: 0 2; scrollbar-size-vertical: 1; }
    ConnectScreen .title { text-style: bold; color: $accent; margin-bottom: 1; }
    ConnectScreen .row { layout: horizontal; height: 1; }
    ConnectScreen .row Static { width: 12; color: $muted; }
    /* As specific as Textual's own compact fields, or their padding would win until the field has the focus. */
    ConnectScreen .row Input, ConnectScreen .row Input:focus {
        border: none; height: 1; padding: 0 1; width: 1fr; background: $raised;
    }
    ConnectScreen .or { color: $muted; margin: 1 0 0 0; }
    ConnectScreen TickBox { margin-top: 1; }
    ConnectScreen OutcomePanel { margin-top: 1; padding: 0; }
    ConnectScreen #how { color: $muted; margin-top: 1; }
    """
    COMMAND_DEFAULTS = CommandDefaults("connect", "On the connect screen")

    def __init__(
        self,
        known: Missing,
        said: str = "",
        *,
        navigator: Navigator,
        prompts: Prompts,
        config: Path | None,
        same_server: bool = False,
    ) -> None:
        super().__init__()
        self._navigator = navigator
        self._prompts = prompts
        self._config = config
        self._known = known
        self._said = said
        self._same_server = same_server
        self._trying = self._tried = False

    def compose(self) -> ComposeResult:
        with VerticalScroll():
            yield Static("Connect to an InsForge server", classes="title")
            yield from _row(
                "URL", Field(self._known.url or "", placeholder="http://localhost:7130", id="url", compact=True)
            )
            yield from _row("API key", Field(placeholder="ik_...", password=True, id="key", compact=True))
            yield Static("or sign in as an administrator, which fetches the key:", classes="or")
            yield from _row("user name", Field(placeholder="admin, or an e-mail address", id="user", compact=True))
            yield from _row("password", Field(password=True, id="password", compact=True))
            yield TickBox("keep both in the configuration (for you alone)", id="keep")
            yield OutcomePanel("connect-report", in_full=True)
            yield Static(self._how(), id="how")

    def _how(self) -> str:
        return footer_words(self.commands)

    def update_keys(self) -> None:
        super().update_keys()
        for row in self.query("#how").results(Static):
            row.update(self._how())

    def on_mount(self) -> None:
        # An edit belongs to the server it was fetched from.
        self.query_one("#url", Input).disabled = self._same_server
        if self._said:
            self._report(Report(Tone.BAD, printable(self._said, limit=400)))
        elif self._known.url is None:
            self._report(
                Report(
                    Tone.CAREFUL,
                    "No server is configured yet: no option, variable, profile or project named one.",
                    "To try the console without one, leave it and start: insforge-tui --sandbox",
                )
            )
        self.set_focus(self.query_one("#key" if self._known.url else "#url", Input))

    def say(self, text: str, style: str = "$warning") -> None:
        self._report(Report(Tone.GOOD if style == "$muted" else Tone.CAREFUL, text))

    def _report(self, report: Report | None) -> None:
        panel = self.query_one("#connect-report", OutcomePanel)
        panel.show(report)
        if report is not None and self._tried:
            # On a low screen it stands below what is seen; what is typed next brings its field back.
            self.call_after_refresh(panel.scroll_visible, animate=False)

    @on(Input.Changed)
    def _typed(self) -> None:
        if self.focused is not None:
            self.focused.scroll_visible(animate=False)

    @command(
        id="try",
        keys=("enter", "ctrl+s"),
        title="Connect",
        help="Try what was typed, and connect.",
        footer=Footer("connect", 1),
    )
    def connect(self) -> None:
        """Try what was typed."""
        self._begin()

    @command(keys=("tab", "down"), title="Next field", help="Go to the next field.", footer=Footer("next", 2))
    def next_field(self) -> None:
        """Go to the next field."""
        self.focus_next()

    @command(keys=("shift+tab", "up"), title="Previous field", help="Go to the previous field.")
    def previous_field(self) -> None:
        """Go to the field before."""
        self.focus_previous()

    @command(
        keys=("space",),
        title="Tick",
        help="Tick the box, or take the tick away.",
        footer=Footer("tick", 3, lambda screen: isinstance(screen.focused, TickBox)),
    )
    def tick(self) -> None:
        """Turn the box, where it has the focus; in a field a blank is text."""
        if isinstance(self.focused, TickBox):
            self.focused.turn()

    PAGING = page_commands("connect", VerticalScroll, "Move a page down, on a terminal too low for all of it.")

    @command(keys=("escape",), title="Back", help="Leave this page without connecting.", footer=Footer("back", 4))
    def close(self) -> None:
        """Leave without connecting."""
        self.dismiss(None)

    @command(
        id="app.help",
        keys=("f1",),
        title="All keys",
        help="Show every key that works here.",
        footer=Footer("keys", 5),
    )
    def show_help(self) -> None:
        """Show every key that works here."""
        from tui.app.shell.help import HelpScreen

        self._prompts.ask(HelpScreen(help_of(self, type(self), Field)))

    @command(
        id="app.quit",
        keys=("ctrl+q",),
        title="Quit",
        help="Leave the console; unsaved changes are asked about.",
        footer=Footer("quit", 6),
    )
    def quit(self) -> None:
        """Leave the console; an unsaved edit below is asked about."""
        self.dismiss(None)
        self.app.call_later(self._navigator.go, Quit())

    def _begin(self) -> None:
        """Try what was typed."""
        if self._trying:
            return
        self._tried = True
        text = {field: self.query_one(f"#{field}", Input).value.strip() for field in ("url", "key", "user")}
        password = self.query_one("#password", Input).value
        missing = self._first_missing(text, password)
        if missing is not None:
            self._report(Report(Tone.CAREFUL, missing[1]))
            self.set_focus(self.query_one(f"#{missing[0]}", Input))
            return
        try:
            url = normalise_url(text["url"])
        except UsageError as error:
            self._report(Report(Tone.BAD, printable(str(error))))
            self.set_focus(self.query_one("#url", Input))
            return
        credentials: Credentials
        if text["key"]:
            credentials = KeyCredentials(Secret(text["key"]))
        else:
            credentials = PasswordCredentials(text["user"], Secret(password))
        self._trying = True
        self._report(Report(Tone.BUSY, f"Trying {printable(url)}."))
        self.run_worker(self._try(url, credentials), group="try", exclusive=True)

    @staticmethod
    def _first_missing(text: dict[str, str], password: str) -> tuple[str, str] | None:
        if not text["url"]:
            return "url", "A URL is needed."
        if text["key"]:
            return None
        if not text["user"]:
            return "key", "An API key is needed, or a user name and a password."
        if not password:
            return "password", "The password is needed too."
        return None

    async def _try(self, url: str, credentials: Credentials) -> None:
        # An authority of the user's own is for the server it was named for.
        is_known = self._known.url is not None and same_origin(self._known.url, url)
        ca_file = self._known.ca_file if is_known else None
        try:
            factory = await asyncio.to_thread(_client_class)
            outcome = await try_connection(lambda url, key: factory(url, key, ca_file=ca_file), url, credentials)
        finally:
            self._trying = False
        match outcome:
            case ConnectFailed(error=error):
                self._report(describe_error(error, printable(url, limit=200)))
            case Connected(key=key):
                source = self._keep(url, key) if self.query_one("#keep", TickBox).value else "typed in"
                if source is not None:
                    read_only, signs = self._known.read_only, self._known.profile
                    if not is_known:
                        # Of a server that is kept, its profile says so, however it was named.
                        kept = profile_of(self._settings(), url)
                        read_only, signs = kept is not None and kept.read_only, signs_of(kept)
                    self.dismiss(Target(url, key, source, source, ca_file, read_only=read_only, profile=signs))

    def _settings(self) -> Settings:
        """The settings; those that can't be read say nothing."""
        try:
            return load_settings(self._config) if self._config is not None else Settings()
        except ConsoleError:
            return Settings()

    def _keep(self, url: str, key: Secret) -> str | None:
        """Write a profile; returns what to call the source, or None when it could not be written."""
        from tui.store.settings_edit import save_profile

        if self._config is None:
            return "typed in"
        try:
            name = profile_name(load_settings(self._config), url, self._known.profile.name)
            save_profile(self._config, name, url, key)
        except (StorageError, UsageError) as error:
            self.query_one("#keep", TickBox).value = False
            self._report(
                Report(
                    Tone.BAD,
                    "It works, but it could not be kept.",
                    f"{printable(str(error))} Press enter to connect without keeping it.",
                )
            )
            return None
        return f"profile {name}"


def _client_class() -> type:
    from tui.api.client import Client

    return Client


def _row(label: str, box: Input) -> ComposeResult:
    with Vertical(classes="row"):
        yield Static(label)
        yield box
