"""The editor: one function's code and metadata, and what became of its last save, inline."""

from __future__ import annotations

from collections.abc import Callable

from textual import events, on
from textual.app import ComposeResult
from textual.containers import Container, Vertical
from textual.content import Content
from textual.widgets import Input, TextArea

from tui.app.editor.driver import EditDriver
from tui.app.editor.find_bar import FindBar
from tui.app.editor.metadata_form import MetadataForm, StatusChoice
from tui.app.editor.phrases import describe_problem
from tui.app.editor.view import EditorView
from tui.app.editor.words import said
from tui.app.shell.connection import Change, Connection
from tui.app.shell.facts import function_facts
from tui.app.shell.header import StatusHeader
from tui.app.shell.key_bar import KeyBar
from tui.app.shell.notice import Report
from tui.app.shell.outcome import OutcomePanel
from tui.app.shell.prompts import Prompts
from tui.app.shell.questions import DetailsScreen
from tui.app.shell.routes import Compare, OpenFunction, OpenHistory, Version
from tui.app.shell.screen import ConsoleScreen, StatusLine
from tui.app.shell.status import server_facts
from tui.app.widgets.clock import Clock, call_widget_later
from tui.app.widgets.code_editor import CodeEditor
from tui.app.widgets.command import CommandDefaults, Footer, Scope, WhyNot, command
from tui.app.widgets.field import Field
from tui.editing.merge import conflicts_in
from tui.model.function import Edited, FunctionSummary
from tui.model.problem import Problem, Severity
from tui.sessions.edit.availability import why_not
from tui.sessions.edit.conflict import as_edited
from tui.sessions.edit.effects import Say, Words
from tui.sessions.edit.events import Command as Asking
from tui.sessions.edit.events import VersionChosen
from tui.sessions.edit.state import EditState, unsaved_fields
from tui.sessions.edit.values import ChosenVersion, LeftDraft
from tui.terminal.sanitise import printable

MakeDriver = Callable[[EditorView, FunctionSummary, ChosenVersion | LeftDraft | None], EditDriver]

BESIDE_FROM_COLUMNS = 140
"""From this width on the fields stand beside the code, below it above.

Above is lighter: rows that span the whole screen scroll in a few bytes.
"""

_REST_SECONDS = 0.35
"""The status line follows when the keys rest for so long: told at every key, it would cost more than the key."""

_SAVING = "Saving and leaving"
_FINDING = "Finding and moving"
_EDITING = "Editing"
_VERSIONS = "Versions and conflicts"


def _refused(asked: Asking) -> WhyNot:
    return lambda screen: screen.refusal(asked)


def _always(_screen: EditorScreen) -> None:
    """What works before there is a function too."""


