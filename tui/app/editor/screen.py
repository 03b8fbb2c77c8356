"""The editor: one function's code and metadata, and what became of its last save, inline."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from dataclasses import replace

from textual import events, on
from textual.app import ComposeResult
from textual.containers import Container, Vertical
from textual.widgets import Input, TextArea

from tui.app.editor.driver import EditDriver
from tui.app.editor.editing_commands import EditingCommands
from tui.app.editor.find_bar import FindBar
from tui.app.editor.finding_commands import FindingCommands
from tui.app.editor.format_commands import FormatCommands
from tui.app.editor.line_commands import LineCommands
from tui.app.editor.metadata_form import MetadataForm, StatusChoice
from tui.app.editor.needs import Surroundings
from tui.app.editor.outside_commands import OutsideCommands
from tui.app.editor.outside_edit import OutsideEdit
from tui.app.editor.place_here import place_here
from tui.app.editor.saving_commands import SavingCommands
from tui.app.editor.secret_commands import SecretCommands
from tui.app.editor.shown_state import ShownState
from tui.app.editor.version_commands import VersionCommands
from tui.app.editor.view import EditorView
from tui.app.editor.words import said
from tui.app.shell.connection import Change, Connection
from tui.app.shell.header import StatusHeader
from tui.app.shell.key_bar import KeyBar
from tui.app.shell.known_secrets import KnownSecrets
from tui.app.shell.navigation import Navigator
from tui.app.shell.notice import Report
from tui.app.shell.outcome import OutcomePanel
from tui.app.shell.prompts import Prompts
from tui.app.shell.routes import OpenFunction
from tui.app.shell.screen import ConsoleScreen
from tui.app.shell.status_line import StatusLine
from tui.app.shell.tab_commands import TAB_COMMANDS, TabCommands
from tui.app.shell.tab_line import TabLine
from tui.app.widgets.clock import Clock
from tui.app.widgets.code_editor import CodeEditor
from tui.app.widgets.command import CommandPart, Scope
from tui.app.widgets.field import Field
from tui.model.function import ACTIVE, Edited, FunctionSummary
from tui.model.problem import CodeRange, Problem
from tui.sessions.edit.effects import Say, Words
from tui.sessions.edit.events import VersionChosen
from tui.sessions.edit.state import EditState, conflict_count, unsaved_fields
from tui.sessions.edit.values import ChosenVersion, Restoring
from tui.terminal.sanitise import printable

MakeDriver = Callable[[EditorView, FunctionSummary, Restoring | None], EditDriver]

BESIDE_FROM_COLUMNS = 140
"""From this width on the fields stand beside the code, below it above.

