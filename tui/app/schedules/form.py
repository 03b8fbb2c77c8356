"""What a schedule is to be: its name, what it calls with what, and when; checked while it is typed."""

from __future__ import annotations

from collections.abc import Awaitable, Callable

from textual import on
from textual.app import ComposeResult
from textual.containers import VerticalScroll
from textual.content import Content
from textual.widgets import Input, Static

from tui.app.schedules.form_words import Typed, about_target, about_times, read_form
from tui.app.schedules.surroundings import Surroundings
from tui.app.shell.notice import Report, Tone
from tui.app.shell.outcome import OutcomePanel
from tui.app.shell.prompts import Prompts
from tui.app.shell.screen import Band, Dialog
from tui.app.shell.scrolling import page_commands
from tui.app.widgets.choice_list import ChoiceList, Option
from tui.app.widgets.clock import Clock
from tui.app.widgets.command import CommandDefaults, Footer, Scope, command
from tui.app.widgets.field import Field
from tui.app.widgets.form_row import form_row
from tui.model.function import FunctionSummary
from tui.model.schedule import Schedule, ScheduleChanges
from tui.terminal.sanitise import printable

METHODS = ("GET", "POST", "PUT", "PATCH", "DELETE")
_SPARE_HEADERS = 2

Save = Callable[[ScheduleChanges], Awaitable[Report | None]]
"""Sends it; a report where it is not known to be done."""


