"""What an editor holds, beside what the server is known to hold: the part of the screen that saves and drafts share."""

from __future__ import annotations

from typing import NamedTuple

from textual.content import Content

from tui.app.report import Report
from tui.app.screens.base import ConsoleScreen, StatusLine
from tui.app.widgets.code_editor import CodeEditor
from tui.app.widgets.metadata_form import MetadataForm
from tui.app.widgets.outcome import OutcomePanel
from tui.app.widgets.source_document import Snapshot
from tui.editing.merge import conflicts_in, place_at
from tui.flows.conflict import Settled
from tui.flows.save import SavePlan, plan_save
from tui.model.function import Edited, Function, FunctionSummary
from tui.model.problem import Severity
from tui.terminal.sanitise import printable


class _Held(NamedTuple):
    """A version that was put into the editor as one edit, and what the editor held before it. Fields have no code."""

    code_before: Snapshot
    code_after: Snapshot
    fields_before: Edited
    fields_after: Edited

    @property
    def before(self) -> tuple[Snapshot, Edited]:
        """The editor's content before it."""
        return self.code_before, self.fields_before

    @property
    def after(self) -> tuple[Snapshot, Edited]:
        """The editor's content after it."""
        return self.code_after, self.fields_after


class EditedFunction(ConsoleScreen):
    """One function's code and fields. `base` is the function as it was last seen on the server."""

    def __init__(self, summary: FunctionSummary) -> None:
        super().__init__()
        self._summary = summary
        self._base: Function | None = None
        self._loaded: Snapshot | None = None
        self._full_report: Report | None = None
        # Whether a merge left marks in the text once: undo may bring them back at any time.
        self._merged = False
        self._marks_shown = False
        self._held: list[_Held] = []
        self._undone: list[_Held] = []
        # How often the code had been edited when something was told last.
        self._told_at = 0

    @property
    def _code(self) -> CodeEditor:
        return self.query_one("#code", CodeEditor)

    @property
    def _form(self) -> MetadataForm:
        return self.query_one(MetadataForm)

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
        self._told_at = self._code.edits
        self.query_one("#outcome", OutcomePanel).show(report)

    def _show_state(self) -> None:
        self._show_conflicts()
        unsaved = self.unsaved
        self._form.mark_unsaved(unsaved)
        self._form.age(self.console.now())
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

    def _load(self, function: Function) -> None:
        """Show a function as the server holds it; what the editor held is let go."""
        self._base = function
        self._summary = function.summary
        self._code.read_only = False
        self._code.load_text(function.code)
        self._loaded = self._code.snapshot().kept()
        self._code.warn_while_typing(self_hosted=self.console.self_hosted)
        self._form.load(function.summary, self.console.now())
        self._form.forget_edits()
        self._held, self._undone = [], []
        self._show_state()

    def _take_base(self, function: Function) -> None:
        """What the server holds, seen again; what the editor holds stays."""
        self._base = function
        self._summary = function.summary
        here = self._code.snapshot()
        # Nearly always it is what the editor holds: then its lines are not held twice.
        self._loaded = here.kept() if here.text == function.code else Snapshot.of(function.code)
        self._form.show_summary(function.summary, self.console.now())

    def _hold(self, settled: Settled) -> None:
        """Show this content as one edit, so that undo brings the text back; places between marks become problems."""
        code, edited = self._code, settled.edited
        before, fields = code.snapshot().kept(), self._form.content
        if code.text != edited.code:
            code.replace_exactly(edited.code, code.document.start, code.document.end)
        if self._base is not None:
            summary = self._base.summary._replace(
                name=edited.name, description=edited.description, status=edited.status
            )
            self._form.load(summary, self.console.now())
            self._form.show_summary(self._base.summary, self.console.now())
        if fields != self._form.content:
            self._held.append(_Held(before, code.snapshot().kept(), fields, self._form.content))
            self._undone = []
        self._merged = self._merged or settled.marks > 0
        self._tell(None)
        self._show_state()
        if settled.marks:
            self.set_focus(code)
            first = conflicts_in(code.snapshot().lines)[0].range
            if first is not None:
                code.go_to(first.start_line, 0)

    def _undo(self) -> None:
        """Take the last edit of the code back, and with one that filled the fields too what they held before."""
        held = self._held[-1] if self._held and self._held[-1].after == self._state_held else None
        if held is None or held.code_before != held.code_after:
            self._code.action_undo()
        if held is not None and self._code.snapshot() == held.code_before:
            self._undone.append(self._held.pop())
            self._fill_fields(held.fields_before)

    def _redo(self) -> None:
        held = self._undone[-1] if self._undone and self._undone[-1].before == self._state_held else None
        if held is None or held.code_before != held.code_after:
            self._code.action_redo()
        if held is not None and self._code.snapshot() == held.code_after:
            self._held.append(self._undone.pop())
            self._fill_fields(held.fields_after)

    @property
    def _state_held(self) -> tuple[Snapshot, Edited]:
        return self._code.snapshot(), self._form.content

    def _fill_fields(self, content: Edited) -> None:
        self._form.fill(content)
        self.edited_again()

    def edited_again(self) -> None:
        """Fields were filled by an undo. For subclasses that follow the typing."""
        self._show_state()

    def _settle(self, *, mine: bool, theirs: bool) -> None:
        """Keep one side of the conflict at the cursor, or both, and go on to the next."""
        code = self._code
        snapshot = code.snapshot()
        place = place_at(snapshot.lines, code.cursor_location[0])
        if place is None:
            self.say("The cursor stands in no conflict: f8 goes to one.")
            return
        kept = [*(range(*place.mine) if mine else ()), *(range(*place.theirs) if theirs else ())]
        text = "".join(snapshot.lines[line] + snapshot.endings[line] for line in kept)
        code.replace_exactly(text, (place.first, 0), min((place.last + 1, 0), code.document.end))
        code.go_to(place.first, 0)
        left = self._show_conflicts()
        self._show_state()
        self.say(f"{left} to settle: f8 goes on." if left else "All is settled; ^s saves.", "$accent")

    def _show_conflicts(self) -> int:
        """Mark the places that still stand between marks; how many there are."""
        if not self._merged:
            return 0
        found = conflicts_in(self._code.snapshot().lines)
        if found or self._marks_shown:
            self._code.show_errors(found)
        self._marks_shown = bool(found)
        return len(found)
