"""What an editor holds, beside what the server is known to hold: the part of the screen that saves and drafts share."""

from __future__ import annotations

from collections.abc import Sequence
from typing import NamedTuple

from textual.content import Content

from tui.app.report import Report
from tui.app.screens.base import ConsoleScreen, StatusLine
from tui.app.widgets.code_editor import CodeEditor
from tui.app.widgets.metadata_form import MetadataForm
from tui.app.widgets.outcome import OutcomePanel
from tui.editing.merge import conflicts_in, place_at
from tui.editing.snapshot import Snapshot
from tui.model.function import Edited, Function, FunctionSummary
from tui.model.problem import Severity
from tui.sessions.edit.conflict import Settled
from tui.sessions.edit.rules import SavePlan, plan_save
from tui.terminal.sanitise import printable


class _Held(NamedTuple):
    """Fields that were replaced along with the code, or alone: before and after, and the last edit for undo then."""

    before: Edited
    after: Edited
    edit: object
    with_code: bool
    # What the editor's content was compared with before and after, where that changed too.
    bases: tuple[Function, Function] | None


class EditedFunction(ConsoleScreen):
    """One function's code and fields. `base` is the function as it was last seen on the server."""

    def __init__(self, summary: FunctionSummary) -> None:
        super().__init__()
        self._summary = summary
        self._base: Function | None = None
        self._loaded: Snapshot | None = None
        self._full_report: Report | None = None
        # Marks stand in the text; they did once since it was loaded, so that undo and redo may bring them back.
        self._marked = self._merged = False
        self._held: list[_Held] = []
        self._taken_back: list[_Held] = []
        self._edits_then = 0
        # The status line says that nothing is changed.
        self._says_unchanged = False
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

    def held_changed(self) -> None:
        """The fields may have changed without a word of theirs. For subclasses that keep a draft."""

    @property
    def _fields(self) -> Edited:
        """The form without the code."""
        return self._form.content

    def _plan(self) -> SavePlan | None:
        return None if self._base is None else plan_save(self._base, self.edited)

    @property
    def unsaved(self) -> tuple[str, ...]:
        """The fields that differ from what the server is known to hold.

        Asked at every key, so the code is compared line by line with what was loaded, not as one long text.
        """
        if self._base is None or self._loaded is None:
            return ()
        fields = plan_save(self._base, self._fields._replace(code=self._base.code)).changes.names()
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
        self._says_unchanged = not unsaved
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
        self._merged = False
        self._held.clear()
        self._taken_back.clear()
        self._code.read_only = False
        self._code.load_text(function.code)
        self._loaded = self._code.snapshot().kept()
        self._code.warn_while_typing(self_hosted=self.console.self_hosted)
        self._form.load(function.summary, self.console.now())
        self._form.forget_edits()
        self._show_state()

    def _take_base(self, function: Function) -> None:
        """What the server holds, seen again; what the editor holds stays."""
        self._base = function
        self._summary = function.summary
        here = self._code.snapshot()
        # Nearly always it is what the editor holds: then its lines are not held twice.
        self._loaded = here.kept() if here.text == function.code else Snapshot.of(function.code)
        self._form.show_summary(function.summary, self.console.now())

    def _hold(self, settled: Settled, made_from: Function | None = None) -> None:
        """Show this content as one edit, so that undo brings all of it back; places between marks become problems.

        `made_from` is what the text was made from that undo brings back: against that it is compared again then, so
        that a save of it does not go over what came since.
        """
        code, edited, before = self._code, settled.edited, self._fields
        replaces = code.text != edited.code
        if replaces:
            code.replace_exactly(edited.code, code.document.start, code.document.end)
        self._form.fill(edited)
        bases = None if made_from is None or self._base is None else (made_from, self._base)
        if self._fields != before or (replaces and bases is not None):
            code.history.checkpoint()
            self._held.append(_Held(before, self._fields, _last(code.history.undo_stack), replaces, bases))
            self._taken_back.clear()
        self._merged = self._merged or settled.marks > 0
        self._tell(None)
        self._show_state()
        self.held_changed()
        if replaces or self._fields != before:
            # Undo is the code's.
            self.set_focus(code)
        if self._marked:
            first = conflicts_in(code.snapshot().lines)[0].range
            if first is not None:
                code.go_to(first.start_line, 0)

    def _undo(self) -> None:
        """Undo the last edit; one that replaced the fields too takes those back that were not edited since."""
        history = self._code.history
        held = self._held[-1] if self._held else None
        if held is None or held.edit is not _last(history.undo_stack):
            self._code.action_undo()
            return
        if held.with_code:
            self._code.action_undo()
        self._taken_back.append(self._held.pop())
        self._edits_then = self._code.edits
        if held.bases is not None and self._base is held.bases[1]:
            self._take_base(held.bases[0])
        self._exchange(held.after, held.before)

    def _redo(self) -> None:
        """Redo what was undone, the fields included."""
        history = self._code.history
        held = self._taken_back[-1] if self._taken_back else None
        stack = history.redo_stack if held is None or held.with_code else history.undo_stack
        edited_since = held is not None and not held.with_code and self._code.edits != self._edits_then
        if held is None or held.edit is not _last(stack) or edited_since:
            self._code.action_redo()
            return
        if held.with_code:
            self._code.action_redo()
        self._held.append(self._taken_back.pop())
        if held.bases is not None and self._base is held.bases[0]:
            self._take_base(held.bases[1])
        self._exchange(held.before, held.after)

    def _exchange(self, there: Edited, wanted: Edited) -> None:
        pairs = zip(self._fields, there, wanted, strict=True)
        self._form.fill(Edited(*(new if now == old else now for now, old, new in pairs)))
        self._show_state()
        self.held_changed()

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
        self.say(
            f"{left} to resolve: f8 goes to the next." if left else "All conflicts are resolved; ctrl+s saves.",
            "$accent",
        )

    def _show_conflicts(self) -> int:
        """Mark the places that still stand between marks; how many there are."""
        if not self._merged:
            return 0
        found = conflicts_in(self._code.snapshot().lines)
        if found or self._marked:
            self._code.show_errors(found)
        self._marked = bool(found)
        return len(found)


def _last(edits: Sequence[object]) -> object:
    return edits[-1] if edits else None
