"""A secret that is created or changed: key, value and expiry typed, sent, and what became of it said in its place."""

from __future__ import annotations

from textual import on
from textual.app import ComposeResult
from textual.containers import VerticalScroll
from textual.content import Content
from textual.widgets import Input, Static

from tui.app.secrets.words import (
    BAD_EXPIRY,
    PAST_EXPIRY,
    REDEPLOYS,
    facts_words,
    key_words,
    result_report,
    shown_key,
)
from tui.app.shell.connection import Connection
from tui.app.shell.known_secrets import KnownSecrets
from tui.app.shell.notice import Report, Tone
from tui.app.shell.outcome import OutcomePanel
from tui.app.shell.routes import EditSecret
from tui.app.shell.screen import Band, Dialog
from tui.app.shell.scrolling import page_commands
from tui.app.widgets.clock import Clock, wait_for
from tui.app.widgets.command import CommandDefaults, Footer, command
from tui.app.widgets.field import Field
from tui.app.widgets.form_row import form_row
from tui.app.widgets.line import Line
from tui.app.widgets.secret_field import SecretField
from tui.errors import RateLimitExceeded
from tui.flows.secrets import LOOK_DELAYS, Change, Create, Write, send
from tui.model.secret import Secret
from tui.sessions.secret_results import Ending, Result
from tui.sessions.secrets import NoMoment, expiry_of, facts_of_text, key_problem


