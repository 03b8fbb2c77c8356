"""The editor: one function's code and metadata, and what became of its last save, inline."""

from __future__ import annotations

import time
from collections.abc import Awaitable, Mapping

from textual import events, on
from textual.app import ComposeResult
from textual.containers import Container, Vertical
from textual.content import Content
from textual.widgets import Input, TextArea

from tui.app.commands import EDITOR, bindings
from tui.app.outcomes import describe_outcome, describe_problem
from tui.app.report import Report, Tone, describe_error
from tui.app.screens.base import ConsoleScreen, Handler, StatusLine
from tui.app.screens.questions import Choice, DetailsScreen, QuestionScreen
from tui.app.widgets.code_editor import CodeEditor
from tui.app.widgets.find_bar import FindBar
from tui.app.widgets.header import StatusHeader
from tui.app.widgets.keybar import KeyBar
from tui.app.widgets.metadata_form import MetadataForm
from tui.app.widgets.outcome import OutcomePanel
from tui.app.widgets.source_document import Snapshot
from tui.errors import ApiError
from tui.flows.save import SavePlan, create_again, plan_save, save
from tui.flows.save_outcome import Gone, NothingToSave, Rejected, Saved, SavedNotDeployed, SaveOutcome
from tui.model.function import Edited, Function, FunctionSummary
from tui.model.problem import Problem, Severity
from tui.terminal.sanitise import printable

BESIDE_FROM_COLUMNS = 140
"""From this width on the fields stand beside the code, below it above.

Above is lighter: rows that span the whole screen scroll in a few bytes.
"""

_REST_SECONDS = 0.35
"""The status line follows when the keys rest for so long: told at every key, it would cost more than the key."""

_IN_CODE = frozenset({"comment", "bracket", "undo", "redo", "copy", "cut", "paste", "select_all"})