Above is lighter: rows that span the whole screen scroll in a few bytes.
"""


class EditorScreen(ConsoleScreen):
    """Edits one function: shows the state of its session, and hands it what the user does.

    `make_driver` makes what drives the session.
    """

    SAVING = CommandPart(SavingCommands, lambda screen: screen.saving)
    FINDING = CommandPart(FindingCommands, lambda screen: screen.finding)
    EDITING = CommandPart(EditingCommands, lambda screen: screen.editing)
    FORMAT = CommandPart(FormatCommands, lambda screen: screen.format)
    LINES = CommandPart(LineCommands, lambda screen: screen.lines)
    OUTSIDE = CommandPart(OutsideCommands, lambda screen: screen.outside)
    VERSIONS = CommandPart(VersionCommands, lambda screen: screen.versions)
    SECRETS = CommandPart(SecretCommands, lambda screen: screen.secrets)
    TABS = TAB_COMMANDS
    IS_FOR_TEXT = True
    HELP_PARTS = (CodeEditor, FindBar, Field, StatusChoice)
    AUTO_FOCUS = "#code"
    CSS_PATH = "style.tcss"

    def __init__(
        self,
        route: OpenFunction,
        make_driver: MakeDriver,
        connection: Connection,
        clock: Clock,
        prompts: Prompts,
        navigator: Navigator,
        known_secrets: KnownSecrets,
        around: Surroundings,
    ) -> None:
        super().__init__()
        self._route: OpenFunction | None = route
        self._opened_with = route.summary
        self._editors = navigator.editors
        self._make_driver = make_driver
        self._connection = connection
        self._clock = clock
        self.saving = SavingCommands(self, connection, prompts, navigator)
        self.finding = FindingCommands(self)
        self.editing = EditingCommands(self)
        self.lines = LineCommands(self)
        self.format = FormatCommands(self)
        self._settings, self._adviser = around.settings, around.adviser
        self.outside = OutsideCommands(self, OutsideEdit(self, around.files, prompts, clock))
        self.versions = VersionCommands(self, prompts)
        self.secrets = SecretCommands(self, known_secrets, clock, prompts)
        self.tabs = TabCommands(self, navigator.editors)
        self._known_secrets = known_secrets
        self.take_offer, self.drop_offer = self.secrets.take_offer, self.secrets.drop_offer
        self._driver: EditDriver | None = None
        self.field_problems: tuple[Problem, ...] = ()
        """What a server said of other fields than the code."""
        self._shown = ShownState(self, self.secrets, clock, self._holds)

    def compose(self) -> ComposeResult:
        yield StatusHeader(self._connection, self._clock)
        yield TabLine(self._editors)
        with Container(id="work"):
            yield MetadataForm()
            with Vertical(id="writing"):
                yield CodeEditor(id="code", clock=self._clock)
                yield FindBar()
                yield OutcomePanel()
        yield StatusLine()
        yield KeyBar()

    def on_mount(self) -> None:
        route, self._route = self._route, None
        assert route is not None
        self.form.show_summary(route.summary, self._clock.now())
        self.code.read_only = True
        self.code.marking.adviser = self._adviser
        self.code.indenting.on, self.code.closing.on = self._settings.auto_indent, self._settings.close_brackets
        self._driver = self._make_driver(self, route.summary, route.restoring)
        if route.outside:
            self._driver.when_open.append(lambda: self.call_after_refresh(self.outside.open_outside))
        if route.line is not None:
            self._go_once_open(route)
        if self.state.base is not None:
            # A new one is there at once.
            self.show_state()
        self.when_left.call(self._connection.subscribe(self._connection_changed), self._driver.stop)
        self.when_left.call(self._known_secrets.subscribe(self.secrets.known_changed))
        self.code.takes_offer = self.secrets.take_offer

    def _connection_changed(self, change: Change) -> None:
        # The editor may have been opened from the last known list, before it was known what runs the functions.
        if change is Change.HOST:
            self.code.marking.runs_on(self_hosted=not self._connection.deploys_to_cloud)

    # What is shown

    @property
    def driver(self) -> EditDriver:
        """What drives the session; there is none before the screen is mounted."""
        assert self._driver is not None
        return self._driver

    @property
    def state(self) -> EditState:
        """What is known of the function."""
        return self.driver.state

    @property
    def code(self) -> CodeEditor:
        """The code."""
        return self.query_one("#code", CodeEditor)

    @property
    def form(self) -> MetadataForm:
        """The other fields."""
        return self.query_one(MetadataForm)

    @property
    def find_bar(self) -> FindBar:
        """Where text and lines to find are typed."""
        return self.query_one(FindBar)

    @property
    def status_line(self) -> StatusLine:
        """Where the cursor is and what is unsaved, or what the console has to say."""
        return self.query_one(StatusLine)

    @property
    def edited(self) -> Edited:
        """What the fields and the editor hold now."""
        return self.driver.contents.held.edited

    @property
    def unsaved(self) -> tuple[str, ...]:
        """The fields that differ from what the server is known to hold."""
        return () if self._driver is None else unsaved_fields(self.state, self._driver.contents.held)

    def show_report(self, report: Report | None) -> None:
        """Show what became of the last action, or nothing."""
        self.query_one("#outcome", OutcomePanel).show(report)
        self._editors.told(self, report)

    def show_problems(self, problems: tuple[Problem, ...]) -> None:
        """Mark what a server named, and go to the first of it."""
        self.field_problems = tuple(problem for problem in problems if problem.field and problem.range is None)
        self.form.show_problems(self.field_problems)
        self.code.marking.show_errors(problems)
        first = next((problem.range for problem in problems if problem.range is not None), None)
        if first is not None:
            self.set_focus(self.code)
            self.code.go_to(first.start_line, first.start_column)
        elif self.field_problems:
            self.form.focus_field(self.field_problems[0].field or "name")

    def show_state(self) -> None:
        """Show what is unsaved, where conflicts and problems are, and which keys work."""
        self._shown.show()

    def _holds(self, is_unsaved: bool) -> None:
        self._editors.holds(self, is_unsaved=is_unsaved)

    def console_screen(self) -> ConsoleScreen:
        """This screen, as workers and dialogs need it."""
        return self

    def edited_summary(self) -> FunctionSummary:
        """The function that is edited, as it was seen last."""
        return self._opened_with if self._driver is None else self.state.summary

    @property
    def subject(self) -> str:
        """What is edited, as the terminal's title says it."""
        return self.edited_slug() + ("" if self._shown.says_unchanged or self.code_lines() is None else "*")

    def edited_slug(self) -> str:
        """The slug of the function that is edited."""
        return self._opened_with.slug if self._driver is None else self.state.slug

    @property
    def keeps_drafts(self) -> bool:
        """Whether there is a place for the draft of what is unsaved."""
        return self._driver is not None and self.state.keeps_drafts

    def take(self, route: OpenFunction) -> str:
        """Go to what a route asks for; why that can't be, as a sentence."""
        match route.restoring:
            case None if route.line is not None and self._route is not None:
                # Not shown yet: it goes there once it is.
                self._route = replace(self._route, line=route.line, code=route.code, said=route.said)
            case None if route.line is not None:
                self._go_once_open(route)
            case None:
                pass
            case ChosenVersion() as version if self._driver is not None:
                self._driver.tell(VersionChosen(version))
            case _:
                return (
                    f"{printable(self.edited_slug(), limit=60)} is open: leave it first (esc), then choose this again."
                )
        return ""

    def _go_once_open(self, route: OpenFunction) -> None:
        """Go to a place once it is known what the editor begins with: what was left of an edit may be put into it."""
        state = self.state
        is_asked = state.prompts.open is not None or bool(state.prompts.waiting)
        if state.base is not None and state.draft.left_decided and not is_asked:
            text = self._go_to_place(route)
            if text:
                self.say(text)
        else:
            self.driver.when_open.append(lambda: self._opened_at(route))

    def _opened_at(self, route: OpenFunction) -> None:
        if conflict_count(self.state, self.driver.contents.held):
            # The cursor is on the first of them.
            return
        text = self._go_to_place(route)
        for line in self.query(StatusLine):
            # What became of a draft was said just before.
            line.say_also(text)

    def _go_to_place(self, route: OpenFunction) -> str:
        """Go there; what is to be said of it."""
        line, text = place_here(route, self.code.snapshot().lines)
        self.code.go_to(line, 0)
        return text

    def code_lines(self) -> Sequence[str] | None:
        """The lines of the code as it is now; None while it is loading."""
        return None if self._driver is None or self.state.base is None else self.code.snapshot().lines

    def show_place(self, place: CodeRange) -> None:
        """Go to this place of the code."""
        self.set_focus(self.code)
        self.code.go_to(place.start_line, place.start_column)

    def set_active(self) -> None:
        """Choose the status active; it is not saved."""
        self.form.query_one(StatusChoice).choose(ACTIVE)

    @property
    def holds_work(self) -> bool:
        return self._driver is not None and not self.state.has_left

    def ask_to_end(self) -> None:
        self.driver.quit()

    def end_unasked(self, *, keeps: bool) -> None:
        """The console ends: leave, and keep the draft of what is unsaved, or discard it."""
        self.driver.end_unasked(keeps=keeps)

    def key_came(self) -> bool:
        return self._driver is None or self._driver.key_came()

    def announce(self, text: str, style: str = "$warning") -> None:
        super().announce(text, style)
        if self._editors.is_hidden(self):
            self._editors.announce(f"{printable(self.edited_slug(), limit=60)}: {text}", style)

    def keep_unsaved(self) -> list[str]:
        if self._driver is None or self.state.base is None:
            return []
        slug = printable(self.state.slug, limit=60)
        match self._driver.keep_unsaved():
            case None:
                return []
            case True:
                return [f"The unsaved edit of {slug} is kept; open the function again to go on with it."]
            case False:
                return [f"The unsaved edit of {slug} could not be written to disk."]

    def on_unmount(self) -> None:
        if self._driver is not None:
            self._driver.disk.keeper.close()

    # What the user does

    @on(TextArea.Changed, "#code")
    @on(MetadataForm.FieldEdited)
    def _edited(self) -> None:
        self.driver.notice_edits()
        self._shown.edited()

    @on(TextArea.SelectionChanged, "#code")
    @on(CodeEditor.ProblemsChanged)
    def _moved(self) -> None:
        self._shown.moved()

    @property
    def waits_for_rest(self) -> bool:
        """Whether the status line and the fields' marks are still behind the keys."""
        return self._shown.is_behind

    async def _on_key(self, event: events.Key) -> None:
        if self.state.base is None and event.is_printable:
            self.say("The function is still loading.")
            # Textual calls the handlers of the base classes too, and theirs hushes what was said.
            event.prevent_default()

    def on_resize(self, event: events.Resize) -> None:
        self.set_class(event.size.width >= BESIDE_FROM_COLUMNS, "-beside")

    # Commands

    @property
    def key_scope(self) -> Scope:
        # In a field, tab moves on and the text keys are the field's own.
        return Scope.MAIN if self.focused is self.code else Scope.BOX

    def not_loaded(self) -> str | None:
        """What is said of a command while there is no function yet; None when there is one."""
        return said(Say(Words.LOADING))[0] if self.state.base is None else None

    @on(FindBar.Said)
    def _find_said(self, message: FindBar.Said) -> None:
        self.say(message.text, "$muted")

    @on(Input.Submitted)
    def _field_done(self, event: Input.Submitted) -> None:
        if event.input.id in ("name", "description"):
            self.set_focus(self.code)