class SecretDialog(Dialog[str | None]):
    """Asks for a secret and sends it; dismissed with what is said of it once the server holds it, or None."""

    DEFAULT_CSS = """
    SecretDialog .title { text-style: bold; color: $accent; }
    SecretDialog .row { layout: horizontal; height: auto; }
    SecretDialog .row > .label { width: 9; height: 1; color: $muted; }
    SecretDialog .row Input, SecretDialog .row Input:focus {
        border: none; height: 1; padding: 0 1; width: 1fr; background: $raised;
    }
    SecretDialog #value-said { margin: 0 0 0 10; }
    SecretDialog OutcomePanel { padding: 0; }
    SecretDialog #how { color: $muted; }
    """
    is_form = True
    COMMAND_DEFAULTS = CommandDefaults("secret", "When a secret is created or changed")

    def __init__(self, route: EditSecret, connection: Connection, clock: Clock, known: KnownSecrets) -> None:
        super().__init__()
        self._key = route.key
        self._is_change = route.is_change
        self._connection = connection
        self._clock = clock
        self._known = known
        self._is_sending = False
        self._newline_said = False

    def compose(self) -> ComposeResult:
        titles = {True: f"Change {shown_key(self._key)}", False: "New secret"}
        with Band(), VerticalScroll(can_focus=False):
            yield Static(Content(titles[self._is_change]), classes="title")
            if not self._is_change:
                yield from form_row("key", Field(self._key, id="key", compact=True, select_on_focus=False))
            yield from form_row("value", SecretField(id="value-field"))
            yield Line(id="value-said")
            yield from form_row(
                "expires", Field(id="expires", compact=True, select_on_focus=False, placeholder=self._expiry_hint)
            )
            yield OutcomePanel("secret-report", in_full=True)
            yield Static(Content(REDEPLOYS if self._connection.deploys_to_cloud else "Calls see it at once."), id="how")

    @property
    def _expiry_hint(self) -> str:
        return "as it is; or never, 30d, 2027-01-31" if self._is_change else "never; or 30d, 12h, 2027-01-31"

    def on_mount(self) -> None:
        for field in self.query(Field):
            field.forget_edits()
        has_key = self._is_change or bool(self._key)
        self.set_focus(self.query_one("#value-field" if has_key else "#key", Field))
        self._say_of_value()

    def on_resize(self) -> None:
        self.query_one(VerticalScroll).styles.max_height = max(3, self.size.height - 1)

    @property
    def _value(self) -> SecretField:
        return self.query_one("#value-field", SecretField)

    @on(Input.Changed)
    def _typed(self) -> None:
        self._newline_said = False
        self._report(None)
        self._say_of_value()

    def _say_of_value(self) -> None:
        text = self._value.value
        said = facts_words(facts_of_text(text)) if text else "hidden while it is typed; f2 shows it"
        self.query_one("#value-said", Line).show(Content.styled(said, "$muted"))

    def say(self, text: str, style: str = "$warning") -> None:
        self._report(Report(Tone.CAREFUL, text))

    def _report(self, report: Report | None) -> None:
        self.query_one("#secret-report", OutcomePanel).show_in_view(report)

    # Commands

    @command(
        keys=("enter", "ctrl+s"),
        title="Send",
        help="Send the secret to the server.",
        footer=Footer("send", 1),
        writes=True,
    )
    def accept(self) -> None:
        """Send it, or say what is missing."""
        if self._is_sending:
            return
        write = self._write()
        if write is None:
            return
        if self._value.value.endswith("\n") and not self._newline_said:
            self._newline_said = True
            self._report(
                Report(
                    Tone.CAREFUL,
                    "The value ends with a newline, which most programs don't expect.",
                    "enter sends it as it is; f3 leaves the newline out.",
                )
            )
            return
        self._is_sending = True
        self._report(Report(Tone.BUSY, "Sending it."))
        self.run_worker(self._send(write), group="secret")

    def _write(self) -> Write | None:
        """What is to be sent; None where something is missing, which is said."""
        key = self._key if self._is_change else self.query_one("#key", Field).value.strip()
        if not self._is_change:
            problem = key_problem(key, self._known.by_key)
            if problem is not None:
                self._refuse("key", key_words(problem))
                return None
        text, expires = self._value.value, self.query_one("#expires", Field).value.strip()
        if not text and not (self._is_change and expires):
            self._refuse("value-field", "A value is needed.")
            return None
        try:
            expires_at = expiry_of(expires, self._clock.now())
        except NoMoment as error:
            self._refuse("expires", PAST_EXPIRY if error.is_past else BAD_EXPIRY)
            return None
        if self._is_change:
            return Change(key, Secret(text) if text else None, bool(expires), expires_at)
        return Create(key, Secret(text), expires_at)

    def _refuse(self, field: str, why: str) -> None:
        self._report(Report(Tone.CAREFUL, why))
        self.set_focus(self.query_one(f"#{field}", Field))

    async def _send(self, write: Write) -> None:
        server = self._connection.display_name

        async def wait(seconds: float) -> None:
            await wait_for(self._clock, seconds)

        try:
            result = await send(self._connection.api, write, wait=wait, look_delays=LOOK_DELAYS)
        finally:
            self._is_sending = False
        if isinstance(result, RateLimitExceeded):
            result = Result(Ending.NOT_DONE, result)
        self._known.load()
        key = shown_key(write.key)
        done = f"{key} {'changed' if self._is_change else 'created'}."
        report = result_report(result, done, f"{key} is as it was", server, deploys=self._connection.deploys_to_cloud)
        if result.ending is Ending.DONE:
            self._value.value = ""
            self.dismiss(f"{report.headline} {report.next_step}".strip())
        elif self.is_mounted:
            self._report(report)

    @command(
        keys=("f2",), title="Show the value", help="Show what is typed, or hide it again.", footer=Footer("show", 2)
    )
    def show_value(self) -> None:
        """Show what is typed, or hide it again."""
        self._value.mask(masked=not self._value.is_masked)

    def _no_newline(self) -> str | None:
        return None if self._value.value.endswith(("\n", "\r")) else "The value does not end with a newline."

    @command(
        keys=("f3",),
        title="Leave the newline out",
        help="Take the newline at the end of the value away.",
        footer=Footer("strip", 3),
        disabled=_no_newline,
    )
    def strip_newline(self) -> None:
        """Take the newline at the end of the value away."""
        self._value.value = self._value.value.removesuffix("\n").removesuffix("\r")

    @command(keys=("tab", "down"), title="Next field", help="Go to the next field.", footer=Footer("next", 4))
    def next_field(self) -> None:
        """Go to the next field."""
        self.focus_next()

    @command(keys=("shift+tab", "up"), title="Previous field", help="Go to the previous field.")
    def previous_field(self) -> None:
        """Go to the field before."""
        self.focus_previous()

    PAGING = page_commands("secret", VerticalScroll, "Move a page down, on a terminal too low for all of it.")

    @command(keys=("escape",), title="Close", help="Send nothing.", footer=Footer("close", 5))
    def close(self) -> None:
        """Send nothing."""
        self.dismiss(None)