class ScheduleForm(Dialog[None]):
    """Asks what a schedule is to be. It stays open until the server has done it, so that nothing typed is lost."""

    DEFAULT_CSS = """
    ScheduleForm > Band > VerticalScroll { width: 78; }
    ScheduleForm .title { text-style: bold; color: $accent; }
    ScheduleForm .row { layout: horizontal; height: auto; }
    ScheduleForm .row > .label { width: 8; height: 1; color: $muted; }
    ScheduleForm .row Input, ScheduleForm .row Input:focus {
        border: none; height: 1; padding: 0 1; width: 1fr; background: $raised;
    }
    ScheduleForm .row ChoiceList { padding: 0 1; }
    ScheduleForm .told { margin: 0 0 0 9; height: auto; color: $muted; }
    ScheduleForm OutcomePanel { padding: 0; }
    """
    is_form = True
    COMMAND_DEFAULTS = CommandDefaults("schedule", "When making a schedule")

    def __init__(
        self,
        before: Schedule | None,
        base: str,
        save: Save,
        around: Surroundings,
        clock: Clock,
        prompts: Prompts,
    ) -> None:
        super().__init__()
        self._before, self._base, self._save, self._around = before, base, save, around
        self._clock, self._prompts = clock, prompts
        self._is_saving = False
        self._warned: ScheduleChanges | None = None

    def compose(self) -> ComposeResult:
        before = self._before
        method = "POST" if before is None or before.method not in METHODS else before.method
        headers = () if before is None else before.headers
        texts = [f"{name}: {value}" for name, value in headers] + [""] * _SPARE_HEADERS
        with Band(), VerticalScroll(can_focus=False):
            yield Static(Content("New schedule" if before is None else "Change a schedule"), classes="title")
            yield from form_row("name", _field("name", "" if before is None else before.name))
            yield from form_row("when", _field("cron", "" if before is None else before.cron, "*/5 * * * *"))
            yield Static("", id="times", classes="told")
            yield from form_row(
                "calls", _field("target", "" if before is None else before.url, "a slug (f2 picks one), or a URL")
            )
            yield Static("", id="target-said", classes="told")
            yield from form_row("method", ChoiceList([Option(one, one) for one in METHODS], method, in_row=True))
            for number, text in enumerate(texts):
                label = "headers" if number == 0 else ""
                yield from form_row(label, _field(f"header-{number}", text, "X-Key: ${{secrets.NAME}}"))
            yield from form_row("body", _field("body", "" if before is None else before.body, '{"a": 1}'))
            yield OutcomePanel("schedule-report", in_full=True)

    def on_mount(self) -> None:
        for field in self.query(Field):
            field.forget_edits()
        self._around.secrets.want()
        self._tell()
        self.set_focus(self.query_one("#name", Field))

    def on_resize(self) -> None:
        self.query_one(VerticalScroll).styles.max_height = max(3, self.size.height - 1)

    @property
    def key_scope(self) -> Scope:
        return Scope.BOX if isinstance(self.focused, ChoiceList) else Scope.MAIN

    def _typed(self) -> Typed:
        def text(id: str) -> str:
            return self.query_one(f"#{id}", Field).value

        headers = tuple(field.value for field in self.query(Field) if (field.id or "").startswith("header-"))
        method = self.query_one(ChoiceList).value
        return Typed(text("name"), text("cron"), text("target"), method, headers, text("body"))

    @on(Input.Changed)
    def _changed(self) -> None:
        self._report(None)
        self._tell()

    def _tell(self) -> None:
        typed = self._typed()
        self.query_one("#times", Static).update(Content(about_times(typed.cron, self._clock.now())))
        self.query_one("#target-said", Static).update(
            Content(about_target(typed.target, self._base, self._around.listed))
        )

    def say(self, text: str, style: str = "$warning") -> None:
        self._report(Report(Tone.CAREFUL, text))

    def _report(self, report: Report | None) -> None:
        self.query_one("#schedule-report", OutcomePanel).show_in_view(report)

    # Commands

    @command(
        keys=("enter", "ctrl+s"),
        title="Save",
        help="Save the schedule, or say what is missing.",
        footer=Footer("save", 1),
        writes=True,
    )
    def accept(self) -> None:
        """Save it, or say what is missing."""
        if self._is_saving:
            return
        found = read_form(self._typed(), self._base, self._around.keys(self._clock.now()))
        if isinstance(found.wanted, str):
            self._report(Report(Tone.CAREFUL, found.wanted))
            self.set_focus(self.query_one(f"#{found.field}", Field))
        elif found.warnings and self._warned != found.wanted:
            # Said before it is sent; the same key again is the answer.
            self._warned = found.wanted
            self._report(Report(Tone.CAREFUL, "enter again sends it as it stands.", "", found.warnings))
        else:
            self._is_saving = True
            self._report(Report(Tone.BUSY, "Saving."))
            self.run_worker(self._send(found.wanted), group="save")

    async def _send(self, wanted: ScheduleChanges) -> None:
        try:
            report = await self._save(wanted)
        finally:
            self._is_saving = False
        if report is None:
            self.dismiss(None)
        else:
            self._report(report)

    @command(keys=("tab", "down"), title="Next field", help="Go to the next field.", footer=Footer("next", 2))
    def next_field(self) -> None:
        """Go to the next field."""
        self.focus_next()

    @command(keys=("shift+tab", "up"), title="Previous field", help="Go to the previous field.")
    def previous_field(self) -> None:
        """Go to the field before."""
        self.focus_previous()

    def _nothing_to_pick(self) -> str | None:
        id = "" if self.focused is None else self.focused.id or ""
        if id == "target":
            return None if self._around.functions() else "No functions are known: write a URL."
        if not id.startswith("header-"):
            return "Functions are picked where what is called is written, secrets in the headers."
        if self._around.keys(self._clock.now()) is None:
            return "Which secrets there are is not known."
        return None if self._around.keys(self._clock.now()) else "The server has no secrets."

    @command(
        keys=("f2",),
        title="Pick",
        help="Pick the function that is called, or in a header a secret: those that match what stands there.",
        footer=Footer("pick", 3),
        disabled=_nothing_to_pick,
    )
    def pick(self) -> None:
        """Pick a function, or a secret."""
        if isinstance(self.focused, Field):
            if self.focused.id == "target":
                self._pick_function(self.focused)
            else:
                self._pick_secret(self.focused)

    def _pick_function(self, field: Field) -> None:
        from tui.app.schedules.form_picks import function_facts, functions_list, matching
        from tui.app.shell.pick import PickScreen
        from tui.app.shell.questions import DetailsScreen

        def picked(function: FunctionSummary | None) -> None:
            if function is not None:
                _put(field, function.slug, len(function.slug))

        def in_full(function: FunctionSummary) -> None:
            self._prompts.ask(DetailsScreen(None, function_facts(function)))

        found = matching(self._around.functions(), field.value)
        said = "Its URL is made at this server. What stands in the field chooses which are shown."
        self._prompts.ask(
            PickScreen("Which function is called?", said, functions_list(), found, self._clock, in_full), picked
        )

    def _pick_secret(self, field: Field) -> None:
        from tui.app.schedules.form_picks import begun_key, filled_in, keys_list
        from tui.app.shell.pick import PickScreen
        from tui.app.shell.questions import DetailsScreen

        text, cursor = field.value, field.cursor_position

        def picked(key: str | None) -> None:
            if key is not None:
                _put(field, *filled_in(text, cursor, key))

        def in_full(key: str) -> None:
            self._prompts.ask(DetailsScreen(None, [("key", printable(key, limit=400))]))

        keys = self._around.keys(self._clock.now()) or ()
        begun = begun_key(text, cursor)[1].casefold()
        found = [key for key in keys if begun in key.casefold()] or list(keys)
        said = "The server puts its value into the header when it calls; here its name is written."
        self._prompts.ask(
            PickScreen("Which secret goes along?", said, keys_list(), found, self._clock, in_full), picked
        )

    @command(
        keys=("space", "right"),
        title="Choose the next",
        help="In the methods: choose the next.",
        footer=Footer("choose", 3),
        scope=Scope.BOX,
    )
    def turn(self) -> None:
        """Choose the next, behind the last the first."""
        self.query_one(ChoiceList).turn()

    @command(
        keys=("left",), title="Choose the one before", help="In the methods: choose the one before.", scope=Scope.BOX
    )
    def turn_back(self) -> None:
        """Choose the one before."""
        self.query_one(ChoiceList).move(-1)

    PAGING = page_commands("schedule", VerticalScroll, "Move a page down, on a low terminal.")

    @command(keys=("escape",), title="Close", help="Change nothing.", footer=Footer("close", 4))
    def close(self) -> None:
        """Close it. What was sent already is told in the view."""
        self.dismiss(None)


def _field(id: str, value: str, placeholder: str = "") -> Field:
    return Field(value, id=id, compact=True, select_on_focus=False, placeholder=placeholder)


def _put(field: Field, text: str, cursor: int) -> None:
    """Write it into a field, as one edit that can be undone."""
    field.value = text
    field.cursor_position = cursor
