"""The editor: one function's code and metadata, and what became of its last save, inline."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from typing import TYPE_CHECKING

from textual import events, on
from textual.app import ComposeResult
from textual.containers import Container, Vertical
from textual.widgets import Input, TextArea

from tui.app.clock import call_widget_later
from tui.app.commands import EDITOR, EVERYWHERE, Command, Group, bindings, is_typed
from tui.app.facts import function_facts
from tui.app.outcomes import describe_problem
from tui.app.report import Report, Tone, describe_error
from tui.app.screens.base import Handler, StatusLine
from tui.app.screens.planned_function import Leave
from tui.app.screens.questions import Choice, DetailsScreen, QuestionScreen
from tui.app.screens.restored_function import RestoredFunction
from tui.app.widgets.code_editor import CodeEditor
from tui.app.widgets.find_bar import FindBar
from tui.app.widgets.header import StatusHeader
from tui.app.widgets.keybar import KeyBar
from tui.app.widgets.metadata_form import MetadataForm
from tui.app.widgets.outcome import OutcomePanel
from tui.errors import ApiError, NotFound, Unauthorised
from tui.model.function import Function, FunctionSummary
from tui.model.history import How
from tui.sessions.edit.conflict import Settled, as_edited
from tui.terminal.sanitise import printable

if TYPE_CHECKING:
    from tui.app.screens.history import Chosen
    from tui.store.drafts import Draft

BESIDE_FROM_COLUMNS = 140
"""From this width on the fields stand beside the code, below it above.

