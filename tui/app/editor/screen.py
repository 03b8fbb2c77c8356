"""The editor: one function's code and metadata, and what became of its last save, inline."""

from __future__ import annotations

from collections.abc import Callable, Mapping, Sequence
from functools import partial

from textual import events, on
from textual.app import ComposeResult
from textual.containers import Container, Vertical
from textual.content import Content
from textual.widgets import Input, TextArea

from tui.app.editor.driver import EditDriver
from tui.app.editor.find_bar import FindBar
from tui.app.editor.metadata_form import MetadataForm
from tui.app.editor.phrases import describe_problem
from tui.app.editor.view import EditorView
from tui.app.editor.words import said
from tui.app.shell.commands import EDITOR, EVERYWHERE, Command, Group, bindings, is_typed
from tui.app.shell.connection import Change, Connection
from tui.app.shell.facts import function_facts
from tui.app.shell.header import StatusHeader
from tui.app.shell.key_bar import KeyBar
from tui.app.shell.notice import Report
from tui.app.shell.outcome import OutcomePanel
from tui.app.shell.prompts import Prompts
from tui.app.shell.questions import DetailsScreen
from tui.app.shell.routes import Compare, OpenFunction, OpenHistory, Version
from tui.app.shell.screen import ConsoleScreen, Handler, StatusLine
from tui.app.shell.status import server_facts
from tui.app.widgets.clock import Clock, call_widget_later
from tui.app.widgets.code_editor import CodeEditor
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

_COMMANDS = {
    "save": Asking.SAVE,
    "create": Asking.CREATE,
    "look_up": Asking.LOOK_UP,
    "reload": Asking.RELOAD,
    "revert": Asking.REVERT,
    "sign_in": Asking.SIGN_IN,
    "take_mine": Asking.TAKE_MINE,
    "take_theirs": Asking.TAKE_THEIRS,
    "take_both": Asking.TAKE_BOTH,
}
"""The commands that are the session's."""

_BEFORE_IT_IS_LOADED = frozenset({"close", "details", "help", "palette", "quit", "theme", "redraw", "suspend"})

_IN_CODE = frozenset({"comment", "bracket", "undo", "redo", "copy", "cut", "paste", "select_all"})


class EditorScreen(ConsoleScreen):
    """Edits one function: shows the state of its session, and hands it what the user does.

    `make_driver` makes what drives the session.
    """

    COMMANDS_HERE = EDITOR
    BINDINGS = bindings(EDITOR)
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

    # Commands

    def handlers(self) -> Mapping[str, Handler]:
        code, find = self.code, self.query_one(FindBar)
        return {
            **{name: partial(self.driver.ask, command) for name, command in _COMMANDS.items()},
            "find": lambda: find.open_for(code, code.selected_text),
            "find_next": lambda: self._found(find.step(code, backwards=False)),
            "find_previous": lambda: self._found(find.step(code, backwards=True)),
            "goto_line": lambda: find.open_for_line(code),
            "next_problem": lambda: self._walk_problems(1),
            "previous_problem": lambda: self._walk_problems(-1),
            "next_pane": self._next_pane,
            "indent": self._tab,
            "dedent": self._back_tab,
            "comment": code.toggle_comment,
            "bracket": self._go_to_bracket,
            "top": lambda: code.move_cursor((0, 0)),
            "bottom": lambda: code.move_cursor(code.document.end),
            "undo": self.driver.undo,
            "redo": self.driver.redo,
            "copy": code.action_copy,
            "cut": code.action_cut,
            "paste": code.action_paste,
            "select_all": code.select_all,
            "wrap": self._switch_wrap,
            "details": self._show_details,
            "changes": self._show_changes,
            "history": self._show_history,
            "close": self._close,
        }

    def why_not(self, command: str) -> str | None:
        asked = _COMMANDS.get(command)
        if asked is not None:
            reason = why_not(self.state, self.driver.contents.held, asked)
            return None if reason is None else said(Say(reason))[0]
        if self.state.base is None and command not in _BEFORE_IT_IS_LOADED:
            return said(Say(Words.LOADING))[0]
        if command in ("next_problem", "previous_problem") and not (self.code.problems or self._field_problems):
            return "There are no problems."
        if command == "changes" and not self.unsaved:
            return "Nothing is changed: a save would send nothing."
        return None

    def help_groups(self) -> Sequence[Group]:
        from tui.app.shell.dialog_keys import EDITOR_HELP

        return [
            group._replace(commands=tuple(self.with_live_keys(each) for each in group.commands))
            for group in EDITOR_HELP
        ]

    def footer_commands(self) -> Sequence[Command]:
        # The row of keys may be there before the bar is.
        for find in self.query(FindBar):
            if find.display and find.has_focus_within:
                return (*find.commands, *(each for each in EVERYWHERE if each.footer))
        return self.commands

    def with_live_keys(self, command: Command) -> Command:
        # What types a character is text here.
        return command._replace(keys=tuple(key for key in command.keys if not is_typed(key)))

    def key_is_live(self, command: str, key: str) -> bool:
        # In a field, tab moves on and the text keys are the field's own.
        return command not in _IN_CODE or self.code.has_focus

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

    def _found(self, said: str) -> None:
        if said:
            self.say(said, "$muted")

    @on(FindBar.Said)
    def _find_said(self, message: FindBar.Said) -> None:
        self.say(message.text, "$muted")

    def _next_pane(self) -> None:
        if self.code.has_focus:
            self.form.focus_field("name")
        else:
            self.set_focus(self.code)

    def _tab(self) -> None:
        # In a field, tab moves on.
        if self.code.has_focus:
            self.code.indent()
        else:
            self.focus_next()

    def _back_tab(self) -> None:
        if self.code.has_focus:
            self.code.dedent()
        else:
            self.focus_previous()

    def _go_to_bracket(self) -> None:
        if not self.code.go_to_bracket():
            self.say("No bracket with a partner at the cursor.")

    def _switch_wrap(self) -> None:
        self.code.soft_wrap = not self.code.soft_wrap
        self.say(f"Soft wrap {'on' if self.code.soft_wrap else 'off'}.", "$muted")

    def _show_details(self) -> None:
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

    def _show_changes(self) -> None:
        """What a save would send, beside what the server holds."""
        if self.state.base is not None:
            self._prompts.ask(
                Compare(
                    "What a save would send. Nothing has been sent.",
                    (Version("on the server", as_edited(self.state.base)), Version("in the editor", self.edited)),
                )
            )

    def _show_history(self) -> None:
        base = self.state.base
        if base is not None:
            current = None if self.state.is_deleted else as_edited(base)
            self._prompts.ask(OpenHistory(base.slug, current, self.edited), self.restore)

    def restore(self, chosen: ChosenVersion | None) -> None:
        """Put a version into the editor, unsaved."""
        if chosen is not None:
            self.driver.tell(VersionChosen(chosen))

    def _close(self) -> None:
        find = self.query_one(FindBar)
        if find.display:
            find.close(self.code)
        else:
            self.driver.ask(Asking.CLOSE)

    @on(Input.Submitted)
    def _field_done(self, event: Input.Submitted) -> None:
        if event.input.id in ("name", "description"):
            self.set_focus(self.code)