class EditorScreen(ConsoleScreen):
    """Edits one function: shows the state of its session, and hands it what the user does.

    `make_driver` makes what drives the session.
    """

    COMMAND_DEFAULTS = CommandDefaults("editor", disabled=lambda screen: screen.not_loaded())
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
    ) -> None:
        super().__init__()
        self._route: OpenFunction | None = route
        self._line = route.line
        self._make_driver = make_driver
        self._connection = connection
        self._clock = clock
        self._prompts = prompts
        self._unsubscribe: Callable[[], None] | None = None
        self._driver: EditDriver | None = None
        self._report: Report | None = None
        self._field_problems: tuple[Problem, ...] = ()
        # Conflicts are marked; the status line says that nothing is changed.
        self._is_marked = self._says_unchanged = False
        self._state_waits = False
        self._last_key = 0.0

    def compose(self) -> ComposeResult:
        yield StatusHeader(self._connection, self._clock)
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
        self._driver = self._make_driver(self, route.summary, route.restoring)
        self._unsubscribe = self._connection.subscribe(self._connection_changed)

    def _connection_changed(self, change: Change) -> None:
        # The editor may have been opened from the last known list, before it was known what runs the functions.
        if change is Change.HOST:
            self.code.runs_on(self_hosted=not self._connection.deploys_to_cloud)

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
    def edited(self) -> Edited:
        """What the fields and the editor hold now."""
        return self.driver.contents.held.edited

    @property
    def unsaved(self) -> tuple[str, ...]:
        """The fields that differ from what the server is known to hold."""
        return unsaved_fields(self.state, self.driver.contents.held)

    def show_report(self, report: Report | None) -> None:
        """Show what became of the last action, or nothing."""
        self._report = report
        self.query_one("#outcome", OutcomePanel).show(report)

    def show_problems(self, problems: tuple[Problem, ...]) -> None:
        """Mark what a server named, and go to the first of it."""
        self._field_problems = tuple(problem for problem in problems if problem.field and problem.range is None)
        self.form.show_problems(self._field_problems)
        self.code.show_errors(problems)
        first = next((problem.range for problem in problems if problem.range is not None), None)
        if first is not None:
            self.set_focus(self.code)
            self.code.go_to(first.start_line, first.start_column)
        elif self._field_problems:
            self.form.focus_field(self._field_problems[0].field or "name")

    def show_state(self) -> None:
        """Show what is unsaved, where conflicts and problems are, and which keys work."""
        if self._line is not None and self.state.base is not None:
            line, self._line = self._line, None
            self.code.go_to(line, 0)
        self._show_conflicts()
        unsaved, code = self.unsaved, self.code
        self.form.mark_unsaved(unsaved)
        self.form.age(self._clock.now())
        line, column = code.cursor_location
        errors = sum(1 for problem in code.problems if problem.severity is Severity.ERROR)
        warnings = len(code.problems) - errors
        found = [
            f"{count} {word}{'' if count == 1 else 's'}"
            for count, word in ((errors, "error"), (warnings, "warning"))
            if count
        ]
        self._says_unchanged = not unsaved
        state = Content.styled("* unsaved: " + ", ".join(unsaved), "$warning") if unsaved else Content("no changes")
        here = self._problem_at(line)
        self.query_one(StatusLine).rest(
            Content.assemble(
                Content.styled(f"{line + 1}:{column + 1}", "$foreground"),
                "  ",
                state,
                Content("  " + ", ".join(found)) if found else "",
                Content.styled(f"  {here}", "$warning") if here else "",
            )
        )
        self.update_keys()

    def _problem_at(self, line: int) -> str:
        for problem in self.code.problems:
            if problem.range is not None and problem.range.start_line <= line <= problem.range.end_line:
                return printable(problem.message)
        return ""

    def _show_conflicts(self) -> None:
        """Mark the places that still stand between marks of a merge."""
        if self.state.merged:
            found = conflicts_in(self.code.snapshot().lines)
            if found or self._is_marked:
                self.code.show_errors(found)
            self._is_marked = bool(found)

    @property
    def holds_work(self) -> bool:
        return self._driver is not None and not self.state.has_left

    def ask_to_end(self) -> None:
        self.driver.quit()

    def key_came(self) -> bool:
        return self._driver is None or self._driver.key_came()

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
        if self._unsubscribe is not None:
            self._unsubscribe()
        if self._driver is not None:
            self._driver.disk.keeper.close()

    # What the user does

    @on(TextArea.Changed, "#code")
    @on(MetadataForm.FieldEdited)
    def _edited(self) -> None:
        self.driver.notice_edits()
        self._changed()

    def _changed(self) -> None:
        """The text is another now. A status line that says nothing is changed is put right at once."""
        if self._says_unchanged and self.unsaved:
            self.show_state()
        self._show_state_soon()

    @on(TextArea.SelectionChanged, "#code")
    @on(CodeEditor.ProblemsChanged)
    def _moved(self) -> None:
        self._show_state_soon()

    @property
    def waits_for_rest(self) -> bool:
        """Whether the status line and the fields' marks are still behind the keys."""
        return self._state_waits

    def _show_state_soon(self) -> None:
        """Show the state once the keys rest. One timer looks after it, however many keys come."""
        self._last_key = self._clock.monotonic()
        if not self._state_waits:
            self._state_waits = True
            call_widget_later(self, self._clock, _REST_SECONDS, self._rested)

    def _rested(self) -> None:
        left = self._last_key + _REST_SECONDS - self._clock.monotonic()
        if left > 0.01:
            call_widget_later(self, self._clock, left, self._rested)
            return
        self._state_waits = False
        self.show_state()

    async def _on_key(self, event: events.Key) -> None:
        if self.state.base is None and event.is_printable:
            self.say("The function is still loading.")
            # Textual calls the handlers of the base classes too, and theirs hushes what was said.
            event.prevent_default()

    def on_resize(self, event: events.Resize) -> None:
        self.set_class(event.size.width >= BESIDE_FROM_COLUMNS, "-beside")

    # Why commands can't run

    def not_loaded(self) -> str | None:
        """What is said of a command while there is no function yet; None when there is one."""
        return said(Say(Words.LOADING))[0] if self.state.base is None else None

    def _no_problems(self) -> str | None:
        if self.not_loaded() is None and not (self.code.problems or self._field_problems):
            return "There are no problems."
        return self.not_loaded()

    def _no_changes(self) -> str | None:
        if self.not_loaded() is None and not self.unsaved:
            return "Nothing is changed: a save would send nothing."
        return self.not_loaded()

    def refusal(self, asked: Asking) -> str | None:
        """Why the session would not do what is asked, as a sentence; None when it would."""
        reason = why_not(self.state, self.driver.contents.held, asked)
        return None if reason is None else said(Say(reason))[0]

    # Commands: saving and leaving

    @property
    def key_scope(self) -> Scope:
        # In a field, tab moves on and the text keys are the field's own.
        return Scope.MAIN if self.focused is self.code else Scope.BOX

    @command(
        keys=("ctrl+s",),
        title="Save",
        help="Send what changed to the server.",
        footer=Footer("save", 1),
        group=_SAVING,
        writes=True,
        disabled=_refused(Asking.SAVE),
    )
    def save(self) -> None:
        """Send what changed to the server."""
        self.driver.ask(Asking.SAVE)

    @command(
        keys=("escape",),
        title="Back to the list",
        help="Leave the editor; unsaved changes are asked about.",
        footer=Footer("back", 6),
        group=_SAVING,
        disabled=_always,
    )
    def close(self) -> None:
        """Close the find bar where it is open, else leave the editor."""
        find = self.query_one(FindBar)
        if find.display:
            find.close()
        else:
            self.driver.ask(Asking.CLOSE)

    @command(
        keys=("f4",),
        title="In full",
        help="Show in full: the outcome with build log and every problem, the last message, the function's fields.",
        group=_SAVING,
        disabled=_always,
    )
    def details(self) -> None:
        """Show in full what rows may cut."""
        line = self.query_one(StatusLine)
        problems = (("problem", describe_problem(problem)) for problem in self.code.problems)
        facts = [
            ("message", line.last_said),
            ("editor", line.resting),
            *problems,
            *function_facts(self.state.summary),
            *server_facts(self._connection),
        ]
        self._prompts.ask(DetailsScreen(self._report, facts))

    @command(
        keys=("f10",),
        title="Look again",
        help="Find out what became of a save whose answer was lost.",
        group=_SAVING,
        disabled=_refused(Asking.LOOK_UP),
    )
    def look_up(self) -> None:
        """Find out what became of a save whose answer was lost."""
        self.driver.ask(Asking.LOOK_UP)

    @command(
        keys=("f2",),
        title="Sign in again",
        help="Sign in again on this server; the edit stays.",
        group=_SAVING,
        disabled=_refused(Asking.SIGN_IN),
    )
    def sign_in(self) -> None:
        """Sign in again on this server."""
        self.driver.ask(Asking.SIGN_IN)

    @command(
        keys=("ctrl+n",),
        title="Create again",
        help="Create a function that was deleted on the server, with this text.",
        footer=Footer("create", 1),
        group=_SAVING,
        writes=True,
        disabled=_refused(Asking.CREATE),
    )
    def create(self) -> None:
        """Create a function that was deleted on the server."""
        self.driver.ask(Asking.CREATE)

    # Finding and moving

    @command(
        keys=("ctrl+f",),
        title="Find",
        help="Find text; up and down walk the matches.",
        footer=Footer("find", 3),
        group=_FINDING,
    )
    def find(self) -> None:
        """Find text."""
        self.query_one(FindBar).open_for(self.code, self.code.selected_text)

    @command(
        keys=("f3",),
        title="Find next",
        help="Go to the next match.",
        group=_FINDING,
    )
    def find_next(self) -> None:
        """Go to the next match."""
        self._found(self.query_one(FindBar).step(self.code, backwards=False))

    @command(
        # Many terminals send for shift+f3 what once was f15.
        keys=("shift+f3", "f15"),
        title="Find previous",
        help="Go to the previous match.",
        group=_FINDING,
    )
    def find_previous(self) -> None:
        """Go to the previous match."""
        self._found(self.query_one(FindBar).step(self.code, backwards=True))

    def _found(self, said: str) -> None:
        if said:
            self.say(said, "$muted")

    @on(FindBar.Said)
    def _find_said(self, message: FindBar.Said) -> None:
        self.say(message.text, "$muted")

    @command(
        keys=("ctrl+g",),
        title="Go to line",
        help="Jump to a line, or line:column.",
        footer=Footer("line", 4),
        group=_FINDING,
    )
    def goto_line(self) -> None:
        """Ask for a line to go to."""
        self.query_one(FindBar).open_for_line(self.code)

    @command(
        keys=("f8",),
        title="Next problem",
        help="Go to the next problem in the code.",
        footer=Footer("problem", 2),
        group=_FINDING,
        disabled=_no_problems,
    )
    def next_problem(self) -> None:
        """Go to the next problem."""
        self._walk_problems(1)

    @command(
        keys=("shift+f8", "f20"),
        title="Previous problem",
        help="Go to the previous problem.",
        group=_FINDING,
        disabled=_no_problems,
    )
    def previous_problem(self) -> None:
        """Go to the problem before."""
        self._walk_problems(-1)

    def _walk_problems(self, step: int) -> None:
        placed = [problem for problem in self.code.problems if problem.range is not None]
        if not placed:
            self.form.focus_field(self._field_problems[0].field or "name")
            return
        here = self.code.cursor_location
        starts = [(p.range.start_line, p.range.start_column) for p in placed if p.range is not None]
        if step > 0:
            index = next((i for i, start in enumerate(starts) if start > here), 0)
        else:
            index = next((i for i in reversed(range(len(starts))) if starts[i] < here), len(starts) - 1)
        self.set_focus(self.code)
        self.code.go_to(*starts[index])
        self.say(f"{index + 1} of {len(placed)}: {describe_problem(placed[index])}", "$warning")

    @command(
        keys=("ctrl+right_square_bracket",),
        title="Matching bracket",
        help="Go to the matching bracket.",
        group=_FINDING,
        scope=Scope.MAIN,
    )
    def bracket(self) -> None:
        """Go to the matching bracket."""
        if not self.code.go_to_bracket():
            self.say("No bracket with a partner at the cursor.")

    @command(
        keys=("ctrl+home",),
        title="Start of the code",
        help="Go to the start of the code.",
        group=_FINDING,
    )
    def top(self) -> None:
        """Go to the start of the code."""
        self.code.move_cursor((0, 0))

    @command(
        keys=("ctrl+end",),
        title="End of the code",
        help="Go to the end of the code.",
        group=_FINDING,
    )
    def bottom(self) -> None:
        """Go to the end of the code."""
        self.code.move_cursor(self.code.document.end)

    @command(
        keys=("f6",),
        title="Next pane",
        help="Move between the fields and the code.",
        footer=Footer("pane", 5),
        group=_FINDING,
    )
    def next_pane(self) -> None:
        """Move between the fields and the code."""
        if self.focused is self.code:
            self.form.focus_field("name")
        else:
            self.set_focus(self.code)

    # Editing

    @command(
        keys=("ctrl+z", "super+z"),
        title="Undo",
        help="Undo the last edit.",
        group=_EDITING,
        scope=Scope.MAIN,
    )
    def undo(self) -> None:
        """Undo the last edit."""
        self.driver.undo()

    @command(
        keys=("ctrl+y", "super+y"),
        title="Redo",
        help="Redo what was undone.",
        group=_EDITING,
        scope=Scope.MAIN,
    )
    def redo(self) -> None:
        """Redo what was undone."""
        self.driver.redo()

    @command(
        keys=("ctrl+c", "super+c"),
        title="Copy",
        help="Copy the selection.",
        group=_EDITING,
        scope=Scope.MAIN,
    )
    def copy(self) -> None:
        """Copy the selection."""
        self.code.action_copy()

    @command(
        keys=("ctrl+x", "super+x"),
        title="Cut",
        help="Cut the selection, or the line.",
        group=_EDITING,
        scope=Scope.MAIN,
    )
    def cut(self) -> None:
        """Cut the selection, or the line."""
        self.code.action_cut()

    @command(
        keys=("ctrl+v",),
        title="Paste",
        help="Paste what was copied here (the terminal's own paste works too).",
        group=_EDITING,
        scope=Scope.MAIN,
    )
    def paste(self) -> None:
        """Paste what was copied here."""
        self.code.action_paste()

    @command(
        keys=("f7",),
        title="Select all",
        help="Select all the code.",
        group=_EDITING,
        scope=Scope.MAIN,
    )
    def select_all(self) -> None:
        """Select all the code."""
        self.code.select_all()

    @command(
        keys=("tab",),
        title="Indent",
        help="Indent the selected lines, or to the next stop.",
        group=_EDITING,
    )
    def indent(self) -> None:
        """Indent the selected lines; in a field, go to the next one."""
        # In a field, tab moves on.
        if self.focused is self.code:
            self.code.indent()
        else:
            self.focus_next()

    @command(
        keys=("shift+tab",),
        title="Dedent",
        help="Take one indent off the selected lines.",
        group=_EDITING,
    )
    def dedent(self) -> None:
        """Take one indent off the selected lines; in a field, go to the one before."""
        if self.focused is self.code:
            self.code.dedent()
        else:
            self.focus_previous()

    @command(
        keys=("ctrl+underscore", "ctrl+slash"),
        title="Comment",
        help="Comment or uncomment the selected lines.",
        group=_EDITING,
        scope=Scope.MAIN,
    )
    def comment(self) -> None:
        """Comment or uncomment the selected lines."""
        self.code.toggle_comment()

    @command(
        keys=("f9",),
        title="Soft wrap",
        help="Wrap long lines, or stop doing so.",
        group=_EDITING,
    )
    def wrap(self) -> None:
        """Wrap long lines, or stop doing so."""
        self.code.soft_wrap = not self.code.soft_wrap
        self.say(f"Soft wrap {'on' if self.code.soft_wrap else 'off'}.", "$muted")

    # Versions and conflicts

    @command(
        keys=("f12",),
        title="What changed",
        help="Compare what a save would send with what the server holds.",
        group=_VERSIONS,
        disabled=_no_changes,
    )
    def changes(self) -> None:
        """Show what a save would send, beside what the server holds."""
        if self.state.base is not None:
            self._prompts.ask(
                Compare(
                    "What a save would send. Nothing has been sent.",
                    (Version("on the server", as_edited(self.state.base)), Version("in the editor", self.edited)),
                )
            )

    @command(
        keys=("ctrl+t",),
        title="History",
        help="Show the versions of this function: compare, restore as an edit.",
        group=_VERSIONS,
    )
    def history(self) -> None:
        """Show the versions of this function."""
        base = self.state.base
        if base is not None:
            current = None if self.state.is_deleted else as_edited(base)
            self._prompts.ask(OpenHistory(base.slug, current, self.edited), self.restore)

    def restore(self, chosen: ChosenVersion | None) -> None:
        """Put a version into the editor, unsaved."""
        if chosen is not None:
            self.driver.tell(VersionChosen(chosen))

    @command(
        keys=("f5",),
        title="Reload",
        help="Fetch the function again; undo brings the edit back.",
        group=_VERSIONS,
        disabled=_refused(Asking.RELOAD),
    )
    def reload(self) -> None:
        """Fetch the function again."""
        self.driver.ask(Asking.RELOAD)

    @command(
        title="Revert",
        help="Go back to what the server holds; undo brings the edit back.",
        group=_VERSIONS,
        disabled=_refused(Asking.REVERT),
    )
    def revert(self) -> None:
        """Go back to what the server holds."""
        self.driver.ask(Asking.REVERT)

    @command(
        keys=("alt+m",),
        title="Keep mine here",
        help="In a merge: keep my lines of the conflict at the cursor.",
        group=_VERSIONS,
        disabled=_refused(Asking.TAKE_MINE),
    )
    def take_mine(self) -> None:
        """Keep my lines of the conflict at the cursor."""
        self.driver.ask(Asking.TAKE_MINE)

    @command(
        keys=("alt+t",),
        title="Take theirs here",
        help="In a merge: take their lines of the conflict at the cursor.",
        group=_VERSIONS,
        disabled=_refused(Asking.TAKE_THEIRS),
    )
    def take_theirs(self) -> None:
        """Take their lines of the conflict at the cursor."""
        self.driver.ask(Asking.TAKE_THEIRS)

    @command(
        # Not alt+b: that moves a word to the left, as in shells.
        keys=("alt+a",),
        title="Keep both here",
        help="In a merge: keep my lines and theirs below them.",
        group=_VERSIONS,
        disabled=_refused(Asking.TAKE_BOTH),
    )
    def take_both(self) -> None:
        """Keep my lines and theirs below them."""
        self.driver.ask(Asking.TAKE_BOTH)

    @on(Input.Submitted)
    def _field_done(self, event: Input.Submitted) -> None:
        if event.input.id in ("name", "description"):
            self.set_focus(self.code)