Above is lighter: rows that span the whole screen scroll in a few bytes.
"""

_REST_SECONDS = 0.35
"""The status line follows when the keys rest for so long: told at every key, it would cost more than the key."""

_IN_CODE = frozenset({"comment", "bracket", "undo", "redo", "copy", "cut", "paste", "select_all"})


class EditorScreen(RestoredFunction):
    """Edits one function. What it holds is compared with `base`, the function as it was last seen on the server."""

    COMMANDS_HERE = EDITOR
    BINDINGS = bindings(EDITOR)
    AUTO_FOCUS = "#code"
    CSS_PATH = "editor.tcss"

    def __init__(self, summary: FunctionSummary, restoring: Chosen | Draft | None = None) -> None:
        super().__init__(summary, restoring)
        self._state_waits = False
        self._last_key = 0.0
        self._going: Report | None = None

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

    # Fetching

    def _fetch(self) -> None:
        self._to_ask = None
        self._tell(Report(Tone.BUSY, f"Fetching {printable(self._summary.slug, limit=60)}."))
        self.run_worker(self._fetched(self._written, self._base), group="fetch", exclusive=True)

    @property
    def _written(self) -> object:
        """The same as before while nothing was written into the code or the fields."""
        return self._code.edits, self._form.content

    async def _fetched(self, written: object, base: Function | None) -> None:
        try:
            function = await self.console.client.get_function(self._summary.slug)
        except ApiError as error:
            if isinstance(error, NotFound):
                self.console.function_seen(self._summary.slug, None)
                if await self._restored_gone() or await self._find_draft_of_gone():
                    return
            report = describe_error(error, self.console.server_name)
            self._tell(
                Report(
                    report.tone, report.headline, f"{report.next_step} f5 tries again, esc goes back.", report.details
                )
            )
            if isinstance(error, Unauthorised):
                self.console.when_keys_rest(self, lambda: self.console.sign_in_again(self._fetch))
            return
        self.console.remember(function, How.SEEN)
        self.console.function_seen(function.slug, function)
        if self._base is not None and (self._saving or self._base is not base):
            # The save looks for itself, and tells what it found; one that has ended since knows better.
            return
        if self._base is not None and self._written != written:
            self._tell(
                Report(
                    Tone.CAREFUL,
                    "Fetched, and not shown: you went on writing.",
                    "Your edit is kept. A save (ctrl+s) compares it with what the server holds; f5 fetches again.",
                )
            )
            return
        self._tell(None)
        self._gone = False
        if self._base is None:
            self._load(function)
        else:
            # As an edit: undo brings back what was dropped.
            place = self._code.cursor_location
            self._take_base(function)
            self._hold(Settled(as_edited(function)), made_from=base)
            self._code.go_to(*place)
        await self._found_or_restored(function)

    @on(TextArea.Changed, "#code")
    def _code_changed(self) -> None:
        # Word of a change comes late: what was told since, or because of it (a draft was put back), stays.
        if self._code.edits != self._told_at:
            self._edited()
        else:
            self._keep_draft()
            self._changed()

    @on(MetadataForm.FieldEdited)
    def _edited(self) -> None:
        if not self._saving and self._full_report is not None:
            self._let_go(self._full_report)
        self._keep_draft()
        self._changed()

    def _changed(self) -> None:
        """The text is another now. A status line that says nothing is changed is put right at once."""
        if self._says_unchanged and self.unsaved:
            self._show_state()
        self._show_state_soon()

    def _let_go(self, report: Report) -> None:
        """Show this outcome no longer, as the text is another now; one that nobody can have read yet stays a moment."""
        if self._full_report is not report or self._saving:
            return
        left = self._unread_until - self.console.clock.monotonic()
        if left <= 0:
            self._tell(None)
            self._form.show_problems(())
        elif self._going is not report:
            self._going = report
            call_widget_later(self, self.console.clock, left, lambda: self._let_go(report))

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
        self._last_key = self.console.clock.monotonic()
        if not self._state_waits:
            self._state_waits = True
            call_widget_later(self, self.console.clock, _REST_SECONDS, self._rested)

    def _rested(self) -> None:
        left = self._last_key + _REST_SECONDS - self.console.clock.monotonic()
        if left > 0.01:
            call_widget_later(self, self.console.clock, left, self._rested)
            return
        self._state_waits = False
        self._show_state()

    async def _on_key(self, event: events.Key) -> None:
        if self._base is None and event.is_printable:
            self.say("The function is still loading.")
            # Textual calls the handlers of the base classes too, and theirs hushes what was said.
            event.prevent_default()

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
            "take_mine": lambda: self._settle(mine=True, theirs=False),
            "take_theirs": lambda: self._settle(mine=False, theirs=True),
            "take_both": lambda: self._settle(mine=True, theirs=True),
            "next_pane": self._next_pane,
            "indent": self._tab,
            "dedent": self._back_tab,
            "comment": code.toggle_comment,
            "bracket": self._go_to_bracket,
            "top": lambda: code.move_cursor((0, 0)),
            "bottom": lambda: code.move_cursor(code.document.end),
            "undo": self._undo,
            "redo": self._redo,
            "copy": code.action_copy,
            "cut": code.action_cut,
            "paste": code.action_paste,
            "select_all": code.select_all,
            "wrap": self._switch_wrap,
            "details": self._show_details,
            "revert": self._revert,
            "reload": self._reload,
            "changes": self._show_changes,
            "history": self._show_history,
            "look_up": self._look_up,
            "sign_in": self.console.sign_in_again,
            "create": self._create_again,
            "close": self._close,
        }

    def why_not(self, command: str) -> str | None:
        if self._base is None and command not in (
            "close",
            "details",
            "reload",
            "help",
            "palette",
            "quit",
            "theme",
            "redraw",
            "suspend",
        ):
            return "The function is still loading."
        if command in ("save", "reload") and self._saving:
            return "A save is under way."
        if command in ("next_problem", "previous_problem") and not (self._code.problems or self._field_problems):
            return "There are no problems to walk."
        if command in ("take_mine", "take_theirs", "take_both") and not self._marked:
            return "There is no conflict to resolve."
        if command == "create" and not self._gone:
            return "The function is there: a save is enough."
        if command == "look_up" and self._unanswered is None:
            return "There is no save whose outcome is unknown."
        if command == "changes" and not self.unsaved:
            return "Nothing is changed: a save would send nothing."
        if command == "revert" and not self.unsaved:
            return "Nothing is changed."
        return None

    def help_groups(self) -> Sequence[Group]:
        from tui.app.dialog_keys import EDITOR_HELP

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
        line = self.query_one(StatusLine)
        problems = (("problem", describe_problem(problem)) for problem in self._code.problems)
        facts = [
            ("message", line.last_said),
            ("editor", line.resting),
            *problems,
            *function_facts(self._summary),
            *self.console.server_facts(),
        ]
        self.app.push_screen(DetailsScreen(self._full_report, facts))

    def _revert(self) -> None:
        if self._base is not None:
            self._hold(Settled(as_edited(self._base)))

    def _reload(self) -> None:
        if not self.unsaved:
            self._fetch()
            return
        question = QuestionScreen(
            "Fetch the function again?",
            f"Your unsaved changes ({', '.join(self.unsaved)}) would be replaced by what the server holds.",
            (Choice("stay", "Keep editing"), Choice("reload", "Reload; undo (ctrl+z) brings my changes back")),
        )
        self.app.push_screen(question, lambda answer: self._fetch() if answer == "reload" else None)

    def _close(self) -> None:
        find = self.query_one(FindBar)
        if find.display:
            find.close(self._code)
            return
        if self._saving:
            self._stop_waiting()
            return
        self.ask_to_leave(self._leave)

    def _leave(self, said: str = "") -> None:
        if self._keeper is not None:
            # Now, so that the list looks for drafts behind the last write.
            self._keeper.close()
        self.dismiss()
        if said:
            self.console.list_screen.say(said, "$muted")

    def ask_to_leave(self, leave: Leave) -> None:
        """Leave at once when nothing is unsaved; otherwise ask first. A key on its way chooses nothing."""
        if self._saving:
            self.say("A save is under way; wait for its outcome.")
            return
        if not self.unsaved:
            # What was typed and taken back since the draft was written must not be offered again.
            self._drop_draft()
            leave("")
            return

        def answered(answer: str | None) -> None:
            match answer:
                case "keep":
                    self._keep_and(leave)
                case "save":
                    self._save(then_leave=leave)
                case "create":
                    self._create_again()
                case "discard":
                    self._discard_and(leave)
                case _:
                    pass

        keeps = self.console.start.drafts is not None
        choices = [
            Choice("stay", "Keep editing"),
            *([Choice("keep", "Leave, keep the draft")] if keeps else []),
            Choice("create", "Create the function again, stay to see the outcome")
            if self._gone
            else Choice("save", "Save, and leave when it is saved"),
            Choice("discard", "Discard the changes" + (" (d in the list brings them back)" if keeps else "")),
        ]
        question = QuestionScreen("Leave with unsaved changes?", f"Not saved yet: {', '.join(self.unsaved)}.", choices)
        self.console.ask_at_rest(question, answered)

    @on(Input.Submitted)
    def _field_done(self, event: Input.Submitted) -> None:
        if event.input.id in ("name", "description"):
            self.set_focus(self._code)