class EditorScreen(ConsoleScreen):
    """Edits one function. What it holds is compared with `base`, the function as it was last seen on the server."""

    COMMANDS_HERE = EDITOR
    BINDINGS = bindings(EDITOR)
    AUTO_FOCUS = "#code"
    CSS_PATH = "editor.tcss"

    def __init__(self, summary: FunctionSummary) -> None:
        super().__init__()
        self._summary = summary
        self._base: Function | None = None
        self._saving = False
        self._gone = False
        self._state_waits = False
        self._last_key = 0.0
        self._field_problems: tuple[Problem, ...] = ()
        self._full_report: Report | None = None
        self._loaded: Snapshot | None = None

    def compose(self) -> ComposeResult:
        yield StatusHeader()
        with Container(id="work"):
            yield MetadataForm()
            with Vertical(id="writing"):
                yield CodeEditor(id="code")
                yield FindBar()
                yield OutcomePanel()
        yield StatusLine()
        yield KeyBar()

    def on_mount(self) -> None:
        self._form.show_summary(self._summary, self.console.now())
        self._code.read_only = True
        self._fetch()

    @property
    def _code(self) -> CodeEditor:
        return self.query_one("#code", CodeEditor)

    @property
    def _form(self) -> MetadataForm:
        return self.query_one(MetadataForm)

    # Fetching

    def _fetch(self) -> None:
        self._tell(Report(Tone.BUSY, f"Fetching {printable(self._summary.slug, limit=60)}."))
        self.run_worker(self._fetched(), group="fetch", exclusive=True)

    async def _fetched(self) -> None:
        try:
            function = await self.console.client.get_function(self._summary.slug)
        except ApiError as error:
            report = describe_error(error, self.console.server_name)
            self._tell(
                Report(
                    report.tone, report.headline, f"{report.next_step} f5 tries again, esc goes back.", report.details
                )
            )
            return
        self._tell(None)
        self._load(function)

    def _load(self, function: Function) -> None:
        self._base = function
        self._summary = function.summary
        self._code.read_only = False
        self._code.load_text(function.code)
        self._loaded = self._code.snapshot().kept()
        self._code.warn_while_typing(self_hosted=self.console.self_hosted)
        self._form.load(function.summary, self.console.now())
        self._show_state()

    # What is shown

    @property
    def edited(self) -> Edited:
        """What the form and the editor hold now."""
        form = self._form
        return Edited(form.name_text, form.description_text, form.status_value, self._code.text)

    def _plan(self) -> SavePlan | None:
        return None if self._base is None else plan_save(self._base, self.edited)

    @property
    def unsaved(self) -> tuple[str, ...]:
        """The fields that differ from what the server is known to hold.

        Asked at every key, so the code is compared line by line with what was loaded, not as one long text.
        """
        if self._base is None or self._loaded is None:
            return ()
        form = self._form
        with_base_code = Edited(form.name_text, form.description_text, form.status_value, self._base.code)
        fields = plan_save(self._base, with_base_code).changes.names()
        return (*fields, "code") if self._code.snapshot() != self._loaded else fields

    def _tell(self, report: Report | None) -> None:
        self._full_report = report
        self.query_one("#outcome", OutcomePanel).show(report)

    def _show_state(self) -> None:
        unsaved = self.unsaved
        self._form.mark_unsaved(unsaved)
        line, column = self._code.cursor_location
        errors = sum(1 for problem in self._code.problems if problem.severity is Severity.ERROR)
        warnings = len(self._code.problems) - errors
        found = [
            f"{count} {word}{'' if count == 1 else 's'}"
            for count, word in ((errors, "error"), (warnings, "warning"))
            if count
        ]
        state = Content.styled("* unsaved: " + ", ".join(unsaved), "$warning") if unsaved else Content("no changes")
        here = self._problem_here()
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

    def _problem_here(self) -> str:
        line = self._code.cursor_location[0]
        for problem in self._code.problems:
            if problem.range is not None and problem.range.start_line <= line <= problem.range.end_line:
                return printable(problem.message)
        return ""

    @on(TextArea.Changed, "#code")
    @on(MetadataForm.Edited)
    def _edited(self) -> None:
        if not self._saving and self._full_report is not None:
            self._tell(None)
            self._form.show_problems(())
        self._show_state_soon()

    @on(TextArea.SelectionChanged, "#code")
    @on(CodeEditor.ProblemsChanged)
    def _moved(self) -> None:
        self._show_state_soon()

    def _show_state_soon(self) -> None:
        """Show the state once the keys rest. One timer looks after it, however many keys come."""
        self._last_key = time.monotonic()
        if not self._state_waits:
            self._state_waits = True
            self.set_timer(_REST_SECONDS, self._rested)

    def _rested(self) -> None:
        left = self._last_key + _REST_SECONDS - time.monotonic()
        if left > 0.01:
            self.set_timer(left, self._rested)
            return
        self._state_waits = False
        self._show_state()

    def on_resize(self, event: events.Resize) -> None:
        self.set_class(event.size.width >= BESIDE_FROM_COLUMNS, "-beside")

    # Commands

    def handlers(self) -> Mapping[str, Handler]:
        code, find = self._code, self.query_one(FindBar)
        return {
            "save": self._save,
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
            "undo": code.action_undo,
            "redo": code.action_redo,
            "copy": code.action_copy,
            "cut": code.action_cut,
            "paste": code.action_paste,
            "select_all": code.select_all,
            "wrap": self._switch_wrap,
            "details": self._show_details,
            "revert": self._revert,
            "reload": self._reload,
            "sign_in": self.console.sign_in_again,
            "create": self._create_again,
            "close": self._close,
        }

    def why_not(self, command: str) -> str | None:
        if self._base is None and command not in (
            "close",
            "reload",
            "help",
            "palette",
            "quit",
            "theme",
            "redraw",
            "suspend",
        ):
            return "The function is not here yet."
        if command == "save" and self._saving:
            return "A save is under way."
        if command in ("next_problem", "previous_problem") and not (self._code.problems or self._field_problems):
            return "There are no problems to walk."
        if command == "create" and not self._gone:
            return "The function is there: a save is enough."
        if command == "details" and self._full_report is None:
            return "There is no outcome to show."
        if command == "revert" and not self.unsaved:
            return "Nothing is changed."
        return None

    def key_is_live(self, command: str, key: str) -> bool:
        # In a field, tab moves on and the text keys are the field's own.
        return command not in _IN_CODE or self._code.has_focus

    def _walk_problems(self, step: int) -> None:
        placed = [problem for problem in self._code.problems if problem.range is not None]
        if not placed:
            self._form.focus_field(self._field_problems[0].field or "name")
            return
        here = self._code.cursor_location
        starts = [(p.range.start_line, p.range.start_column) for p in placed if p.range is not None]
        if step > 0:
            index = next((i for i, start in enumerate(starts) if start > here), 0)
        else:
            index = next((i for i in reversed(range(len(starts))) if starts[i] < here), len(starts) - 1)
        self.set_focus(self._code)
        self._code.go_to(*starts[index])
        self.say(f"{index + 1} of {len(placed)}: {describe_problem(placed[index])}", "$warning")

    def _found(self, said: str) -> None:
        if said:
            self.say(said, "$muted")

    @on(FindBar.Said)
    def _find_said(self, message: FindBar.Said) -> None:
        self.say(message.text, "$muted")

    def _next_pane(self) -> None:
        if self._code.has_focus:
            self._form.focus_field("name")
        else:
            self.set_focus(self._code)

    def _tab(self) -> None:
        # In a field, tab moves on.
        if self._code.has_focus:
            self._code.indent()
        else:
            self.focus_next()

    def _back_tab(self) -> None:
        if self._code.has_focus:
            self._code.dedent()
        else:
            self.focus_previous()

    def _go_to_bracket(self) -> None:
        if not self._code.go_to_bracket():
            self.say("No bracket with a partner at the cursor.")

    def _switch_wrap(self) -> None:
        self._code.soft_wrap = not self._code.soft_wrap
        self.say(f"Soft wrap {'on' if self._code.soft_wrap else 'off'}.", "$muted")

    def _show_details(self) -> None:
        if self._full_report is not None:
            self.app.push_screen(DetailsScreen(self._full_report))

    def _revert(self) -> None:
        if self._base is not None:
            self._put_back(self._base)

    def _put_back(self, function: Function) -> None:
        """Show what the server holds as one edit, so that undo brings the text back."""
        code = self._code
        if code.text != function.code:
            code.history.checkpoint()
            code.replace(function.code, code.document.start, code.document.end)
        self._form.load(function.summary, self.console.now())
        self._tell(None)
        self._show_state()

    def _reload(self) -> None:
        if not self.unsaved:
            self._fetch()
            return
        question = QuestionScreen(
            "Fetch the function again?",
            f"Your unsaved changes ({', '.join(self.unsaved)}) would be replaced by what the server holds.",
            (Choice("reload", "Reload, drop my changes"), Choice("stay", "Keep editing")),
        )
        self.app.push_screen(question, lambda answer: self._fetch() if answer == "reload" else None)

    def _close(self) -> None:
        find = self.query_one(FindBar)
        if find.display:
            find.close(self._code)
            return
        self.ask_to_leave(self._leave)

    def _leave(self) -> None:
        self.dismiss()

    def ask_to_leave(self, leave: Handler) -> None:
        """Leave at once when nothing is unsaved; otherwise ask first."""
        if self._saving:
            self.say("A save is under way; wait for its outcome.")
            return
        if not self.unsaved:
            leave()
            return

        def answered(answer: str | None) -> None:
            if answer == "discard":
                leave()
            elif answer == "save":
                self._save()

        question = QuestionScreen(
            "Leave with unsaved changes?",
            f"Not saved yet: {', '.join(self.unsaved)}.",
            (
                Choice("save", "Save now and stay to see the outcome"),
                Choice("discard", "Leave, drop the changes"),
                Choice("stay", "Keep editing"),
            ),
        )
        self.app.push_screen(question, answered)

    # The save

    def _save(self) -> None:
        plan = self._plan()
        if plan is None or self._saving:
            return
        if plan.emptied:
            fields = " and the ".join(plan.emptied)
            question = QuestionScreen(
                f"Save with an empty {fields}?",
                f"The server would empty the {fields} of this function.",
                (Choice("stay", "Keep editing"), Choice("empty", f"Yes, empty the {fields}")),
            )
            self.app.push_screen(question, lambda answer: self._send(plan) if answer == "empty" else None)
            return
        self._send(plan)

    def _send(self, plan: SavePlan) -> None:
        base = self._base
        if base is None:
            return
        if not plan.changes.names():
            self._tell(describe_outcome(NothingToSave(), self.console.server_name, self.console.now()))
            return
        self._saving = True
        self._tell(Report(Tone.BUSY, f"Saving {', '.join(plan.changes.names())}."))
        self.update_keys()
        self.run_worker(self._sent(save(self.console.client, base, plan.changes)), group="save")

    def _create_again(self) -> None:
        base = self._base
        if base is None or self._saving:
            return
        self._saving = True
        self._tell(Report(Tone.BUSY, f"Creating {printable(base.slug, limit=60)} again."))
        self.run_worker(self._sent(create_again(self.console.client, base, self.edited)), group="save")

    async def _sent(self, sending: Awaitable[SaveOutcome]) -> None:
        try:
            outcome = await sending
        finally:
            self._saving = False
        self._gone = isinstance(outcome, Gone)
        self._show_outcome(outcome)

    def _show_outcome(self, outcome: SaveOutcome) -> None:
        self._tell(describe_outcome(outcome, self.console.server_name, self.console.now()))
        match outcome:
            case Saved(base=stored) | SavedNotDeployed(base=stored):
                self._base = stored
                self._loaded = Snapshot.of(stored.code)
                self._summary = stored.summary
                self._form.show_summary(stored.summary, self.console.now())
                self.console.function_saved(stored)
            case _:
                pass
        match outcome:
            case Rejected(problems=problems) | SavedNotDeployed(problems=problems):
                self._show_problems(problems)
            case Saved():
                self._show_problems(())
            case _:
                pass
        self._show_state()

    def _show_problems(self, problems: tuple[Problem, ...]) -> None:
        self._field_problems = tuple(problem for problem in problems if problem.field and problem.range is None)
        self._form.show_problems(self._field_problems)
        self._code.show_errors(problems)
        first = next((problem.range for problem in problems if problem.range is not None), None)
        if first is not None:
            self.set_focus(self._code)
            self._code.go_to(first.start_line, first.start_column)
        elif self._field_problems:
            self._form.focus_field(self._field_problems[0].field or "name")

    @on(Input.Submitted)
    def _field_done(self, event: Input.Submitted) -> None:
        if event.input.id in ("name", "description"):
            self.set_focus(self._code)
